//go:build unix

package bridge

import (
	"io"
	"os"
	"syscall"
)

// socket reads from a socket without TLS. Unlike package net it waits without a buffer.
type socket struct {
	raw    syscall.RawConn
	try    func(fd uintptr) bool // made once, since it would be allocated for each call
	buffer *[frameSize]byte      // what the last read has taken
	n      int
	err    error
}

// newSocket returns nil for what is no socket.
func newSocket(conn syscall.Conn, limit int) *socket {
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil
	}
	s := &socket{raw: raw}
	s.try = func(fd uintptr) bool {
		s.buffer = takeLarge()
		for {
			s.n, s.err = syscall.Read(int(fd), s.buffer[:limit])
			switch s.err {
			case syscall.EINTR:
			case syscall.EAGAIN:
				largeBuffers.Put(s.buffer)
				s.buffer = nil
				return false // wait, and try again
			default:
				return true
			}
		}
	}
	return s
}

// read waits for what arrives, and reads it into a buffer that is the caller's then.
func (s *socket) read() (n int, err error) {
	s.buffer = nil
	switch err := s.raw.Read(s.try); {
	case err != nil:
		return 0, err
	case s.err != nil:
		return 0, os.NewSyscallError("read", s.err)
	case s.n == 0:
		return 0, io.EOF
	}
	return s.n, nil
}
