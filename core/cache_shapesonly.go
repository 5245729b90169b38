//go:build shapesonly

package core

import (
	"time"

	"github.com/glissade-io/glissade/core/command"
)

// A page submits its commands, and does not download what has those who wait for theirs go
// through the cache.

func (*clientCache) writes(client executor) executor { return client }

func (*clientCache) executor(client executor, _ *callSettings, _ time.Duration) executor {
	return client
}

type cachedReply struct {
	fetch    *fetch
	answered bool
}

func (*cachedReply) forgetAnswer() {}

func fromCache[T any](*request, command.Reply[T]) (T, error) { return none[T](), nil }
