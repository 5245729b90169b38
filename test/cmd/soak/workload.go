package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core"
)

// longestPace is the longest that a caller rests between two calls: the machine is to
// be busy, but not with this alone.
const longestPace = 60 * time.Millisecond

// workload is callers that use one client at once.
type workload struct {
	client  *core.Client
	callers []*caller

	end            chan struct{}
	running        sync.WaitGroup
	started, ended atomic.Int64 // calls
	failed         atomic.Int64

	mu       sync.Mutex
	mistakes []string // wrong replies
	late     []late
}

func newWorkload(client *core.Client, callers int) *workload {
	w := &workload{client: client, end: make(chan struct{})}
	for i := range callers {
		w.callers = append(w.callers, newCaller(w, i))
	}
	return w
}

func (w *workload) start() {
	for _, c := range w.callers {
		w.running.Go(c.run)
	}
}

// stop has callers make no more calls, and reports whether all were answered in time.
func (w *workload) stop(limit time.Duration) bool {
	close(w.end)
	answered := make(chan struct{})
	go func() {
		w.running.Wait()
		close(answered)
	}()
	select {
	case <-answered:
		return w.started.Load() == w.ended.Load()
	case <-time.After(limit):
		return false
	}
}

// call makes one call that must end by its deadline, and takes the time.
func (w *workload) call(name string, deadline time.Duration, make func(ctx context.Context) error) error {
	ctx := context.Background()
	switch {
	case rand.IntN(10) == 0: // cancelled at some moment
		cancelled, cancel := context.WithCancel(ctx)
		defer time.AfterFunc(time.Duration(rand.Int64N(int64(20*time.Millisecond))), cancel).Stop()
		defer cancel()
		ctx = cancelled
	case rand.IntN(2) == 0: // with a deadline of its own
		own := 20*time.Millisecond + time.Duration(rand.Int64N(int64(requestTimeout)))
		bounded, cancel := context.WithTimeout(ctx, own)
		defer cancel()
		ctx, deadline = bounded, min(own, deadline)
	}
	w.started.Add(1)
	began := time.Now()
	err := make(ctx)
	ended := time.Now()
	w.ended.Add(1)
	if due := began.Add(deadline); ended.Sub(due) > lateness {
		w.miss(late{fmt.Sprintf("%s: %v", name, err), began, due, ended})
	}
	if err != nil {
		w.failed.Add(1)
	}
	return err
}

// late is a call that missed its deadline. Whether the machine was the reason is asked
// at the end, since a stall is noticed when it is over.
type late struct {
	call              string
	began, due, ended time.Time
}

func (w *workload) miss(one late) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.late = append(w.late, one)
}

// mistake notes a reply that cannot be.
func (w *workload) mistake(subject string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mistakes = append(w.mistakes, subject)
}
