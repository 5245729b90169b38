// Package faultproxy is a TCP proxy between a client and a server that breaks the
// connection in ways that a real server cannot be made to: silence, resets in the
// middle of a reply, bytes that nobody sent. Faults are switched while connections
// live.
//
//	func TestClientNoticesSilence(t *testing.T) {
//		server := servers.Start(t, servers.Valkey91, servers.Options{})
//		proxy := faultproxy.Start(t, server.Addr())
//		client := connect(t, proxy.Addr())
//		proxy.Blackhole()
//		…
//		proxy.Heal()
//	}
//
// It knows nothing of the protocol, so it serves TLS too; and it is no measure of
// speed, for every byte is copied. A server that dies is the business of package
// servers: Kill and Pause of a Server are the real thing.
package faultproxy

import (
	"context"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/glissade-io/glissade/test/servers"
)

const listenAttempts = 10

// Proxy is a running proxy. Its methods may be called from any goroutine.
type Proxy struct {
	port int
	// running counts goroutines.
	running sync.WaitGroup

	mu          sync.Mutex
	closed      bool
	target      string
	listener    net.Listener // nil while connections are refused
	connections map[*connection]struct{}
	faults      faults
	changed     chan struct{} // closed and replaced when faults change
}

// Start starts a proxy to target, "host:port", that ends with the test.
func Start(t testing.TB, target string) *Proxy {
	t.Helper()
	proxy, err := New(target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	return proxy
}

// New starts a proxy to target, "host:port", outside of a test. The caller ends it
// with Close.
func New(target string) (*Proxy, error) {
	proxy := &Proxy{
		target: target, connections: map[*connection]struct{}{}, changed: make(chan struct{}),
		faults: faults{resetAfter: never},
	}
	var err error
	for range listenAttempts {
		if proxy.port, err = servers.FreePort(); err != nil {
			return nil, err
		}
		if err = proxy.Accept(); err == nil {
			return proxy, nil
		}
	}
	return nil, err
}

// Addr returns what clients connect to: "127.0.0.1:10123".
func (p *Proxy) Addr() string { return net.JoinHostPort(p.Host(), strconv.Itoa(p.port)) }

// Host returns the address without the port: "127.0.0.1".
func (p *Proxy) Host() string { return "127.0.0.1" }

// Port returns the port, which stays the same over Refuse and Accept.
func (p *Proxy) Port() int { return p.port }

// SetTarget has new connections go to another server, as a name does whose address
// changes. Those that are open stay where they are.
func (p *Proxy) SetTarget(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = target
}

// Connections returns how many connections clients have open.
func (p *Proxy) Connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.connections)
}

// Refuse closes the listener: new connections are refused, those that are open stay.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		p.listener.Close()
		p.listener = nil
	}
}

// Accept ends Refuse. It is an error if another process has taken the port, or after
// Close.
func (p *Proxy) Accept() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return net.ErrClosed
	}
	if p.listener != nil {
		return nil
	}
	listener, err := net.Listen("tcp", p.Addr())
	if err != nil {
		return err
	}
	p.listener = listener
	p.running.Go(func() { p.accept(listener) })
	return nil
}

// Close ends the proxy and its connections, and waits until they are gone.
func (p *Proxy) Close() {
	p.Refuse()
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	for _, c := range p.open() {
		c.end()
	}
	p.running.Wait()
}

// accept serves connections until the listener is closed.
func (p *Proxy) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		ctx, cancel := context.WithCancel(context.Background())
		c := &connection{proxy: p, client: client.(*net.TCPConn), ctx: ctx, cancel: cancel}
		p.mu.Lock()
		if p.closed {
			p.mu.Unlock()
			c.end()
			return
		}
		p.connections[c] = struct{}{}
		p.mu.Unlock()
		p.running.Go(c.serve)
	}
}

// open returns the connections that are open.
func (p *Proxy) open() []*connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	open := make([]*connection, 0, len(p.connections))
	for c := range p.connections {
		open = append(open, c)
	}
	return open
}

func (p *Proxy) remove(c *connection) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.connections, c)
}

// dial connects to the target of this moment.
func (p *Proxy) dial(ctx context.Context) (*net.TCPConn, error) {
	p.mu.Lock()
	target := p.target
	p.mu.Unlock()
	server, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", target)
	if err != nil {
		return nil, err
	}
	return server.(*net.TCPConn), nil
}
