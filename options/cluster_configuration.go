package options

import "time"

// DefaultPeriodicChecksInterval is used where PeriodicChecks.Interval is 0.
const DefaultPeriodicChecksInterval = time.Minute

// ClusterClientConfiguration describes a client of a cluster. The zero value starts
// from localhost:6379, finds the other nodes, and connects to each when it is first
// needed; else it is as the zero [ClientConfiguration].
type ClusterClientConfiguration struct {
	// Addresses are nodes of the cluster to begin with. One that can be reached is
	// enough: the others are learnt from it. Empty means localhost:6379.
	Addresses []NodeAddress
	// UseTLS makes every connection a TLS connection; see Advanced.TLS for its settings.
	UseTLS bool
	// Credentials authenticate every connection. Nil sends none.
	Credentials *ServerCredentials
	// RequestTimeout bounds a request from the call to its reply, queueing,
	// redirections and retries included. 0 means 250 ms. A blocking command has the
	// time that it asks the server to block in addition, and so have WAIT and WAITAOF,
	// MIGRATE for one step, and CLUSTER SETSLOT with a timeout.
	RequestTimeout time.Duration
	// DatabaseID is the logical database to use. Clusters have others than 0 since
	// Valkey 9.0, if they are configured to.
	DatabaseID int
	// ClientName is the name of the connections in CLIENT LIST. It holds no spaces
	// or control characters.
	ClientName string
	// Protocol is the version of RESP to speak.
	Protocol Protocol
	// InflightRequestsLimit is how many requests may wait for a reply of a server at once;
	// further ones wait for their turn within their timeout. Commands that block count by
	// themselves, and further ones fail at once. A command that several
	// nodes execute counts once for each. 0 means 1000.
	InflightRequestsLimit int
	// LibraryName replaces the library's name in CLIENT LIST (lib-name), for
	// frameworks that are built on this client. Servers know it since 7.2.
	LibraryName string
	// ClientInfoTag is what uses the library, behind its name in CLIENT LIST: with
	// "shop:1.2" lib-name is glissade(shop:1.2). Servers know it since 7.2.
	ClientInfoTag string
	// ReadFrom selects the nodes of a shard that commands which only read are sent to.
	ReadFrom ReadFrom
	// ClientAZ is the availability zone that the client runs in, for the strategies
	// of ReadFrom that depend on zones.
	ClientAZ string
	// LazyConnect postpones connecting until the first command, which fails if that
	// does. With Subscriptions it has no effect: who only listens has no first command.
	LazyConnect bool
	// Subscriptions are what the client is subscribed to from the beginning. Nil means
	// nothing; it can subscribe later all the same.
	Subscriptions *SubscriptionConfiguration
	// ConnectAll connects to all nodes when the client is created, and to new ones when
	// they appear, so that no command waits for a connection.
	ConnectAll bool
	// Cache has replies to reads kept in the client's memory. Nil keeps none.
	Cache *CacheConfiguration
	// ReconnectStrategy sets how soon a lost connection is made again.
	ReconnectStrategy BackoffStrategy
	// CircuitBreaker has the client refuse requests at once while most of them fail. Nil has
	// it try them all.
	CircuitBreaker *CircuitBreakerConfiguration
	// Compression has the values of strings compressed. Nil leaves them as they are.
	Compression *CompressionConfiguration
	// PeriodicChecks refresh the topology from time to time, so that changes are noticed
	// that no command has run into.
	PeriodicChecks PeriodicChecks
	// RefreshTopologyFromInitialNodes asks the nodes in Addresses, and no others, who
	// serves which slots, for as long as one of them can be reached. It is meant for
	// addresses that stay while nodes come and go, such as those of a load balancer.
	RefreshTopologyFromInitialNodes bool
	// Advanced holds what few programs need to change.
	Advanced AdvancedClientConfiguration
}

// PeriodicChecks ask a few nodes from time to time whether the topology of the cluster
// has changed. The zero value does every minute.
type PeriodicChecks struct {
	// Disabled turns the checks off. Changes are then noticed by what they do to
	// commands only, and commands still succeed, with a redirection.
	Disabled bool
	// Interval is the time between checks that are not disabled. 0 means 60 s.
	Interval time.Duration
}

// WithDefaults returns c with every setting that was left out filled in: addresses
// with host and port, timeouts, the in-flight limit, the reconnect strategy and the
// interval of the checks.
func (c ClusterClientConfiguration) WithDefaults() ClusterClientConfiguration {
	common := c.ClientConfiguration().WithDefaults()
	c.Addresses = common.Addresses
	c.RequestTimeout = common.RequestTimeout
	c.InflightRequestsLimit = common.InflightRequestsLimit
	c.ReconnectStrategy = common.ReconnectStrategy
	c.Advanced = common.Advanced
	c.Cache = common.Cache
	if c.PeriodicChecks.Interval == 0 {
		c.PeriodicChecks.Interval = DefaultPeriodicChecksInterval
	}
	return c
}

// Validate returns a *failure.ConfigurationError about the first setting that
// cannot work, or nil.
func (c ClusterClientConfiguration) Validate() error {
	if err := c.ClientConfiguration().validate(true); err != nil {
		return err
	}
	if c.PeriodicChecks.Interval < 0 {
		return invalid("PeriodicChecks.Interval", "is negative; give a positive duration, or 0 for 60 s")
	}
	if c.LazyConnect && c.ConnectAll {
		return invalid("ConnectAll", "is set together with {ClusterClientConfiguration.LazyConnect}, which connects to nothing; leave one of them out")
	}
	return nil
}

// ClientConfiguration returns the settings that a client of single servers has too.
func (c ClusterClientConfiguration) ClientConfiguration() ClientConfiguration {
	return ClientConfiguration{
		Addresses:             c.Addresses,
		UseTLS:                c.UseTLS,
		Credentials:           c.Credentials,
		RequestTimeout:        c.RequestTimeout,
		DatabaseID:            c.DatabaseID,
		ClientName:            c.ClientName,
		Protocol:              c.Protocol,
		InflightRequestsLimit: c.InflightRequestsLimit,
		LibraryName:           c.LibraryName,
		ClientInfoTag:         c.ClientInfoTag,
		ReadFrom:              c.ReadFrom,
		ClientAZ:              c.ClientAZ,
		LazyConnect:           c.LazyConnect,
		Subscriptions:         c.Subscriptions,
		Cache:                 c.Cache,
		ReconnectStrategy:     c.ReconnectStrategy,
		CircuitBreaker:        c.CircuitBreaker,
		Compression:           c.Compression,
		Advanced:              c.Advanced,
	}
}
