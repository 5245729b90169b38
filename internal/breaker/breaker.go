// Package breaker decides whether something should be tried at all, by how much of what
// was tried before has failed.
//
//	turn, wait, ok := b.Enter()
//	if !ok {
//		return errOpen(wait)
//	}
//	err := try()
//	b.Leave(turn, outcomeOf(err))
//
// What a failure is, its caller says.
package breaker

import (
	"sync"
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Breaker is a circuit breaker. It is safe for use by many goroutines.
type Breaker struct {
	settings options.CircuitBreakerConfiguration

	mu        sync.Mutex
	state     models.CircuitBreakerState
	term      uint64 // counts the changes of state
	openUntil time.Time
	probing   bool // a probe is under way
	successes int  // of probes in a row
	window    window
	opened    uint64
	refused   uint64
}

// New returns a closed breaker. The settings are complete and valid.
func New(settings options.CircuitBreakerConfiguration) *Breaker {
	return &Breaker{settings: settings, state: models.CircuitClosed, window: window{span: settings.Window / buckets}}
}

// CountsTimeouts reports whether timeouts are failures.
func (b *Breaker) CountsTimeouts() bool { return b.settings.CountTimeouts }

// Outcome is what became of something that was tried.
type Outcome uint8

const (
	// Uncounted says nothing about whether others would fail.
	Uncounted Outcome = iota
	// Succeeded is a success.
	Succeeded
	// Failed is a failure.
	Failed
)

// Turn is the leave to try something once. It ends by [Breaker.Leave].
type Turn struct{ term uint64 }

// Enter asks for leave. Where there is none ok is false, and wait says how long there will
// be none: 0 while it depends on a probe.
func (b *Breaker) Enter() (turn Turn, wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state == models.CircuitOpen {
		if wait = time.Until(b.openUntil); wait > 0 {
			b.refused++
			return turn, wait, false
		}
		b.become(models.CircuitHalfOpen)
		b.successes, b.probing = 0, false
	}
	if b.state == models.CircuitHalfOpen {
		if b.probing {
			b.refused++
			return turn, 0, false
		}
		b.probing = true
	}
	return Turn{b.term}, 0, true
}

// Leave takes what became of it. It says nothing of the state the breaker is in now if that
// has changed meanwhile.
func (b *Breaker) Leave(turn Turn, outcome Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case turn.term != b.term:
	case b.state == models.CircuitHalfOpen:
		b.leaveProbe(outcome)
	case outcome != Uncounted:
		b.count(outcome)
	}
}

func (b *Breaker) leaveProbe(outcome Outcome) {
	b.probing = false
	switch outcome {
	case Failed:
		b.open(time.Now())
	case Succeeded:
		if b.successes++; b.successes >= b.settings.ConsecutiveSuccesses {
			b.window.clear()
			b.become(models.CircuitClosed)
		}
	}
}

func (b *Breaker) count(outcome Outcome) {
	now := time.Now()
	all, failures := b.window.add(now, outcome == Failed)
	if outcome == Failed && failures >= b.settings.MinErrors && float64(failures) >= b.settings.FailureRate*float64(all) {
		b.open(now)
	}
}

func (b *Breaker) open(now time.Time) {
	b.become(models.CircuitOpen)
	b.openUntil = now.Add(b.settings.OpenTimeout)
	b.opened++
}

func (b *Breaker) become(state models.CircuitBreakerState) {
	b.state = state
	b.term++
}

// Statistics returns what the breaker has done.
func (b *Breaker) Statistics() models.CircuitBreakerStatistics {
	b.mu.Lock()
	defer b.mu.Unlock()
	return models.CircuitBreakerStatistics{State: b.state, Opened: b.opened, Refused: b.refused}
}
