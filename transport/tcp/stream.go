package tcp

import (
	"errors"
	"net"
	"strconv"
	"syscall"
	"time"

	"github.com/glissade-io/glissade/core/stream"
)

// Socket is what [Dialer.Control] is given: access to the operating system's
// socket.
type Socket = syscall.RawConn

var (
	_ stream.ReadInterrupter  = (*plainStream)(nil)
	_ stream.WriteInterrupter = (*plainStream)(nil)
	_ stream.ReadInterrupter  = (*tlsStream)(nil)
	_ stream.KeptAlive        = (*plainStream)(nil)
	_ stream.Secured          = (*plainStream)(nil)
	_ stream.KeptAlive        = (*tlsStream)(nil)
	_ stream.PeerWatcher      = (*plainStream)(nil)
	_ stream.PeerWatcher      = (*tlsStream)(nil)
)

// expired is a deadline in the past: setting it wakes a blocked call.
var expired = time.Unix(1, 0)

// socketStream is what plain and TLS connections have in common.
type socketStream struct {
	net.Conn
	keepsAlive bool
	peer       *peer
	arrivals   *arrivals
}

// KeepsAlive reports whether an idle connection to a peer that has vanished ends by
// itself: by TCP's keepalive probes, unless they are turned off. At the other end of
// a Unix socket nobody vanishes unseen.
func (s socketStream) KeepsAlive() bool { return s.keepsAlive }

// PeerGone returns an error once the machine at the other end has not acknowledged
// anything that was sent to it for [Dialer.UserTimeout], as seen by the calls: the
// first of them is what begins the time.
func (s socketStream) PeerGone() error { return s.peer.check(time.Now()) }

// Close closes the connection; closing it again does nothing.
func (s socketStream) Close() error {
	if err := s.Conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// InterruptRead wakes a blocked Read, and fails every later one, with a timeout
// error until it is called again with false. The bytes that arrive meanwhile stay
// in the socket, so nothing is lost; with TLS half a record stays in its buffer.
func (s socketStream) InterruptRead(interrupted bool) error {
	return s.SetReadDeadline(deadline(interrupted))
}

// plainStream is a stream over TCP or a Unix socket without TLS.
type plainStream struct {
	socketStream
}

// Secured returns false: the stream is not encrypted.
func (s *plainStream) Secured() bool { return false }

// InterruptWrite does for Write what InterruptRead does for Read. The interrupted
// Write returns how many bytes the socket took. A TLS stream has no such method:
// crypto/tls gives up a connection for good once a record was cut short.
func (s *plainStream) InterruptWrite(interrupted bool) error {
	return s.SetWriteDeadline(deadline(interrupted))
}

// SyscallConn gives access to the socket, for options that [Dialer] has no field
// for. It implements syscall.Conn.
func (s *plainStream) SyscallConn() (syscall.RawConn, error) {
	return s.Conn.(syscall.Conn).SyscallConn()
}

func deadline(interrupted bool) time.Time {
	if interrupted {
		return expired
	}
	return time.Time{}
}

func quote(s string) string { return strconv.Quote(s) }
