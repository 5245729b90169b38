package goredis

import (
	"context"
	"net"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/glissade-io/glissade/core"
)

// Client is what there are go-redis clients of: a *glissade.Client or a *glissade.ClusterClient.
type Client interface {
	*core.Client | *core.ClusterClient
}

// NewClient returns a go-redis client whose commands go out by the client. Closing it closes
// nothing but the connections between the two. Since: 0.1.0.
func NewClient[C Client](client C) *redis.Client { return redis.NewClient(Options(client)) }

const (
	// poolSize is more than there are callers: a connection costs memory alone.
	poolSize   = 1 << 12
	bufferSize = 8 << 10
	// noTimeout has go-redis set no deadline but that of the context.
	noTimeout = -1
	noRetries = -1
)

// Options returns the options of [NewClient], for programs that have their own on top, such as a
// client's name, hooks on connections or a bound on their number. The dialer has to stay.
// Since: 0.1.0.
func Options[C Client](client C) *redis.Options {
	b := newBackend(client)
	return &redis.Options{
		Addr:                     "glissade",
		Dialer:                   func(context.Context, string, string) (net.Conn, error) { return newConn(b), nil },
		Protocol:                 protocol3,
		MaxRetries:               noRetries,
		ReadTimeout:              noTimeout,
		WriteTimeout:             noTimeout,
		ContextTimeoutEnabled:    true,
		PoolSize:                 poolSize,
		ReadBufferSize:           bufferSize,
		WriteBufferSize:          bufferSize,
		DisableIdentity:          true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}
