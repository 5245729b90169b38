package main

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// stallInterval is how often it is looked whether goroutines are run in time.
	stallInterval = 5 * time.Millisecond
	// shortestStall is what counts as not in time.
	shortestStall = 10 * time.Millisecond
	// recorded is how many records a run of some length makes.
	recorded = 1 << 16
	// watchers look at once: the system may hold one thread up while others run, and
	// with it the timers and goroutines that it was about to run.
	watchers = 8
	// delayInterval is how often the system is asked for how long it has kept threads
	// waiting.
	delayInterval = 20 * time.Millisecond
	// allocation is about what a call allocates, in bytes.
	allocation = 4 << 10
)

// stalls are the times in which this process was not run although it had something
// to do, since the machine was busy with something else.
type stalls struct {
	end      chan struct{}
	waste    atomic.Pointer[[allocation]byte]
	watching sync.WaitGroup

	mu      sync.Mutex
	list    []stall
	delays  []delay
	longest time.Duration
}

type stall struct{ from, to time.Time }

func watchStalls() *stalls {
	// Made at once, so that the records of a run do not look like a growing heap.
	s := &stalls{end: make(chan struct{}), list: make([]stall, 0, recorded), delays: make([]delay, 0, recorded)}
	for range watchers {
		s.watching.Go(s.watch)
	}
	s.watching.Go(s.measure)
	return s
}

func (s *stalls) watch() {
	for {
		due := time.Now().Add(stallInterval)
		select {
		case <-time.After(stallInterval):
		case <-s.end:
			return
		}
		// Who allocates has to wait for the garbage collector, where that is held up.
		s.waste.Store(new([allocation]byte))
		if now := time.Now(); now.Sub(due) > shortestStall {
			s.add(stall{due, now})
		}
	}
}

// delay is for how long threads had been kept waiting in all, until a moment.
type delay struct {
	at    time.Time
	total time.Duration
}

// measure notes how long the system keeps the process's threads waiting.
func (s *stalls) measure() {
	threads := runDelay{}
	var total time.Duration
	for {
		total += threads.measure()
		s.mu.Lock()
		s.delays = append(s.delays, delay{time.Now(), total})
		s.mu.Unlock()
		select {
		case <-time.After(delayInterval):
		case <-s.end:
			return
		}
	}
}

// waited returns for how long threads were kept waiting in a time, one after the other.
func (s *stalls) waited(from, to time.Time) time.Duration {
	find := func(moment time.Time) int {
		i, _ := slices.BinarySearchFunc(s.delays, moment, func(d delay, at time.Time) int { return d.at.Compare(at) })
		return i
	}
	first, last := max(0, find(from)-1), min(find(to), len(s.delays)-1)
	if last < first {
		return 0
	}
	return s.delays[last].total - s.delays[first].total
}

func (s *stalls) add(one stall) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.longest = max(s.longest, one.to.Sub(one.from))
	s.list = append(s.list, one)
}

// between returns for how much of a time goroutines at most were held up: by what they
// themselves notice, the garbage collector included, and by the threads that the system
// kept waiting, one after the other.
func (s *stalls) between(from, to time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	waited := s.waited(from, to)
	var within []stall
	for _, one := range s.list {
		if one.from.Before(to) && one.to.After(from) {
			within = append(within, one)
		}
	}
	slices.SortFunc(within, func(a, b stall) int { return a.from.Compare(b.from) })
	var total time.Duration
	for _, one := range within { // from moves to where the time is accounted for
		if one.from.After(from) {
			from = one.from
		}
		end := one.to
		if end.After(to) {
			end = to
		}
		if end.After(from) {
			total += end.Sub(from)
			from = end
		}
	}
	return total + waited
}

func (s *stalls) stop() {
	close(s.end)
	s.watching.Wait()
}
