//go:build unix

package tcp

import (
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

const (
	// recordTime is how long the rest of a TLS record may take that has arrived in part.
	recordTime = time.Millisecond
	// recordTries is how often it may.
	recordTries = 10
)

// arrivals reads from a socket what has arrived, and leaves it at that. Package net
// cannot: it waits for more. One Read is under way at a time.
type arrivals struct {
	socket     syscall.RawConn
	readSocket func(fd uintptr) bool // made once, since it would be allocated for each call
	into       []byte
	peek       bool // leaves the bytes in the socket
	n          int
	err        error
}

func newArrivals(conn net.Conn) (*arrivals, error) {
	socket, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		return nil, err
	}
	a := &arrivals{socket: socket}
	a.readSocket = func(fd uintptr) bool {
		for {
			if a.peek {
				a.n, _, a.err = syscall.Recvfrom(int(fd), a.into, syscall.MSG_PEEK)
			} else {
				a.n, a.err = syscall.Read(int(fd), a.into)
			}
			if a.err != syscall.EINTR {
				return true // also if there is nothing, so that nobody waits
			}
		}
	}
	return a, nil
}

// read returns how many bytes have arrived, 0 and no error if none have.
func (a *arrivals) read(into []byte, peek bool) (int, error) {
	a.into, a.peek = into, peek
	err := a.socket.Read(a.readSocket)
	a.into = nil
	switch {
	case err != nil:
		return 0, err
	case a.err == syscall.EAGAIN:
		return 0, nil
	case a.err != nil:
		return 0, os.NewSyscallError("read", a.err)
	case a.n == 0:
		return 0, io.EOF
	}
	return a.n, nil
}

// ReadArrived reads what has arrived, without waiting for anything.
func (s *plainStream) ReadArrived(p []byte) (int, error) { return s.arrivals.read(p, false) }

// ReadArrived reads what has arrived. It waits for at most a millisecond, and only if
// a part of a record has arrived. On a busy machine that time may have passed before the read
// begins, which then reads nothing: so it tries again while there is something.
func (s *tlsStream) ReadArrived(p []byte) (n int, err error) {
	for range recordTries {
		var first [1]byte
		if n, err := s.arrivals.read(first[:], true); n == 0 || err != nil {
			return 0, err
		}
		if n, err = s.readInTime(p); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, nil
}

// readInTime reads, and returns no error where the time for a record is over.
func (s *tlsStream) readInTime(p []byte) (int, error) {
	if err := s.SetReadDeadline(time.Now().Add(recordTime)); err != nil {
		return 0, err
	}
	n, err := s.Read(p)
	if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
		err = nil
	}
	if lifted := s.SetReadDeadline(time.Time{}); err == nil {
		err = lifted
	}
	return n, err
}
