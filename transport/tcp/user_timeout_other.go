//go:build !linux

package tcp

import (
	"net"
	"time"
)

// setUserTimeout does nothing: TCP_USER_TIMEOUT is Linux's alone. Elsewhere a
// vanished peer is found by the client's request timeouts and the system's
// retransmission limit.
func setUserTimeout(*net.TCPConn, time.Duration) error { return nil }
