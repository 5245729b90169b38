//go:build !js

package bridge

import (
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/ws/bridge/internal/safelog"
)

// Config is what a [Bridge] is made from. Zero fields have the defaults that their
// comments name; with no targets every connection is refused.
type Config struct {
	// Targets are the servers that clients may reach. There are no others.
	Targets []Target
	// Origins are the pages that may connect, as "https://app.example" or
	// "http://localhost:5173": scheme, host and port must be equal. None means
	// that only pages of the bridge's own origin may, and that only where it is
	// reached by an IP address or as localhost: any page can have a name of its own
	// lead to the bridge, so where it has a name that must be listed here.
	Origins []string
	// AllowNoOrigin admits clients that send no Origin header. Browsers always
	// send one; this opens the bridge to every other program.
	AllowNoOrigin bool
	// Tokens are the secrets of which a client must present one, or a signed one. None
	// of either means that no token is demanded.
	Tokens []string
	// SignedTokens, if not nil, are taken beside Tokens: they say for themselves whom
	// they are for, and until when.
	SignedTokens *SignedTokens
	// TicketLifetime is how long a ticket that stands for a token is valid, 5 min at most.
	// Default 30 s.
	TicketLifetime time.Duration
	// MaxMessage is the largest message taken from a client, in bytes. Default 1 MiB.
	MaxMessage int64
	// MaxConnections is how many clients may be connected at once. Default 1000.
	MaxConnections int
	// MaxConnectionsPerIP is the same for one client address (IPv6: one /64).
	// Default 100. Behind a reverse proxy all clients share the proxy's address.
	MaxConnectionsPerIP int
	// MaxConnectionsPerToken is the same for one token; for signed ones that name their
	// subject, for one subject. Default none.
	MaxConnectionsPerToken int
	// MaxConnectsPerSecond is how many clients may connect within a second, and as many
	// at once; MaxConnectsPerSecondPerIP the same for one client address. Default none.
	MaxConnectsPerSecond, MaxConnectsPerSecondPerIP int
	// MaxBytesPerSecondToServer and MaxBytesPerSecondToClient limit each connection in
	// each direction, 1024 or more. What is above that waits. Default none.
	MaxBytesPerSecondToServer, MaxBytesPerSecondToClient int64
	// IdleTimeout is after how long a connection is closed on which nothing is sent
	// either way; pings of the WebSocket do not count. Default none.
	IdleTimeout time.Duration
	// MaxLifetime is after how long a connection is closed, when the server has answered
	// what was asked, or DrainTimeout later. Default none.
	MaxLifetime time.Duration
	// TrustedProxies are the networks of reverse proxies in front, which are believed
	// when they say for whom a connection is. Limits by address then are for the client
	// behind them. Default none: whoever connects is the client.
	TrustedProxies []netip.Prefix
	// ForwardedHeader is the header in which trusted proxies say so: "X-Forwarded-For",
	// the default, or "Forwarded" (RFC 7239). They must replace it or add to it.
	ForwardedHeader string
	// MaxSockets is how many connections [Bridge.Listener] holds open, WebSockets
	// and those that are none yet. Default MaxConnections + 256.
	MaxSockets int
	// MaxSocketsPerIP is the same for one client address (IPv6: one /64), other than those
	// of TrustedProxies. Default MaxConnectionsPerIP + 32.
	MaxSocketsPerIP int
	// DialTimeout bounds connecting to a target, TLS included. Default 5 s.
	DialTimeout time.Duration
	// WriteTimeout is how long a client may take to accept one message, or a
	// server one write. Default 10 s.
	WriteTimeout time.Duration
	// MessageTimeout is how long a client may take to send one message, from its
	// first bytes on. Default 1 min.
	MessageTimeout time.Duration
	// PingInterval is how often a quiet client is pinged; it is cut off when it
	// has not answered for two intervals. Default 25 s, below the 60 s after which
	// common proxies drop quiet connections.
	PingInterval time.Duration
	// DrainTimeout is how long Shutdown lets a busy connection go on. Default 5 s.
	DrainTimeout time.Duration
	// Logger receives what happens, never payloads or tokens. Nil means silence. Of
	// lines with the same message 50 in 10 s are written, and then how many were left
	// out; texts of others are escaped and shortened. If its handler panics the line
	// is lost and nothing else; while it blocks, so does the connection.
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
	// Login, if not nil, is as whom the bridge authenticates clients at the server. They
	// need no password then, and cannot become anybody else: AUTH, RESET and HELLO with
	// AUTH are refused, and so is what is no request in RESP.
	Login *Credentials
	// Users are whom a signed token may name as its user, in place of Login. With users
	// and without a Login a client is refused whose token names none of them.
	Users []Credentials
	// Commands are rules that tell which commands pass, by category or name, as in an
	// ACL: "+@read", "-@dangerous", "+get", "-config|set". They are followed in order,
	// from nothing on. What passes is still held to the server's ACL, which is the better
	// place: rules here do not see what scripts and functions do. None means that all
	// commands pass.
	Commands []string
	// Cluster, if not nil, says that the server is part of a cluster, of which clients
	// may reach every node: by ?target= with the node's address beside it.
	Cluster *Cluster
}

// Cluster is how the bridge learns which nodes a cluster has: it asks the target's
// server and other seeds, by CLUSTER SHARDS and CLUSTER SLOTS, when a client wants a
// node that it does not know, once a second at most. Nodes are what the seeds announce,
// and nothing else: not what clients or other nodes say. Since whoever may configure a
// server decides what it announces, only nodes within Networks and Ports are dialled.
type Cluster struct {
	// Seeds are the addresses of more servers to ask, beside the target's own. With
	// several the cluster can change while one of them is down.
	Seeds []string
	// Username and Password are those of a user who may execute CLUSTER SHARDS or
	// CLUSTER SLOTS. Without a password they are those of the target's Login; without one
	// either the servers must demand none.
	Username, Password string
	// Networks are where announced nodes may be; the address that is dialled counts,
	// after name resolution. None means those of the seeds: of each address that a
	// seed has, or its name leads to, the /24 (IPv4) or the /64 (IPv6). Loopback
	// addresses are allowed only where a seed has one too, whatever is listed; a Unix
	// socket counts as one. The seeds themselves are always allowed.
	Networks []netip.Prefix
	// Ports are those that announced nodes may have. None means the ports of the seeds.
	Ports []PortRange
}

func (c Config) withDefaults() Config {
	setDefault(&c.TicketLifetime, 30*time.Second)
	setDefault(&c.MaxMessage, 1<<20)
	setDefault(&c.MaxConnections, 1000)
	setDefault(&c.MaxConnectionsPerIP, 100)
	setDefault(&c.MaxSockets, c.MaxConnections+256)
	setDefault(&c.MaxSocketsPerIP, c.MaxConnectionsPerIP+32)
	setDefault(&c.DialTimeout, 5*time.Second)
	setDefault(&c.WriteTimeout, 10*time.Second)
	setDefault(&c.MessageTimeout, time.Minute)
	setDefault(&c.PingInterval, 25*time.Second)
	setDefault(&c.DrainTimeout, 5*time.Second)
	setDefault(&c.ForwardedHeader, xForwardedFor)
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
		{"MaxConnectionsPerToken", int64(c.MaxConnectionsPerToken)},
		{"MaxConnectsPerSecond", int64(c.MaxConnectsPerSecond)},
		{"MaxConnectsPerSecondPerIP", int64(c.MaxConnectsPerSecondPerIP)},
		{"MaxBytesPerSecondToServer", c.MaxBytesPerSecondToServer},
		{"MaxBytesPerSecondToClient", c.MaxBytesPerSecondToClient},
		{"TicketLifetime", int64(c.TicketLifetime)},
		{"IdleTimeout", int64(c.IdleTimeout)},
		{"MaxLifetime", int64(c.MaxLifetime)},
		{"MaxSockets", int64(c.MaxSockets)},
		{"MaxSocketsPerIP", int64(c.MaxSocketsPerIP)},
		{"DialTimeout", int64(c.DialTimeout)},
		{"WriteTimeout", int64(c.WriteTimeout)},
		{"MessageTimeout", int64(c.MessageTimeout)},
		{"PingInterval", int64(c.PingInterval)},
		{"DrainTimeout", int64(c.DrainTimeout)},
	} {
		if setting.value < 0 {
			return fmt.Errorf("bridge: %s is negative; leave it out for the default", setting.field)
		}
	}
	if c.TicketLifetime > longestTicket {
		return fmt.Errorf("bridge: TicketLifetime: %v is more than %v", c.TicketLifetime, longestTicket)
	}
	if least := minPositive(c.MaxBytesPerSecondToServer, c.MaxBytesPerSecondToClient); least > 0 && least < minBytesPerSecond {
		return fmt.Errorf("bridge: MaxBytesPerSecondToServer, MaxBytesPerSecondToClient: %d is too little; use %d or more", least, minBytesPerSecond)
	}
	for i, network := range c.TrustedProxies {
		if !network.IsValid() || network.Addr().Is4In6() {
			return fmt.Errorf("bridge: TrustedProxies[%d]: is no network such as 10.0.0.0/16 or 2001:db8::/48", i)
		}
	}
	if c.ForwardedHeader != xForwardedFor && c.ForwardedHeader != forwarded {
		return fmt.Errorf(`bridge: ForwardedHeader: "%s" is neither %q nor %q`, safelog.Text(c.ForwardedHeader, maxQuoted), xForwardedFor, forwarded)
	}
	for i, token := range c.Tokens {
		if len(token) < minTokenLength {
			return fmt.Errorf("bridge: Tokens[%d] has %d bytes; use %d or more random ones", i, len(token), minTokenLength)
		}
	}
	return nil
}

// minPositive returns the smallest of numbers above 0, or 0.
func minPositive(numbers ...int64) (least int64) {
	for _, n := range numbers {
		if n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	return least
}
