package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// scriptedHost stands in for JavaScript's sockets: a test says what happens to the last one.
type scriptedHost struct {
	mu      sync.Mutex
	address string
	socket  *socket
	sent    []byte
	full    int // what send returns
	paused  bool
	closed  int
}

func (h *scriptedHost) open(_ uint32, address string, s *socket) uint32 {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.address, h.socket = address, s
	return 7
}

func (h *scriptedHost) send(_ *socket, bytes []byte) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sent = append(h.sent, bytes...)
	return h.full
}

func (h *scriptedHost) pause(_ *socket, paused bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.paused = paused
}

func (h *scriptedHost) close(*socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed++
}

func (h *scriptedHost) state() (sent int, paused bool, closed int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sent), h.paused, h.closed
}

// opened returns a socket that is open.
func opened(t *testing.T, h *scriptedHost) *socket {
	t.Helper()
	done := make(chan error)
	go func() {
		_, err := (&socketDialer{host: h, client: 1}).Dial(context.Background(), "h:1")
		done <- err
	}()
	synctest.Wait()
	h.socket.event([]byte{socketOpened})
	require.NoError(t, <-done)
	return h.socket
}

func TestSocketCarriesBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := new(scriptedHost)
		s := opened(t, h)
		require.Equal(t, "h:1", h.address)
		require.False(t, s.Secured())
		n, err := s.Write([]byte("PING\r\n"))
		require.NoError(t, err)
		require.Equal(t, 6, n)
		require.Equal(t, "PING\r\n", string(h.sent))
		s.data([]byte("+PO"))
		s.data([]byte("NG\r\n"))
		s.event([]byte{socketEnded})
		text, err := io.ReadAll(s)
		require.NoError(t, err, "the end comes after what has arrived")
		require.Equal(t, "+PONG\r\n", string(text))
		_, err = s.Write([]byte("x"))
		require.ErrorIs(t, err, io.EOF)
		require.NoError(t, s.Close())
		require.NoError(t, s.Close())
		require.Equal(t, 1, h.closed)
	})
}

func TestSocketThatIsNotOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := new(scriptedHost)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		dial := func() {
			_, err := (&socketDialer{host: h}).Dial(ctx, "h:1")
			done <- err
		}
		go dial()
		synctest.Wait()
		h.socket.event([]byte("fconnect ECONNREFUSED\x1b; is it running?"))
		require.EqualError(t, <-done, `connect ECONNREFUSED\x1b; is it running?`)
		_, _, closed := h.state()
		require.Equal(t, 1, closed)

		go dial()
		synctest.Wait()
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
		_, _, closed = h.state()
		require.Equal(t, 2, closed, "a dial that is given up ends the socket")
		h.socket.event([]byte{socketOpened}) // too late, and no matter
	})
}

func TestSocketHasTheServerWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := new(scriptedHost)
		s := opened(t, h)
		chunk := make([]byte, 300<<10)
		for range 4 {
			s.data(bytes.Clone(chunk))
		}
		_, paused, _ := h.state()
		require.True(t, paused)
		_, err := io.ReadFull(s, make([]byte, 600<<10))
		require.NoError(t, err)
		_, paused, _ = h.state()
		require.True(t, paused, "there is more than half of it")
		_, err = io.ReadFull(s, make([]byte, 200<<10))
		require.NoError(t, err)
		_, paused, _ = h.state()
		require.False(t, paused)
	})
}

func TestSocketWaitsForTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &scriptedHost{full: 1}
		s := opened(t, h)
		done := make(chan error)
		write := func() {
			_, err := s.Write(make([]byte, 2*mostWritten))
			done <- err
		}
		go write()
		synctest.Wait()
		sent, _, _ := h.state()
		require.Equal(t, mostWritten, sent)
		s.event([]byte{socketDrained})
		require.NoError(t, <-done)
		go write()
		synctest.Wait()
		s.event([]byte("fwrite EPIPE"))
		require.EqualError(t, <-done, "write EPIPE")

		h = &scriptedHost{full: -1}
		_, err := opened(t, h).Write([]byte("x"))
		require.True(t, errors.Is(err, errSocketClosed))
	})
}

func TestSocketClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := opened(t, new(scriptedHost))
		done := make(chan error)
		go func() {
			_, err := s.Read(make([]byte, 1))
			done <- err
		}()
		synctest.Wait()
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-done, errSocketClosed)
		s.data([]byte("late"))
		_, err := s.Read(make([]byte, 1))
		require.ErrorIs(t, err, errSocketClosed, "what comes later is dropped")
	})
}
