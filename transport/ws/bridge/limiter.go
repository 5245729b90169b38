//go:build !js

package bridge

import (
	"net/http"
	"net/netip"
	"sync"

	"github.com/glissade-io/glissade/transport/ws"
)

// maxRefusals is how many refused clients are told the reason at once. Telling
// takes up to ten seconds where a client does not answer.
const maxRefusals = 64

// maxRefusalsPerIP keeps one address from taking all of these places.
const maxRefusalsPerIP = 16

// limiter counts connections.
type limiter struct {
	mu           sync.Mutex
	open         int
	byIP         map[string]int
	refusing     map[string]int
	refusalCount int // the sum of refusing
}

func (l *limiter) admit(address string, allowed Config) *refusal {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open >= allowed.MaxConnections {
		return refuse(ws.CloseLimit, "limit_total", "the bridge has its maximum of connections; try again later or raise -max-connections")
	}
	if l.byIP[address] >= allowed.MaxConnectionsPerIP {
		return refuse(ws.CloseLimit, "limit_ip", "too many connections from this address; close some or raise -max-connections-per-ip")
	}
	if l.byIP == nil {
		l.byIP = map[string]int{}
	}
	l.open++
	l.byIP[address]++
	return nil
}

func (l *limiter) release(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.byIP[address]--; l.byIP[address] == 0 {
		delete(l.byIP, address)
	}
}

func (l *limiter) beginRefusal(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.refusalCount >= maxRefusals || l.refusing[address] >= maxRefusalsPerIP {
		return false
	}
	if l.refusing == nil {
		l.refusing = map[string]int{}
	}
	l.refusalCount++
	l.refusing[address]++
	return true
}

func (l *limiter) endRefusal(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refusalCount--
	if l.refusing[address]--; l.refusing[address] == 0 {
		delete(l.refusing, address)
	}
}

// clientAddress returns what connections per IP are counted by.
func clientAddress(r *http.Request) string {
	parsed, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return addressGroup(parsed.Addr())
}

// addressGroup returns what stands for all addresses of one client. Whoever has one
// IPv6 address usually has a whole /64 of them.
func addressGroup(ip netip.Addr) string {
	ip = ip.WithZone("").Unmap()
	if ip.Is4() {
		return ip.String()
	}
	prefix, _ := ip.Prefix(64)
	return prefix.String()
}
