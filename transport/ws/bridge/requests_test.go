//go:build !js

package bridge_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// upgrade is the headers of a handshake, without those that tests choose.
const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
	"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: valkey.v1\r\n"

// ask sends text and returns the connection with what was answered.
func ask(t *testing.T, s *site, text string) (net.Conn, *http.Response) {
	t.Helper()
	conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(iotest.OneByteReader(conn)), nil) // leaves what follows
	require.NoError(t, err)
	return conn, answer
}

// The server in front has no timeouts here, as it may be with others' programs.
func TestRequestsWithABodyAreRefusedAtOnce(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
	refused := 0.0
	for _, request := range []string{
		"GET /v1/connect?address=" + address + " HTTP/1.1\r\nHost: b\r\nOrigin: " + origin + "\r\n" + upgrade,
		"GET /v1/connect?address=" + address + " HTTP/1.1\r\nHost: b\r\nOrigin: http://evil.test\r\n" + upgrade,
		"GET /v1/connect HTTP/1.1\r\nHost: b\r\n",
		"GET /healthz HTTP/1.1\r\nHost: b\r\n",
		"HEAD /healthz HTTP/1.1\r\nHost: b\r\n",
		"POST /healthz HTTP/1.1\r\nHost: b\r\n",
		"GET /elsewhere HTTP/1.1\r\nHost: b\r\n",
		"OPTIONS /v1/connect HTTP/1.1\r\nHost: b\r\n",
		"GET /healthz HTTP/1.0\r\n",
	} {
		for _, body := range []string{
			"Content-Length: 10\r\n",
			"Content-Length: 100000\r\n",
			"Content-Length: 10\r\nExpect: 100-continue\r\n",
			"Transfer-Encoding: chunked\r\n",
		} {
			if strings.Contains(request, "HTTP/1.0") && strings.Contains(body, "chunked") {
				continue // which has no such encoding
			}
			_, answer := ask(t, s, request+body+"\r\n")
			require.Equal(t, http.StatusRequestEntityTooLarge, answer.StatusCode, request+body)
			require.True(t, answer.Close, "the connection is not kept")
			refused++
		}
	}
	require.Equal(t, refused, s.metric(`glissade_bridge_refusals_total{reason="body"}`))

	// Their connections are still open on this side: nothing waits for them.
	require.NoError(t, s.Shutdown(t.Context()))
	within(t, s.server.Close, "connections were ended by the bridge")
}

func TestMetricsTakeNoBodies(t *testing.T) {
	s := start(t, bridge.Config{})
	request, err := http.NewRequest("GET", "/metrics", strings.NewReader("body"))
	require.NoError(t, err)
	answer := &recorder{header: http.Header{}}
	s.Metrics().ServeHTTP(answer, request)
	require.Equal(t, http.StatusRequestEntityTooLarge, answer.status)
}

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(p []byte) (int, error) { return len(p), nil }
func (r *recorder) WriteHeader(status int)      { r.status = status }

// within fails if f takes long.
func within(t *testing.T, f func(), why string) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(patience):
		require.Fail(t, "took too long", why)
	}
}

// A plain answer ends its connection, or the deadlines that were set for it would hold
// for the next request, which may be for another handler of the same server.
func TestAnswersEndTheirConnection(t *testing.T) {
	s := start(t, bridge.Config{})
	for request, status := range map[string]int{
		"GET /healthz":     200,
		"GET /elsewhere":   404,
		"POST /healthz":    405,
		"GET /v1/connect":  426,
		"HEAD /healthz":    200,
		"PUT /v1/connect?": 405,
	} {
		conn, answer := ask(t, s, request+" HTTP/1.1\r\nHost: b\r\nOrigin: "+origin+"\r\n\r\n")
		require.Equal(t, status, answer.StatusCode, request)
		require.True(t, answer.Close, request)
		if status == 426 {
			require.Equal(t, "websocket", answer.Header.Get("Upgrade"))
		}
		_, err := io.Copy(io.Discard, conn)
		require.NoError(t, err, request)
	}
}

// What is asked for at a cluster's seeds may take longer than the server in front gives
// a request to arrive.
func TestAdmissionMayTakeLongerThanTheRequest(t *testing.T) {
	node := fakeserver.ServeTCP(t, echo)
	first := startSeed(t, node)
	first.pause = 400 * time.Millisecond
	s := prepare(t, bridge.Config{Targets: []bridge.Target{shop(first)}})
	s.server.Config.ReadTimeout = 100 * time.Millisecond
	s.server.Config.WriteTimeout = 100 * time.Millisecond
	s.server.Start()
	requireEcho(t, s.node(node), "announced")
}

func TestShutdownReturnsWithItsContext(t *testing.T) {
	address := fakeserver.ServeTCP(t, func(c net.Conn) { // answers what ends the quiet, and then nothing
		io.Copy(io.Discard, c)
	})
	for name, hold := range map[string]func(t *testing.T, s *site){
		"a busy session": func(t *testing.T, s *site) {
			conn := handshake(t, s, address)
			_, err := conn.Write([]byte{0x82, 0x81, 0, 0, 0, 0, 'x'})
			require.NoError(t, err)
		},
		"half a message": func(t *testing.T, s *site) {
			conn := handshake(t, s, address)
			_, err := conn.Write([]byte{0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 'x'})
			require.NoError(t, err)
		},
		"a closing handshake behind half a message": func(t *testing.T, s *site) {
			holdClosing(t, s, handshake(t, s, address))
		},
		"a refusal behind half a message": func(t *testing.T, s *site) {
			conn := handshake(t, s, "refused:1")
			_, err := conn.Write([]byte{0x82, 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0, 'x'})
			require.NoError(t, err)
			_, err = io.ReadFull(conn, make([]byte, 4)) // its close frame is on the way
			require.NoError(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, DrainTimeout: time.Hour, MaxMessage: 10})
			hold(t, s)
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			begun := time.Now()
			require.ErrorIs(t, s.Shutdown(ctx), context.DeadlineExceeded)
			require.Less(t, time.Since(begun), 3*time.Second, "a quarter of a second, with room for a busy machine")
			within(t, func() { require.NoError(t, s.Close()) }, "what was cut has ended")
		})
	}
}

// holdClosing has the bridge begin to close a session in the middle of a message.
func holdClosing(t *testing.T, s *site, conn net.Conn) {
	t.Helper()
	header := []byte{0x82, 0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	_, err := conn.Write(append(header, make([]byte, 64<<10)...)) // more than may be, of a message that has no end
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(patience)))
	frame := make([]byte, 4)
	_, err = io.ReadFull(conn, frame)
	require.NoError(t, err)
	require.Equal(t, []byte{0x88, byte(ws.CloseTooBig >> 8), byte(ws.CloseTooBig & 0xFF)}, []byte{frame[0], frame[2], frame[3]})
}

// One that is asked to close and goes on with its message, byte by byte, is cut: the
// library would read it to its end.
func TestAClosingHandshakeIsBounded(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, MaxMessage: 10})
	conn := handshake(t, s, address)
	holdClosing(t, s, conn)
	s.awaitMetric("glissade_bridge_connections_active", 0)
	require.Equal(t, 1.0, s.metric(`glissade_bridge_ends_total{reason="message_too_big"}`))
}

func TestAddressesShareThePlacesForRefusals(t *testing.T) {
	s := start(t, bridge.Config{})
	answered := 0
	for range 40 {
		conn, answer := ask(t, s, "GET /v1/connect?address=a:1 HTTP/1.1\r\nHost: b\r\nOrigin: "+origin+"\r\n"+upgrade+"\r\n")
		defer conn.Close()
		if answer.StatusCode == http.StatusSwitchingProtocols {
			answered++
		} else {
			require.Equal(t, http.StatusServiceUnavailable, answer.StatusCode)
		}
	}
	require.Equal(t, 16, answered, "of 64 places one address has its part")
}
