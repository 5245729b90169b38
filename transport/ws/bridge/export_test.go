//go:build !js

package bridge

import (
	"net"
	"time"
)

// SetGrace replaces the time that a slow client is given beyond WriteTimeout.
func (b *Bridge) SetGrace(d time.Duration) { b.grace = d }

// SetEmptyTime replaces the time that a WebSocket without streams stays open.
func (b *Bridge) SetEmptyTime(d time.Duration) { b.emptyTime = d }

// Counted returns how many connections are counted from all addresses, and with all tokens.
func (b *Bridge) Counted() (all, byToken int) {
	b.limiter.mu.Lock()
	defer b.limiter.mu.Unlock()
	for _, n := range b.limiter.byToken {
		byToken += n
	}
	return b.limiter.open, byToken
}

// HearAgain has what seeds announce believed for life, and seeds asked for unknown
// addresses once a pause.
func (b *Bridge) HearAgain(life, pause time.Duration) {
	for _, d := range b.now.Load().targets.clusters {
		d.mu.Lock()
		d.life, d.pause = life, pause
		d.mu.Unlock()
	}
}

// Held returns how many connections a listener of a bridge counts as open.
func Held(listener net.Listener) int {
	l := listener.(*limitedListener)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open
}

// AgeTickets has all tickets be so much older.
func (b *Bridge) AgeTickets(by time.Duration) {
	b.tickets.mu.Lock()
	defer b.tickets.mu.Unlock()
	for hash, issued := range b.tickets.issued {
		issued.ends = issued.ends.Add(-by)
		b.tickets.issued[hash] = issued
	}
}
