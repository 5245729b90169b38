package tcp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/tcp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func listen(t *testing.T) net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return listener
}

func echo(c net.Conn) { io.Copy(c, c) }

func requireEcho(t *testing.T, s stream.Stream) {
	t.Helper()
	_, err := s.Write([]byte("ping"))
	require.NoError(t, err)
	answer := make([]byte, 4)
	_, err = io.ReadFull(s, answer)
	require.NoError(t, err)
	require.Equal(t, "ping", string(answer))
}

func requireTimeout(t *testing.T, err error) {
	t.Helper()
	var timeout interface{ Timeout() bool }
	require.ErrorAs(t, err, &timeout)
	require.True(t, timeout.Timeout())
}

// requireInterruptedRead wakes a Read on an echoing stream and reads on after it.
func requireInterruptedRead(t *testing.T, s stream.Stream) {
	t.Helper()
	interrupter := s.(stream.ReadInterrupter)
	for range 20 {
		woken := make(chan error)
		go func() {
			n, err := s.Read(make([]byte, 1))
			if n != 0 {
				err = errors.New("bytes out of nowhere")
			}
			woken <- err
		}()
		require.NoError(t, interrupter.InterruptRead(true))
		requireTimeout(t, <-woken)
		_, err := s.Read(make([]byte, 1))
		requireTimeout(t, err)
		require.NoError(t, interrupter.InterruptRead(false))
		requireEcho(t, s)
	}
}

func TestDialPlain(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	unix, err := net.Listen("unix", socket)
	require.NoError(t, err)
	fakeserver.ServeOn(t, unix, echo)
	six, err := net.Listen("tcp", "[::1]:0")
	require.NoError(t, err)

	for name, address := range map[string]string{
		"IPv4": fakeserver.ServeOn(t, listen(t), echo),
		"IPv6": fakeserver.ServeOn(t, six, echo),
		"Unix": "unix:" + socket,
	} {
		t.Run(name, func(t *testing.T) {
			var dialer tcp.Dialer
			s, err := dialer.Dial(t.Context(), address)
			require.NoError(t, err)
			requireEcho(t, s)
			requireInterruptedRead(t, s)
			require.NoError(t, s.Close())
			require.NoError(t, s.Close(), "closing twice does nothing")
			_, err = s.Read(make([]byte, 1))
			require.ErrorIs(t, err, net.ErrClosed)
		})
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	for _, address := range []string{"", "host", "host:", ":6379", "::1:6379", "unix:"} {
		_, err := new(tcp.Dialer).Dial(t.Context(), address)
		require.ErrorContains(t, err, "unix:/path", "address %q", address)
	}
}

func TestDialFailures(t *testing.T) {
	listener := listen(t)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	_, err := new(tcp.Dialer).Dial(t.Context(), address)
	require.ErrorContains(t, err, address)

	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(nil)
	_, err = new(tcp.Dialer).Dial(ctx, fakeserver.ServeOn(t, listen(t), echo))
	require.ErrorContains(t, err, "operation was canceled")

	refused := errors.New("refused by policy")
	dialer := &tcp.Dialer{Control: func(network, address string, _ tcp.Socket) error { return refused }}
	_, err = dialer.Dial(t.Context(), fakeserver.ServeOn(t, listen(t), echo))
	require.ErrorIs(t, err, refused)
}

func TestStreamsTellWhetherTheyKeepThemselvesAlive(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	unix, err := net.Listen("unix", socket)
	require.NoError(t, err)
	unixAddress := "unix:" + socket
	fakeserver.ServeOn(t, unix, echo)
	plain := fakeserver.ServeOn(t, listen(t), echo)
	a := newAuthority(t)
	secured := "127.0.0.1:" + serveTLS(t, a.serverConfig(inAnHour(), "127.0.0.1"))
	withTLS := &options.TLSConfiguration{RootCertificates: a.pem}

	for name, test := range map[string]struct {
		dialer  *tcp.Dialer
		address string
		want    bool
	}{
		"TCP":                {&tcp.Dialer{}, plain, true},
		"TCP, no probes":     {&tcp.Dialer{KeepAlive: -1}, plain, false},
		"TLS":                {&tcp.Dialer{TLS: withTLS}, secured, true},
		"TLS, no probes":     {&tcp.Dialer{TLS: withTLS, KeepAlive: -1}, secured, false},
		"Unix socket":        {&tcp.Dialer{KeepAlive: -1}, unixAddress, true},
		"TCP, probes of 1 s": {&tcp.Dialer{KeepAlive: time.Second}, plain, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := test.dialer.Dial(t.Context(), test.address)
			require.NoError(t, err)
			require.Equal(t, test.want, s.(stream.KeptAlive).KeepsAlive())
			require.NoError(t, s.Close())
		})
	}
}

func TestCloseUnblocksRead(t *testing.T) {
	s, err := new(tcp.Dialer).Dial(t.Context(), fakeserver.ServeOn(t, listen(t), echo))
	require.NoError(t, err)
	done := make(chan error)
	go func() {
		_, err := s.Read(make([]byte, 1))
		done <- err
	}()
	require.NoError(t, s.Close())
	require.ErrorIs(t, <-done, net.ErrClosed)
}

func TestBlockedWriteIsInterruptedWithoutLoss(t *testing.T) {
	// More than any socket buffer takes, so that Write blocks until it is read.
	sent := make([]byte, 16<<20)
	rand.NewChaCha8([32]byte{1}).Read(sent)
	begun, resume, received := make(chan struct{}), make(chan struct{}), make(chan []byte, 1)
	address := fakeserver.ServeOn(t, listen(t), func(c net.Conn) {
		first := make([]byte, 1)
		io.ReadFull(c, first)
		close(begun)
		<-resume
		rest, _ := io.ReadAll(c)
		received <- append(first, rest...)
	})
	s, err := new(tcp.Dialer).Dial(t.Context(), address)
	require.NoError(t, err)
	interrupter := s.(stream.WriteInterrupter)

	var n int
	var writeErr error
	done := make(chan struct{})
	go func() {
		defer close(done)
		n, writeErr = s.Write(sent)
	}()
	<-begun
	require.NoError(t, interrupter.InterruptWrite(true))
	<-done
	requireTimeout(t, writeErr)
	require.Positive(t, n)
	require.Less(t, n, len(sent))
	again, err := s.Write(sent[n:])
	requireTimeout(t, err)
	require.Zero(t, again)

	require.NoError(t, interrupter.InterruptWrite(false))
	close(resume)
	rest, err := s.Write(sent[n:])
	require.NoError(t, err)
	require.Equal(t, len(sent)-n, rest)
	require.NoError(t, s.Close())
	require.True(t, bytes.Equal(sent, <-received))
}

func TestCloseUnblocksWrite(t *testing.T) {
	begun, resume := make(chan struct{}), make(chan struct{})
	address := fakeserver.ServeOn(t, listen(t), func(c net.Conn) {
		io.ReadFull(c, make([]byte, 1))
		close(begun)
		<-resume
	})
	defer close(resume)
	s, err := new(tcp.Dialer).Dial(t.Context(), address)
	require.NoError(t, err)
	done := make(chan error)
	go func() {
		_, err := s.Write(make([]byte, 16<<20))
		done <- err
	}()
	<-begun
	require.NoError(t, s.Close())
	select {
	case err := <-done:
		require.Error(t, err)
	case <-time.After(10 * time.Second):
		require.Fail(t, "Close left the Write blocked")
	}
}
