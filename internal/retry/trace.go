package retry

import "sync"

// Trace is what became of the attempts at a request, for those who ask. Its methods do
// nothing for a nil Trace, so that a request which nobody asks about pays for no more than
// that question. Attempts may be made at several servers at once.
type Trace struct {
	mu       sync.Mutex
	address  string
	attempts int
}

// Attempt counts an attempt, at the server with that address.
func (t *Trace) Attempt(address string) {
	if t != nil {
		t.add(address)
	}
}

func (t *Trace) add(address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.attempts++
	t.address = address
}

// Last returns the address of the server that was tried last, or "".
func (t *Trace) Last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.address
}

// Attempts returns how many attempts there were.
func (t *Trace) Attempts() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.attempts
}

// Reset forgets all.
func (t *Trace) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.address, t.attempts = "", 0
}
