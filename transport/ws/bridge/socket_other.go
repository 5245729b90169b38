//go:build !unix && !js

package bridge

import "syscall"

// socket waits nowhere here: only Unix systems let a socket be read by its descriptor.
type socket struct{ buffer *[frameSize]byte }

func newSocket(syscall.Conn, int) *socket { return nil }

func (s *socket) read() (int, error) { return 0, nil }
