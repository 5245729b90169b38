//go:build !js

package bridge

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/glissade-io/glissade/options"
)

// Config is what a [Bridge] is made from. Zero fields have the defaults that their
// comments name; with no targets every connection is refused.
type Config struct {
	// Targets are the servers that clients may reach. There are no others.
	Targets []Target
	// Origins are the pages that may connect, as "https://app.example" or
	// "http://localhost:5173": scheme, host and port must be equal. None means
	// that only pages of the host that serves the bridge may.
	Origins []string
	// AllowNoOrigin admits clients that send no Origin header. Browsers always
	// send one; this opens the bridge to every other program.
	AllowNoOrigin bool
	// Tokens are the secrets of which a client must present one. None means that
	// no token is demanded.
	Tokens []string
	// MaxMessage is the largest message taken from a client, in bytes. Default 1 MiB.
	MaxMessage int64
	// MaxConnections is how many clients may be connected at once. Default 1000.
	MaxConnections int
	// MaxConnectionsPerIP is the same for one client address (IPv6: one /64).
	// Default 100. Behind a reverse proxy all clients share the proxy's address.
	MaxConnectionsPerIP int
	// DialTimeout bounds connecting to a target, TLS included. Default 5 s.
	DialTimeout time.Duration
	// WriteTimeout is how long a client may take to accept one message, or a
	// server one write. Default 10 s.
	WriteTimeout time.Duration
	// PingInterval is how often a quiet client is pinged; it is cut off when it
	// has not answered for two intervals. Default 25 s, below the 60 s after which
	// common proxies drop quiet connections.
	PingInterval time.Duration
	// DrainTimeout is how long Shutdown lets a busy connection go on. Default 5 s.
	DrainTimeout time.Duration
	// Logger receives what happens, never payloads or tokens. Nil means silence.
	Logger *slog.Logger
}

// Target is a server that clients may reach.
type Target struct {
	// Name is what ?target= selects; it may be empty.
	Name string
	// Address is the server's "host:port", "[ipv6]:port" or "unix:/path". A client
	// may ask for it by ?address= too.
	Address string
	// TLS, if not nil, makes the bridge's connection to the server a TLS one.
	TLS *options.TLSConfiguration
	// Cluster, if not nil, says that the server is part of a cluster, of which clients
	// may reach every node: by ?target= with the node's address beside it.
	Cluster *Cluster
}

// Cluster is how the bridge learns which nodes a cluster has: it asks the target's
// server and other seeds, by CLUSTER SHARDS and CLUSTER SLOTS, when a client wants a
// node that it does not know, once a second at most. Nodes are what the seeds announce,
// and nothing else: not what clients or other nodes say.
type Cluster struct {
	// Seeds are the addresses of more servers to ask, beside the target's own. With
	// several the cluster can change while one of them is down.
	Seeds []string
	// Username and Password are those of a user who may execute CLUSTER SHARDS or
	// CLUSTER SLOTS. Empty where the servers demand no password, or for the default user.
	Username, Password string
}

func (c Config) withDefaults() Config {
	setDefault(&c.MaxMessage, 1<<20)
	setDefault(&c.MaxConnections, 1000)
	setDefault(&c.MaxConnectionsPerIP, 100)
	setDefault(&c.DialTimeout, 5*time.Second)
	setDefault(&c.WriteTimeout, 10*time.Second)
	setDefault(&c.PingInterval, 25*time.Second)
	setDefault(&c.DrainTimeout, 5*time.Second)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func (c Config) validate() error {
	for _, setting := range []struct {
		field string
		value int64
	}{
		{"MaxMessage", c.MaxMessage},
		{"MaxConnections", int64(c.MaxConnections)},
		{"MaxConnectionsPerIP", int64(c.MaxConnectionsPerIP)},
		{"DialTimeout", int64(c.DialTimeout)},
		{"WriteTimeout", int64(c.WriteTimeout)},
		{"PingInterval", int64(c.PingInterval)},
		{"DrainTimeout", int64(c.DrainTimeout)},
	} {
		if setting.value < 0 {
			return fmt.Errorf("bridge: %s is negative; leave it out for the default", setting.field)
		}
	}
	for i, token := range c.Tokens {
		if len(token) < minTokenLength {
			return fmt.Errorf("bridge: Tokens[%d] has %d bytes; use %d or more random ones", i, len(token), minTokenLength)
		}
	}
	return nil
}
