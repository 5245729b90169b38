//go:build !js

package ws_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// sockets are the connections of a dialer.
type sockets struct {
	mu   sync.Mutex
	open map[net.Conn]bool
}

// counted is a connection that is forgotten once it is closed.
type counted struct {
	net.Conn
	of *sockets
}

func (c *counted) Close() error {
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	return c.Conn.Close()
}

func (s *sockets) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c := &counted{conn, s}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[c] = true
	return c, nil
}

// cut breaks all connections, as a network would; each is still its owner's to close.
func (s *sockets) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.open {
		_ = conn.(*counted).Conn.Close()
	}
}

func (s *sockets) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// However the WebSocket of several streams ends, or a dial for one, neither goroutines nor
// sockets stay, and the next dial has another.
func TestNothingStaysOfASharedWebSocket(t *testing.T) {
	const patience = 15 * time.Second
	address := fakeserver.ServeTCP(t, func(c net.Conn) {
		_, _ = c.Write([]byte("hello"))
		_, _ = c.Read(make([]byte, 1))
	})
	const token = "a-token-0123456789"
	var b *bridge.Bridge
	start := func() {
		var err error
		b, err = bridge.New(bridge.Config{Targets: []bridge.Target{{Address: address}}, AllowNoOrigin: true, Tokens: []string{token}})
		require.NoError(t, err)
	}
	start()
	holds, held := make(chan struct{}), make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("held") {
			held <- struct{}{}
			select {
			case <-holds:
			case <-r.Context().Done():
			}
			return
		}
		b.ServeHTTP(w, r)
	}))
	defer server.Close()
	defer func() { require.NoError(t, b.Close()) }()
	defer close(holds)

	open := &sockets{open: map[net.Conn]bool{}}
	transport := &http.Transport{DialContext: open.dial}
	defer transport.CloseIdleConnections()
	dialer := func() *ws.Dialer {
		return &ws.Dialer{URL: server.URL, Token: token, Multiplex: true, Platform: ws.Platform{HTTPClient: &http.Client{Transport: transport}}}
	}
	opened := func(d *ws.Dialer) stream.Stream {
		s, err := d.Dial(t.Context(), address)
		require.NoError(t, err)
		_, err = s.Read(make([]byte, 5))
		require.NoError(t, err)
		return s
	}
	before := goleak.IgnoreCurrent()
	for name, end := range map[string]func(d *ws.Dialer){
		"its streams are closed": func(d *ws.Dialer) {
			one, two := opened(d), opened(d)
			require.Equal(t, 1, open.count(), "for both")
			require.NoError(t, one.Close())
			require.NoError(t, two.Close())
		},
		"the bridge ends": func(d *ws.Dialer) {
			s := opened(d)
			require.NoError(t, b.Close())
			_, err := s.Read(make([]byte, 1))
			require.Error(t, err)
			start()
		},
		"the network breaks": func(d *ws.Dialer) {
			one, two := opened(d), opened(d)
			open.cut()
			for _, s := range []stream.Stream{one, two} {
				_, err := s.Read(make([]byte, 1))
				require.Error(t, err)
			}
		},
		"the token is refused": func(d *ws.Dialer) {
			d.Token = "another-0123456789"
			s, err := d.Dial(t.Context(), address)
			require.NoError(t, err)
			_, err = s.Read(make([]byte, 1))
			require.ErrorContains(t, err, "4401")
		},
		"the dial is given up before its stream is accepted": func(d *ws.Dialer) {
			first := opened(d)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if s, err := d.Dial(ctx, address); err == nil { // it was accepted at once
				require.NoError(t, s.Close())
			}
			require.NoError(t, first.Close())
		},
		"the dial is given up during the handshake": func(d *ws.Dialer) {
			d.URL += "/?held"
			ctx, cancel := context.WithCancel(t.Context())
			failed := make(chan error, 1)
			go func() {
				_, err := d.Dial(ctx, address)
				failed <- err
			}()
			<-held
			cancel()
			require.Error(t, <-failed)
		},
	} {
		d := dialer()
		end(d)
		require.Eventually(t, func() bool { return open.count() == 0 && ws.SharedSockets() == 0 }, patience, 5*time.Millisecond, name)
		var left error
		require.Eventually(t, func() bool { left = goleak.Find(before); return left == nil }, patience, 5*time.Millisecond, name)
		require.NoError(t, left, name)
		if d.Token == token && d.URL == server.URL {
			require.NoError(t, opened(d).Close(), name)
		}
	}
}
