//go:build linux && !386 && !s390x

package tcp

import (
	"fmt"
	"net"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// peer asks Linux how TCP fares with the other end. Keepalive probes are sent on idle
// connections only: with commands in flight to a machine that has vanished, Linux
// would send them again for some 15 minutes before it gave up. TCP_USER_TIMEOUT would
// end that, but it ends connections to servers as well that are too busy to read,
// however readily their machine answers.
type peer struct {
	socket              syscall.RawConn
	timeout             time.Duration
	unacknowledgedSince atomic.Int64 // when something sent was first seen unacknowledged, in nanoseconds
}

func newPeer(conn net.Conn, timeout time.Duration) (*peer, error) {
	socket, ok := conn.(*net.TCPConn)
	if !ok || timeout < 0 {
		return nil, nil
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return nil, err
	}
	return &peer{socket: raw, timeout: timeout}, nil
}

// check returns an error if what was sent to the peer has gone unacknowledged for the
// timeout, by the times at which it was asked.
func (p *peer) check(now time.Time) error {
	if p == nil {
		return nil
	}
	info, ok := p.info()
	if !ok || !isUnacknowledged(&info) {
		p.unacknowledgedSince.Store(0)
		return nil
	}
	if p.unacknowledgedSince.CompareAndSwap(0, now.UnixNano()) || now.UnixNano()-p.unacknowledgedSince.Load() < int64(p.timeout) {
		return nil
	}
	return fmt.Errorf("tcp: nothing that was sent has been acknowledged for %v, after %d retransmissions and %d probes: %w",
		p.timeout, info.Retransmits, info.Probes, syscall.ETIMEDOUT)
}

// isUnacknowledged reports whether the peer owes an acknowledgement for more than one
// round trip. A peer that takes no more data, but answers the probes of its window,
// owes none (on loopback its answer comes before the probe is counted, hence 1); nor
// does one that answers retransmissions which it has no room for.
func isUnacknowledged(info *syscall.TCPInfo) bool {
	return info.Probes > 1 || info.Retransmits > 0 && info.Last_ack_recv > info.Last_data_sent
}

func (p *peer) info() (info syscall.TCPInfo, ok bool) {
	err := p.socket.Control(func(fd uintptr) {
		size := uint32(syscall.SizeofTCPInfo)
		_, _, errno := syscall.Syscall6(syscall.SYS_GETSOCKOPT, fd, syscall.IPPROTO_TCP, syscall.TCP_INFO,
			uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
		ok = errno == 0
	})
	return info, ok && err == nil
}
