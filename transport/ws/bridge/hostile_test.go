//go:build !js

package bridge_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// endless sends part of a message again and again until the connection ends.
func endless(conn net.Conn, begin, part []byte, pause time.Duration) {
	if _, err := conn.Write(begin); err != nil {
		return
	}
	for {
		if _, err := conn.Write(part); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

// A client that is in the middle of a message for ever is ended, whether it sends
// payload, frames without any, or answers pings in between.
func TestMessagesThatDoNotEnd(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	large := []byte{0x82, 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0}
	for name, send := range map[string]struct{ begin, part []byte }{
		"payload byte by byte":   {large, []byte("x")},
		"payload in large parts": {large, make([]byte, 40<<10)},
		"frames without payload": {[]byte{0x02, 0x80, 0, 0, 0, 0}, []byte{0x00, 0x80, 0, 0, 0, 0}},
		"frames between pongs":   {[]byte{0x02, 0x80, 0, 0, 0, 0}, []byte{0x00, 0x81, 0, 0, 0, 0, 'x', 0x8A, 0x80, 0, 0, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, bridge.Config{
				Targets: []bridge.Target{{Address: address}}, MaxMessage: 1 << 40,
				MessageTimeout: 200 * time.Millisecond, PingInterval: time.Hour,
			})
			conn := handshake(t, s, address)
			var sending, receiving sync.WaitGroup
			sending.Go(func() { endless(conn, send.begin, send.part, time.Millisecond) })
			receiving.Go(func() { io.Copy(io.Discard, conn) })
			s.awaitMetric(`glissade_bridge_ends_total{reason="slow_sender"}`, 1)
			s.awaitMetric("glissade_bridge_connections_active", 0)
			sending.Wait()
			receiving.Wait()
		})
	}
}

func TestASlowSenderIsTold(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, MessageTimeout: 50 * time.Millisecond})
	conn := handshake(t, s, address)
	_, err := conn.Write([]byte{0x82, 0x8A, 0, 0, 0, 0, 'x'})
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(patience)))
	frame := make([]byte, 4)
	_, err = io.ReadFull(conn, frame)
	require.NoError(t, err)
	require.Equal(t, []byte{0x88, byte(ws.CloseSlowConsumer >> 8), byte(ws.CloseSlowConsumer & 0xFF)}, []byte{frame[0], frame[2], frame[3]})
}

// The time that the server takes is not the client's.
func TestAMessageMayWaitForTheServer(t *testing.T) {
	const size = 16 << 20 // more than the buffers of the kernel hold
	got := make(chan int64, 1)
	address := fakeserver.ServeTCP(t, func(c net.Conn) {
		time.Sleep(2500 * time.Millisecond)
		n, _ := io.CopyN(io.Discard, c, size)
		got <- n
	})
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, MaxMessage: size, MessageTimeout: 2 * time.Second})
	conn := handshake(t, s, address)
	_, err := conn.Write(append([]byte{0x82, 0xFF, 0, 0, 0, 0, size >> 24, size >> 16 & 0xFF, 0, 0, 0, 0, 0, 0}, make([]byte, size)...))
	require.NoError(t, err)
	require.EqualValues(t, size, <-got)
}

// Whoever breaks the protocol did not leave, and is not called lost.
func TestClientsThatBreakTheProtocol(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	for name, frame := range map[string][]byte{
		"no mask":             {0x82, 0x01, 'x'},
		"reserved bits":       {0xF2, 0x81, 0, 0, 0, 0, 'x'},
		"unknown opcode":      {0x83, 0x81, 0, 0, 0, 0, 'x'},
		"fragmented ping":     {0x09, 0x80, 0, 0, 0, 0},
		"long ping":           {0x89, 0xFE, 1, 0, 0, 0, 0, 0},
		"continued nothing":   {0x80, 0x80, 0, 0, 0, 0},
		"unfinished message":  {0x02, 0x80, 0, 0, 0, 0, 0x82, 0x80, 0, 0, 0, 0},
		"invalid close code":  {0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED},
		"close of one byte":   {0x88, 0x81, 0, 0, 0, 0, 0x03},
		"more than there are": {0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
			conn := handshake(t, s, address)
			_, err := conn.Write(frame)
			require.NoError(t, err)
			s.awaitMetric(`glissade_bridge_ends_total{reason="protocol_error"}`, 1)
			require.NoError(t, conn.SetReadDeadline(time.Now().Add(patience)))
			_, err = io.ReadAll(conn)
			require.False(t, isTimeout(err), "it is cut off")
		})
	}
	// These leave in the middle, or say goodbye with any code.
	for name, test := range map[string]struct {
		frame []byte
		label string
	}{
		"half a header":   {[]byte{0x82}, "client_lost"},
		"half a message":  {[]byte{0x82, 0x8A, 0, 0, 0, 0, 'x'}, "client_lost"},
		"a close of 4000": {[]byte{0x88, 0x82, 0, 0, 0, 0, 0x0F, 0xA0}, "client_closed"},
		"a bare close":    {[]byte{0x88, 0x80, 0, 0, 0, 0}, "client_closed"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
			conn := handshake(t, s, address)
			_, err := conn.Write(test.frame)
			require.NoError(t, err)
			require.NoError(t, conn.(*net.TCPConn).CloseWrite())
			s.awaitMetric(`glissade_bridge_ends_total{reason="`+test.label+`"}`, 1)
		})
	}
}

func isTimeout(err error) bool {
	timeout, ok := err.(net.Error)
	return ok && timeout.Timeout()
}

// panicking is a handler of a program that uses the bridge.
type panicking struct{ slog.Handler }

func (panicking) Handle(context.Context, slog.Record) error { panic("the handler's own fault") }
func (p panicking) WithAttrs([]slog.Attr) slog.Handler      { return p }
func (panicking) Enabled(context.Context, slog.Level) bool  { return true }

func TestALoggerThatPanics(t *testing.T) {
	node := fakeserver.ServeTCP(t, echo)
	first := startSeed(t, node)
	absent := startSeed(t)
	absent.address = "127.0.0.1:1"
	s := start(t, bridge.Config{Targets: []bridge.Target{shop(first, absent)}, Logger: slog.New(panicking{slog.DiscardHandler})})
	requireEcho(t, s.node(node), "connected, ended, and a seed that failed in a goroutine of the bridge")
	requireClosed(t, s.dial(s.dialer(), "nowhere:1"), ws.CloseForbidden, "not allowed")
	for range 100 { // beyond what is logged, so that a summary is due
		_, answer := ask(t, s, "GET /healthz HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\n\r\n")
		require.Equal(t, 413, answer.StatusCode)
	}
	require.NoError(t, s.Close())
}
