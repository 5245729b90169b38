package tcp_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/tcp"
)

// socketOptions dials with dialer and reads back the socket's TCP_NODELAY,
// TCP_USER_TIMEOUT (milliseconds) and SO_KEEPALIVE, and of the probes the idle time
// and the interval in seconds and the count.
func socketOptions(t *testing.T, dialer *tcp.Dialer) (noDelay, userTimeout, keepAlive int, probes [3]int) {
	s, err := dialer.Dial(t.Context(), fakeserver.ServeOn(t, listen(t), echo))
	require.NoError(t, err)
	defer s.Close()
	raw, err := s.(syscall.Conn).SyscallConn()
	require.NoError(t, err)
	get := func(level, option int) (value int) {
		require.NoError(t, raw.Control(func(fd uintptr) {
			value, err = syscall.GetsockoptInt(int(fd), level, option)
		}))
		require.NoError(t, err)
		return value
	}
	for i, option := range []int{syscall.TCP_KEEPIDLE, syscall.TCP_KEEPINTVL, syscall.TCP_KEEPCNT} {
		probes[i] = get(syscall.IPPROTO_TCP, option)
	}
	return get(syscall.IPPROTO_TCP, syscall.TCP_NODELAY), get(syscall.IPPROTO_TCP, 0x12),
		get(syscall.SOL_SOCKET, syscall.SO_KEEPALIVE), probes
}

func TestSocketOptions(t *testing.T) {
	noDelay, userTimeout, keepAlive, probes := socketOptions(t, &tcp.Dialer{})
	require.Equal(t, []int{1, 0, 1}, []int{noDelay, userTimeout, keepAlive}, "TCP_USER_TIMEOUT would end connections to servers that are busy")
	require.Equal(t, [3]int{15, 5, 3}, probes)
	noDelay, userTimeout, keepAlive, _ = socketOptions(t, &tcp.Dialer{Delay: true, KeepAlive: -1})
	require.Equal(t, []int{0, 0, 0}, []int{noDelay, userTimeout, keepAlive})
	_, _, _, probes = socketOptions(t, &tcp.Dialer{KeepAlive: 2 * time.Second})
	require.Equal(t, [3]int{2, 1, 3}, probes)
}
