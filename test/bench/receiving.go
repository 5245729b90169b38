package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

// receive subscribes the client, and measures it while it receives what the server
// publishes. The rate is that of the time in which messages came, from the first of a burst
// to its last; processor time and memory are those of all the time.
func (c cell) receive(ctx context.Context) (sample, error) {
	p := &publisher{connection: c.control.connections[0], receiver: newReceiver(c.scenario)}
	end, err := c.subject.subscribe(ctx, c.address, p.receiver)
	if err != nil {
		return sample{}, fmt.Errorf("connect and subscribe: %w", err)
	}
	taken, err := c.receiveBursts(ctx, p)
	if err := errors.Join(err, end()); err != nil {
		return sample{}, err
	}
	return taken, p.awaitSubscribers(ctx, 0)
}

func (c cell) receiveBursts(ctx context.Context, p *publisher) (sample, error) {
	if err := p.awaitSubscribers(ctx, 1); err != nil {
		return sample{}, err
	}
	if _, _, err := p.burstsFor(ctx, c.warmUp); err != nil {
		return sample{}, fmt.Errorf("warm-up: %w", err)
	}
	runtime.GC() // what the last cell left behind is not this one's to clear away
	before, err := readCounters(c.control)
	if err != nil {
		return sample{}, err
	}
	messages, receiving, err := p.burstsFor(ctx, c.duration)
	if err != nil {
		return sample{}, err
	}
	after, err := readCounters(c.control)
	if err != nil {
		return sample{}, err
	}
	taken := sampleOf(messages, newHistogram(), receiving, before, after)
	taken.CommandsPerRead = 0
	return taken, nil
}
