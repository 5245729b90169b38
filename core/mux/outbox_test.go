package mux

import (
	"fmt"
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
		require.NotEmpty(t, p.calls)
		bytes.Write(p.bytes)
	}
	count := 0
	o.each(func(call *Call) {
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
		o.giveBack(p)
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
	require.Len(t, o.parcels, 3)
	o.withdraw(func(call *Call) bool { return call.name == large || call.name == "<0>" || call.name == "<4>" })
	require.Equal(t, "<1><2><3><5>", contents(t, &o))
	require.Len(t, o.parcels, 2)
	o.withdraw(always)
	require.Empty(t, contents(t, &o))
	require.Empty(t, o.parcels)
}

func TestOutboxKeepsLittleAtRest(t *testing.T) {
	var o outbox
	for range 50 {
		o.add(newPending(strings.Repeat("z", parcelSize)))
	}
	o.shrink()
	require.Equal(t, 50, o.count, "what is pending stays")
	for o.count > 0 {
		o.giveBack(o.take(always))
	}
	require.Len(t, o.free, keptParcels)
	o.shrink()
	require.Len(t, o.free, 1)
	require.Zero(t, cap(o.free[0].bytes))

	o.add(newPending(strings.Repeat("z", 5*parcelSize)))
	o.giveBack(o.take(always))
	require.Empty(t, o.free, "an unusually large one is not kept")
}
