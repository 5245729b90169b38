package subscriptions

import (
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// fill publishes messages "0", "1" and so on, and waits until the client has received all.
func fill(e *environment, client *core.Client, channel string, messages int) {
	e.Helper()
	before := client.Statistics().PubSub.Messages
	e.command("EVAL", "for i = 0, ARGV[2] - 1 do redis.call('PUBLISH', ARGV[1], i) end", "0", channel, strconv.Itoa(messages))
	require.Eventually(e, func() bool { return client.Statistics().PubSub.Messages == before+uint64(messages) }, deadline, tick)
}

// drain takes what waits: messages, and in the place of those that were dropped how many.
func drain(e *environment, s *core.Subscription) (got []string) {
	e.Helper()
	for {
		message, ok, err := s.TryReceive()
		switch told := err.(type) {
		case *failure.OverflowError:
			require.ErrorContains(e, err, "MaxMessages")
			if told.Ended {
				return append(got, "ended")
			}
			got = append(got, "dropped "+strconv.Itoa(told.Dropped))
		default:
			require.NoError(e, err)
			if !ok {
				return got
			}
			got = append(got, message.Message)
		}
	}
}

func TestWhatAFullQueueDropsAndTells(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		size := len("a") + len("0") + 128
		for i, test := range []struct {
			queue       options.SubscriptionQueue
			first, next []string // after 10 messages each
			dropped     uint64
		}{
			{options.SubscriptionQueue{MaxMessages: 3}, []string{"dropped 7", "7", "8", "9"}, []string{"dropped 7", "7", "8", "9"}, 14},
			{options.SubscriptionQueue{MaxBytes: 3 * size}, []string{"dropped 7", "7", "8", "9"}, []string{"dropped 7", "7", "8", "9"}, 14},
			{options.SubscriptionQueue{MaxMessages: 3, WhenFull: options.DropNewest}, []string{"0", "1", "2", "dropped 7"}, []string{"0", "1", "2", "dropped 7"}, 14},
			{options.SubscriptionQueue{MaxBytes: 4*size - 1, WhenFull: options.DropNewest}, []string{"0", "1", "2", "dropped 7"}, []string{"0", "1", "2", "dropped 7"}, 14},
			{options.SubscriptionQueue{MaxMessages: 3, WhenFull: options.EndSubscription}, []string{"0", "1", "2", "ended"}, []string{"ended"}, 1},
			{options.SubscriptionQueue{MaxMessages: 10}, strings.Split("0123456789", ""), strings.Split("0123456789", ""), 0},
		} {
			before := client.Statistics().PubSub.Dropped
			s, other := newSubscription(e, client, test.queue), subscribe(e, client, "a")
			require.NoError(e, s.Subscribe(e.Context(), []string{"a"}))
			for _, want := range [][]string{test.first, test.next} {
				fill(e, client, "a", 10)
				require.Equal(e, want, drain(e, s), "%d", i)
				require.Equal(e, strings.Split("0123456789", ""), drain(e, other), "another is not concerned")
			}
			require.Equal(e, before+test.dropped, client.Statistics().PubSub.Dropped, "%d", i)
			s.Close()
			other.Close()
		}
		require.NoError(e, fails(client.Ping(e.Context())))
	})
}

func TestAMessageBeyondTheWholeQueueIsDropped(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		s := newSubscription(e, client, options.SubscriptionQueue{MaxBytes: 1 << 10})
		require.NoError(e, s.Subscribe(e.Context(), []string{"a"}))
		e.publish("a", "1", 1)
		e.publish("a", strings.Repeat("x", 1<<10), 1)
		e.publish("a", "2", 1)
		require.Eventually(e, func() bool { return client.Statistics().PubSub.Messages == 3 }, deadline, tick)
		require.Equal(e, []string{"1", "dropped 1", "2"}, drain(e, s))
	})
}

// An end by the queue's policy is told each time, and leaves nothing at the server.
func TestASubscriptionThatItsQueueHasEnded(t *testing.T) {
	onAllServers(t, func(e *environment) {
		client := e.connect()
		s := newSubscription(e, client, options.SubscriptionQueue{MaxMessages: 1, WhenFull: options.EndSubscription})
		require.NoError(e, s.Subscribe(e.Context(), []string{"a", "b"}))
		fill(e, client, "a", 2)
		require.Equal(e, "0", receive(e, s).Message)
		for range 2 {
			require.True(e, receiveError[*failure.OverflowError](e, s).Ended)
			for _, err := range s.Messages(e.Context()) {
				require.ErrorContains(e, err, "which ended it")
			}
		}
		require.EventuallyWithT(e, func(c *collect) { require.Empty(c, e.command("PUBSUB", "CHANNELS")) }, deadline, tick)
		requireClosing(e, "the subscription is closed", []error{s.Subscribe(e.Context(), []string{"a"})})
		s.Close()
	})
}

// Who never takes anything costs what its queue may hold, and holds nobody up.
func TestASubscriberThatNeverReadsCostsItsLimit(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		const limit, messages, rounds = 2 << 20, 10000, 3
		client, other := e.connect(), e.connect()
		for _, size := range []int{10, 1000} {
			payload := strings.Repeat("x", size)
			before := heap()
			for _, policy := range []options.WhenFull{options.DropOldest, options.DropNewest} {
				s := newSubscription(e, client, options.SubscriptionQueue{MaxBytes: limit, MaxMessages: 1 << 30, WhenFull: policy})
				require.NoError(e, s.Subscribe(e.Context(), []string{"a"}))
				for range rounds {
					e.command("EVAL", "for i = 1, ARGV[2] + 0 do redis.call('PUBLISH', 'a', ARGV[1]) end", "0", payload, strconv.Itoa(messages))
					require.NoError(e, fails(client.Set(e.Context(), "key", "value")))
				}
				last := subscribe(e, client, "last")
				require.NoError(e, fails(other.Publish(e.Context(), "last", "x")))
				require.Equal(e, "x", receive(e, last).Message)
				held := heap() - before
				e.Logf("messages of %d bytes, %q: %d KiB held", size, policy, held>>10)
				require.Less(e, held, limit+limit/4)
				last.Close()
				s.Close()
			}
		}
	})
}

// heap returns the bytes in use.
func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// Breaks that nothing came between are told together where nobody takes what is told.
func TestBreaksThatNobodyIsToldOfCostNothing(t *testing.T) {
	on(t, servers.Valkey91, servers.Options{}, func(e *environment) {
		client := e.connect()
		s := subscribe(e, client, "a", "b")
		e.publish("a", "before", 1)
		for i := range 20 {
			e.command("CLIENT", "KILL", "TYPE", "pubsub")
			require.Eventually(e, func() bool {
				return client.Statistics().PubSub.Gaps == uint64(i+1) && len(client.GetSubscriptions().ActualSubscriptions[0]) == 2
			}, deadline, tick)
		}
		e.publish("b", "after", 1)
		require.Equal(e, "before", receive(e, s).Message)
		require.ElementsMatch(e, []string{"a", "b"}, gap(e, s).Channels)
		require.Equal(e, "after", receive(e, s).Message)
	})
}
