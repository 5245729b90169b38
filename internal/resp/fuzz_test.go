package resp_test

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"runtime/metrics"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
)

// addSamples seeds the corpus with each type alone, all in one stream, and some
// streams that are at fault.
func addSamples(f *testing.F, add func(stream []byte)) {
	f.Helper()
	var all strings.Builder
	for _, s := range samples {
		add([]byte(s.wire))
		all.WriteString(s.wire)
	}
	add([]byte(all.String()))
	for _, stream := range []string{
		"$99999999999999\r\n", "*2147483647\r\n", "$-5\r\n", "*-7\r\n", "%-3\r\n", "%?\r\n:1\r\n.\r\n", "*?\r\n|0\r\n.\r\n", "+a\n", "$1\r\nab",
		strings.Repeat("*1\r\n", 200), strings.Repeat("|1\r\n", 200), strings.Repeat("*?\r\n", 2000),
		strings.Repeat("*1\r\n", 200) + ":1\r\n+after\r\n", strings.Repeat("%?\r\n+k\r\n", 5) + "_\r\n" + strings.Repeat(".\r\n", 5) + "+after\r\n",
		"|2\r\n+k\r\n*1\r\n*1\r\n*1\r\n*0\r\n+k\r\n:1\r\n>2\r\n=30\r\ntxt:" + strings.Repeat("v", 26) + "\r\n(" + strings.Repeat("1", 30) + "\r\n+after\r\n",
		"$?\r\n;15\r\n" + strings.Repeat("v", 15) + "\r\n;15\r\n" + strings.Repeat("v", 15) + "\r\n;0\r\n+after\r\n",
	} {
		add([]byte(stream))
	}
}

// allocated returns how many bytes the process has allocated so far. Unlike
// runtime.ReadMemStats it does not stop the world, which would slow the fuzzer down.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// FuzzReader checks that a stream gives the same frames and the same error however
// it is split, and that memory stays in proportion to what arrived.
func FuzzReader(f *testing.F) {
	addSamples(f, func(stream []byte) {
		f.Add(stream, uint64(1), false)
		f.Add(stream, uint64(2), true)
	})
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64, tight bool) {
		limits := resp.Limits{MaxDepth: resp.MaximumDepth}
		if tight {
			limits = resp.Limits{MaxBulkLength: 20, MaxAggregateLength: 6, MaxReplySize: 60, MaxDepth: 3}
		}
		before := allocated()
		whole := readAll(bytes.NewReader(stream), limits)
		// The frames' copies, the buffer's doublings and the stack, with room for what
		// runs beside the test.
		require.Less(t, allocated()-before, uint64(100*len(stream)+1<<20))

		random := rand.New(rand.NewPCG(seed, 0))
		rest := stream
		split := readerFunc(func(p []byte) (int, error) {
			n := min(len(p), len(rest), 1+random.IntN(8))
			if n == 0 {
				return 0, io.EOF
			}
			copy(p, rest[:n])
			rest = rest[n:]
			return n, nil
		})
		require.Equal(t, whole, readAll(split, limits))
		require.Equal(t, whole, readAll(iotest.OneByteReader(bytes.NewReader(stream)), limits))

		at, over := 0, whole.skipped
		for _, frame := range whole.frames {
			for len(over) > 0 && over[0].from == int64(at) {
				requireSkip(t, stream, over[0])
				at, over = int(over[0].to), over[1:]
			}
			require.Equal(t, string(stream[at:at+len(frame)]), frame)
			at += len(frame)
			_, err := resp.Decode([]byte(frame))
			require.NoError(t, err, "what is framed can be decoded")
		}
		for _, s := range over {
			require.EqualValues(t, at, s.from)
			requireSkip(t, stream, s)
			at = int(s.to)
		}
		require.Equal(t, int64(at), whole.offset)
		if failure := whole.err; failure != io.EOF.Error() && failure != io.ErrUnexpectedEOF.Error() {
			_, err := unlimited(stream[at:])
			require.Error(t, err, "%s: bytes that are at fault are so for every Reader", failure)
		}
	})
}

// unlimited returns the first reply of a stream as a Reader finds it that accepts all
// that can be accepted.
func unlimited(stream []byte) ([]byte, error) {
	return resp.NewReader(bytes.NewReader(stream), resp.Limits{
		MaxBulkLength: math.MaxInt, MaxAggregateLength: math.MaxInt32, MaxReplySize: math.MaxInt, MaxDepth: resp.MaximumDepth,
	}).Next()
}

// requireSkip checks that a reply which was stepped over ends where a Reader without
// limits finds its end. Such a Reader may refuse it: it knows numbers by their digits.
func requireSkip(t *testing.T, stream []byte, s skipped) {
	frame, err := unlimited(stream[s.from:])
	if s.from == s.to {
		require.Error(t, err, "what does not end for one Reader does not for another")
		return
	}
	if err != nil {
		require.NotErrorIs(t, err, io.ErrUnexpectedEOF)
		return
	}
	require.Equal(t, string(frame), string(stream[s.from:s.to]))
	d := resp.NewDecoder(frame)
	token, err := d.Next()
	require.NoError(t, err)
	if s.reply != token.Type {
		require.Equal(t, resp.TypeNull, token.Type, "a null may have another type on the wire")
		require.Contains(t, []resp.Type{resp.TypeBulkString, resp.TypeArray}, s.reply)
	}
}

// FuzzValue checks that whatever can be decoded has one encoding, which decodes to
// the same, and that Decoder and Reader agree with Decode on every input.
func FuzzValue(f *testing.F) {
	addSamples(f, func(stream []byte) { f.Add(stream) })
	f.Fuzz(func(t *testing.T, frame []byte) {
		value, err := resp.Decode(frame)

		d := resp.NewDecoder(frame)
		d.Attributes = true
		replayed, replayErr := replay(nil, &d)
		d = resp.NewDecoder(frame)
		skipErr := d.Skip()
		d = resp.NewDecoder(frame)
		_, plainErr := replay(nil, &d)
		if err != nil {
			return
		}
		require.NoError(t, replayErr)
		require.NoError(t, skipErr)
		require.NoError(t, plainErr)
		framed, err := resp.NewReader(bytes.NewReader(frame), resp.Limits{MaxDepth: resp.MaximumDepth}).Next()
		require.NoError(t, err)
		require.Equal(t, frame, framed)

		encoded := resp.AppendValue(nil, value)
		again, err := resp.Decode(encoded)
		require.NoError(t, err)
		require.Equal(t, string(encoded), string(resp.AppendValue(nil, again)))
		equalTrees(t, value, again)

		fromTokens, err := resp.Decode(replayed)
		require.NoError(t, err)
		require.Equal(t, string(encoded), string(resp.AppendValue(nil, fromTokens)))
	})
}
