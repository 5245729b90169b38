//go:build !js

package bridge

import (
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
	byToken      map[string]int
	rates        rates
	refusing     map[string]int
	refusalCount int // the sum of refusing
}

// admit counts a client, by address and, where it has a token, by that. It must be
// released.
func (l *limiter) admit(address, account string, allowed Config) *refusal {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open >= allowed.MaxConnections {
		return refuse(ws.CloseLimit, "limit_total", "the bridge has its maximum of connections; try again later or raise -max-connections")
	}
	if l.byIP[address] >= allowed.MaxConnectionsPerIP {
		return refuse(ws.CloseLimit, "limit_ip", "too many connections from this address; close some or raise -max-connections-per-ip")
	}
	if most := allowed.MaxConnectionsPerToken; account != "" && most > 0 && l.byToken[account] >= most {
		return refuse(ws.CloseLimit, "limit_token", "too many connections with this token; close some")
	}
	if refused := l.rates.allow(address, allowed); refused != nil {
		return refused
	}
	if l.byIP == nil {
		l.byIP, l.byToken = map[string]int{}, map[string]int{}
	}
	l.open++
	l.byIP[address]++
	l.byToken[account]++
	return nil
}

// allow tells whether an address may make another request now.
func (l *limiter) allow(address string, allowed Config) *refusal {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rates.allow(address, allowed)
}

func (l *limiter) release(address, account string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.byIP[address]--; l.byIP[address] == 0 {
		delete(l.byIP, address)
	}
	if l.byToken[account]--; l.byToken[account] == 0 {
		delete(l.byToken, account)
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
