//go:build !js

package bridge_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

func TestConnectionsPerToken(t *testing.T) {
	config := bridge.Config{
		Targets: []bridge.Target{{Name: "cache", Address: fakeserver.ServeTCP(t, echo)}},
		Tokens:  []string{"opaque-0123456789", "another-0123456789"}, MaxConnectionsPerToken: 2,
		SignedTokens: &bridge.SignedTokens{Algorithm: "HS256", Secrets: [][]byte{hmacSecret}, Issuer: issuer, Audience: audience},
	}
	s := start(t, config)
	const tooMany = "too many connections with this token"
	s.requireAdmitted("opaque-0123456789")
	s.requireAdmitted("opaque-0123456789")
	s.requireRefused("opaque-0123456789", ws.CloseLimit, tooMany)
	s.requireAdmitted("another-0123456789")

	// A subject has no more connections for having more tokens.
	of := func(subject, id string) string {
		claims := good()
		claims["sub"], claims["jti"] = subject, id
		return signedBy(t, jwt.SigningMethodHS256, hmacSecret, claims)
	}
	s.requireAdmitted(of("alice", "1"))
	s.requireAdmitted(of("alice", "2"))
	s.requireRefused(of("alice", "3"), ws.CloseLimit, tooMany)
	s.requireAdmitted(of("bob", "1"))
	require.Equal(t, 2.0, s.metric(`glissade_bridge_refusals_total{reason="limit_token"}`))

	// A place is free again when a connection has ended, and the limit can change.
	config.Targets = []bridge.Target{{Name: "other", Address: fakeserver.ServeTCP(t, echo)}}
	s.reload(config)
	s.awaitMetric("glissade_bridge_connections_active", 0)
	dialer := s.dialer()
	dialer.Target, dialer.Token = "other", "opaque-0123456789"
	for range 2 {
		requireEcho(t, s.dial(dialer, ""), "hello")
	}
}

func TestNewConnectionsPerSecond(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	for name, config := range map[string]bridge.Config{
		"the bridge has too many":  {MaxConnectsPerSecond: 3},
		"too many new connections": {MaxConnectsPerSecondPerIP: 3},
	} {
		config.Targets = []bridge.Target{{Address: address}}
		s := start(t, config)
		require.Eventually(t, func() bool {
			opened := s.dial(s.dialer(), address)
			_, err := opened.Write([]byte("x"))
			if err == nil {
				_, err = opened.Read(make([]byte, 1))
			}
			if err == nil {
				return false
			}
			requireClosed(t, opened, ws.CloseLimit, name)
			return true
		}, patience, time.Microsecond)
		require.GreaterOrEqual(t, s.metric("glissade_bridge_connections_total"), 3.0)
		require.Eventually(t, func() bool { // a second later
			_, err := s.dial(s.dialer(), address).Write([]byte("x"))
			before := s.metric("glissade_bridge_connections_total")
			return err == nil && before > 3
		}, patience, 100*time.Millisecond)
	}
}

// With 64 KiB a second, of which the first second is there at once, 192 KiB take two.
func TestBytesPerSecond(t *testing.T) {
	const rate, size = 64 << 10, 192 << 10
	for name, config := range map[string]bridge.Config{
		"to the server": {MaxBytesPerSecondToServer: rate},
		"to the client": {MaxBytesPerSecondToClient: rate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config.Targets = []bridge.Target{{Address: fakeserver.ServeTCP(t, echo)}}
			s := start(t, config)
			opened := s.dial(s.dialer(), config.Targets[0].Address)
			begun := time.Now()
			go opened.Write(bytes.Repeat([]byte("x"), size))
			_, err := io.ReadFull(opened, make([]byte, size))
			require.NoError(t, err)
			require.GreaterOrEqual(t, time.Since(begun), 1900*time.Millisecond)
		})
	}
}

func TestIdleConnectionsAreClosed(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, IdleTimeout: 500 * time.Millisecond, PingInterval: 50 * time.Millisecond})
	opened := s.dial(s.dialer(), address)
	begun := time.Now()
	requireEcho(t, opened, "hello")
	requireClosed(t, opened, ws.CloseGoingAway, "nothing was sent for 500ms")
	require.GreaterOrEqual(t, time.Since(begun), 500*time.Millisecond, "pings are no traffic")
	s.awaitMetric(`glissade_bridge_ends_total{reason="idle"}`, 1)
}

func TestConnectionsDoNotLastForEver(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, MaxLifetime: 300 * time.Millisecond, DrainTimeout: time.Minute})
	opened := s.dial(s.dialer(), address)
	requireEcho(t, opened, "hello")
	requireClosed(t, opened, ws.CloseGoingAway, "has lasted for 300ms")
	s.awaitMetric(`glissade_bridge_ends_total{reason="lifetime"}`, 1)
}

// from is whom the bridge takes a client for, as its log says, whose handshake has the
// given headers.
func from(t *testing.T, config bridge.Config, header http.Header) string {
	t.Helper()
	var log lines
	address := fakeserver.ServeTCP(t, echo)
	config.Targets = []bridge.Target{{Address: address}}
	config.Logger = slog.New(slog.NewTextHandler(&log, nil))
	s := start(t, config)
	dialer := s.dialer()
	for name, values := range header {
		dialer.Header[name] = values
	}
	requireEcho(t, s.dial(dialer, address), "hello")
	_, rest, _ := bytes.Cut([]byte(log.String()), []byte("client="))
	client, _, _ := bytes.Cut(bytes.TrimPrefix(rest, []byte(`"`)), []byte(" "))
	if host, _, err := net.SplitHostPort(string(client)); err == nil {
		return host
	}
	return string(client)
}

// Who is no trusted proxy can say of itself what it likes.
func TestAddressesOfClients(t *testing.T) {
	this := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("2001:db8::/32")}
	trusting, strict := bridge.Config{TrustedProxies: this}, bridge.Config{}
	standard := bridge.Config{TrustedProxies: this, ForwardedHeader: "Forwarded"}
	x := func(values ...string) http.Header { return http.Header{"X-Forwarded-For": values} }
	f := func(values ...string) http.Header { return http.Header{"Forwarded": values} }
	for _, test := range []struct {
		config bridge.Config
		header http.Header
		want   string
	}{
		{strict, x("192.0.2.1"), "127.0.0.1"},
		{bridge.Config{TrustedProxies: this[1:]}, x("192.0.2.1"), "127.0.0.1"},
		{trusting, nil, "127.0.0.1"},
		{trusting, x("192.0.2.1"), "192.0.2.1"},
		{trusting, x("192.0.2.1:4711"), "192.0.2.1"},
		{trusting, x("2001:db9::1"), "2001:db9::1"},
		{trusting, x("[2001:db9::1]:4711"), "2001:db9::1"},
		{trusting, x("::ffff:192.0.2.1"), "192.0.2.1"},
		{trusting, x("198.51.100.7, 192.0.2.1"), "192.0.2.1"}, // the first is the client's own word
		{trusting, x("198.51.100.7", "192.0.2.1"), "192.0.2.1"},
		{trusting, x("198.51.100.7, 192.0.2.1, 10.1.2.3, 2001:db8::1"), "192.0.2.1"},
		{trusting, x("10.1.2.3, 10.1.2.4"), "10.1.2.3"},
		{trusting, x("unknown"), "127.0.0.1"},
		{trusting, x("192.0.2.1, what, 10.1.2.3"), "10.1.2.3"},
		{trusting, x(`"198.51.100.7, 192.0.2.1`), "192.0.2.1"}, // a quote that hides nothing
		{trusting, x(""), "127.0.0.1"},
		{trusting, f("for=192.0.2.1"), "127.0.0.1"}, // the other header is the client's
		{standard, x("192.0.2.1"), "127.0.0.1"},
		{standard, f("for=192.0.2.1"), "192.0.2.1"},
		{standard, f(`for=198.51.100.7, For="192.0.2.1:4711";proto=https;by=10.1.2.3`), "192.0.2.1"},
		{standard, f(`by="a, for=198.51.100.7";for="[2001:db9::1]:4711"`), "2001:db9::1"},
		{standard, f("for=192.0.2.1", "for=10.1.2.3"), "192.0.2.1"},
		{standard, f("for=192.0.2.1, proto=https"), "127.0.0.1"},
		{standard, f("for=_hidden"), "127.0.0.1"},
		{standard, f(`for="198.51.100.7, for=192.0.2.1`), "192.0.2.1"},
	} {
		require.Equal(t, test.want, from(t, test.config, test.header), "%v %v", test.config.ForwardedHeader, test.header)
	}
}

// Behind a proxy clients are counted one by one, and the proxy itself is not.
func TestClientsBehindAProxyAreCounted(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := prepare(t, bridge.Config{
		Targets: []bridge.Target{{Address: address}}, MaxConnectionsPerIP: 1, MaxSocketsPerIP: 1,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
	})
	s.server.Listener = s.Listener(s.server.Listener)
	s.server.Start()
	dialer := func(client string) *ws.Dialer {
		d := s.dialer()
		d.Header["X-Forwarded-For"] = []string{client}
		return d
	}
	for _, client := range []string{"192.0.2.1", "192.0.2.2", "2001:db8:1:1::1", "2001:db8:1:2::1"} {
		requireEcho(t, s.dial(dialer(client), address), "hello")
	}
	for _, client := range []string{"192.0.2.1", "192.0.2.3, 192.0.2.2", "2001:db8:1:1::2"} {
		requireClosed(t, s.dial(dialer(client), address), ws.CloseLimit, "from this address")
	}
}
