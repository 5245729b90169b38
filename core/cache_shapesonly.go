//go:build shapesonly

package core

import (
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/standalone"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// A client in a page has no cache, and a page does not download what caches are made of:
// replies are handed to JavaScript as they came, by a way that does not lead through one.

type clientCache struct{}

func newClientCache(configuration *options.CacheConfiguration, _ bool, _ *clientOptions) (*clientCache, error) {
	if configuration == nil {
		return nil, nil
	}
	return nil, &failure.ConfigurationError{Field: "Cache", Message: "is set, but there is none in pages; leave it out"}
}

func (*clientCache) followGroup(*standalone.Config)       {}
func (*clientCache) followCluster(*cluster.Config)        {}
func (*clientCache) wrote(*command.Args)                  {}
func (*clientCache) wroteBatch(*queue.Queue)              {}
func (*clientCache) flush(models.CacheInvalidationReason) {}
func (*clientCache) close()                               {}

func (*clientCache) statistics() models.CacheStatistics { return models.CacheStatistics{} }
func (*clientCache) writes(client executor) executor    { return client }
func (*clientCache) executor(client executor, _ *callSettings, _ time.Duration) executor {
	return client
}

func (c *Connections) cached() *clientCache { return nil }

type cachedReply struct {
	fetch    *fetch
	answered bool
}

func (*cachedReply) forgetAnswer() {}

type fetch struct{}

func (*fetch) apply(*mux.Request) {}

func fromCache[T any](*request, command.Reply[T]) (T, error) { return none[T](), nil }
