//go:build !js

package bridge_test

import (
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

// Streams are counted by token, address and in all, over all WebSockets.
func TestStreamsAreCountedOverAllWebSockets(t *testing.T) {
	const token, another = "opaque-0123456789", "another-0123456789"
	for reason, config := range map[string]bridge.Config{
		"too many connections with this token":   {MaxConnectionsPerToken: 3},
		"too many connections from this address": {MaxConnectionsPerIP: 3},
		"maximum of connections":                 {MaxConnections: 3},
	} {
		config.Targets = []bridge.Target{{Name: "cache", Address: fakeserver.ServeTCP(t, echo)}}
		config.Tokens = []string{token, another}
		s := start(t, config)
		dialerOf := func(token string) *ws.Dialer {
			dialer := s.shared()
			dialer.Target, dialer.Token = "cache", token
			return dialer
		}
		one, two := dialerOf(token), dialerOf(token)
		var streams []stream.Stream
		for _, dialer := range []*ws.Dialer{one, one, two} {
			opened := s.dial(dialer, "")
			requireEcho(t, opened, "hello")
			streams = append(streams, opened)
		}
		for _, dialer := range []*ws.Dialer{one, two, dialerOf(token)} {
			requireClosed(t, s.dial(dialer, ""), ws.CloseLimit, reason)
		}
		if config.MaxConnectionsPerToken > 0 {
			requireEcho(t, s.dial(dialerOf(another), ""), "with another token")
		}
		require.NoError(t, streams[0].Close())
		require.Eventually(t, func() bool { // its place is free a moment later
			opened, err := two.Dial(t.Context(), "")
			if err != nil {
				return false
			}
			defer opened.Close()
			_, err = opened.Write([]byte("x"))
			if err == nil {
				_, err = opened.Read(make([]byte, 1))
			}
			return err == nil
		}, patience, poll)
	}
}

// Whoever opens streams and closes them at once, to have the bridge dial again and again,
// has no more dials under way than connections.
func TestStreamsThatAreClosedAtOnce(t *testing.T) {
	const most, count = 5, 20_000
	var open, highest atomic.Int64
	address := fakeserver.ServeTCP(t, func(c net.Conn) {
		for now := open.Add(1); ; {
			if before := highest.Load(); now <= before || highest.CompareAndSwap(before, now) {
				break
			}
		}
		io.Copy(io.Discard, c)
		open.Add(-1)
	})
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, MaxConnectionsPerIP: most, WriteTimeout: time.Minute})
	conn := s.rawShared()
	received := discard(t, conn)
	var message []byte
	for number := uint32(1); number <= count; number++ {
		message = append(append(message, openFrame(number, 1<<20, address)...), frame(number, 4, 0x03, 0xe8)...)
		if number%1000 == 0 {
			require.NoError(t, conn.WriteMessage(t.Context(), message))
			message = message[:0]
		}
	}
	require.NoError(t, conn.CloseNow())
	<-received
	require.Eventually(t, func() bool { all, _ := s.Counted(); return all == 0 && open.Load() == 0 }, patience, poll)
	// One whose end its server has not seen yet may be beside each that is counted.
	require.LessOrEqual(t, highest.Load(), int64(2*most))
	require.Zero(t, s.metric("glissade_bridge_connections_active"))
}

// discard reads what the bridge sends, until it ends, for which the channel is closed.
func discard(t *testing.T, conn *websocket.Conn) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			_, message, err := conn.NextMessage(t.Context())
			if err == nil {
				_, err = io.Copy(io.Discard, message)
			}
			if err != nil {
				return
			}
		}
	}()
	return done
}

// What a stream sends once it is closed reaches nobody, and is no more than it had credit for.
func TestDataOfClosedStreams(t *testing.T) {
	var got atomic.Int64
	deaf := fakeserver.ServeTCP(t, func(c net.Conn) {
		n, _ := io.Copy(io.Discard, c)
		got.Add(n)
	})
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: deaf}, {Address: address}}})
	conn := s.rawShared()
	received := discard(t, conn)
	send := func(frames ...[]byte) {
		t.Helper()
		for _, f := range frames {
			require.NoError(t, conn.WriteMessage(t.Context(), f))
		}
	}
	send(openFrame(1, 1<<20, deaf), openFrame(2, 1<<20, address))
	s.awaitMetric("glissade_bridge_connections_active", 2)
	send(frame(1, 4, 0x03, 0xe8))
	s.awaitMetric(`glissade_bridge_ends_total{reason="client_closed"}`, 1)
	full := frame(1, 2, make([]byte, 64<<10)...)
	send(full, full, frame(2, 2, 'x')) // as much as the credit
	s.awaitMetric(`glissade_bridge_bytes_total{direction="to_server"}`, 1)
	send(frame(1, 2, 'y'))
	<-received
	s.awaitMetric(`glissade_bridge_ends_total{reason="protocol_error"}`, 1)
	require.Zero(t, got.Load())
}

// A token leads its streams to its targets alone, and ends all of them.
func TestTokensHoldForEachStream(t *testing.T) {
	s := startSigned(t, bridge.SignedTokens{Algorithm: "HS256", Secrets: [][]byte{hmacSecret}, ClockSkew: time.Millisecond})
	dialer := s.shared()
	ends := time.Now().Add(2 * time.Second).Truncate(time.Second)
	dialer.Token = signedBy(t, jwt.SigningMethodHS256, hmacSecret, with("exp", ends.Unix()))
	dialer.Resolve = func(address string) (ws.Destination, error) { return ws.Destination{Target: address}, nil }
	first, second := s.dial(dialer, "cache"), s.dial(dialer, "cache")
	requireClosed(t, s.dial(dialer, "other"), ws.CloseForbidden, "not for this target")
	requireEcho(t, first, "goes on")
	requireEcho(t, second, "goes on too")
	require.Equal(t, 1.0, s.metric("glissade_bridge_multiplexed_active"))
	requireClosed(t, first, ws.CloseUnauthorized, "the token has expired")
	requireClosed(t, second, ws.CloseUnauthorized, "the token has expired")
	require.False(t, time.Now().Before(ends))
	s.awaitMetric("glissade_bridge_multiplexed_active", 0)
	requireClosed(t, s.dial(dialer, "cache"), ws.CloseUnauthorized, "expired")
}

// A ticket opens one WebSocket, whose streams are held to what it stands for.
func TestATicketIsForOneSharedWebSocket(t *testing.T) {
	var log lines
	s, _ := startTickets(t, &log)
	dialer := func(ticket string) *ws.Dialer {
		d := s.shared()
		d.URL += "?ticket=" + ticket
		d.Resolve = func(address string) (ws.Destination, error) { return ws.Destination{Target: address}, nil }
		return d
	}
	signed := signedBy(t, jwt.SigningMethodHS256, hmacSecret, good())
	ticket := s.ticket(signed, "Origin", origin)
	page := dialer(ticket)
	first := s.dial(page, "cache")
	requireEcho(t, first, "hello")
	requireEcho(t, s.dial(page, "cache"), "over the same WebSocket")
	requireClosed(t, s.dial(page, "other"), ws.CloseForbidden, "not for this target")
	requireClosed(t, s.dial(dialer(ticket), "cache"), ws.CloseUnauthorized, notValid)
	requireEcho(t, first, "goes on")

	late := s.ticket(ticketToken)
	s.AgeTickets(30 * time.Second)
	requireClosed(t, s.dial(dialer(late), "cache"), ws.CloseUnauthorized, notValid)
	requireClosed(t, s.dial(dialer(strings.Repeat("A", 43)), "cache"), ws.CloseUnauthorized, notValid)
	require.NotContains(t, log.String(), ticket)
}
