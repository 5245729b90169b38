package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// longestLatency is what a histogram can hold; every client gives up sooner.
const longestLatency = time.Minute

// newHistogram returns a histogram of nanoseconds: steps of 64 ns below 16 µs, of
// under one percent above. It takes 24 KB.
func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(64, int64(longestLatency), 2)
}

// epoch is the zero of the workers' clock: time.Since reads the monotonic clock
// alone, which is half the price of time.Now.
var epoch = time.Now()

// worker is one goroutine of a scenario.
type worker struct {
	// step sends one command or batch, waits for its reply and checks it.
	step func(ctx context.Context) error
	// operations is how many commands a step counts for.
	perStep int64

	operations int64
	latency    *hdrhistogram.Histogram
	err        error
}

// run repeats the step until stop is set, and sets it on an error. The
// context has no deadline and is never cancelled: some clients treat one that can be
// differently, and all are to be measured at their best.
func (w *worker) run(stop *atomic.Bool) {
	ctx := context.Background()
	last := time.Since(epoch)
	for !stop.Load() {
		if err := w.step(ctx); err != nil {
			w.err = err
			stop.Store(true)
			return
		}
		now := time.Since(epoch)
		if err := w.latency.RecordValue(int64(now - last)); err != nil {
			w.err = fmt.Errorf("a latency of %v: %w", now-last, err)
			stop.Store(true)
			return
		}
		last = now
		w.operations += w.perStep
	}
}

// newWorker returns worker number i of count. The workers start at different keys
// and walk through all of them.
func newWorker(s scenario, c client, d *dataset, i, count int) (*worker, error) {
	w := &worker{perStep: int64(s.Batch), latency: newHistogram()}
	next := i * len(d.keys) / count
	if s.Batch == 1 {
		w.step = singleStep(s.Operation, c, d, next)
		return w, nil
	}
	use := batchOf(s.Operation, c)
	if use == nil {
		return nil, fmt.Errorf("the client has no batches of its own")
	}
	w.step = batchStep(s, use, d, next)
	return w, nil
}

// batchOf returns the client's method for many keys, or nil if it has none.
func batchOf(o operation, c client) manyKeys {
	switch o {
	case mget, mixed:
		if b, ok := c.(clusterBatcher); ok && o == mget {
			return b.MGet
		} else if ok {
			return b.MixedBatch
		}
	case get, set:
		if b, ok := c.(batcher); ok && o == get {
			return b.GetBatch
		} else if ok {
			return b.SetBatch
		}
	}
	return nil
}

func singleStep(o operation, c client, d *dataset, next int) func(context.Context) error {
	advance := func() int {
		i := next
		if next++; next == len(d.keys) {
			next = 0
		}
		return i
	}
	if o == set {
		return func(ctx context.Context) error {
			i := advance()
			return c.Set(ctx, d.keys[i], d.values[i])
		}
	}
	return func(ctx context.Context) error {
		i := advance()
		value, err := c.Get(ctx, d.keys[i])
		if err != nil {
			return err
		}
		return d.check(i, value)
	}
}

func batchStep(s scenario, use manyKeys, d *dataset, next int) func(context.Context) error {
	advance := func() (from, to int) {
		if next+s.Batch > len(d.keys) {
			next = 0
		}
		from, to = next, next+s.Batch
		next = to
		return from, to
	}
	if s.Operation == set {
		return func(ctx context.Context) error {
			from, to := advance()
			return use(ctx, d.keys[from:to], d.values[from:to])
		}
	}
	values := make([]string, s.Batch)
	return func(ctx context.Context) error {
		from, to := advance()
		clear(values)
		if s.Operation == mixed {
			for i := 0; i < len(values); i += 2 {
				values[i] = d.values[from+i]
			}
		}
		if err := use(ctx, d.keys[from:to], values); err != nil {
			return err
		}
		for i, value := range values {
			if err := d.check(from+i, value); err != nil {
				return err
			}
		}
		return nil
	}
}
