//go:build linux && !386 && !s390x

package tcp_test

import (
	"net"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/tcp"
)

// watch asks the stream for its peer every few milliseconds, for as long as the test
// has it, and returns the answer.
func watch(t *testing.T, s stream.Stream, during time.Duration) error {
	for until := time.Now().Add(during); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if err := s.(stream.PeerWatcher).PeerGone(); err != nil {
			return err
		}
	}
	return nil
}

// fill writes until the stream fails or is closed, and returns why.
func fill(s stream.Stream) error {
	for {
		if _, err := s.Write(make([]byte, 64<<10)); err != nil {
			return err
		}
	}
}

// A server that does not read is not gone: its machine says that there is no room.
func TestAPeerThatDoesNotReadIsNotGone(t *testing.T) {
	dialer := &tcp.Dialer{UserTimeout: 300 * time.Millisecond}
	leave := make(chan struct{})
	s, err := dialer.Dial(t.Context(), fakeserver.ServeOn(t, listen(t), func(net.Conn) { <-leave }))
	require.NoError(t, err)
	defer close(leave)
	defer s.Close()
	require.NoError(t, watch(t, s, 20*time.Millisecond), "idle")
	ended := make(chan error, 1)
	go func() { ended <- fill(s) }()
	require.NoError(t, watch(t, s, 3*time.Second))
	select {
	case err := <-ended:
		require.NoError(t, err, "the system has cut it off")
	default:
	}
}

// A socket that throws away all that arrives acknowledges nothing, as a machine that
// has lost its power.
func TestAPeerThatAcknowledgesNothingIsGone(t *testing.T) {
	deaf, leave := make(chan struct{}), make(chan struct{})
	address := fakeserver.ServeOn(t, listen(t), func(c net.Conn) {
		raw, err := c.(*net.TCPConn).SyscallConn()
		if err == nil {
			_ = raw.Control(func(fd uintptr) {
				nothing := syscall.SockFilter{Code: syscall.BPF_RET | syscall.BPF_K}
				program := syscall.SockFprog{Len: 1, Filter: &nothing}
				_, _, errno := syscall.Syscall6(syscall.SYS_SETSOCKOPT, fd, syscall.SOL_SOCKET, syscall.SO_ATTACH_FILTER,
					uintptr(unsafe.Pointer(&program)), unsafe.Sizeof(program), 0)
				if errno != 0 {
					err = errno
				}
			})
		}
		if err != nil {
			t.Error(err)
		}
		deaf <- struct{}{}
		<-leave
	})
	defer close(leave)
	for name, test := range map[string]struct {
		timeout time.Duration
		gone    bool
	}{
		"after the timeout":     {300 * time.Millisecond, true},
		"never, if so demanded": {-1, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := (&tcp.Dialer{UserTimeout: test.timeout}).Dial(t.Context(), address)
			require.NoError(t, err)
			defer s.Close()
			<-deaf
			_, err = s.Write([]byte("PING\r\n"))
			require.NoError(t, err)
			began := time.Now()
			if !test.gone {
				require.NoError(t, watch(t, s, 2*time.Second))
				return
			}
			err = watch(t, s, 30*time.Second)
			require.ErrorContains(t, err, "acknowledged for 300ms")
			require.ErrorIs(t, err, syscall.ETIMEDOUT)
			require.Greater(t, time.Since(began), test.timeout)
		})
	}
}
