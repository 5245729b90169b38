//go:build !js

package bridge_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	origin   = "http://app.example"
	patience = 15 * time.Second
	poll     = 5 * time.Millisecond
)

// multiplexed has the dialers of sites share a WebSocket among their streams.
var multiplexed bool

func echo(c net.Conn) { io.Copy(c, c) }

// site is a bridge behind a real HTTP server.
type site struct {
	*bridge.Bridge
	t      *testing.T
	server *httptest.Server
	client *http.Client
}

func start(t *testing.T, config bridge.Config) *site {
	t.Helper()
	s := prepare(t, config)
	s.server.Start()
	return s
}

// prepare returns a bridge whose server is not started yet.
func prepare(t *testing.T, config bridge.Config) *site {
	t.Helper()
	if config.Origins == nil {
		config.Origins = []string{origin}
	}
	b, err := bridge.New(config)
	require.NoError(t, err)
	s := &site{Bridge: b, t: t, server: httptest.NewUnstartedServer(b), client: &http.Client{Transport: &http.Transport{}}}
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		s.client.CloseIdleConnections()
		s.server.Close()
	})
	return s
}

// dialer returns a dialer as a page of origin would have it.
func (s *site) dialer() *ws.Dialer {
	return &ws.Dialer{URL: s.server.URL, Multiplex: multiplexed, Platform: ws.Platform{
		HTTPClient: s.client, Header: http.Header{"Origin": {origin}},
	}}
}

func (s *site) dial(dialer *ws.Dialer, address string) stream.Stream {
	s.t.Helper()
	opened, err := dialer.Dial(s.t.Context(), address)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { opened.Close() })
	return opened
}

// raw returns the WebSocket of a page, without a stream around it.
func (s *site) raw(address string) *websocket.Conn {
	s.t.Helper()
	conn, err := websocket.Dial(s.t.Context(), "ws"+strings.TrimPrefix(s.server.URL, "http")+"/v1/connect?address="+address,
		[]string{ws.Subprotocol}, s.client, http.Header{"Origin": {origin}})
	require.NoError(s.t, err)
	s.t.Cleanup(func() { conn.CloseNow() })
	return conn
}

// metric returns the value of the line of the metrics that starts with name.
func (s *site) metric(name string) float64 {
	s.t.Helper()
	answer := httptest.NewRecorder()
	s.Metrics().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.Lines(answer.Body.String()) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			value, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			require.NoError(s.t, err)
			return value
		}
	}
	return 0
}

func (s *site) awaitMetric(name string, value float64) {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return s.metric(name) == value }, patience, poll, "%s never became %v", name, value)
}

func requireEcho(t *testing.T, s stream.Stream, text string) {
	t.Helper()
	_, err := s.Write([]byte(text))
	require.NoError(t, err)
	answer := make([]byte, len(text))
	_, err = io.ReadFull(s, answer)
	require.NoError(t, err)
	require.Equal(t, text, string(answer))
}

// requireClosed reads to the end, which must be a close frame with code, and
// returns what came before it.
func requireClosed(t *testing.T, s stream.Stream, code ws.CloseCode, reason string) []byte {
	t.Helper()
	data, err := io.ReadAll(s)
	var closed *ws.CloseError
	require.ErrorAs(t, err, &closed)
	require.Equal(t, code, closed.Code, closed.Error())
	require.Contains(t, closed.Reason, reason)
	require.LessOrEqual(t, len(closed.Reason), 123)
	return data
}
