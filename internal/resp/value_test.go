package resp_test

import (
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
)

// equalTrees compares the trees; a nan equals a nan, and no elements equal no elements.
func equalTrees(t *testing.T, want, got resp.Value) {
	t.Helper()
	if math.IsNaN(want.Float) {
		require.True(t, math.IsNaN(got.Float))
		want.Float, got.Float = 0, 0
	}
	require.Len(t, got.Elems, len(want.Elems))
	require.Len(t, got.Attributes, len(want.Attributes))
	for i := range want.Elems {
		equalTrees(t, want.Elems[i], got.Elems[i])
	}
	for i := range want.Attributes {
		equalTrees(t, want.Attributes[i], got.Attributes[i])
	}
	want.Elems, want.Attributes, got.Elems, got.Attributes = nil, nil, nil, nil
	require.Equal(t, want, got)
}

func TestDecodeEveryType(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			got, err := resp.Decode([]byte(s.wire))
			require.NoError(t, err)
			equalTrees(t, s.value, got)

			canonical := s.canonical
			if canonical == "" {
				canonical = s.wire
			}
			require.Equal(t, canonical, string(resp.AppendValue([]byte("before"), got))[len("before"):])
		})
	}
}

func TestDecodeSharesNoMemoryWithTheFrame(t *testing.T) {
	frame := []byte("*2\r\n$1\r\na\r\n$300\r\n" + strings.Repeat("b", 300) + "\r\n")
	got, err := resp.Decode(frame)
	require.NoError(t, err)
	clear(frame)
	require.Equal(t, "a", got.Elems[0].Text)
	require.Equal(t, strings.Repeat("b", 300), got.Elems[1].Text)
}

func TestDecodeWantsOneWholeReply(t *testing.T) {
	for _, s := range samples {
		for cut := range len(s.wire) {
			_, err := resp.Decode([]byte(s.wire[:cut]))
			var failure *resp.ProtocolError
			require.ErrorAs(t, err, &failure, "%s cut at %d", s.name, cut)
		}
		_, err := resp.Decode([]byte(s.wire + "+"))
		var failure *resp.ProtocolError
		require.ErrorAs(t, err, &failure, s.name)
		require.Equal(t, int64(len(s.wire)), failure.Offset)
		require.Equal(t, resp.TypeSimpleString, failure.Type)
	}
}

func TestDecodeDepth(t *testing.T) {
	nested := func(depth int) []byte { return []byte(strings.Repeat("*1\r\n", depth) + ":1\r\n") }
	_, err := resp.Decode(nested(resp.MaximumDepth))
	require.NoError(t, err)
	_, err = resp.Decode(nested(resp.MaximumDepth + 1))
	require.EqualError(t, err, "resp: array at byte 4096: more than 1024 aggregates inside each other")
	_, err = resp.Decode([]byte(strings.Repeat("*?\r\n", 1_000_000)))
	require.Error(t, err)
}

func TestDecodeMemoryFollowsTheFrameNotTheHeaders(t *testing.T) {
	const promises = 1000
	frames := map[string]string{
		"elements":   strings.Repeat("*9000\r\n", promises) + strings.Repeat("_\r\n", 10_000),
		"pairs":      strings.Repeat("%9000\r\n", promises) + strings.Repeat("_\r\n", 10_000),
		"attributes": strings.Repeat("|9000\r\n", promises) + strings.Repeat("_\r\n", 10_000),
		"most":       "*9223372036854775807\r\n_\r\n",
		"bytes":      "$9223372036854775807\r\n_\r\n",
	}
	for name, frame := range frames {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := resp.Decode([]byte(frame))
			runtime.ReadMemStats(&after)
			require.Error(t, err)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100*len(frame)+100_000))
		})
	}
}

func TestAppendValueReplacesWhatCannotBeSent(t *testing.T) {
	require.Equal(t, "_\r\n", string(resp.AppendValue(nil, resp.Value{})))
	require.Equal(t, "_\r\n", string(resp.AppendValue(nil, resp.Value{Type: 'x'})))
	require.Equal(t, "_\r\n", string(resp.AppendValue(nil, resp.Value{Type: resp.TypeBulkString, Null: true})))
	require.Equal(t, "%1\r\n:1\r\n_\r\n", string(resp.AppendValue(nil, list(resp.TypeMap, integer(1)))))
	require.Equal(t, "|1\r\n:1\r\n_\r\n:2\r\n", string(resp.AppendValue(nil, with(integer(2), integer(1)))))
	require.Equal(t, "+a  b\r\n", string(resp.AppendValue(nil, text(resp.TypeSimpleString, "a\r\nb"))))
}

func TestDecodeMakesNoTreeThatIsTooLarge(t *testing.T) {
	nulls := func(n int) []byte {
		return append(resp.AppendArrayHeader(nil, n), strings.Repeat("_\r\n", n)...)
	}
	value, err := resp.Decode(nulls(resp.MaximumTree))
	require.NoError(t, err)
	require.Len(t, value.Elems, resp.MaximumTree)

	before := allocated()
	_, err = resp.Decode(nulls(10 * resp.MaximumTree))
	require.ErrorContains(t, err, "walk it with a Decoder")
	_, err = resp.Decode([]byte("*1000\r\n" + strings.Repeat(string(nulls(10_000)), 1000)))
	require.ErrorContains(t, err, "walk it with a Decoder")
	require.Less(t, allocated()-before, uint64(400<<20), "what the frames are made of included")
}
