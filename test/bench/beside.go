package main

import (
	"context"
	"time"

	"github.com/gomodule/redigo/redis"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
)

// fullQueue is how many messages wait for a subscriber that takes none.
const fullQueue = 1000

// glissadeBesideReading is a client that executes commands while it receives messages on the
// same connection.
func glissadeBesideReading() subject {
	return glissadeBeside("glissade-subscribed", "with a subscription that a loop reads", 0, func(ctx context.Context, s *core.Subscription) {
		for range s.Messages(ctx) {
		}
	})
}

// glissadeBesideFull is one whose messages nobody takes.
func glissadeBesideFull() subject {
	return glissadeBeside("glissade-full", "with a subscription that nobody reads, whose queue of 1,000 messages is full", fullQueue,
		func(ctx context.Context, _ *core.Subscription) { <-ctx.Done() })
}

func glissadeBeside(name, configuration string, most int, receive func(context.Context, *core.Subscription)) subject {
	c := glissadeDefault()
	c.name, c.configuration, c.isOwn = name, configuration+"; as glissade else", true
	connect := c.open
	c.open = func(ctx context.Context, address string) (client, error) {
		opened, err := connect(ctx, address)
		if err != nil {
			return nil, err
		}
		s, err := opened.(glissade).client.(*core.Client).NewSubscription(options.SubscriptionQueue{MaxMessages: most})
		if err == nil {
			err = s.Subscribe(ctx, []string{steadyChannel})
		}
		if err != nil {
			opened.Close()
			return nil, err
		}
		return subscribedClient{opened.(glissade), inBackground(ctx, func(ctx context.Context) { receive(ctx, s) }, opened.Close)}, nil
	}
	return c
}

// subscribedClient is a client with a subscription.
type subscribedClient struct {
	glissade
	end func() error
}

func (c subscribedClient) Close() error { return c.end() }

const (
	// steadyChannel is where messages come at a steady rate.
	steadyChannel = channelPrefix + "0"
	// steadyInterval is how often some are published. What a late tick has missed is made up
	// for by so many intervals at most, lest a machine that is short of time gets ever more to do.
	steadyInterval = time.Millisecond
	mostIntervals  = 4
)

// publishSteadily has the server publish messages of 64 bytes at a rate, or at less if the
// machine has no time for it, until the function
// that it returns is called.
func publishSteadily(ctx context.Context, address string, rate int) (end func() error, err error) {
	connection, err := redis.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	p := &publisher{connection: connection, receiver: newReceiver(scenario{ValueSize: 64, Channels: 1})}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		ticker := time.NewTicker(steadyInterval)
		defer ticker.Stop()
		last := time.Since(epoch)
		for {
			select {
			case <-ticker.C:
			case <-ctx.Done():
				done <- nil
				return
			}
			now := time.Since(epoch)
			due := min(now-last, mostIntervals*steadyInterval).Seconds() * float64(rate)
			last = now
			if err := p.publish(int(due)); err != nil {
				done <- err
				return
			}
		}
	}()
	return func() error {
		cancel()
		err := <-done
		connection.Close()
		return err
	}, nil
}
