package mux

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func newPending(bytes string) (*Call, []byte) {
	return &Call{name: bytes, size: len(bytes), replies: 1}, []byte(bytes)
}

// contents is all that the queue would write, and checks its counts on the way.
func contents(t *testing.T, q *writeQueue) string {
	t.Helper()
	var bytes, names strings.Builder
	for _, b := range q.buffers {
		require.Greater(t, len(b.calls), b.removed)
		require.Equal(t, len(b.bytes), size(b.calls))
		start := 0
		for i, call := range b.calls {
			if call.writeBuffer == b {
				require.Equal(t, b.first+uint64(i), call.position)
				bytes.Write(b.bytes[start : start+call.size])
			}
			start += call.size
		}
	}
	count := 0
	q.each(func(call *Call) {
		if count == 0 {
			require.True(t, call == q.next())
		}
		count++
		names.WriteString(call.name)
	})
	require.Equal(t, names.String(), bytes.String(), "each request keeps its bytes")
	require.Equal(t, q.count, count)
	require.Equal(t, q.bytes, bytes.Len())
	return bytes.String()
}

func always(*Call) bool { return true }

func TestWriteQueueKeepsOrder(t *testing.T) {
	var q writeQueue
	var want strings.Builder
	for i := range 1000 {
		request := fmt.Sprintf("%d:%s.", i, strings.Repeat("x", i%300))
		q.add(newPending(request))
		want.WriteString(request)
	}
	require.Equal(t, want.String(), contents(t, &q))
	var got strings.Builder
	for q.count > 0 {
		b := q.take(always)
		require.LessOrEqual(t, len(b.bytes), writeBufferSize)
		require.Equal(t, len(b.bytes), size(b.calls))
		got.Write(b.bytes)
		q.recycle(b)
	}
	require.Equal(t, want.String(), got.String())
}

func TestWriteQueueSplitsABufferWhereItMust(t *testing.T) {
	var q writeQueue
	for i := range 5 {
		q.add(newPending(fmt.Sprintf("<%d>", i)))
	}
	left := 2
	b := q.take(func(*Call) bool { left--; return left > 0 })
	require.Equal(t, "<0><1>", string(b.bytes))
	require.Equal(t, "<2><3><4>", contents(t, &q))
	require.Equal(t, "<0>", b.calls[0].name)

	b = q.take(func(*Call) bool { return false })
	require.Equal(t, "<2>", string(b.bytes), "the first always goes")
	require.Equal(t, "<3><4>", contents(t, &q))
}

func TestWriteQueueDropsWhatIsRemoved(t *testing.T) {
	var q writeQueue
	large := strings.Repeat("y", writeBufferSize)
	for i := range 6 {
		q.add(newPending(fmt.Sprintf("<%d>", i)))
		if i == 2 {
			q.add(newPending(large))
		}
	}
	require.Equal(t, 3, len(q.buffers))
	remove := func(names ...string) {
		var found []*Call
		q.each(func(call *Call) {
			if slices.Contains(names, call.name) {
				found = append(found, call)
			}
		})
		require.Equal(t, len(names), len(found))
		for _, call := range found {
			q.remove(call)
		}
	}
	remove(large, "<0>", "<4>")
	require.Equal(t, "<1><2><3><5>", contents(t, &q))
	require.Equal(t, 2, len(q.buffers))
	b := q.take(func(*Call) bool { return false })
	require.Equal(t, "<1>", string(b.bytes), "what was removed is not written")
	remove("<3>")
	require.Equal(t, "<2><5>", contents(t, &q))
	q.add(newPending("<6>"))
	remove("<2>", "<5>", "<6>")
	require.Empty(t, contents(t, &q))
	require.Zero(t, len(q.buffers))
}

// However many are withdrawn, and in whichever order, the others are moved a few times
// at most.
func TestWriteQueueRemovesInLinearTime(t *testing.T) {
	const count = 40000
	orders := map[string]func(i int) int{
		"first to last": func(i int) int { return i },
		"last to first": func(i int) int { return count - 1 - i },
		"scattered":     func(i int) int { return i * 7919 % count },
	}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			var q writeQueue
			calls := make([]*Call, count)
			for i := range calls {
				call, request := newPending("<request>")
				q.add(call, request)
				calls[i] = call
			}
			moved := 0
			for i := range count {
				call := calls[order(i)]
				b, before := call.writeBuffer, len(call.writeBuffer.calls)
				q.remove(call)
				if len(b.calls) < before {
					moved += before
				}
				if q.count > 0 {
					require.NotNil(t, q.next().writeBuffer)
				}
			}
			require.LessOrEqual(t, moved, 4*count)
			require.Empty(t, contents(t, &q))
		})
	}
}

func TestWriteQueueKeepsLittleWhenIdle(t *testing.T) {
	var q writeQueue
	for range 50 {
		q.add(newPending(strings.Repeat("z", writeBufferSize)))
	}
	q.shrink()
	require.Equal(t, 50, q.count, "what is pending stays")
	for q.count > 0 {
		q.recycle(q.take(always))
	}
	require.Equal(t, maxFreeBuffers, len(q.free))
	q.shrink()
	require.Equal(t, 1, len(q.free))
	require.Zero(t, cap(q.free[0].bytes))

	q.add(newPending(strings.Repeat("z", 5*writeBufferSize)))
	q.recycle(q.take(always))
	require.Zero(t, len(q.free), "an unusually large one is not kept")
}
