package tcp

import (
	"net"
	"os"
	"syscall"
	"time"
)

// TCP_USER_TIMEOUT of linux/tcp.h, which package syscall leaves out.
const tcpUserTimeout = 0x12

// setUserTimeout bounds how long sent data may stay unacknowledged. Keepalive
// probes are sent on idle connections only: with commands in flight to a machine
// that vanished, Linux would retransmit for some 15 minutes before it gave up.
func setUserTimeout(conn *net.TCPConn, timeout time.Duration) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	milliseconds := max(int(timeout/time.Millisecond), 1)
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = os.NewSyscallError("setsockopt TCP_USER_TIMEOUT",
			syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, milliseconds))
	})
	if err != nil {
		return err
	}
	return failed
}
