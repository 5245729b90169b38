//go:build !js

package bridge

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

// failing is a server's side on which a write fails as a test says, and does not return
// before the bridge has drawn its conclusions from the read and closes. As with a
// socket, the error is reported once: the other call sees something else.
type failing struct {
	wrote, closed chan struct{}
	once          sync.Once
	write, read   error
}

func (f *failing) Write([]byte) (int, error) {
	close(f.wrote)
	<-f.closed
	return 0, f.write
}

func (f *failing) Read([]byte) (int, error) {
	<-f.wrote
	return 0, f.read
}

func (f *failing) Close() error {
	f.once.Do(func() { close(f.closed) })
	return nil
}

// endOf forwards between a client and upstream until that fails, and returns what the
// bridge and the client call it.
func endOf(t *testing.T, upstream stream.Stream) (ending, error) {
	t.Helper()
	b, err := New(Config{})
	require.NoError(t, err)
	defer b.Close()
	ends := make(chan ending, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, ws.Subprotocol)
		if err != nil {
			return
		}
		set := b.now.Load()
		s := &session{bridge: b, pipe: b.newSocketPipe(conn, &set.config), upstream: upstream, ends: make(chan ending, 4), guest: &guest{set: set}}
		ends <- s.run()
	}))
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	opened, err := (&ws.Dialer{URL: server.URL, Platform: ws.Platform{HTTPClient: client}}).Dial(t.Context(), "server:1")
	require.NoError(t, err)
	defer opened.Close()
	_, err = opened.Write([]byte("x"))
	require.NoError(t, err)
	_, err = opened.Read(make([]byte, 1))
	return <-ends, err
}

func TestEndsOfTheServersSide(t *testing.T) {
	system := func(errno syscall.Errno) error {
		return &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", errno)}
	}
	for name, test := range map[string]struct {
		write, read error
		label       string
		reason      string // empty for a normal end
	}{
		"nothing acknowledged, told to the write": {system(syscall.ETIMEDOUT), io.EOF, "server_lost", "answered nothing in time"},
		"nothing acknowledged, told to the read":  {system(syscall.EPIPE), system(syscall.ETIMEDOUT), "server_lost", "answered nothing in time"},
		"unreachable":                             {system(syscall.EHOSTUNREACH), io.EOF, "server_lost", "broke"},
		"reset, told to the write":                {system(syscall.ECONNRESET), io.EOF, "server_lost", "broke"},
		"reset, told to the read":                 {system(syscall.EPIPE), system(syscall.ECONNRESET), "server_lost", "broke"},
		"wrapped, as TLS does":                    {fmt.Errorf("tls: %w", system(syscall.ETIMEDOUT)), io.EOF, "server_lost", "answered nothing in time"},
		"cut short, as TLS tells":                 {system(syscall.EPIPE), io.ErrUnexpectedEOF, "server_lost", "broke"},
		"closed before the write":                 {system(syscall.EPIPE), io.EOF, "server_closed", ""},
		"closed while this side wrote":            {&net.OpError{Op: "write", Net: "tcp", Err: net.ErrClosed}, io.EOF, "server_closed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			end, err := endOf(t, &failing{wrote: make(chan struct{}), closed: make(chan struct{}), write: test.write, read: test.read})
			require.Equal(t, test.label, end.label)
			if test.reason == "" {
				require.Equal(t, io.EOF, err)
				return
			}
			var closed *ws.CloseError
			require.ErrorAs(t, err, &closed)
			require.Equal(t, ws.CloseDialFailed, closed.Code)
			require.Contains(t, closed.Reason, test.reason)
		})
	}
}

// A real server that crashes with data unread resets the connection. Whether the write
// or the read is told is chance.
func TestAResetIsNoNormalEnd(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	for range 50 {
		var dialer net.Dialer
		dialled := make(chan net.Conn, 1)
		go func() {
			conn, _ := dialer.DialContext(context.Background(), "tcp", listener.Addr().String())
			dialled <- conn
		}()
		server, err := listener.Accept()
		require.NoError(t, err)
		upstream := <-dialled
		go func() {
			io.ReadFull(server, make([]byte, 1))
			server.(*net.TCPConn).SetLinger(0)
			server.Close()
		}()
		end, err := endOf(t, busy{upstream})
		require.Equal(t, "server_lost", end.label)
		require.NotErrorIs(t, err, io.EOF)
	}
}

// silent is a server's side that takes everything and says nothing, and of which the
// stream knows whether its machine is there.
type silent struct {
	closed chan struct{}
	once   sync.Once
	gone   error
}

func (s *silent) Write(p []byte) (int, error) { return len(p), nil }

func (s *silent) Read([]byte) (int, error) {
	<-s.closed
	return 0, net.ErrClosed
}

func (s *silent) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

func (s *silent) PeerGone() error { return s.gone }

func TestAServerWhoseMachineIsGoneIsNoNormalEnd(t *testing.T) {
	end, err := endOf(t, &silent{closed: make(chan struct{}), gone: fmt.Errorf("tcp: nothing: %w", syscall.ETIMEDOUT)})
	require.Equal(t, "server_lost", end.label)
	require.Contains(t, end.reason, "answered nothing in time")
	require.NotErrorIs(t, err, io.EOF)
}

// busy goes on writing for as long as it can, as with many callers.
type busy struct{ net.Conn }

func (b busy) Write(p []byte) (int, error) {
	block := make([]byte, 64<<10)
	for {
		if _, err := b.Conn.Write(block); err != nil {
			return 0, err
		}
	}
}
