// Package eventtest records the events that clients tell of. It is for tests only.
package eventtest

import (
	"sync"

	"github.com/glissade-io/glissade/models"
)

// Recorder keeps events. The zero value is ready for use, also by several goroutines.
type Recorder struct {
	mu     sync.Mutex
	events []models.ClientEvent
}

// Record keeps an event.
func (r *Recorder) Record(e models.ClientEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

// Take returns the events of a kind, and forgets all.
func (r *Recorder) Take(kind models.ClientEventKind) []models.ClientEvent {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []models.ClientEvent
	for _, e := range r.events {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	r.events = nil
	return found
}

// Count returns how many events of all kinds there are.
func (r *Recorder) Count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.events)
}
