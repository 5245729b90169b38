package pubsub

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// messages are entries with messages on channel c.
func messages(texts ...string) (entries []entry) {
	for _, text := range texts {
		entries = append(entries, entry{channel: "c", message: text})
	}
	return entries
}

// gapOf is an entry with a gap, which the queue holds back until it is complete.
func gapOf(channels ...string) entry { return telling(&failure.GapError{Channels: channels}) }

// queueOf is a queue that holds so many messages, with what was put into it.
func queueOf(most int, policy options.WhenFull, entries ...entry) *queue {
	q := newQueue(options.SubscriptionQueue{MaxMessages: most, WhenFull: policy})
	for _, e := range entries {
		q.put([]entry{e})
		q.complete()
	}
	return q
}

// all takes everything that can be taken.
func (q *queue) all() string {
	var all []string
	for {
		taken := q.take()
		if taken == nil {
			return strings.Join(all, " ")
		}
		for ; !taken.isEmpty(); taken.pop() {
			all = append(all, text(taken.front().event()))
		}
		taken.release()
	}
}

// blocks counts what the queue holds its entries in.
func (q *queue) blocks() (count int) {
	for b := q.first; b != nil; b = b.next {
		count++
	}
	return count
}

func TestAQueueKeepsTheOrder(t *testing.T) {
	q := queueOf(1000, options.DropOldest)
	want := []string{}
	for i := range 300 {
		m := messages(fmt.Sprint(i))
		q.put(m)
		want = append(want, text(m[0].event()))
	}
	require.Equal(t, strings.Join(want, " "), q.all())
	require.Empty(t, q.all())
	require.Zero(t, q.bytes)
	require.Zero(t, q.messages)
}

func TestWhatAFullQueueDrops(t *testing.T) {
	m := messages("1", "2", "3", "4", "5", "6")
	for name, c := range map[string]struct {
		policy  options.WhenFull
		entries []entry
		want    string
	}{
		"the oldest":                             {options.DropOldest, m[:5], "dropped 3 c=4 c=5"},
		"the newest":                             {options.DropNewest, m[:5], "c=1 c=2 dropped 3"},
		"the end":                                {options.EndSubscription, m[:5], "c=1 c=2"},
		"the oldest before a gap":                {options.DropOldest, []entry{m[0], gapOf("a"), m[1], m[2]}, "dropped 1 gap a c=2 c=3"},
		"the oldest past a gap":                  {options.DropOldest, []entry{m[0], gapOf("a"), m[1], m[2], m[3]}, "gap a dropped 2 c=3 c=4"},
		"the oldest past several gaps":           {options.DropOldest, []entry{m[0], gapOf("a", "b"), m[1], gapOf("b", "c"), m[2], m[3], m[4]}, "gap a,b,c dropped 3 c=4 c=5"},
		"the newest before a gap":                {options.DropNewest, []entry{m[0], m[1], m[2], gapOf("a"), m[3]}, "c=1 c=2 dropped 1 gap a dropped 1"},
		"the end, which a gap does not come for": {options.EndSubscription, []entry{m[0], m[1], gapOf("a"), m[2]}, "c=1 c=2 gap a"},
	} {
		t.Run(name, func(t *testing.T) {
			q := queueOf(2, c.policy, c.entries...)
			require.Equal(t, c.want, q.all())
			reason, over := q.over()
			require.Equal(t, c.policy == options.EndSubscription, over)
			if over {
				require.Equal(t, &failure.OverflowError{Dropped: 1, Ended: true}, reason)
				q.put(m)
				require.Empty(t, q.all(), "nothing comes behind the end")
			}
		})
	}
}

// What was dropped at the end by one policy may be passed over by nothing, but the error
// that tells of it is passed over like a message by the other.
func TestDroppedMessagesAreCountedTogether(t *testing.T) {
	q := newQueue(options.SubscriptionQueue{MaxMessages: 2, MaxBytes: 1000})
	large := messages(strings.Repeat("x", 1000))
	dropped, over := q.put(large)
	require.Equal(t, 1, dropped)
	require.False(t, over)
	q.put(messages("1", "2"))
	dropped, _ = q.put(messages("3", "4"))
	require.Equal(t, 2, dropped)
	require.Equal(t, "dropped 3 c=3 c=4", q.all())
}

func TestAQueueIsBoundedInBytes(t *testing.T) {
	const size = messageOverhead + 1 + 100
	m := messages(strings.Repeat("1", 100), strings.Repeat("2", 100), strings.Repeat("3", 100), strings.Repeat("4", 350))
	for policy, want := range map[options.WhenFull]string{
		options.DropOldest: "dropped 1 " + text(m[1].event()) + " " + text(m[2].event()),
		options.DropNewest: text(m[0].event()) + " " + text(m[1].event()) + " dropped 1",
	} {
		q := newQueue(options.SubscriptionQueue{MaxBytes: 2 * size, WhenFull: policy})
		q.put(m[:3])
		require.Equal(t, 2*size, q.bytes)
		require.Equal(t, want, q.all())
	}
	q := newQueue(options.SubscriptionQueue{MaxBytes: 2 * size})
	q.put(m)
	require.Equal(t, "dropped 1 "+text(m[1].event())+" "+text(m[2].event())+" dropped 1", q.all(), "what is too large by itself displaces nothing")
	q.put(messages(strings.Repeat("5", 2*size-messageOverhead-1)))
	require.Equal(t, 2*size, q.bytes)
}

func TestAnOpenGapHoldsBackWhatIsBehindIt(t *testing.T) {
	for policy, want := range map[options.WhenFull]string{
		options.DropOldest: "gap a,b dropped 2 c=3 c=4", options.DropNewest: "c=1 gap a,b c=2 dropped 2",
	} {
		q := newQueue(options.SubscriptionQueue{MaxMessages: 2, WhenFull: policy})
		gap := gapOf("a")
		q.put(append(messages("1"), gap))
		q.put(messages("2"))
		held := ""
		if policy == options.DropNewest {
			held = q.all()
			require.Equal(t, "c=1", held)
			q.put(messages("3"))
			held += " "
		} else {
			q.put(messages("3"))
		}
		q.put(messages("4"))
		if policy == options.DropNewest {
			want = "c=1 gap a,b c=2 c=3 dropped 1"
		}
		require.Empty(t, q.all())
		gap.err().(*failure.GapError).Channels = []string{"a", "b"}
		q.complete()
		require.Equal(t, want, held+q.all())
	}
}

func TestMemoryOfAQueueThatWasFull(t *testing.T) {
	q := newQueue(options.SubscriptionQueue{})
	for range 10_000 {
		q.put(messages("x"))
	}
	require.Len(t, strings.Split(q.all(), " "), 10_000)
	require.Zero(t, q.blocks())
	q = queueOf(100, options.DropOldest)
	for range 10_000 {
		q.put(messages("x"))
	}
	require.LessOrEqual(t, q.blocks(), 100/blockEntries+2, "what was dropped is gone")
}

func TestTheEndOfAQueueReleasesAGap(t *testing.T) {
	for _, policy := range []options.WhenFull{options.DropOldest, options.EndSubscription} {
		q := newQueue(options.SubscriptionQueue{MaxMessages: 1, WhenFull: policy})
		q.put([]entry{gapOf("a")})
		q.put(messages("1", "2"))
		q.end(nil)
		want := map[options.WhenFull]string{options.DropOldest: "gap a dropped 1 c=2", options.EndSubscription: "gap a c=1"}
		require.Equal(t, want[policy], q.all())
		_, over := q.over()
		require.True(t, over)
	}
}

// A consumer sleeps while all that waits is behind an open gap, and is woken for it.
func TestAConsumerSleepsBehindAnOpenGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(options.SubscriptionQueue{})
		q.waiting.Add(1)
		q.put(append(messages("1"), append([]entry{gapOf("a")}, messages("2")...)...))
		require.Equal(t, "c=1", q.all())
		waits := 0
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for q.wait(ctx) == nil {
			require.Nil(t, q.take())
			waits++
		}
		require.LessOrEqual(t, waits, 2)
		q.complete()
		require.NoError(t, q.wait(t.Context()))
		require.Equal(t, "gap a c=2", q.all())
	})
}

func TestGapsThatArePassedOverNameEachChannelOnce(t *testing.T) {
	q := queueOf(1, options.DropOldest, append([]entry{gapOf("a", "b")}, messages("1")...)...)
	open := gapOf("c")
	q.put([]entry{open})
	q.put(messages("2", "3"))
	require.Empty(t, q.all(), "the gap that is open was pushed out")
	gap := open.err().(*failure.GapError)
	gap.Channels = append(gap.Channels, "b")
	q.complete()
	require.Equal(t, "gap a,b,c dropped 2 c=3", q.all())
}

// Who does not read costs no more than the limits, however often the connection is lost.
func TestWhatIsToldIsBounded(t *testing.T) {
	for _, policy := range []options.WhenFull{options.DropOldest, options.DropNewest} {
		q := queueOf(10, policy, messages("1", "2", "3")...)
		for range 1000 {
			q.put([]entry{gapOf("a", "b")})
			q.complete()
			q.put(messages("x", "y"))
		}
		require.LessOrEqual(t, q.blocks(), 40)
		q = queueOf(10, policy)
		for range 1000 {
			q.put([]entry{gapOf("a", "b")})
			q.complete()
		}
		require.True(t, q.all() == "gap a,b")
	}
}
