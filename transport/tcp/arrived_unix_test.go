//go:build unix

package tcp_test

import (
	"crypto/tls"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/tcp"
)

// arrived reads what has arrived until it is want, or the stream has ended.
func arrived(t *testing.T, s stream.Stream, want string) error {
	t.Helper()
	var got []byte
	var err error
	require.Eventually(t, func() bool {
		p := make([]byte, 100)
		var n int
		n, err = s.(stream.ArrivalReader).ReadArrived(p)
		got = append(got, p[:n]...)
		return err != nil || string(got) == want && want != ""
	}, 20*time.Second, time.Millisecond)
	require.Equal(t, want, string(got))
	return err
}

func TestWhatHasArrivedIsReadWithoutWaiting(t *testing.T) {
	authority := newAuthority(t)
	for name, test := range map[string]struct {
		dialer *tcp.Dialer
		listen func(t *testing.T) net.Listener
	}{
		"TCP": {&tcp.Dialer{}, listen},
		"TLS": {&tcp.Dialer{Config: &tls.Config{RootCAs: authority.pool()}}, func(t *testing.T) net.Listener {
			return tls.NewListener(listen(t), authority.serverConfig(inAnHour(), "127.0.0.1"))
		}},
		"TLS 1.2": {&tcp.Dialer{Config: &tls.Config{RootCAs: authority.pool(), MaxVersion: tls.VersionTLS12}}, func(t *testing.T) net.Listener {
			return tls.NewListener(listen(t), authority.serverConfig(inAnHour(), "127.0.0.1"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			speak := make(chan string)
			leave := sync.OnceFunc(func() { close(speak) })
			address := fakeserver.ServeOn(t, test.listen(t), func(c net.Conn) {
				if secured, ok := c.(*tls.Conn); ok {
					_ = secured.Handshake()
				}
				for words := range speak {
					_, _ = io.WriteString(c, words)
				}
			})
			defer leave()
			s, err := test.dialer.Dial(t.Context(), address)
			require.NoError(t, err)
			defer s.Close()
			for range 3 { // with nothing there
				n, err := s.(stream.ArrivalReader).ReadArrived(make([]byte, 100))
				require.NoError(t, err)
				require.Zero(t, n)
			}
			speak <- "first"
			require.NoError(t, arrived(t, s, "first"))
			speak <- "second"
			p := make([]byte, 6)
			_, err = io.ReadFull(s, p)
			require.NoError(t, err, "and a read that waits goes on as ever")
			require.Equal(t, "second", string(p))
			speak <- "last words"
			leave()
			err = arrived(t, s, "last words") // With TLS 1.2 the end may come along.
			if err == nil {
				err = arrived(t, s, "")
			}
			require.ErrorIs(t, err, io.EOF, "the end has arrived as well")
		})
	}
}

func TestAConnectionThatWasResetHasArrivedAtItsEnd(t *testing.T) {
	dialled := make(chan struct{})
	s, err := (&tcp.Dialer{}).Dial(t.Context(), fakeserver.ServeOn(t, listen(t), func(c net.Conn) {
		<-dialled
		_ = c.(*net.TCPConn).SetLinger(0)
	}))
	close(dialled)
	require.NoError(t, err)
	defer s.Close()
	require.Error(t, arrived(t, s, ""))
}
