package tcp_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/transport/tcp"
)

// socketOptions dials with dialer and reads back the socket's TCP_NODELAY,
// TCP_USER_TIMEOUT (milliseconds) and SO_KEEPALIVE.
func socketOptions(t *testing.T, dialer *tcp.Dialer) (noDelay, userTimeout, keepAlive int) {
	s, err := dialer.Dial(t.Context(), serve(t, listen(t), echo))
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
	return get(syscall.IPPROTO_TCP, syscall.TCP_NODELAY), get(syscall.IPPROTO_TCP, 0x12), get(syscall.SOL_SOCKET, syscall.SO_KEEPALIVE)
}

func TestSocketOptions(t *testing.T) {
	noDelay, userTimeout, keepAlive := socketOptions(t, &tcp.Dialer{})
	require.Equal(t, []int{1, 5000, 1}, []int{noDelay, userTimeout, keepAlive})
	noDelay, userTimeout, keepAlive = socketOptions(t, &tcp.Dialer{Delay: true, UserTimeout: -1, KeepAlive: -1})
	require.Equal(t, []int{0, 0, 0}, []int{noDelay, userTimeout, keepAlive})
	_, userTimeout, _ = socketOptions(t, &tcp.Dialer{UserTimeout: time.Nanosecond})
	require.Equal(t, 1, userTimeout)
}
