package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// cell measures one client in one scenario.
type cell struct {
	scenario scenario
	subject  subject
	dataset  *dataset
	// address is the server's or that of a node of the cluster.
	address string
	// control reaches the servers beside the client.
	control *control
	// warmUp and duration are how long the client is used before the measurement
	// and in it.
	warmUp, duration time.Duration
}

// measure connects the client, warms it up and measures it. It ends early with the
// context's error.
func (c cell) measure(ctx context.Context) (sample, error) {
	if c.scenario.Operation == receive {
		return c.receive(ctx)
	}
	if err := c.prepare(); err != nil {
		return sample{}, err
	}
	client, err := c.subject.open(ctx, c.address)
	if err != nil {
		return sample{}, fmt.Errorf("connect: %w", err)
	}
	endPublishing := func() error { return nil }
	if c.scenario.Published > 0 {
		endPublishing, err = publishSteadily(ctx, c.address, c.scenario.Published)
	}
	var taken sample
	if err == nil {
		taken, err = c.use(ctx, client)
		err = errors.Join(err, endPublishing())
	}
	if err := errors.Join(err, client.Close()); err != nil {
		return sample{}, err
	}
	if c.scenario.Operation.stores() {
		err = c.dataset.verify(c.control)
	}
	return taken, err
}

func (c cell) prepare() error {
	if c.scenario.Operation == set {
		return c.dataset.remove(c.control)
	}
	return c.dataset.fill(c.control)
}

func (c cell) use(ctx context.Context, client client) (sample, error) {
	warmUpGoroutines := c.scenario.Goroutines
	if c.scenario.AfterBurst {
		warmUpGoroutines = burstGoroutines
	}
	workers, err := c.workers(client, warmUpGoroutines)
	if err != nil {
		return sample{}, err
	}
	if _, err := runFor(ctx, c.warmUp, workers, func() error { return nil }); err != nil {
		return sample{}, fmt.Errorf("warm-up: %w", err)
	}
	if workers, err = c.workers(client, c.scenario.Goroutines); err != nil {
		return sample{}, err
	}
	var before, after counters
	elapsed, err := runFor(ctx, c.duration, workers, func() (err error) {
		runtime.GC() // what the last cell left behind is not this one's to clear away
		before, err = readCounters(c.control)
		return err
	})
	if err != nil {
		return sample{}, err
	}
	if after, err = readCounters(c.control); err != nil {
		return sample{}, err
	}
	return newSample(workers, elapsed, before, after), nil
}

func (c cell) workers(client client, count int) ([]*worker, error) {
	workers := make([]*worker, count)
	for i := range workers {
		var err error
		if workers[i], err = newWorker(c.scenario, client, c.dataset, i, count); err != nil {
			return nil, err
		}
	}
	return workers, nil
}

// runFor starts a goroutine for each worker, calls ready once they exist, lets them
// all go at once, and stops them after duration or as soon as one fails or ctx ends.
// It returns the time from their start until the last one had its last reply.
func runFor(ctx context.Context, duration time.Duration, workers []*worker, ready func() error) (time.Duration, error) {
	var waiting, running sync.WaitGroup
	var stop atomic.Bool
	start := make(chan struct{})
	waiting.Add(len(workers))
	for _, w := range workers {
		running.Go(func() {
			waiting.Done()
			<-start
			w.run(&stop)
		})
	}
	waiting.Wait()
	err := ready()
	if err != nil {
		stop.Store(true)
	}
	began := time.Since(epoch)
	timer := time.AfterFunc(duration, func() { stop.Store(true) })
	defer timer.Stop()
	defer context.AfterFunc(ctx, func() { stop.Store(true) })()
	close(start)
	running.Wait()
	elapsed := time.Since(epoch) - began
	errs := []error{err, ctx.Err()}
	for _, w := range workers {
		errs = append(errs, w.err)
	}
	return elapsed, firstOf(errs)
}

// firstOf returns the first error and how many there were: when a server goes away,
// 512 goroutines say so.
func firstOf(errs []error) error {
	var first error
	count := 0
	for _, err := range errs {
		if err == nil {
			continue
		}
		if first == nil {
			first = err
		}
		count++
	}
	if count > 1 {
		return fmt.Errorf("%w (and %d more errors)", first, count-1)
	}
	return first
}
