package faultproxy

import "time"

// never is a resetAfter that is not due.
const never = -1

// faults are the lasting ones and the one that is armed.
type faults struct {
	blackhole  bool
	delay      time.Duration
	rate       int // bytes a second; 0 is no limit
	resetAfter int // bytes of replies until a reset, or never
}

// Blackhole forwards nothing in either direction from now on, as behind a firewall
// that drops packets: connections stay open, new ones are accepted, and even the end
// of the server goes unnoticed. Heal delivers what has been held back.
func (p *Proxy) Blackhole() { p.change(func(f *faults) { f.blackhole = true }) }

// Delay holds back every byte for d, in each direction, so that a reply takes twice
// as long. It does not limit how much is under way.
func (p *Proxy) Delay(d time.Duration) { p.change(func(f *faults) { f.delay = d }) }

// Throttle limits each direction of each connection to bytesPerSecond; 0 ends it.
func (p *Proxy) Throttle(bytesPerSecond int) { p.change(func(f *faults) { f.rate = bytesPerSecond }) }

// ResetAfter lets n more bytes of replies pass, counted over all connections, and
// then resets the connection that has more: in the middle of a reply. It does so
// once. A reset may overtake bytes that the client has not read yet.
func (p *Proxy) ResetAfter(n int) { p.change(func(f *faults) { f.resetAfter = max(0, n) }) }

// Heal ends Blackhole, Delay and Throttle, and a ResetAfter that was not due yet.
// What Refuse does ends with Accept, and what is reset or half-open stays so.
func (p *Proxy) Heal() { p.change(func(f *faults) { *f = faults{resetAfter: never} }) }

// HalfOpen ends the server's side of all open connections without a word to the
// clients: what they send is lost, and they wait for ever. New connections work.
func (p *Proxy) HalfOpen() {
	for _, c := range p.open() {
		c.loseServer()
	}
}

// ResetAll resets all open connections: clients read and write errors at once.
func (p *Proxy) ResetAll() {
	for _, c := range p.open() {
		c.reset()
	}
}

// Garbage writes bytes that the server never sent to the clients of all open
// connections, between two pieces of replies as they come from the network.
func (p *Proxy) Garbage(bytes []byte) {
	for _, c := range p.open() {
		_ = c.writeClient(bytes) // It fails where the connection has just ended.
	}
}

func (p *Proxy) change(to func(*faults)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	to(&p.faults)
	close(p.changed)
	p.changed = make(chan struct{})
}

// current returns the faults, and a channel that is closed when they change.
func (p *Proxy) current() (faults, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.faults, p.changed
}

// pass returns how many of n bytes of a reply may pass, and whether a reset follows.
func (p *Proxy) pass(n int) (passing int, reset bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch left := p.faults.resetAfter; {
	case left == never:
		return n, false
	case n > left:
		p.faults.resetAfter = never
		return left, true
	default:
		p.faults.resetAfter -= n
		return n, false
	}
}
