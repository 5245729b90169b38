package core

import (
	"cmp"
	"context"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/pubsub"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/standalone"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

const (
	// libraryName and Version are what CLIENT LIST shows of this library.
	libraryName = "glissade"

	// Version is the version of this module.
	Version = "0.1.0"

	// blockingMargin is the least that a blocking command is given beyond the time
	// that the server may take, as in GLIDE.
	blockingMargin = 500 * time.Millisecond
)

// Client is a client of one server, or of a primary and its replicas, that are not
// a cluster's. Its commands are the methods of [Commands].
type Client struct {
	Commands
	Connections
	PubSub
	group       *standalone.Group
	readOnly    bool // writes are refused
	checksReads bool // where a command goes depends on whether it reads
	call        callSettings
	around      around
}

// NewClient connects to all of the configured addresses, or asks the sentinels for
// them, and returns a client once it knows the primary and is subscribed to what the
// configuration names. With LazyConnect set it connects to nothing, unless there are
// Subscriptions.
//
// Errors: *failure.ConfigurationError before anything is dialled;
// *failure.ConnectionError, whose cause may be the *failure.ServerError with which
// the server refused the handshake; *failure.TimeoutError.
func NewClient(ctx context.Context, dialer stream.Dialer, configuration options.ClientConfiguration, settings ...Option) (*Client, error) {
	if err := configuration.Validate(); err != nil {
		return nil, err
	}
	s, dialer, err := apply(dialer, settings)
	if err != nil {
		return nil, err
	}
	configuration = configuration.WithDefaults()
	session, err := newSession(&configuration, s)
	if err != nil {
		return nil, err
	}
	codec, err := compression.New(configuration.Compression, s.notify)
	if err != nil {
		return nil, err
	}
	config := groupConfig(dialer, &configuration, session, s)
	subscriptions := pubsub.New(configuration.Advanced.PubSubReconciliationInterval)
	subscriptions.Notify(s.notify)
	config.Changed = subscriptions.Changed
	cached := newClientCache(configuration.Cache, false, configuration.RequestTimeout, s)
	cached.followGroup(&config)
	group := standalone.New(config)
	subscriptions.Follow(group)
	s.origin.complete(&configuration, session, group)
	introduceSubmitters()
	client := &Client{
		Connections: newConnections(&configuration, session, group, subscriptions, codec, s, cached),
		group:       group,
		readOnly:    configuration.ReadOnly,
		checksReads: configuration.ReadOnly || configuration.ReadFrom != options.Primary,
	}
	client.around = aroundOf(s, client.breaker)
	client.Commands = commandsOf(client.stacked())
	client.PubSub = newPubSub(subscriptions, session, client, &configuration, false, s, client.around)
	if err := client.startRenewal(); err != nil {
		client.Close()
		return nil, err
	}
	if configuration.LazyConnect && configuration.Subscriptions == nil {
		return client, nil
	}
	err = client.group.Connect(ctx)
	if err == nil {
		err = client.subscribeConfigured(ctx, &configuration)
	}
	if err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

// stacked returns what the client's commands are executed by: the middleware around the
// cache, around the compression of values, around the client.
func (c *Client) stacked() executor {
	return c.around.executor(c.cache.executor(c.compressed(c), &c.call, c.timeout))
}

func newConnections(configuration *options.ClientConfiguration, session *node.Session, servers servers, subscriptions *pubsub.Subscriptions, codec compression.Codec, s *clientOptions, cached *clientCache) Connections {
	c := Connections{
		session: session, timeout: configuration.RequestTimeout, servers: servers, listening: subscriptions,
		codec: codec, latencies: s.latencies, provider: s.credentials, cache: cached,
	}
	c.breaker = newBreaker(configuration.CircuitBreaker)
	counted := c // which the registration keeps, rather than the client
	c.listed = register(counted.Statistics)
	return c
}

func newSession(configuration *options.ClientConfiguration, s *clientOptions) (*node.Session, error) {
	handshake := mux.Handshake{
		ClientName:     configuration.ClientName,
		DatabaseID:     configuration.DatabaseID,
		LibraryName:    taggedName(cmp.Or(configuration.LibraryName, libraryName), configuration.ClientInfoTag),
		LibraryVersion: Version,
	}
	switch configuration.Protocol {
	case options.ProtocolRESP2:
		handshake.Protocol = mux.RESP2
	case options.ProtocolRESP3:
		handshake.Protocol = mux.RESP3
	}
	c := configuration.Credentials
	if c != nil {
		handshake.Username, handshake.Password, handshake.Authenticate = c.Username, c.Password, true
	}
	session := node.NewSession(handshake)
	switch {
	case !page.Only && s.credentials != nil:
		session.SetProvider(func(ctx context.Context) (username, password string, err error) {
			given, err := s.credentials.Credentials(ctx)
			return given.Username, given.Password, err
		})
	case c != nil && c.IAM != nil:
		return nil, &failure.ConfigurationError{
			Field: "Credentials.IAM", Message: "needs a provider that makes the tokens; give what iam.New of package native/iam returns to WithCredentialsProvider",
		}
	}
	return session, nil
}

// taggedName is what servers know the library by, with what uses it.
func taggedName(name, tag string) string {
	if tag == "" {
		return name
	}
	return name + "(" + tag + ")"
}

func groupConfig(dialer stream.Dialer, configuration *options.ClientConfiguration, session *node.Session, s *clientOptions) standalone.Config {
	config := standalone.Config{
		Node:     nodeConfig(dialer, configuration, session, s),
		ReadFrom: configuration.ReadFrom,
		Zone:     configuration.ClientAZ,
		ReadOnly: configuration.ReadOnly,
		Mode:     configuration.NodeDiscoveryMode,
		Events:   s.events,
		Notify:   s.notify,
	}
	for _, address := range configuration.Addresses {
		config.Addresses = append(config.Addresses, address.String())
	}
	if sentinel := configuration.Sentinel; sentinel != nil {
		config.Sentinel = sentinelConfig(sentinel, config.Node)
	}
	return config
}

// nodeConfig is the template of every server.
func nodeConfig(dialer stream.Dialer, configuration *options.ClientConfiguration, session *node.Session, s *clientOptions) node.Config {
	dedicated := configuration.Advanced.Dedicated
	return node.Config{
		Dialer:         dialer,
		Resolve:        s.resolve,
		ConnectTimeout: configuration.Advanced.ConnectionTimeout,
		Backoff:        configuration.ReconnectStrategy,
		Session:        session,
		Pool: node.PoolConfig{
			Max: dedicated.MaxConnections, MaxIdle: dedicated.MaxIdle, IdleTimeout: dedicated.IdleTimeout,
			WaitTimeout: configuration.RequestTimeout, Events: s.pools,
		},
		Mux: mux.Config{
			InFlightLimit: configuration.InflightRequestsLimit,
			Limits:        resp.Limits(configuration.Advanced.ReplyLimits),
			// Middleware alone can see the name.
			Handshake: mux.Handshake{AskName: !page.Only && len(s.middleware) > 0},
		},
	}
}

// sentinelConfig has sentinels reached as the servers are, with credentials of their
// own and no database.
func sentinelConfig(sentinel *options.SentinelConfiguration, template node.Config) *standalone.Sentinel {
	handshake := mux.Handshake{LibraryName: libraryName, LibraryVersion: Version}
	if c := sentinel.Credentials; c != nil {
		handshake.Username, handshake.Password, handshake.Authenticate = c.Username, c.Password, true
	}
	template.Session = node.NewSession(handshake)
	template.Pool.Events = nil
	template.Mux.Handshake.AskName = false
	config := &standalone.Sentinel{PrimaryName: sentinel.PrimaryName, Node: template}
	for _, address := range sentinel.Addresses {
		config.Addresses = append(config.Addresses, address.String())
	}
	return config
}

// Server describes the primary, or where none is known any server that the client
// is connected to, as it introduced itself.
func (c *Client) Server() models.Server { return c.group.Server() }
