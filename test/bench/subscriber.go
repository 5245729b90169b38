package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// subscribe connects a new client to the server at address, subscribes it to the channels
// of r, and has it hand all messages to r. It need not wait for the server's confirmation.
// The function that it returns ends the client.
type subscribe func(ctx context.Context, address string, r *receiver) (end func() error, err error)

// subscribers returns every client that receives messages, or executes commands beside
// them, the baseline first.
func subscribers() []subject {
	return []subject{
		glissadeMessages(),
		glissadeHandle(),
		glissadeChannel(),
		glissadeBesideReading(),
		glissadeBesideFull(),
		goRedisReceive(),
		goRedisChannel(),
		valkeyGoReceive(),
		valkeyGoHooks(),
		redigoReceive(),
	}
}

// channelPrefix is what the names of channels begin with; their numbers follow.
const channelPrefix = keyPrefix + "channel:"

// numberWidth is how many digits the number of a message has, at its beginning.
const numberWidth = 8

// receiver takes the messages of a cell, which come in bursts, and checks each: whether it
// is the next one, whole, and on the channel that it was published on. One goroutine at a
// time hands them to it.
type receiver struct {
	channels []string
	size     int // of a message
	burst    int // messages

	next  int // the number of the message that comes next
	left  int // messages of the burst, once its first has come
	began time.Duration
	ended chan burstEnd
}

// burstEnd is what became of a burst.
type burstEnd struct {
	// took is how long it was from the first message to the last.
	took time.Duration
	err  error
}

const (
	// burstBytes is how large a burst is about. It must stay far below what a server lets
	// wait for a subscriber, which is 32 MB by default.
	burstBytes = 4 << 20
	// mostBurstMessages bounds bursts of small messages, for the server executes
	// nothing else meanwhile.
	mostBurstMessages = 16384
)

func newReceiver(s scenario) *receiver {
	r := &receiver{size: s.ValueSize, burst: min(burstBytes/s.ValueSize, mostBurstMessages), ended: make(chan burstEnd, 1)}
	for i := range s.Channels {
		r.channels = append(r.channels, channelPrefix+strconv.Itoa(i))
	}
	return r
}

// take takes a message in. Clients have them as strings or as bytes.
func take[text string | []byte](r *receiver, channel string, message text) {
	if r.left == 0 {
		r.left, r.began = r.burst, time.Since(epoch)
	}
	number := numberOf(message)
	if number != r.next || channel != r.channels[number%len(r.channels)] || len(message) != r.size || message[r.size-1] != lastByte(number) {
		r.fail(fmt.Errorf("got message %d of %d bytes on %s, want message %d of %d bytes on %s",
			number, len(message), channel, r.next, r.size, r.channels[r.next%len(r.channels)]))
		return
	}
	r.next++
	if r.left--; r.left == 0 {
		r.ended <- burstEnd{took: time.Since(epoch) - r.began}
	}
}

// numberOf returns the number of a message, or -1 if it has none.
func numberOf[text string | []byte](message text) int {
	if len(message) <= numberWidth {
		return -1
	}
	number := 0
	for i := range numberWidth {
		digit := message[i] - '0'
		if digit > 9 {
			return -1
		}
		number = 10*number + int(digit)
	}
	return number
}

// lastByte tells apart messages that come one after the other.
func lastByte(number int) byte { return 'a' + byte(number%26) }

// filling is what stands between the number of a message and its last byte.
func (r *receiver) filling() string { return strings.Repeat("-", r.size-numberWidth-1) }

// fail ends the burst with an error. Of several only the first counts.
func (r *receiver) fail(err error) {
	select {
	case r.ended <- burstEnd{err: err}:
	default:
	}
}

// inBackground has messages received by a goroutine. The function that it returns ends the
// context of that, then the client, and waits for the goroutine.
func inBackground(ctx context.Context, receive func(ctx context.Context), end func() error) func() error {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		receive(ctx)
	}()
	return func() error {
		cancel()
		err := end()
		<-done
		return err
	}
}
