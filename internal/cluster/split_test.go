package cluster

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
)

// commandOf builds a command; words that begin with "@" are keys, without it.
func splitOf(name string, words ...string) *splitting {
	return split(name, commandOf(name, words...).Encoded())
}

func commandOf(name string, words ...string) *command.Args {
	a := new(command.Args)
	a.Begin(name)
	for _, word := range words {
		if key, isKey := strings.CutPrefix(word, "@"); isKey {
			a.Key(key)
		} else {
			a.String(word)
		}
	}
	return a
}

func encodedCommand(words ...string) string {
	b := resp.AppendArrayHeader(nil, len(words))
	for _, word := range words {
		b = resp.AppendBulk(b, word)
	}
	return string(b)
}

func TestOneSlotOrNot(t *testing.T) {
	for _, c := range []struct {
		a       *command.Args
		slot    uint16
		hasKeys bool
		ok      bool
	}{
		{commandOf("PING"), 0, false, true},
		{commandOf("GET", "@foo"), 12182, true, true},
		{commandOf("SINTER", "@{foo}1", "@{foo}2", "@foo"), 12182, true, true},
		{commandOf("SINTER", "@foo", "@{foo}2", "@bar"), 12182, true, false},
		{commandOf("XREAD", "STREAMS", "@bar", "foo"), 5061, true, true},
	} {
		number, hasKeys, ok := sameSlot(c.a)
		require.Equal(t, c.slot, number)
		require.Equal(t, c.hasKeys, hasKeys)
		require.Equal(t, c.ok, ok)
	}
}

func TestCommandsAreSplitBySlot(t *testing.T) {
	foo, bar := slot.OfString("foo"), slot.OfString("bar")
	for _, c := range []struct {
		a    *command.Args
		want []part
	}{
		{commandOf("MGET", "@foo", "@bar", "@{foo}2", "@foo"), []part{
			{foo, []byte(encodedCommand("MGET", "foo", "{foo}2", "foo")), []int{0, 2, 3}},
			{bar, []byte(encodedCommand("MGET", "bar")), []int{1}},
		}},
		{commandOf("DEL", "@bar", "@foo"), []part{
			{bar, []byte(encodedCommand("DEL", "bar")), []int{0}},
			{foo, []byte(encodedCommand("DEL", "foo")), []int{1}},
		}},
		{commandOf("MSET", "@foo", "bar", "@bar", "", "@{foo}\r\n", "$3\r\n"), []part{
			{foo, []byte(encodedCommand("MSET", "foo", "bar", "{foo}\r\n", "$3\r\n")), []int{0, 2}},
			{bar, []byte(encodedCommand("MSET", "bar", "")), []int{1}},
		}},
		{commandOf("JSON.MGET", "@foo", "@bar", "@{bar}", "$.a"), []part{
			{foo, []byte(encodedCommand("JSON.MGET", "foo", "$.a")), []int{0}},
			{bar, []byte(encodedCommand("JSON.MGET", "bar", "{bar}", "$.a")), []int{1, 2}},
		}},
		{commandOf("JSON.MSET", "@foo", "$", "1", "@bar", "$.a", "2"), []part{
			{foo, []byte(encodedCommand("JSON.MSET", "foo", "$", "1")), []int{0}},
			{bar, []byte(encodedCommand("JSON.MSET", "bar", "$.a", "2")), []int{1}},
		}},
		{commandOf("MGET", "@foo"), nil},
		{commandOf("UNLINK", "@foo", "@{foo}"), nil},
		{commandOf("MSETNX", "@foo", "1", "@bar", "2"), nil},
		{commandOf("SINTER", "@foo", "@bar"), nil},
		{commandOf("PFCOUNT", "@foo", "@bar"), nil},
		{commandOf("MGET"), nil},
		{commandOf("MSET", "@foo", "1", "@bar"), nil}, // The server says what is wrong with it.
		{commandOf("JSON.MGET", "$"), nil},
		{commandOf("CONFIG GET", "a", "b"), nil},
	} {
		s := split(c.a.Name(), c.a.Encoded())
		if c.want == nil {
			require.Nil(t, s, c.a.Name())
			continue
		}
		require.NotNil(t, s, c.a.Name())
		require.Equal(t, c.want, s.parts)
	}
}

func TestManyKeysAreSplitWhole(t *testing.T) {
	for _, n := range []int{2, 127, 128, 129, 1000, 50_000} {
		a := new(command.Args)
		a.Begin("MGET")
		for i := range n {
			a.Key("key:" + strconv.Itoa(i%30_000))
		}
		s := split(a.Name(), a.Encoded())
		var places []int
		var slots []uint16
		for _, part := range s.parts {
			request, err := resp.Decode(part.request)
			require.NoError(t, err)
			require.Len(t, request.Elems, 1+len(part.keys))
			for i, place := range part.keys {
				require.Equal(t, "key:"+strconv.Itoa(place%30_000), request.Elems[1+i].Text)
				require.Equal(t, part.slot, slot.OfString(request.Elems[1+i].Text))
			}
			places, slots = append(places, part.keys...), append(slots, part.slot)
		}
		slices.Sort(places)
		require.Len(t, places, n)
		require.Len(t, slices.Compact(places), n)
		slices.Sort(slots)
		require.Len(t, slices.Compact(slots), len(s.parts), "a part for each slot")
	}
}

func TestRepliesOfPartsAreJoined(t *testing.T) {
	mget := splitOf("MGET", "@foo", "@bar", "@{foo}2", "@{baz}", "@{bar}")
	for _, c := range []struct {
		name   string
		s      *splitting
		frames []string
		want   string
		err    string
	}{
		{"in the order of the keys", mget, []string{
			"*2\r\n$1\r\na\r\n_\r\n", "*2\r\n$-1\r\n+b\r\n", "*1\r\n*1\r\n:1\r\n",
		}, "*5\r\n$1\r\na\r\n$-1\r\n_\r\n*1\r\n:1\r\n+b\r\n", ""},
		{"streamed, with attributes", mget, []string{
			"|1\r\n+a\r\n+b\r\n*?\r\n$1\r\na\r\n|1\r\n+c\r\n+d\r\n:2\r\n.\r\n", "*2\r\n:3\r\n:4\r\n", "*1\r\n*?\r\n:5\r\n.\r\n",
		}, "*5\r\n$1\r\na\r\n:3\r\n|1\r\n+c\r\n+d\r\n:2\r\n*?\r\n:5\r\n.\r\n:4\r\n", ""},
		{"the first error", mget, []string{"*2\r\n_\r\n_\r\n", "-ERR one\r\n", "-ERR two\r\n"}, "", "ERR one"},
		{
			"too few", mget,
			[]string{"*1\r\n_\r\n", "*2\r\n_\r\n_\r\n", "*1\r\n_\r\n"},
			"",
			"the reply to a part of a split command is of type array with 1 elements where an array of 2 was expected",
		},
		{
			"no array", mget,
			[]string{":1\r\n", "*2\r\n_\r\n_\r\n", "*1\r\n_\r\n"},
			"",
			"the reply to a part of a split command is of type integer with 0 elements where an array of 2 was expected",
		},
		{"cut off", mget, []string{"*2\r\n_\r\n", "*2\r\n_\r\n_\r\n", "*1\r\n_\r\n"}, "", "the reply ends early"},
		{"sums", splitOf("EXISTS", "@foo", "@bar"), []string{":2\r\n", ":3\r\n"}, ":5\r\n", ""},
		{
			"no number", splitOf("DEL", "@foo", "@bar"),
			[]string{":2\r\n", "+OK\r\n"},
			"",
			"the reply to a part of a split command is of type simple string where an integer was expected",
		},
		{"an error is no number", splitOf("DEL", "@foo", "@bar"), []string{":2\r\n", "!3\r\nERR\r\n"}, "", "ERR"},
		{"confirmations", splitOf("MSET", "@foo", "1", "@bar", "2"), []string{"+OK\r\n", "+OK\r\n"}, "+OK\r\n", ""},
		{"a refusal", splitOf("MSET", "@foo", "1", "@bar", "2"), []string{"+OK\r\n", "-OOM x\r\n"}, "", "OOM x"},
	} {
		var frames [][]byte
		for _, frame := range c.frames {
			frames = append(frames, []byte(frame))
		}
		joined, err := c.s.join(nil, outcomesOf(frames))
		if c.err != "" {
			require.ErrorContains(t, err, c.err, c.name)
			continue
		}
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, string(joined), c.name)
	}
}

func BenchmarkSplit(b *testing.B) {
	a := new(command.Args)
	a.Begin("MGET")
	for i := range 100 {
		a.Key("benchmark:key:" + strconv.Itoa(i*7919))
	}
	b.Run("split", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			split(a.Name(), a.Encoded())
		}
	})
	b.Run("join", func(b *testing.B) {
		s := split(a.Name(), a.Encoded())
		var frames [][]byte
		for _, part := range s.parts {
			frame := resp.AppendArrayHeader(nil, len(part.keys))
			for range part.keys {
				frame = resp.AppendBulk(frame, strings.Repeat("v", 64))
			}
			frames = append(frames, frame)
		}
		b.ReportAllocs()
		for b.Loop() {
			_, _ = s.join(nil, outcomesOf(frames))
		}
	})
	b.Run("same slot", func(b *testing.B) {
		one := commandOf("GET", "@benchmark:key:1")
		b.ReportAllocs()
		for b.Loop() {
			sameSlot(one)
		}
	})
}

func outcomesOf(frames [][]byte) []Outcome {
	outcomes := make([]Outcome, len(frames))
	for i, frame := range frames {
		outcomes[i].Frame = frame
	}
	return outcomes
}
