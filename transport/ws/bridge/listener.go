//go:build !js

package bridge

import (
	"net"
	"net/netip"
	"sync"
)

// Listener returns listener with the limits of Config.MaxSockets and
// Config.MaxSocketsPerIP: connections beyond them are closed as they are accepted,
// before a byte of TLS or HTTP was read. Give it to the Serve method of the
// http.Server in front of the bridge, and each listener of its own. Connections
// that have no address, as those to a Unix socket, count only in all.
func (b *Bridge) Listener(listener net.Listener) net.Listener {
	return &limitedListener{
		Listener: listener, byIP: map[string]int{},
		allowed: func() Config { return b.now.Load().config },
		refused: func(conn net.Conn) {
			b.metrics.refusals.WithLabelValues("sockets").Inc()
			b.log.Warn("connection closed unheard", "client", conn.RemoteAddr().String(), "reason", "too many connections, in all or from this address")
		},
	}
}

// limitedListener counts the connections that it accepted until they are closed.
type limitedListener struct {
	net.Listener
	allowed func() Config
	refused func(net.Conn)

	mu   sync.Mutex
	open int
	byIP map[string]int
}

// Accept returns the next connection for which there is room.
func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		group := l.groupOf(conn)
		if l.take(group) {
			return &countedConn{Conn: conn, release: sync.OnceFunc(func() { l.release(group) })}, nil
		}
		l.refused(conn)
		if socket, ok := conn.(*net.TCPConn); ok {
			_ = socket.SetLinger(0) // nothing of it stays, not even in TIME_WAIT
		}
		_ = conn.Close()
	}
}

// groupOf returns what a connection is counted by, or "" if it has no address, or that of
// a trusted proxy, behind which there are many clients.
func (l *limitedListener) groupOf(conn net.Conn) string {
	parsed, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil || trusts(l.allowed().TrustedProxies, parsed.Addr()) {
		return ""
	}
	return addressGroup(parsed.Addr())
}

func (l *limitedListener) take(group string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if allowed := l.allowed(); l.open >= allowed.MaxSockets || group != "" && l.byIP[group] >= allowed.MaxSocketsPerIP {
		return false
	}
	l.open++
	l.byIP[group]++
	return true
}

func (l *limitedListener) release(group string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.byIP[group]--; l.byIP[group] == 0 {
		delete(l.byIP, group)
	}
}

// countedConn gives its place back when it is closed.
type countedConn struct {
	net.Conn
	release func()
}

// Close closes the connection.
func (c *countedConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}

// CloseWrite ends the sending half, by which package net/http has the client get an
// answer that is followed by the end of the connection.
func (c *countedConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
