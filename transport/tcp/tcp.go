// Package tcp opens streams over TCP, TLS and Unix sockets for programs that run
// on an operating system. It is the transport of package native; a program that
// wants settings of its own makes a [Dialer] and hands it to the client.
//
//	dialer := &tcp.Dialer{TLS: &options.TLSConfiguration{RootCertificates: pem}}
//	s, err := dialer.Dial(ctx, "valkey.example:6379")
//
// It knows no protocol, pools nothing and retries nothing. A browser has no
// sockets: see package ws.
package tcp

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/options"
)

const (
	defaultKeepAlive   = 15 * time.Second
	keepAliveProbes    = 3
	defaultUserTimeout = 5 * time.Second
)

// Dialer opens streams. Its zero value opens plain TCP connections and Unix
// sockets and is ready to use. Its fields must not change after the first Dial.
type Dialer struct {
	// TLS makes every connection a TLS connection with these settings. Nil, with
	// Config nil too, means no TLS.
	TLS *options.TLSConfiguration

	// Config makes every connection a TLS connection, for programs that have a
	// tls.Config of their own. It is cloned. Where its ServerName is empty the
	// dialled host is verified. Setting both TLS and Config is an error. A callback
	// of it that panics while a client dials fails the attempt to connect.
	Config *tls.Config

	// ClientCertificate has the certificate to show to servers (mutual TLS) read from files,
	// and read again when they are renewed. It goes with TLS or Config, which must have
	// none then; sessions are resumed from caches of the dialer's own.
	ClientCertificate *ClientCertificateFiles

	// Delay leaves Nagle's algorithm on, which holds small packets back. The
	// client coalesces commands by itself, so the default is TCP_NODELAY.
	Delay bool

	// KeepAlive is how long a connection is idle before it is probed. Three probes a
	// third of that time apart find a peer that has vanished. Zero means 15 seconds,
	// a negative value no probes.
	KeepAlive time.Duration

	// UserTimeout is for how long the machine at the other end may leave everything
	// unacknowledged that is sent to it, retransmissions and probes included, before
	// the stream's PeerGone says so, and the client gives the connection up. A server
	// that is too busy to read is not meant: its machine answers. Zero means 5 seconds,
	// a negative value for ever. It has an effect on Linux alone.
	UserTimeout time.Duration

	// Resolver looks host names up, for each Dial anew, since a name may stand for
	// another machine after a failover. Nil means net.DefaultResolver. If its Dial
	// panics, looking the name up fails, with the panic's value.
	Resolver *net.Resolver

	// Control, if not nil, is called with each socket after it is made and
	// before it is connected, as in net.Dialer: address is the resolved one, and
	// an error refuses it. If it panics, Dial fails with a *failure.PanicError.
	Control func(network, address string, socket Socket) error

	once      sync.Once
	tlsConfig *tls.Config
	tlsErr    error
	fromFiles clientCertificate
}

var _ stream.Dialer = (*Dialer)(nil)

// Validate returns a *failure.ConfigurationError if no Dial can work because of what
// the TLS settings are, or nil. It may be called on a nil Dialer, which is refused.
func (d *Dialer) Validate() error {
	if d == nil {
		return &failure.ConfigurationError{Field: "Dialer", Message: "is nil; give a tcp.Dialer, whose zero value works"}
	}
	_, err := d.configFor("localhost")
	return err
}

// Dial connects to address: "host:port", "[ipv6]:port" or "unix:/path/of/socket".
// It gives up when ctx ends, which includes the TLS handshake. The addresses of a
// host name are tried one after the other, IPv6 and IPv4 side by side if the first
// family is slow (RFC 6555). The stream offers [stream.ReadInterrupter],
// [stream.KeptAlive], [stream.PeerWatcher], on Unix systems [stream.ArrivalReader], and
// without TLS [stream.WriteInterrupter].
func (d *Dialer) Dial(ctx context.Context, address string) (stream.Stream, error) {
	if d == nil {
		return nil, d.Validate()
	}
	network, target, host, err := splitAddress(address)
	if err != nil {
		return nil, err
	}
	config, err := d.configFor(host)
	if err != nil {
		return nil, err
	}
	conn, err := d.netDialer().DialContext(ctx, network, target)
	if err != nil {
		return nil, err
	}
	s, err := d.newSocketStream(conn)
	if err != nil {
		conn.Close()
		return nil, errors.New("tcp: cannot prepare the connection to " + address + ": " + err.Error())
	}
	s.keepsAlive = network == "unix" || d.KeepAlive >= 0
	if config == nil {
		return &plainStream{s}, nil
	}
	if s.Conn, err = handshake(ctx, conn, config, address); err != nil {
		return nil, err
	}
	return &tlsStream{s, address}, nil
}

var _ stream.Expander = (*Dialer)(nil)

// Expand returns the addresses that the host in address resolves to, each with the
// port, or address itself if there is but one or TLS needs the name.
func (d *Dialer) Expand(ctx context.Context, address string) ([]string, error) {
	if d == nil {
		return nil, d.Validate()
	}
	network, target, _, err := splitAddress(address)
	if err != nil {
		return nil, err
	}
	if network == "unix" || d.TLS != nil || d.Config != nil {
		return []string{address}, nil
	}
	host, port, err := net.SplitHostPort(target)
	if err != nil {
		return nil, err
	}
	hosts, err := d.resolver().LookupHost(ctx, host)
	if err != nil {
		return nil, err
	}
	if len(hosts) == 1 {
		return []string{address}, nil
	}
	addresses := make([]string, len(hosts))
	for i, h := range hosts {
		addresses[i] = net.JoinHostPort(h, port)
	}
	return addresses, nil
}

// splitAddress returns the network and address for net.Dial, and the host whose
// name a certificate must carry (empty for a Unix socket).
func splitAddress(address string) (network, target, host string, err error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		if path == "" {
			return "", "", "", errors.New(`tcp: address "unix:" names no socket; write unix:/path/of/socket`)
		}
		return "unix", path, "", nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" || port == "" {
		return "", "", "", errors.New("tcp: address " + quote(address) + ` is not "host:port", "[ipv6]:port" or "unix:/path"`)
	}
	return "tcp", address, host, nil
}

func (d *Dialer) netDialer() *net.Dialer {
	dialer := &net.Dialer{KeepAlive: d.KeepAlive, Resolver: d.resolver(), Control: d.control()}
	if d.KeepAlive >= 0 {
		idle := cmp.Or(d.KeepAlive, defaultKeepAlive)
		dialer.KeepAliveConfig = net.KeepAliveConfig{
			Enable: true, Idle: idle, Interval: idle / keepAliveProbes, Count: keepAliveProbes,
		}
	}
	return dialer
}

func (d *Dialer) newSocketStream(conn net.Conn) (s socketStream, err error) {
	if socket, ok := conn.(*net.TCPConn); ok && d.Delay {
		if err := socket.SetNoDelay(false); err != nil {
			return s, err
		}
	}
	s.Conn = conn
	if s.peer, err = newPeer(conn, cmp.Or(d.UserTimeout, defaultUserTimeout)); err != nil {
		return s, err
	}
	s.arrivals, err = newArrivals(conn)
	return s, err
}
