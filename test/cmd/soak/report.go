package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"time"
)

const (
	// lateness is how much later than its deadline a call may end, beyond what the
	// machine's scheduling explains.
	lateness = 50 * time.Millisecond
	// What memory and goroutines may grow by, from the first third of a run to the
	// last, beside a quarter: that much comes and goes with each fault.
	heapSlack      = 16 << 20
	goroutineSlack = 100
	// listed is how many failures of a kind are shown.
	listed = 10
)

// report is what a run has found.
type report struct {
	config
	faults      map[string]int
	faultErrors []error
	samples     []sample

	calls, failedCalls int64
	confirmed, maybe   int64 // INCR
	counters           int
	late               int
	latest, excess     time.Duration // of the calls that were late
	stall              time.Duration
	losses, changes    int64
	failures           []string
}

func (r *report) fail(format string, arguments ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, arguments...))
}

// take judges what the run has left behind.
func (r *report) take(ctx context.Context, e *environment, w *workload, s *stalls) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	r.calls, r.failedCalls = w.ended.Load(), w.failed.Load()
	r.losses, r.changes = e.losses.Load(), e.changes.Load()
	total := 0
	for _, count := range r.faults {
		total += count
	}
	if len(r.faultErrors) > total/10 {
		r.fail("%d of %d faults could not be brought about: this run proves little", len(r.faultErrors), total)
	}
	// The client is told of the first primary as well.
	if planned := int64(r.faults["failover by sentinels"]); r.changes > planned+1 {
		r.fail("the primary changed %d times in %d failovers: the sentinels were at work by themselves, and confirmed writes "+
			"may be lost; run it again on a machine that is less busy", r.changes-1, planned)
	}
	for i, c := range w.callers {
		r.counters += 4
		r.confirmed += c.count.confirmed + 2*c.left.confirmed
		r.maybe += c.count.maybe + 2*c.left.maybe
		if err := c.check(ctx, e.number); err != nil && i < listed {
			r.fail("%v", err)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, mistake := range w.mistakes[:min(listed, len(w.mistakes))] {
		r.fail("%s", mistake)
	}
	r.judge(w.late, s)
	first, last := thirds(r.samples)
	if last.heap > first.heap+first.heap/4+heapSlack {
		r.fail("the heap grew from %d to %d KiB", first.heap>>10, last.heap>>10)
	}
	if last.goroutines > first.goroutines+first.goroutines/4+goroutineSlack {
		r.fail("goroutines grew from %d to %d", first.goroutines, last.goroutines)
	}
	r.drain(e, last.goroutines)
}

// judge finds the calls that were later than the machine's stalls explain: those from
// the beginning on, as the client counts from the moment when it gets to run.
func (r *report) judge(list []late, s *stalls) {
	s.mu.Lock()
	r.stall = s.longest
	s.mu.Unlock()
	r.late = len(list)
	var worst late
	for _, one := range list {
		by := one.ended.Sub(one.due)
		r.latest = max(r.latest, by)
		if excess := by - s.between(one.began, one.ended); excess > r.excess {
			r.excess, worst = excess, one
		}
	}
	if r.excess > lateness {
		r.fail("a call (%s) ended %v later than its deadline and the machine's stalls explain", worst.call, r.excess)
	}
}

// drain closes the client, after which its goroutines must be gone.
func (r *report) drain(e *environment, during int) {
	e.client.Close()
	for _, proxy := range e.proxies {
		proxy.Close()
	}
	const own = 40 // of servers' processes, stalls, the runtime
	for end := time.Now().Add(settleTime); runtime.NumGoroutine() > own; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			r.fail("%d goroutines are left after the client is closed (%d before)", runtime.NumGoroutine(), during)
			return
		}
	}
}

// print prints the summary.
func (r *report) print(out io.Writer) {
	line := func(name, format string, arguments ...any) {
		fmt.Fprintf(out, "%-38s %s\n", name, fmt.Sprintf(format, arguments...))
	}
	first, last := thirds(r.samples)
	line("duration", "%v with %d callers, seed %d", r.duration, r.callers, r.seed)
	line("calls", "%d answered, %d of them by an error", r.calls, r.failedCalls)
	line("INCR", "%d confirmed, %d may have been executed, %d keys compared", r.confirmed, r.maybe, r.counters)
	line("calls that were 50 ms late or more", "%d, by %v at most; %v beyond the machine's stalls (the longest: %v)",
		r.late, r.latest, r.excess, r.stall)
	line("connections lost, primaries followed", "%d, %d", r.losses, r.changes)
	line("heap, first and last third", "%d KiB, %d KiB", first.heap>>10, last.heap>>10)
	line("goroutines, first and last third", "%d, %d", first.goroutines, last.goroutines)
	fmt.Fprintln(out, "faults:")
	for _, name := range slices.Sorted(maps.Keys(r.faults)) {
		line("  "+name, "%d", r.faults[name])
	}
	for _, err := range r.faultErrors {
		fmt.Fprintln(out, "could not be brought about:", err)
	}
	if len(r.failures) == 0 {
		fmt.Fprintln(out, "all is well")
	}
	for _, failure := range r.failures {
		fmt.Fprintln(out, "FAILED:", failure)
	}
}
