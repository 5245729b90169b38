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

// contents is all that the outbox would write, and checks its counts on the way.
func contents(t *testing.T, o *outbox) string {
	t.Helper()
	var bytes, names strings.Builder
	for _, p := range o.parcels {
		require.Greater(t, len(p.calls), p.gone)
		require.Equal(t, len(p.bytes), size(p.calls))
		start := 0
		for i, call := range p.calls {
			if call.parcel == p {
				require.Equal(t, p.first+uint64(i), call.place)
				bytes.Write(p.bytes[start : start+call.size])
			}
			start += call.size
		}
	}
	count := 0
	o.each(func(call *Call) {
		if count == 0 {
			require.True(t, call == o.next())
		}
		count++
		names.WriteString(call.name)
	})
	require.Equal(t, names.String(), bytes.String(), "each request keeps its bytes")
	require.Equal(t, o.count, count)
	require.Equal(t, o.bytes, bytes.Len())
	return bytes.String()
}

func always(*Call) bool { return true }

func TestOutboxHandsOutWhatCameInOrder(t *testing.T) {
	var o outbox
	var want strings.Builder
	for i := range 1000 {
		request := fmt.Sprintf("%d:%s.", i, strings.Repeat("x", i%300))
		o.add(newPending(request))
		want.WriteString(request)
	}
	require.Equal(t, want.String(), contents(t, &o))
	var got strings.Builder
	for o.count > 0 {
		p := o.take(always)
		require.LessOrEqual(t, len(p.bytes), parcelSize)
		require.Equal(t, len(p.bytes), size(p.calls))
		got.Write(p.bytes)
		o.recycle(p)
	}
	require.Equal(t, want.String(), got.String())
}

func TestOutboxPartsAParcelWhereItMust(t *testing.T) {
	var o outbox
	for i := range 5 {
		o.add(newPending(fmt.Sprintf("<%d>", i)))
	}
	left := 2
	p := o.take(func(*Call) bool { left--; return left > 0 })
	require.Equal(t, "<0><1>", string(p.bytes))
	require.Equal(t, "<2><3><4>", contents(t, &o))
	require.Equal(t, "<0>", p.calls[0].name)

	p = o.take(func(*Call) bool { return false })
	require.Equal(t, "<2>", string(p.bytes), "the first always goes")
	require.Equal(t, "<3><4>", contents(t, &o))
}

func TestOutboxGivesUpWhatIsWithdrawn(t *testing.T) {
	var o outbox
	large := strings.Repeat("y", parcelSize)
	for i := range 6 {
		o.add(newPending(fmt.Sprintf("<%d>", i)))
		if i == 2 {
			o.add(newPending(large))
		}
	}
	require.Equal(t, 3, len(o.parcels))
	withdraw := func(names ...string) {
		var found []*Call
		o.each(func(call *Call) {
			if slices.Contains(names, call.name) {
				found = append(found, call)
			}
		})
		require.Equal(t, len(names), len(found))
		for _, call := range found {
			o.withdraw(call)
		}
	}
	withdraw(large, "<0>", "<4>")
	require.Equal(t, "<1><2><3><5>", contents(t, &o))
	require.Equal(t, 2, len(o.parcels))
	p := o.take(func(*Call) bool { return false })
	require.Equal(t, "<1>", string(p.bytes), "what was withdrawn is not written")
	withdraw("<3>")
	require.Equal(t, "<2><5>", contents(t, &o))
	o.add(newPending("<6>"))
	withdraw("<2>", "<5>", "<6>")
	require.Empty(t, contents(t, &o))
	require.Zero(t, len(o.parcels))
}

// However many are withdrawn, and in whichever order, the others are moved a few times
// at most.
func TestOutboxWithdrawsInLinearTime(t *testing.T) {
	const count = 40000
	orders := map[string]func(i int) int{
		"first to last": func(i int) int { return i },
		"last to first": func(i int) int { return count - 1 - i },
		"scattered":     func(i int) int { return i * 7919 % count },
	}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			var o outbox
			calls := make([]*Call, count)
			for i := range calls {
				call, request := newPending("<request>")
				o.add(call, request)
				calls[i] = call
			}
			moved := 0
			for i := range count {
				call := calls[order(i)]
				p, before := call.parcel, len(call.parcel.calls)
				o.withdraw(call)
				if len(p.calls) < before {
					moved += before
				}
				if o.count > 0 {
					require.NotNil(t, o.next().parcel)
				}
			}
			require.LessOrEqual(t, moved, 4*count)
			require.Empty(t, contents(t, &o))
		})
	}
}

func TestOutboxKeepsLittleAtRest(t *testing.T) {
	var o outbox
	for range 50 {
		o.add(newPending(strings.Repeat("z", parcelSize)))
	}
	o.shrink()
	require.Equal(t, 50, o.count, "what is pending stays")
	for o.count > 0 {
		o.recycle(o.take(always))
	}
	require.Equal(t, keptParcels, len(o.free))
	o.shrink()
	require.Equal(t, 1, len(o.free))
	require.Zero(t, cap(o.free[0].bytes))

	o.add(newPending(strings.Repeat("z", 5*parcelSize)))
	o.recycle(o.take(always))
	require.Zero(t, len(o.free), "an unusually large one is not kept")
}
