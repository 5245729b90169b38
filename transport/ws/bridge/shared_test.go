//go:build !js

package bridge_test

import (
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

// What holds for a WebSocket of one connection holds for a stream of one that has several.
func TestRulesHoldForStreams(t *testing.T) {
	multiplexed = true
	defer func() { multiplexed = false }()
	for name, test := range map[string]func(*testing.T){
		"targets":                   TestTargetsByNameAndAddress,
		"refused writes":            TestRefusedWriteTellsWhy,
		"origins":                   TestOrigins,
		"own origins":               TestTheOwnOriginIsTrustedOnlyWithoutAName,
		"tokens":                    TestTokens,
		"connections":               TestConnectionLimits,
		"new connections":           TestNewConnectionsPerSecond,
		"bytes":                     TestBytesSurviveAtAnySize,
		"bytes per second":          TestSlowClientsAreLimited,
		"idle connections":          TestIdleConnectionsAreClosed,
		"lifetime":                  TestConnectionsDoNotLastForEver,
		"clients behind proxies":    TestClientsBehindAProxyAreCounted,
		"dial failures":             TestDialFailures,
		"last words":                TestServerClosesRightAfterItsLastWords,
		"slow consumers":            TestSlowConsumerIsTold,
		"slow servers":              TestServerThatTakesNothing,
		"shutdown":                  TestShutdownWaitsForReplies,
		"shutdown of busy ones":     TestShutdownOfBusyConnections,
		"shutdown's context":        TestShutdownReturnsWithItsContext,
		"announced nodes":           TestNodesThatAClusterAnnounces,
		"nodes of no cluster":       TestNodesOfWhatIsNoCluster,
		"nodes that come and go":    TestNodesThatComeAndGo,
		"nodes beyond the seeds":    TestAnnouncedNodesBeyondTheSeeds,
		"nodes that are forbidden":  TestForbiddenAddressesThatAClusterAnnounces,
		"seeds with a password":     TestSeedsThatDemandAPassword,
		"logins":                    TestLoginsThatFailShowNoPassword,
		"users of tokens":           TestTokensNameUsers,
		"signed tokens":             TestSignedTokens,
		"tokens that end":           TestSessionsEndWithTheirToken,
		"inline commands":           TestInlineCommandsEndTheSession,
		"reloads":                   TestAReloadEndsWhatWouldNotBeLetIn,
		"reloads and seeds":         TestAReloadKeepsWhatSeedsAnnounced,
		"TLS":                       TestTLSOnBothSides,
		"loggers that panic":        TestALoggerThatPanics,
		"admission that takes long": TestAdmissionMayTakeLongerThanTheRequest,
	} {
		t.Run(name, test)
	}
}

// shared returns a dialer whose streams share a WebSocket.
func (s *site) shared() *ws.Dialer {
	dialer := s.dialer()
	dialer.Multiplex = true
	return dialer
}

func TestStreamsShareAWebSocket(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, MaxConnectionsPerIP: 3})
	dialer := s.shared()
	var streams []stream.Stream
	for range 3 {
		opened := s.dial(dialer, address)
		requireEcho(t, opened, "hello")
		streams = append(streams, opened)
	}
	require.Equal(t, 1.0, s.metric("glissade_bridge_multiplexed_active"))
	require.Equal(t, 3.0, s.metric("glissade_bridge_connections_active"))
	all, _ := s.Counted()
	require.Equal(t, 3, all, "a stream is a connection, and the WebSocket no other")

	requireClosed(t, s.dial(dialer, address), ws.CloseLimit, "too many connections from this address")
	requireClosed(t, s.dial(dialer, "nowhere:1"), ws.CloseForbidden, "target not allowed")
	for _, opened := range streams {
		requireEcho(t, opened, "goes on")
		require.NoError(t, opened.Close())
	}
	s.awaitMetric("glissade_bridge_connections_active", 0)
	s.awaitMetric(`glissade_bridge_ends_total{reason="client_closed"}`, 3)
	s.awaitMetric("glissade_bridge_multiplexed_active", 0) // unused, it is closed by the client
	require.Eventually(t, func() bool { all, _ := s.Counted(); return all == 0 }, patience, poll)

	requireEcho(t, s.dial(dialer, address), "on another one")
	require.Equal(t, 1.0, s.metric("glissade_bridge_multiplexed_active"))
}

// A stream that is not read ends alone, in its time, and what it holds is bounded.
func TestAStreamThatIsNotRead(t *testing.T) {
	flood := fakeserver.ServeTCP(t, func(c net.Conn) {
		for {
			if _, err := c.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{
		Targets: []bridge.Target{{Address: flood}, {Address: address}}, WriteTimeout: 300 * time.Millisecond,
	})
	s.SetGrace(100 * time.Millisecond)
	dialer := s.shared()
	stalled, busy := s.dial(dialer, flood), s.dial(dialer, address)
	ends := make(chan struct{})
	go func() {
		defer close(ends)
		s.awaitMetric(`glissade_bridge_ends_total{reason="slow_consumer"}`, 1)
	}()
	for ended := false; !ended; {
		requireEcho(t, busy, "while the other one waits")
		select {
		case <-ends:
			ended = true
		default:
		}
	}
	requireEcho(t, busy, "and after it")
	data := requireClosed(t, stalled, ws.CloseSlowConsumer, "read faster")
	require.Len(t, data, 1<<20, "the credit, and no more")
}

// A server that takes nothing holds up its own stream.
func TestAServerOfOneStreamThatTakesNothing(t *testing.T) {
	release := make(chan struct{})
	deaf := fakeserver.ServeTCP(t, func(net.Conn) { <-release })
	defer close(release)
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: deaf}, {Address: address}}, WriteTimeout: time.Minute})
	dialer := s.shared()
	stalled, busy := s.dial(dialer, deaf), s.dial(dialer, address)
	written := make(chan error, 1)
	go func() {
		_, err := stalled.Write(make([]byte, 64<<20))
		written <- err
	}()
	requireEcho(t, busy, strings.Repeat("beside it ", 100_000))
	require.NoError(t, stalled.Close())
	require.Error(t, <-written)
}

func TestShutdownEndsSharedWebSockets(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
	dialer := s.shared()
	first, second := s.dial(dialer, address), s.dial(dialer, address)
	requireEcho(t, first, "1")
	requireEcho(t, second, "2")
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(t.Context()) }()
	requireClosed(t, first, ws.CloseGoingAway, "shutting down")
	requireClosed(t, second, ws.CloseGoingAway, "shutting down")
	require.NoError(t, <-done)
	_, err := dialer.Dial(t.Context(), address)
	require.ErrorContains(t, err, "503")
}

func TestAWebSocketWithoutStreamsIsClosed(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
	s.SetEmptyTime(50 * time.Millisecond)
	conn := s.rawShared()
	binary, message, err := conn.NextMessage(t.Context())
	require.False(t, binary)
	require.Nil(t, message)
	code, reason, ok := websocket.CloseStatus(err)
	require.True(t, ok)
	require.Equal(t, int(ws.CloseGoingAway), code)
	require.Contains(t, reason, "no stream was open")
}

// A bridge of before knows the plain subprotocol alone.
func TestABridgeThatDoesNotMultiplex(t *testing.T) {
	old := start(t, bridge.Config{})
	old.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, ws.Subprotocol)
		if err == nil {
			_ = conn.Close(4403, "ask for one target")
		}
	})
	_, err := old.shared().Dial(t.Context(), "server:1")
	require.ErrorContains(t, err, "does not know valkey-mux.v1; update it, or leave Dialer.Multiplex false")
}

// rawShared returns the WebSocket of a page for several streams, without streams.
func (s *site) rawShared() *websocket.Conn {
	s.t.Helper()
	conn, err := websocket.Dial(s.t.Context(), "ws"+strings.TrimPrefix(s.server.URL, "http")+"/v1/connect",
		[]string{ws.MultiplexSubprotocol}, s.client, http.Header{"Origin": {origin}})
	require.NoError(s.t, err)
	s.t.Cleanup(func() { conn.CloseNow() })
	return conn
}

func frame(number uint32, kind byte, payload ...byte) []byte {
	p := binary.BigEndian.AppendUint32(nil, number)
	return append(binary.BigEndian.AppendUint32(p, uint32(kind)<<24|uint32(len(payload))), payload...)
}

func openFrame(number uint32, credit uint32, address string) []byte {
	p := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(nil, credit), 0)
	return frame(number, 1, append(p, address...)...)
}

// Whoever breaks the format is told so, and every stream of the WebSocket is over.
func TestClientsThatBreakTheMultiplexing(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	open := openFrame(5, 1<<20, address)
	for name, sent := range map[string][]byte{
		"a stream that was never opened": frame(6, 2, 'x'),
		"a number that is used":          open,
		"a number of before":             openFrame(4, 1<<20, address),
		"more than there is credit for":  []byte(strings.Repeat(string(frame(5, 2, make([]byte, 64<<10)...)), 200)),
		"a frame that is too long":       {0, 0, 0, 5, 2, 1, 0, 1},
		"an unknown kind":                frame(5, 9, 'x'),
		"an open cut short":              frame(6, 1, 0, 0, 0),
		"credit above all bounds":        append(frame(5, 3, 0x7f, 0xff, 0xff, 0xff), frame(5, 3, 0x7f, 0xff, 0xff, 0xff)...),
	} {
		t.Run(name, func(t *testing.T) {
			release := make(chan struct{})
			defer close(release)
			deaf := fakeserver.ServeTCP(t, func(net.Conn) { <-release })
			s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}, {Address: deaf}}, MaxMessage: 64 << 20})
			conn := s.rawShared()
			first := open
			if name == "more than there is credit for" {
				first = openFrame(5, 1<<20, deaf)
			}
			require.NoError(t, conn.WriteMessage(t.Context(), first))
			s.awaitMetric("glissade_bridge_connections_active", 1)
			require.NoError(t, conn.WriteMessage(t.Context(), sent))
			for {
				_, message, err := conn.NextMessage(t.Context())
				if err != nil {
					code, reason, ok := websocket.CloseStatus(err)
					require.True(t, ok, err)
					require.Equal(t, int(ws.CloseProtocolError), code)
					require.Contains(t, reason, "multiplex: ")
					break
				}
				_, err = io.Copy(io.Discard, message)
				require.NoError(t, err)
			}
			s.awaitMetric(`glissade_bridge_ends_total{reason="protocol_error"}`, 1)
			s.awaitMetric("glissade_bridge_connections_active", 0)
		})
	}
}

// A WebSocket that ends in the middle of a frame ends like any other.
func TestAFrameThatIsCutShort(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
	conn := s.rawShared()
	require.NoError(t, conn.WriteMessage(t.Context(), append(openFrame(1, 9, address), 0, 0, 0, 1, 2, 0, 0, 5, 'h')))
	s.awaitMetric("glissade_bridge_connections_active", 1)
	require.NoError(t, conn.CloseNow())
	s.awaitMetric(`glissade_bridge_ends_total{reason="client_lost"}`, 1)
	require.Eventually(t, func() bool { all, _ := s.Counted(); return all == 0 }, patience, poll)
}

// A million streams are opened, of which the limit lets few through and none is kept.
func TestAMillionOpens(t *testing.T) {
	count := uint32(1_000_000)
	if testing.Short() {
		count = 10_000
	}
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, MaxConnectionsPerIP: 5, WriteTimeout: time.Minute})
	conn := s.rawShared()
	var receiving sync.WaitGroup
	receiving.Go(func() {
		for {
			_, message, err := conn.NextMessage(t.Context())
			if err != nil {
				return
			}
			if _, err := io.Copy(io.Discard, message); err != nil {
				return
			}
		}
	})
	var message []byte
	for number := uint32(1); number <= count; number++ {
		message = append(message, openFrame(number, 1<<20, address)...)
		if number%10_000 == 0 {
			require.NoError(t, conn.WriteMessage(t.Context(), message))
			message = message[:0]
		}
	}
	s.awaitMetric(`glissade_bridge_refusals_total{reason="limit_ip"}`, float64(count-5))
	require.Equal(t, 5.0, s.metric("glissade_bridge_connections_active"))
	require.NoError(t, conn.CloseNow())
	receiving.Wait()
	s.awaitMetric("glissade_bridge_connections_active", 0)
	require.Eventually(t, func() bool { all, _ := s.Counted(); return all == 0 }, patience, poll)
}
