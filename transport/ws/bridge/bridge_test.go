//go:build !js

package bridge_test

import (
	"bytes"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

func TestTargetsByNameAndAddress(t *testing.T) {
	first, second := fakeserver.ServeTCP(t, echo), fakeserver.ServeTCP(t, func(c net.Conn) { io.WriteString(c, "second") })
	s := start(t, bridge.Config{Targets: []bridge.Target{{Name: "first", Address: first}, {Address: second}}})

	requireEcho(t, s.dial(s.dialer(), first), "by address")
	named := s.dialer()
	named.Target = "first"
	requireEcho(t, s.dial(named, "ignored:1"), "by name")
	data, err := io.ReadAll(s.dial(s.dialer(), second))
	require.NoError(t, err, "the server's own end is io.EOF")
	require.Equal(t, "second", string(data))
	s.awaitMetric(`glissade_bridge_ends_total{reason="server_closed"}`, 1)
}

func TestTargetsThatAreNotListed(t *testing.T) {
	dialled := false
	other := fakeserver.ServeTCP(t, func(net.Conn) { dialled = true })
	s := start(t, bridge.Config{Targets: []bridge.Target{{Name: "first", Address: fakeserver.ServeTCP(t, echo)}}})

	requireClosed(t, s.dial(s.dialer(), other), ws.CloseForbidden, "target not allowed")
	named := s.dialer()
	named.Target = strings.Repeat("ü", 300)
	requireClosed(t, s.dial(named, ""), ws.CloseForbidden, "name it in the bridge's targets")
	both := s.dialer()
	both.URL += "/v1/connect?target=first"
	requireClosed(t, s.dial(both, other), ws.CloseForbidden, "one target")
	requireClosed(t, s.dial(s.dialer(), "no address"), ws.CloseForbidden, "target not allowed")
	require.False(t, dialled)
	require.Equal(t, 4.0, s.metric(`glissade_bridge_refusals_total{reason="target"}`))
	require.Zero(t, s.metric("glissade_bridge_connections_total"))
}

func TestRefusedWriteTellsWhy(t *testing.T) {
	s := start(t, bridge.Config{})
	opened := s.dial(s.dialer(), "nowhere:1")
	read := make(chan error, 1)
	go func() {
		_, err := opened.Read(make([]byte, 1))
		read <- err
	}()
	var closed *ws.CloseError
	require.ErrorAs(t, <-read, &closed)
	require.Contains(t, closed.Error(), "the bridge refused: 4403 target not allowed")
	_, err := opened.Write([]byte("PING\r\n"))
	require.ErrorAs(t, err, &closed)
	require.Equal(t, ws.CloseForbidden, closed.Code)
}

func TestOrigins(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	targets := []bridge.Target{{Address: address}}
	listed := start(t, bridge.Config{Targets: targets, Origins: []string{"https://app.example", "http://app.example:5173"}})
	defaults := start(t, bridge.Config{Targets: targets, Origins: []string{}})
	open := start(t, bridge.Config{Targets: targets, AllowNoOrigin: true})

	for _, test := range []struct {
		name    string
		site    *site
		origins []string
		allowed bool
	}{
		{"listed", listed, []string{"https://app.example"}, true},
		{"its port spelt out", listed, []string{"https://APP.example:443"}, true},
		{"listed with port", listed, []string{"http://app.example:5173"}, true},
		{"other scheme", listed, []string{"http://app.example"}, false},
		{"other port", listed, []string{"http://app.example:5174"}, false},
		{"subdomain", listed, []string{"https://x.app.example"}, false},
		{"longer name", listed, []string{"https://app.example.evil.test"}, false},
		{"path", listed, []string{"https://app.example/"}, false},
		{"user", listed, []string{"https://app.example@evil.test"}, false},
		{"null", listed, []string{"null"}, false},
		{"no URL", listed, []string{"https://app.example:x"}, false},
		{"two", listed, []string{"https://app.example", "https://app.example"}, false},
		{"none", listed, nil, false},
		{"same origin", defaults, []string{defaults.server.URL}, true},
		{"another origin", defaults, []string{"http://127.0.0.1:1"}, false},
		{"same host over TLS", defaults, []string{strings.Replace(defaults.server.URL, "http", "https", 1)}, false},
		{"none where allowed", open, nil, true},
		{"unlisted where none is allowed", open, []string{"https://evil.test"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dialer := test.site.dialer()
			dialer.Header = http.Header{"Origin": test.origins}
			opened, err := dialer.Dial(t.Context(), address)
			require.NoError(t, err)
			defer opened.Close()
			if test.allowed {
				requireEcho(t, opened, "hello")
			} else {
				requireClosed(t, opened, ws.CloseForbidden, "rigin")
			}
		})
	}
}

func TestTokens(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	tokens := []string{"0123456789abcdef-first", "0123456789abcdef/sécond"}
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, Tokens: tokens})
	for _, token := range tokens {
		dialer := s.dialer()
		dialer.Token = token
		requireEcho(t, s.dial(dialer, address), "with a token")
	}
	requireClosed(t, s.dial(s.dialer(), address), ws.CloseUnauthorized, "demands a token")
	wrong := s.dialer()
	wrong.Token = tokens[0] + "x"
	requireClosed(t, s.dial(wrong, address), ws.CloseUnauthorized, "not one of this bridge's")
	require.Equal(t, 2.0, s.metric(`glissade_bridge_refusals_total{reason="token"}`))
}

func TestConnectionLimits(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	targets := []bridge.Target{{Address: address}}
	for name, test := range map[string]struct {
		config bridge.Config
		reason string
	}{
		"total":  {bridge.Config{Targets: targets, MaxConnections: 2}, "maximum of connections"},
		"per IP": {bridge.Config{Targets: targets, MaxConnectionsPerIP: 2}, "too many connections from this address"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.config)
			first, second := s.dial(s.dialer(), address), s.dial(s.dialer(), address)
			requireEcho(t, first, "1")
			requireEcho(t, second, "2")
			requireClosed(t, s.dial(s.dialer(), address), ws.CloseLimit, test.reason)
			require.NoError(t, first.Close())
			s.awaitMetric("glissade_bridge_connections_active", 1)
			require.Eventually(t, func() bool { // the place is free a moment after the gauge says so
				opened, err := s.dialer().Dial(t.Context(), address)
				require.NoError(t, err)
				defer opened.Close()
				_, err = opened.Write([]byte("x"))
				if err != nil {
					return false
				}
				_, err = opened.Read(make([]byte, 1))
				return err == nil
			}, patience, poll)
		})
	}
}

func TestMessageTooBig(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, MaxMessage: 1000})
	fits := s.dial(s.dialer(), address)
	requireEcho(t, fits, strings.Repeat("x", 1000))
	_, err := fits.Write(make([]byte, 1001))
	require.NoError(t, err)
	requireClosed(t, fits, ws.CloseTooBig, "split it into messages")
}

func TestTextMessages(t *testing.T) {
	// The default page API sends text where a string is given, so this is a likely mistake.
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
	conn := handshake(t, s, address)
	_, err := conn.Write([]byte{0x81, 0x81, 0, 0, 0, 0, 'x'}) // masked text frame "x"
	require.NoError(t, err)
	frame, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Contains(t, string(frame), "not strings")
}

func TestDialFailures(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	closed := listener.Addr().String()
	require.NoError(t, listener.Close())
	var log bytes.Buffer
	s := start(t, bridge.Config{
		Logger: slog.New(slog.NewTextHandler(&log, nil)),
		Targets: []bridge.Target{
			{Name: "closed", Address: closed},
			{Name: "metadata", Address: "169.254.169.254:80"},
			{Name: "unknown", Address: "no-such-host.invalid:6379"},
		},
	})
	for name, reason := range map[string]string{
		"closed":   "is the server running?",
		"metadata": "never allowed",
		"unknown":  "not known",
	} {
		dialer := s.dialer()
		dialer.Target = name
		requireClosed(t, s.dial(dialer, ""), ws.CloseDialFailed, reason)
	}
	require.Equal(t, 3.0, s.metric("glissade_bridge_dial_errors_total"))
	require.Equal(t, 3.0, s.metric("glissade_bridge_dial_seconds_count"))
	require.NoError(t, s.Close())
	require.Contains(t, log.String(), closed, "the log has the address that the reason hides")
}

func TestBytesSurviveAtAnySize(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
	opened := s.dial(s.dialer(), address)
	random := rand.NewChaCha8([32]byte{2})
	var sent [][]byte
	total := 0
	for _, size := range []int{1, 125, 126, 65535, 65536, 65537, 131072, 1 << 20, 3<<20 + 7, 1} {
		block := make([]byte, size)
		random.Read(block)
		sent = append(sent, block)
		total += size
	}
	var writing sync.WaitGroup
	writing.Go(func() {
		for _, block := range sent {
			if n, err := opened.Write(block); err != nil || n != len(block) {
				t.Errorf("Write of %d bytes: %d, %v", len(block), n, err)
			}
		}
	})
	received := make([]byte, total)
	_, err := io.ReadFull(opened, received)
	require.NoError(t, err)
	writing.Wait()
	require.True(t, bytes.Equal(bytes.Join(sent, nil), received))
	s.awaitMetric(`glissade_bridge_bytes_total{direction="to_server"}`, float64(total))
	s.awaitMetric(`glissade_bridge_bytes_total{direction="to_client"}`, float64(total))
	require.Equal(t, 1.0, s.metric("glissade_bridge_connections_total"))
	require.Positive(t, s.metric(`glissade_bridge_messages_total{direction="to_client"}`))
}

func TestServerClosesRightAfterItsLastWords(t *testing.T) {
	address := fakeserver.ServeTCP(t, func(c net.Conn) {
		io.ReadFull(c, make([]byte, 1))
		io.WriteString(c, "-ERR max number of clients reached\r\n")
	})
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
	for range 20 {
		opened := s.dial(s.dialer(), address)
		_, err := opened.Write([]byte("x"))
		require.NoError(t, err)
		data, err := io.ReadAll(opened)
		require.NoError(t, err)
		require.Equal(t, "-ERR max number of clients reached\r\n", string(data))
	}
}

func TestHealthAndOtherPaths(t *testing.T) {
	s := start(t, bridge.Config{})
	for path, want := range map[string]int{"/healthz": 200, "/": 404, "/metrics": 404, "/v1/connect": 426} {
		request, err := http.NewRequest("GET", s.server.URL+path, nil)
		require.NoError(t, err)
		request.Header.Set("Origin", origin)
		answer, err := s.client.Do(request)
		require.NoError(t, err)
		answer.Body.Close()
		require.Equal(t, want, answer.StatusCode, path)
	}
	require.NoError(t, s.Close())
	answer, err := s.client.Get(s.server.URL + "/healthz")
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, http.StatusServiceUnavailable, answer.StatusCode)
}
