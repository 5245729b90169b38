//go:build unix

package tcp

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lateConn is a connection whose reader has lost the processor for so long, the first times, that
// its deadline is over before it reads.
type lateConn struct {
	net.Conn
	late int
}

func (c *lateConn) SetReadDeadline(t time.Time) error {
	if !t.IsZero() && c.late > 0 {
		c.late--
		t = expired
	}
	return c.Conn.SetReadDeadline(t)
}

func TestWhatHasArrivedIsReadThoughTheMachineIsBusy(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	dialled, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	defer dialled.Close()
	server, err := listener.Accept()
	require.NoError(t, err)
	arrivals, err := newArrivals(dialled)
	require.NoError(t, err)
	conn := &lateConn{Conn: dialled}
	s := &tlsStream{socketStream: socketStream{Conn: conn, arrivals: arrivals}} // which TLS there is does not matter

	p := make([]byte, 100)
	for _, words := range []string{"first", "last"} {
		_, err = io.WriteString(server, words)
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			n, err := s.arrivals.read(p[:1], true)
			return n > 0 && err == nil
		}, 20*time.Second, time.Millisecond)
		conn.late = 2
		n, err := s.ReadArrived(p)
		require.NoError(t, err)
		require.Equal(t, words, string(p[:n]))
	}
	conn.late = recordTries
	_, err = io.WriteString(server, "more")
	require.NoError(t, err)
	n, err := s.ReadArrived(p)
	require.NoError(t, err)
	require.Zero(t, n, "nobody waits for ever")
	require.NoError(t, server.Close())
}
