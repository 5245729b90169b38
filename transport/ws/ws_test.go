//go:build !js

package ws_test

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve answers each WebSocket with handler and returns a dialer for it.
func serve(t *testing.T, subprotocol string, handler func(ctx context.Context, conn *websocket.Conn)) *ws.Dialer {
	t.Helper()
	var running sync.WaitGroup
	// A hijacked connection outlives its request's context, hence the test's.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		running.Add(1)
		defer running.Done()
		conn, err := websocket.Accept(w, r, subprotocol)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		handler(t.Context(), conn)
	}))
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(func() {
		server.Close()
		running.Wait()
		client.CloseIdleConnections()
	})
	return &ws.Dialer{URL: server.URL, Platform: ws.Platform{HTTPClient: client}}
}

func dial(t *testing.T, dialer *ws.Dialer) stream.Stream {
	t.Helper()
	s, err := dialer.Dial(t.Context(), "valkey:6379")
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func TestMessagesAreJoinedAndSplit(t *testing.T) {
	sent := make([]byte, 300_001)
	rand.NewChaCha8([32]byte{3}).Read(sent)
	sizes := make(chan int, 100)
	dialer := serve(t, ws.Subprotocol, func(ctx context.Context, conn *websocket.Conn) {
		for {
			_, message, err := conn.NextMessage(ctx)
			if err != nil {
				return
			}
			part, err := io.ReadAll(message)
			if err != nil {
				return
			}
			sizes <- len(part)
			for _, piece := range [][]byte{part[:len(part)/3], nil, part[len(part)/3:]} {
				if conn.WriteMessage(ctx, piece) != nil {
					return
				}
			}
		}
	})
	s := dial(t, dialer)
	n, err := s.Write(sent)
	require.NoError(t, err)
	require.Equal(t, len(sent), n)
	received := make([]byte, len(sent))
	_, err = io.ReadFull(s, received)
	require.NoError(t, err)
	require.True(t, bytes.Equal(sent, received))
	for range 4 {
		require.Equal(t, 64<<10, <-sizes)
	}
	require.Equal(t, 300_001-4*64<<10, <-sizes)
}

func TestEndsOfAStream(t *testing.T) {
	for name, test := range map[string]struct {
		end   func(conn *websocket.Conn)
		check func(t *testing.T, err error)
	}{
		"normal": {
			func(conn *websocket.Conn) { conn.Close(1000, "the server closed the connection") },
			func(t *testing.T, err error) { require.Equal(t, io.EOF, err) },
		},
		"refused": {
			func(conn *websocket.Conn) { conn.Close(4403, "target not allowed") },
			func(t *testing.T, err error) { require.ErrorContains(t, err, "refused: 4403 target not allowed") },
		},
		"lost": {
			func(conn *websocket.Conn) { conn.CloseNow() },
			func(t *testing.T, err error) { require.ErrorContains(t, err, "1006") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := dial(t, serve(t, ws.Subprotocol, func(ctx context.Context, conn *websocket.Conn) {
				conn.WriteMessage(ctx, []byte("last words"))
				test.end(conn)
			}))
			data := make([]byte, 10)
			_, err := io.ReadFull(s, data)
			require.NoError(t, err)
			require.Equal(t, "last words", string(data))
			_, err = s.Read(data)
			test.check(t, err)
			_, again := s.Read(data)
			require.Equal(t, err, again)
			_, err = s.Write(data)
			var closed *ws.CloseError
			require.ErrorAs(t, err, &closed)
			require.NoError(t, s.Close())
		})
	}
}

func TestCloseUnblocksReadAndWrite(t *testing.T) {
	release := make(chan struct{})
	s := dial(t, serve(t, ws.Subprotocol, func(ctx context.Context, conn *websocket.Conn) { <-release }))
	defer close(release)
	done := make(chan error, 2)
	go func() {
		_, err := s.Read(make([]byte, 1))
		done <- err
	}()
	go func() {
		for {
			if _, err := s.Write(make([]byte, 1<<20)); err != nil {
				done <- err
				return
			}
		}
	}()
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	require.Equal(t, ws.ErrClosed, <-done)
	require.Equal(t, ws.ErrClosed, <-done)
}

func TestContextBindsTheHandshakeAlone(t *testing.T) {
	dialer := serve(t, ws.Subprotocol, func(ctx context.Context, conn *websocket.Conn) {
		_, message, err := conn.NextMessage(ctx)
		if err == nil {
			data, _ := io.ReadAll(message)
			conn.WriteMessage(ctx, data)
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	s, err := dialer.Dial(ctx, "valkey:6379")
	require.NoError(t, err)
	defer s.Close()
	cancel()
	_, err = s.Write([]byte("ping"))
	require.NoError(t, err)
	data := make([]byte, 4)
	_, err = io.ReadFull(s, data)
	require.NoError(t, err)

	silent, err := net.Listen("tcp", "127.0.0.1:0") // accepts, never answers
	require.NoError(t, err)
	defer silent.Close()
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	dialer.URL = "ws://" + silent.Addr().String()
	_, err = dialer.Dial(short, "valkey:6379")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, dialer.URL)
}

func TestServersThatAreNoBridge(t *testing.T) {
	_, err := serve(t, "", func(context.Context, *websocket.Conn) {}).Dial(t.Context(), "valkey:6379")
	require.ErrorContains(t, err, "does not speak valkey.v1")

	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	dialer := &ws.Dialer{URL: server.URL, Platform: ws.Platform{HTTPClient: server.Client()}}
	_, err = dialer.Dial(t.Context(), "valkey:6379")
	require.ErrorContains(t, err, "no connection to the bridge")
	require.ErrorContains(t, err, "404")
}
