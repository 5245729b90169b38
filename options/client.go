package options

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

// Defaults of a ClientConfiguration.
const (
	// DefaultRequestTimeout bounds a request where RequestTimeout is 0.
	DefaultRequestTimeout = 250 * time.Millisecond
	// DefaultConnectionTimeout bounds the making of a connection where ConnectionTimeout is 0.
	DefaultConnectionTimeout = 2 * time.Second
	// DefaultInflightRequestsLimit is used where InflightRequestsLimit is 0.
	DefaultInflightRequestsLimit = 1000
)

// ClientConfiguration describes a client. The zero value connects to localhost:6379
// without TLS or credentials, speaks RESP3 (RESP2 with a server that has no RESP3),
// and gives each request 250 ms.
type ClientConfiguration struct {
	// Addresses are the servers to connect to: a primary and, if there are any, its
	// replicas, in any order unless NodeDiscoveryMode is NodeDiscoveryModeStatic. Empty means
	// localhost:6379.
	Addresses []NodeAddress
	// Sentinel has the servers found through sentinels; Addresses must be empty then.
	Sentinel *SentinelConfiguration
	// UseTLS makes every connection a TLS connection; see Advanced.TLS for its settings.
	UseTLS bool
	// Credentials authenticate every connection. Nil sends none.
	Credentials *ServerCredentials
	// RequestTimeout bounds a request from the call to its reply, queueing and
	// retries included. 0 means 250 ms. A blocking command has the time that it
	// asks the server to block in addition, and so have WAIT and WAITAOF, MIGRATE for
	// one step, and CLUSTER SETSLOT with a timeout.
	RequestTimeout time.Duration
	// DatabaseID is the logical database to use; servers have 16 unless configured otherwise.
	DatabaseID int
	// ClientName is the name of the connections in CLIENT LIST. It holds no spaces
	// or control characters. Under RESP2 a user whose ACL lacks client|setname connects
	// all the same, without the name: CLIENT GETNAME tells.
	ClientName string
	// Protocol is the version of RESP to speak.
	Protocol Protocol
	// InflightRequestsLimit is how many requests may wait for a reply of a server at once;
	// further ones wait for their turn within their timeout. Commands that block count by
	// themselves, and further ones fail at once. 0 means 1000.
	InflightRequestsLimit int
	// LibraryName replaces the library's name in CLIENT LIST (lib-name), for
	// frameworks that are built on this client. Servers know it since 7.2.
	LibraryName string
	// ClientInfoTag is what uses the library, behind its name in CLIENT LIST: with
	// "shop:1.2" lib-name is glissade(shop:1.2). Servers know it since 7.2.
	ClientInfoTag string
	// ReadFrom selects the servers that commands which only read are sent to.
	ReadFrom ReadFrom
	// ClientAZ is the availability zone that the client runs in, for the strategies
	// of ReadFrom that depend on zones.
	ClientAZ string
	// ReadOnly refuses commands that may write, before they are sent. The servers'
	// roles are then not asked for, so that all of them may be replicas, and reads go
	// to all of them in turn.
	ReadOnly bool
	// NodeDiscoveryMode says how the servers and their roles are found out.
	NodeDiscoveryMode NodeDiscoveryMode
	// LazyConnect postpones connecting until the first command, which fails if that
	// does. With Subscriptions it has no effect: who only listens has no first command.
	LazyConnect bool
	// Subscriptions are what the client is subscribed to from the beginning. Nil means
	// nothing; it can subscribe later all the same.
	Subscriptions *SubscriptionConfiguration
	// Cache has replies to reads kept in the client's memory. Nil keeps none.
	Cache *CacheConfiguration
	// ReconnectStrategy sets how soon a lost connection is made again.
	ReconnectStrategy BackoffStrategy
	// CircuitBreaker has the client refuse requests at once while most of them fail. Nil has
	// it try them all.
	CircuitBreaker *CircuitBreakerConfiguration
	// Compression has the values of strings compressed. Nil leaves them as they are.
	Compression *CompressionConfiguration
	// Advanced holds what few programs need to change.
	Advanced AdvancedClientConfiguration
}

// Protocol is a version of the serialization protocol, RESP.
type Protocol string

const (
	// ProtocolDefault is RESP3, or RESP2 with a server that has no RESP3 (before 6.0): one
	// that refuses HELLO, in whatever words, unless they are about the user, or chooses RESP2.
	ProtocolDefault Protocol = ""
	// ProtocolRESP2 speaks RESP2 only.
	ProtocolRESP2 Protocol = "RESP2"
	// ProtocolRESP3 demands RESP3: connecting to a server without it fails.
	ProtocolRESP3 Protocol = "RESP3"
)

// AdvancedClientConfiguration holds settings that few programs need to change.
type AdvancedClientConfiguration struct {
	// ConnectionTimeout bounds the making of a connection, TLS and the handshake
	// included. 0 means 2 s.
	ConnectionTimeout time.Duration
	// TLS holds the settings of TLS. It must be empty unless UseTLS is set.
	TLS TLSConfiguration
	// DisableTCPNoDelay lets the operating system hold back small packets (Nagle's
	// algorithm). It saves packets and costs latency.
	DisableTCPNoDelay bool
	// ReplyLimits bound the replies that are accepted from a server.
	ReplyLimits ReplyLimits
	// Dedicated bounds the dedicated connections, which blocking commands use too.
	Dedicated DedicatedConfiguration
	// PubSubReconciliationInterval is how often the subscriptions that the program wants
	// are compared with those that servers have confirmed, beside whenever a connection
	// or the topology has changed; those that were refused are tried again then. 0 means 3 s.
	PubSubReconciliationInterval time.Duration
}

// TLSConfiguration holds the settings of TLS as plain values. The zero value
// verifies the server by the certificates of the system. A page in a browser has
// no say in TLS: there, only the zero value works.
//
// Certificates and keys that are nil are not set. Those that are set must not be
// empty, as the contents of a file are that was not written yet. Printed or
// encoded, it shows no key.
type TLSConfiguration struct {
	// Insecure accepts any certificate of any host. The connection can then be
	// read and changed by whoever is in between; use it for experiments only.
	Insecure bool
	// RootCertificates are the authorities to trust instead of the system's, as PEM.
	RootCertificates []byte
	// ServerName is the name that the server's certificate must bear. Empty means
	// the host of the address.
	ServerName string
	// ClientCertificate is the certificate to show to the server (mutual TLS), as
	// PEM, any intermediate certificates after it. It goes with ClientKey.
	ClientCertificate []byte
	// ClientKey is the private key of ClientCertificate, as PEM.
	ClientKey []byte
}

// ReplyLimits bound the replies that are accepted from a server, so that a faulty
// one cannot exhaust memory. The request whose reply is beyond one of them fails, and
// nothing else does: the rest of the reply is not kept, and those after it are read. A
// push message beyond them is dropped. Only a reply of which more than 4 GiB are, or are
// announced, ends the connection. A field that is 0 has its default.
type ReplyLimits struct {
	// MaxBulkLength is the longest string, in bytes. 0 means 512 MiB.
	MaxBulkLength int
	// MaxAggregateLength is the largest number of elements of an array, map or set; a
	// pair of a map counts as two. 0 means 67,108,864.
	MaxAggregateLength int
	// MaxReplySize is the largest reply as a whole, in bytes. 0 means 1 GiB.
	MaxReplySize int
	// MaxDepth is how deeply arrays, maps and sets may nest, up to 1024. 0 means 128.
	MaxDepth int
}

// WithDefaults returns c with every setting that was left out filled in: addresses
// with host and port, timeouts, the in-flight limit, the reconnect strategy.
func (c ClientConfiguration) WithDefaults() ClientConfiguration {
	c.Sentinel = c.Sentinel.withDefaults()
	addresses := c.Addresses
	if len(addresses) == 0 && c.Sentinel == nil {
		addresses = []NodeAddress{{}}
	}
	c.Addresses = make([]NodeAddress, len(addresses))
	for i, address := range addresses {
		c.Addresses[i] = address.withDefaults()
	}
	if c.RequestTimeout == 0 {
		c.RequestTimeout = DefaultRequestTimeout
	}
	if c.InflightRequestsLimit == 0 {
		c.InflightRequestsLimit = DefaultInflightRequestsLimit
	}
	if c.Advanced.ConnectionTimeout == 0 {
		c.Advanced.ConnectionTimeout = DefaultConnectionTimeout
	}
	c.Advanced.Dedicated = c.Advanced.Dedicated.withDefaults()
	if c.Advanced.PubSubReconciliationInterval == 0 {
		c.Advanced.PubSubReconciliationInterval = DefaultPubSubReconciliationInterval
	}
	c.ReconnectStrategy = c.ReconnectStrategy.withDefaults()
	c.Cache = c.Cache.withDefaults()
	return c
}

// Validate returns a *failure.ConfigurationError about the first setting that
// cannot work, or nil.
func (c ClientConfiguration) Validate() error { return c.validate(false) }

func (c ClientConfiguration) validate(cluster bool) error {
	for i, address := range c.Addresses {
		if err := address.validate("Addresses[" + strconv.Itoa(i) + "]"); err != nil {
			return err
		}
	}
	if c.Sentinel != nil && len(c.Addresses) > 0 {
		return invalid("Addresses", "is given together with {ClientConfiguration.Sentinel}, which finds the servers; leave one of them out")
	}
	for _, err := range []error{
		c.Sentinel.validate(), c.Credentials.validate("Credentials"), c.ReadFrom.validate(c.ClientAZ),
		c.NodeDiscoveryMode.validate(&c), c.ReconnectStrategy.Validate(), c.CircuitBreaker.validate(), c.Compression.Validate(),
		c.Subscriptions.validate(cluster), c.Advanced.validate(c.UseTLS),
		c.Cache.validate(c.Protocol),
	} {
		if err != nil {
			return err
		}
	}
	switch {
	case c.ReadOnly && c.ReadFrom.UsesZones():
		return invalid("ReadFrom", "is "+failure.Text(c.ReadFrom)+" together with {ClientConfiguration.ReadOnly}, which reads from all servers in turn; leave one of them out")
	case c.RequestTimeout < 0:
		return invalid("RequestTimeout", "is negative; give a positive duration, or 0 for 250 ms")
	case c.DatabaseID < 0 || c.DatabaseID > math.MaxInt32:
		return invalid("DatabaseID", "is no database number; give 0 or a small positive number")
	case !isPrintable(c.ClientName):
		return invalid("ClientName", "holds a space or a character outside printable ASCII, which servers refuse; remove it")
	case !isPrintable(c.LibraryName):
		return invalid("LibraryName", "holds a space or a character outside printable ASCII, which servers refuse; remove it")
	case strings.ContainsAny(c.LibraryName, "()"):
		return invalid("LibraryName", "holds a parenthesis, which stands around {ClientConfiguration.ClientInfoTag}; remove it")
	case !isPrintable(c.ClientInfoTag) || strings.ContainsAny(c.ClientInfoTag, "()"):
		return invalid("ClientInfoTag", "holds a space, a parenthesis or a character outside printable ASCII, which servers or who reads it would not understand; remove it")
	case c.Protocol != ProtocolDefault && c.Protocol != ProtocolRESP2 && c.Protocol != ProtocolRESP3:
		return invalid("Protocol", "is unknown; use {ProtocolDefault}, {ProtocolRESP2} or {ProtocolRESP3}")
	case c.InflightRequestsLimit < 0:
		return invalid("InflightRequestsLimit", "is negative; give a positive number, or 0 for 1000")
	}
	return nil
}

func (a AdvancedClientConfiguration) validate(useTLS bool) error {
	t := a.TLS
	switch {
	case a.ConnectionTimeout < 0:
		return invalid("Advanced.ConnectionTimeout", "is negative; give a positive duration, or 0 for 2 s")
	case !useTLS && (t.Insecure || t.ServerName != "" || t.RootCertificates != nil || t.ClientCertificate != nil || t.ClientKey != nil):
		return invalid("Advanced.TLS", "is set while {ClientConfiguration.UseTLS} is false; set that, or leave {ClientConfiguration.Advanced.TLS} empty")
	}
	if err := t.validate("Advanced.TLS"); err != nil {
		return err
	}
	l := a.ReplyLimits
	if l.MaxBulkLength < 0 || l.MaxAggregateLength < 0 || l.MaxReplySize < 0 || l.MaxDepth < 0 {
		return invalid("Advanced.ReplyLimits", "holds a negative limit; give positive ones, or 0 for the defaults")
	}
	if err := validateReconciliationInterval(a.PubSubReconciliationInterval); err != nil {
		return err
	}
	return a.Dedicated.validate()
}

// Validate returns a *failure.ConfigurationError about the first setting that cannot
// work, or nil. What certificates and keys hold is checked when a dialer takes them.
func (t TLSConfiguration) Validate() error { return t.validate("TLS") }

// validate checks the settings that a configuration has in field.
func (t TLSConfiguration) validate(field string) error {
	switch {
	case isBlank(t.RootCertificates):
		return invalid(field+".RootCertificates", "is empty; give certificates as PEM, or {nil} for the system's")
	case isBlank(t.ClientCertificate):
		return invalid(field+".ClientCertificate", "is empty; give the certificate as PEM, or {nil} to show none")
	case isBlank(t.ClientKey):
		return invalid(field+".ClientKey", "is empty; give the key as PEM, or {nil} to show no certificate")
	case t.ClientCertificate == nil && t.ClientKey != nil:
		return invalid(field+".ClientCertificate", "is missing; a {TLSConfiguration.ClientKey} needs its certificate")
	case t.ClientCertificate != nil && t.ClientKey == nil:
		return invalid(field+".ClientKey", "is missing; a {TLSConfiguration.ClientCertificate} needs its key")
	default:
		return nil
	}
}

// isBlank recognises what is set and holds nothing.
func isBlank(pem []byte) bool {
	for _, b := range pem {
		if b > ' ' {
			return false
		}
	}
	return pem != nil
}

// isPrintable reports whether s is printable ASCII without spaces, all that the
// server takes for names of connections and libraries.
func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return true
}
