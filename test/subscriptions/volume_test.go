package subscriptions

import (
	"context"
	"flag"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
)

// volume is for how long messages are published at volumeRate; 0 is some, as fast as they can.
var volume = flag.Duration("volume", 0, "for how long 50,000 messages a second are published on each server")

const (
	volumeRate     = 50_000
	volumeDefault  = 40_000 // messages
	publishers     = 4
	publishedAtOne = 250 // messages of a publisher's batch
)

// Messages of 1,000 channels and 100 patterns reach one client, all of them, each once and in
// the order of their channel.
func TestNothingIsMissingOfManyMessages(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect()
		s := newSubscription(e, client, options.SubscriptionQueue{MaxMessages: 1 << 30, MaxBytes: 1 << 32})
		listed, patterns := names("exact", 1000), names("pattern", 100)
		channels := listed
		for i, pattern := range patterns {
			patterns[i] = pattern + ":*"
			channels = append(channels, pattern+":1", pattern+":2", pattern+":3")
		}
		require.NoError(e, s.Subscribe(e.Context(), listed))
		require.NoError(e, s.PSubscribe(e.Context(), patterns))

		total := volumeDefault
		if *volume > 0 {
			total = int(volumeRate * volume.Seconds())
		}
		ctx, cancel := context.WithTimeout(e.Context(), deadline+2**volume)
		defer cancel()
		began := time.Now()
		var publishing sync.WaitGroup
		for i := range publishers {
			publisher := e.connect()
			publishing.Go(func() {
				publishMany(e, publisher, channels[i*len(channels)/publishers:(i+1)*len(channels)/publishers], total/publishers)
			})
		}
		next := make(map[string]int, len(channels))
		received := 0
		for message, err := range s.Messages(ctx) {
			require.NoError(e, err)
			require.Equal(e, strconv.Itoa(next[message.Channel]), message.Message, message.Channel)
			next[message.Channel]++
			if received++; received == total {
				break
			}
		}
		took := time.Since(began)
		publishing.Wait()
		require.Equal(e, total, received)
		require.Len(e, next, len(channels))
		statistics := client.Statistics().PubSub
		require.EqualValues(e, total, statistics.Messages)
		require.Zero(e, statistics.Dropped)
		require.Zero(e, statistics.Gaps)
		_, ok, err := s.TryReceive()
		require.NoError(e, err)
		require.False(e, ok)
		e.Logf("%d messages in %v: %.0f a second", total, took.Round(time.Millisecond), float64(total)/took.Seconds())
	})
}

// publishMany publishes on channels in turn, numbers that count for each, at its part of the
// rate if there is one.
func publishMany(e *environment, client *core.Client, channels []string, messages int) {
	began := time.Now()
	for sent := 0; sent < messages; {
		b := batch.New(false)
		for ; sent < messages && b.Len() < publishedAtOne; sent++ {
			b.Publish(channels[sent%len(channels)], strconv.Itoa(sent/len(channels)))
		}
		if _, err := client.Exec(e.Context(), b, true); err != nil {
			e.Errorf("publish: %v", err)
			return
		}
		if *volume > 0 {
			due := began.Add(time.Duration(sent) * publishers * time.Second / volumeRate)
			time.Sleep(time.Until(due))
		}
	}
}
