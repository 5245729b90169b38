//go:build !js

package bridge

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/stream"
)

const (
	// viewLife is how long what a seed has announced is believed without asking again.
	viewLife = time.Minute
	// viewPause is the least time between two rounds of asking, whatever clients ask for.
	viewPause = time.Second
)

// directory knows the addresses that a cluster announces. It learns them from the
// configured seeds alone, never from what clients say or from what passes through.
type directory struct {
	seeds  []string
	login  *Credentials  // for the question, or nil
	dialer stream.Dialer // for seeds
	nodes  stream.Dialer // for announced nodes, which limits bind
	limits limits
	// timeout bounds the asking of one seed.
	timeout, life, pause time.Duration
	// failed is told of seeds that did not answer.
	failed func(seed string, err error)

	running *sync.WaitGroup // of those who ask
	mu      sync.Mutex
	views   map[string]map[string]bool // of each seed, the addresses that it announced last
	places  map[string]place           // of each seed, where it was last
	began   time.Time                  // when the last round began
	left    int                        // seeds of that round that have not answered
	changed chan struct{}              // closed when the next of them has; nil without any
}

// allows reports whether a node may be connected to: whether it is a seed or one of the
// seeds announces it. It asks them all where that is not known, or was heard too long
// ago, but not more often than the pause allows. What a seed that does not answer has
// said last holds on. ctx bounds the wait, and life the asking.
func (d *directory) allows(ctx, life context.Context, address string) bool {
	if slices.Contains(d.seeds, address) {
		return true
	}
	for waited := false; ; waited = true {
		d.mu.Lock()
		known, age := d.knows(address), time.Since(d.began)
		if d.changed == nil && !waited && (age >= d.life || !known && age >= d.pause) {
			d.askSeeds(life)
		}
		changed := d.changed
		d.mu.Unlock()
		if known && (waited || age < d.life) || changed == nil {
			return known
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

func (d *directory) knows(address string) bool {
	for _, view := range d.views {
		if view[address] {
			return true
		}
	}
	return false
}

// askSeeds asks the seeds, all at once. d.mu is held.
func (d *directory) askSeeds(life context.Context) {
	d.began, d.left, d.changed = time.Now(), len(d.seeds), make(chan struct{})
	for _, seed := range d.seeds {
		d.running.Go(func() {
			located, unknown := d.locate(life, seed)
			view, err := d.ask(life, seed)
			if err != nil && life.Err() == nil {
				d.failed(seed, err)
			}
			d.mu.Lock()
			defer d.mu.Unlock()
			if unknown == nil {
				if d.places == nil {
					d.places = map[string]place{}
				}
				d.places[seed] = located
			}
			if err == nil {
				if d.views == nil {
					d.views = map[string]map[string]bool{}
				}
				d.views[seed] = view
			}
			close(d.changed)
			d.changed = nil
			if d.left--; d.left > 0 {
				d.changed = make(chan struct{})
			}
		})
	}
}

// locate returns where a seed is.
func (d *directory) locate(ctx context.Context, seed string) (place, error) {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	return placeOf(ctx, seed)
}

// dialerOf returns the dialer for a node: only what is no seed is bound by the limits.
func (d *directory) dialerOf(node string) stream.Dialer {
	if slices.Contains(d.seeds, node) {
		return d.dialer
	}
	return d.nodes
}

// dialAny opens a stream to a seed, the first that can be reached. Each has a share of
// the time that is left.
func (d *directory) dialAny(ctx context.Context) (stream.Stream, error) {
	var failures []error
	for i, seed := range d.seeds {
		bounded, cancel := ctx, context.CancelFunc(func() {})
		if deadline, ok := ctx.Deadline(); ok {
			bounded, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(len(d.seeds)-i))
		}
		opened, err := d.dialer.Dial(bounded, seed)
		cancel()
		if err == nil {
			return opened, nil
		}
		failures = append(failures, err)
	}
	return nil, errors.Join(failures...)
}
