package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gomodule/redigo/redis"
)

// publishing has the server publish messages to itself, so that no client that publishes
// takes part in the race for the processors. Its arguments are the prefix of the channels,
// how many there are, the number of the first message, how many are published, and what
// stands behind the number of each.
var publishing = redis.NewScript(0, `
for i = ARGV[3], ARGV[3] + ARGV[4] - 1 do
	redis.call('PUBLISH', ARGV[1] .. i % ARGV[2], string.format('%08d', i) .. ARGV[5] .. string.char(97 + i % 26))
end`)

// publisher publishes what a receiver is to get.
type publisher struct {
	connection redis.Conn
	receiver   *receiver
	published  int
}

// publish publishes messages, and returns when the server has done so.
func (p *publisher) publish(messages int) error {
	_, err := publishing.Do(p.connection, channelPrefix, len(p.receiver.channels), p.published, messages, p.receiver.filling())
	if err != nil {
		return fmt.Errorf("publish %d messages: %w", messages, err)
	}
	p.published += messages
	return nil
}

// burstTimeout is how long the messages of a burst may take. Some clients drop messages
// without saying so.
const burstTimeout = 30 * time.Second

// burst publishes a burst, waits until all of it is received, and returns for how long
// messages came.
func (p *publisher) burst(ctx context.Context) (time.Duration, error) {
	if err := p.publish(p.receiver.burst); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, burstTimeout)
	defer cancel()
	select {
	case end := <-p.receiver.ended:
		return end.took, end.err
	case <-ctx.Done():
		return 0, fmt.Errorf("messages are missing: %w", ctx.Err())
	}
}

// burstsFor publishes bursts one after the other for a while. It returns how many messages
// came, and for how long they did.
func (p *publisher) burstsFor(ctx context.Context, duration time.Duration) (messages int64, receiving time.Duration, err error) {
	for began := time.Since(epoch); time.Since(epoch)-began < duration; {
		took, err := p.burst(ctx)
		if err != nil {
			return 0, 0, err
		}
		messages += int64(p.receiver.burst)
		receiving += took
	}
	return messages, receiving, nil
}

// subscribePoll is how often the server is asked whether a client has subscribed.
const subscribePoll = time.Millisecond

// awaitSubscribers waits until each channel has so many subscribers.
func (p *publisher) awaitSubscribers(ctx context.Context, want int) error {
	for deadline := time.Since(epoch) + burstTimeout; ; time.Sleep(subscribePoll) {
		counts, err := redis.IntMap(p.connection.Do("PUBSUB", redis.Args{"NUMSUB"}.AddFlat(p.receiver.channels)...))
		if err != nil {
			return err
		}
		matching := 0
		for _, count := range counts {
			if count == want {
				matching++
			}
		}
		switch {
		case matching == len(p.receiver.channels):
			return nil
		case time.Since(epoch) > deadline:
			return errors.New("the channels do not get their subscriber")
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}
