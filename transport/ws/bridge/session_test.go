//go:build !js

package bridge_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// handshake connects as a page would and returns the bare connection after the
// handshake, for clients that misbehave.
func handshake(t *testing.T, s *site, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	_, err = io.WriteString(conn, "GET /v1/connect?address="+address+" HTTP/1.1\r\nHost: bridge\r\nOrigin: "+origin+
		"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"+
		"Sec-WebSocket-Protocol: valkey.v1\r\n\r\n")
	require.NoError(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(iotest.OneByteReader(conn)), nil) // leaves what follows
	require.NoError(t, err)
	require.Equal(t, http.StatusSwitchingProtocols, answer.StatusCode)
	return conn
}

func TestDeadClientIsCutOff(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, PingInterval: 30 * time.Millisecond})
	dead := handshake(t, s, address)
	frames, err := io.ReadAll(dead) // pings, which it does not answer, until it is cut off
	require.NoError(t, err)
	require.Equal(t, []byte{0x89, 1, '1'}, frames[:3], "the first frame is a ping")
	s.awaitMetric(`glissade_bridge_ends_total{reason="client_dead"}`, 1)
}

func TestLiveClientAnswersPings(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, PingInterval: time.Second})
	quiet := s.dial(s.dialer(), address)
	read := make(chan error, 1)
	answer := make([]byte, 5)
	go func() {
		_, err := io.ReadFull(quiet, answer)
		read <- err
	}()
	// A dead client connects later and is cut off: the quiet one has answered pings by then.
	_, err := io.ReadAll(handshake(t, s, address))
	require.NoError(t, err)
	_, err = quiet.Write([]byte("alive"))
	require.NoError(t, err)
	require.NoError(t, <-read)
	require.Equal(t, "alive", string(answer))
}

// flood sends without end.
func flood(c net.Conn) {
	block := make([]byte, 64<<10)
	for {
		if _, err := c.Write(block); err != nil {
			return
		}
	}
}

// awaitStandstill waits until the bridge can send no more to its one client.
func awaitStandstill(s *site) {
	const name = `glissade_bridge_bytes_total{direction="to_client"}`
	since, last, polls := time.Now(), 0.0, 0
	require.Eventually(s.t, func() bool {
		if now := s.metric(name); now != last {
			since, last, polls = time.Now(), now, 0
		}
		polls++ // where nothing runs nothing moves either
		return last > 0 && time.Since(since) > time.Second && polls > 100
	}, 2*patience, poll)
}

func TestSlowConsumerIsTold(t *testing.T) {
	address := fakeserver.ServeTCP(t, flood)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, WriteTimeout: 100 * time.Millisecond})
	s.SetGrace(time.Minute) // it begins to read in time, however slow the machine
	slow := s.dial(s.dialer(), address)
	awaitStandstill(s)
	data := requireClosed(t, slow, ws.CloseSlowConsumer, "read faster")
	require.Equal(t, s.metric(`glissade_bridge_bytes_total{direction="to_client"}`), float64(len(data)), "what was sent before the end is delivered")
	s.awaitMetric(`glissade_bridge_ends_total{reason="slow_consumer"}`, 1)
}

func TestConsumerThatNeverReadsIsCutOff(t *testing.T) {
	address := fakeserver.ServeTCP(t, flood)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, WriteTimeout: 50 * time.Millisecond})
	s.SetGrace(50 * time.Millisecond)
	s.dial(s.dialer(), address)
	s.awaitMetric(`glissade_bridge_ends_total{reason="slow_consumer"}`, 1)
	s.awaitMetric("glissade_bridge_connections_active", 0)
}

func TestServerThatTakesNothing(t *testing.T) {
	release := make(chan struct{})
	address := fakeserver.ServeTCP(t, func(net.Conn) { <-release })
	defer close(release)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, WriteTimeout: 100 * time.Millisecond})
	opened := s.dial(s.dialer(), address)
	written := make(chan struct{})
	go func() {
		defer close(written)
		for {
			if _, err := opened.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	}()
	requireClosed(t, opened, ws.CloseDialFailed, "the server took no data")
	<-written
}

func TestClientThatLeavesEndsTheServersConnection(t *testing.T) {
	ended := make(chan error, 2)
	address := fakeserver.ServeTCP(t, func(c net.Conn) {
		_, err := io.Copy(c, c)
		ended <- err
	})
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
	opened := s.dial(s.dialer(), address)
	requireEcho(t, opened, "hello")
	require.NoError(t, opened.Close())
	require.NoError(t, <-ended)
	s.awaitMetric(`glissade_bridge_ends_total{reason="client_lost"}`, 1)

	polite := s.raw(address)
	require.NoError(t, polite.Close(1000, ""))
	require.NoError(t, <-ended)
	s.awaitMetric(`glissade_bridge_ends_total{reason="client_closed"}`, 1)
}

func TestShutdownWaitsForReplies(t *testing.T) {
	release, asked := make(chan struct{}), make(chan struct{})
	address := fakeserver.ServeTCP(t, func(c net.Conn) {
		io.ReadFull(c, make([]byte, 1))
		close(asked)
		<-release
		io.WriteString(c, "reply")
		io.Copy(io.Discard, c)
	})
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, DrainTimeout: time.Minute})
	opened := s.dial(s.dialer(), address)
	_, err := opened.Write([]byte("x"))
	require.NoError(t, err)
	<-asked

	down := make(chan error, 1)
	go func() { down <- s.Shutdown(context.Background()) }()
	require.Eventually(t, func() bool {
		answer, err := s.client.Get(s.server.URL + "/healthz")
		require.NoError(t, err)
		answer.Body.Close()
		return answer.StatusCode == http.StatusServiceUnavailable
	}, patience, poll)
	_, err = s.dialer().Dial(t.Context(), address)
	require.ErrorContains(t, err, "503", "no new connections while draining")

	close(release)
	require.Equal(t, "reply", string(requireClosed(t, opened, ws.CloseGoingAway, "connect again")))
	require.NoError(t, <-down)
}

func TestShutdownOfBusyConnections(t *testing.T) {
	begin := func(drain time.Duration) (*site, stream.Stream) {
		asked, release := make(chan struct{}), make(chan struct{})
		address := fakeserver.ServeTCP(t, func(c net.Conn) {
			io.ReadFull(c, make([]byte, 1))
			close(asked)
			<-release
		})
		t.Cleanup(func() { close(release) })
		s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, DrainTimeout: drain})
		opened := s.dial(s.dialer(), address)
		_, err := opened.Write([]byte("x"))
		require.NoError(t, err)
		<-asked
		return s, opened
	}

	s, opened := begin(50 * time.Millisecond)
	down := make(chan error, 1)
	go func() { down <- s.Shutdown(context.Background()) }()
	requireClosed(t, opened, ws.CloseGoingAway, "connect again")
	require.NoError(t, <-down)

	s, opened = begin(time.Minute)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.Shutdown(ctx), context.DeadlineExceeded)
	requireClosed(t, opened, ws.CloseAbnormal, "")
	require.Equal(t, 1.0, s.metric(`glissade_bridge_ends_total{reason="killed"}`))
}
