//go:build !js

package bridge_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// addressed is a connection from an address of the test's choice.
type addressed struct {
	net.Conn
	from string
}

func (a addressed) RemoteAddr() net.Addr { return textAddress(a.from) }

type textAddress string

func (textAddress) Network() string  { return "test" }
func (a textAddress) String() string { return string(a) }

// offered is a listener of connections that a test makes.
type offered chan net.Conn

func (o offered) Addr() net.Addr { return textAddress("test") }
func (o offered) Close() error   { return nil }
func (o offered) Accept() (net.Conn, error) {
	conn, ok := <-o
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func TestConnectionsAreLimitedBeforeTheHandshake(t *testing.T) {
	for name, test := range map[string]struct {
		from     []string
		accepted []int
	}{
		"one IPv4 address": {[]string{"192.0.2.1:1", "192.0.2.1:2", "192.0.2.1:3", "192.0.2.2:1"}, []int{0, 1, 3}},
		"one IPv6 /64":     {[]string{"[2001:db8::1]:1", "[2001:db8::ffff:1]:2", "[2001:db8:0:0:8::]:3", "[2001:db8:0:1::1]:1"}, []int{0, 1, 3}},
		"zones and mapped": {[]string{"[fe80::1%a]:1", "[fe80::1%b]:2", "[fe80::1]:3", "[::ffff:192.0.2.1]:1", "192.0.2.1:2", "[::ffff:192.0.2.1]:3"}, []int{0, 1, 3, 4}},
		"no address":       {[]string{"@", "@ ", "@  ", "@   "}, []int{0, 1, 2, 3}},
		"in all":           {[]string{"192.0.2.1:1", "192.0.2.2:1", "192.0.2.3:1", "192.0.2.4:1", "192.0.2.5:1", "192.0.2.6:1"}, []int{0, 1, 2, 3, 4}},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := bridge.New(bridge.Config{MaxSockets: 5, MaxSocketsPerIP: 2})
			require.NoError(t, err)
			defer b.Close()
			offers := make(offered)
			limited := b.Listener(offers)
			answered := make(chan net.Conn)
			var accepting sync.WaitGroup
			accepting.Go(func() {
				for {
					conn, err := limited.Accept()
					if err != nil {
						return
					}
					answered <- conn
				}
			})
			var got []int
			var accepted []net.Conn
			for at, address := range test.from {
				here, there := net.Pipe()
				defer here.Close()
				offers <- addressed{there, address}
				refused := make(chan error, 1)
				go func() {
					_, err := here.Read(make([]byte, 1))
					refused <- err
				}()
				select {
				case conn := <-answered:
					got = append(got, at)
					accepted = append(accepted, conn)
				case err := <-refused:
					require.ErrorIs(t, err, io.EOF)
				}
			}
			close(offers)
			accepting.Wait()
			require.Equal(t, test.accepted, got)
			for _, conn := range accepted {
				require.NoError(t, conn.Close())
				_ = conn.Close() // gives its place back once
			}
			require.Zero(t, bridge.Held(limited))
		})
	}
}

// Slow requests are bounded in number, and those that were turned away do not flood the log.
func TestSlowClientsAreLimited(t *testing.T) {
	var log bytes.Buffer
	var mu sync.Mutex
	s := prepare(t, bridge.Config{MaxSocketsPerIP: 10, Logger: slog.New(slog.NewJSONHandler(&locked{mu: &mu, w: &log}, nil))})
	s.server.Listener = s.Listener(s.server.Listener)
	s.server.Start()
	var open []net.Conn
	for range 300 {
		conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
		if len(open) < 10 {
			require.NoError(t, err)
		}
		if err != nil {
			continue // closed before this side knew that it was open
		}
		defer conn.Close()
		open = append(open, conn)
		io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ") // the first ten alone are heard
	}
	for _, conn := range open[10:] {
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(patience)))
		_, err := conn.Read(make([]byte, 1))
		require.Error(t, err)
		require.NotErrorIs(t, err, os.ErrDeadlineExceeded)
	}
	s.awaitMetric(`glissade_bridge_refusals_total{reason="sockets"}`, 290)
	for _, conn := range open[:10] {
		conn.Close()
	}
	require.Eventually(t, func() bool { // their places are free again
		answer, err := s.client.Get(s.server.URL + "/healthz")
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	}, patience, poll)
	require.NoError(t, s.Close())
	mu.Lock()
	defer mu.Unlock()
	require.LessOrEqual(t, bytes.Count(log.Bytes(), []byte("\n")), 52)
	require.Contains(t, log.String(), `"message":"connection closed unheard"`)
}
