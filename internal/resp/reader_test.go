package resp_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
)

// outcome is all that a stream comes to.
type outcome struct {
	frames  []string
	skipped []skipped
	offset  int64
	err     string
}

// skipped is a reply beyond a limit. It has no bytes where it does not end.
type skipped struct {
	from, to int64
	reply    resp.Type
	err      string
}

// readAll reads src to its end or the first error that ends it.
func readAll(src io.Reader, limits resp.Limits) outcome {
	r := resp.NewReader(src, limits)
	var o outcome
	under := -1 // which of the skipped is being stepped over
	for {
		frame, err := r.Next()
		if under >= 0 {
			o.skipped[under].to = r.Offset() - int64(len(frame))
			under = -1
		}
		var failure *resp.ProtocolError
		switch {
		case errors.As(err, &failure) && failure.Skipped != 0:
			under = len(o.skipped)
			o.skipped = append(o.skipped, skipped{from: r.Offset(), reply: failure.Skipped, err: err.Error()})
		case err != nil:
			o.offset, o.err = r.Offset(), err.Error()
			return o
		default:
			o.frames = append(o.frames, string(frame))
		}
	}
}

func TestReaderFramesEveryType(t *testing.T) {
	var stream string
	var want outcome
	for _, s := range samples {
		stream += s.wire
		want.frames = append(want.frames, s.wire)
	}
	want.offset, want.err = int64(len(stream)), io.EOF.Error()

	require.Equal(t, want, readAll(strings.NewReader(stream), resp.Limits{}))
	require.Equal(t, want, readAll(iotest.OneByteReader(strings.NewReader(stream)), resp.Limits{}))
	require.Equal(t, want, readAll(iotest.HalfReader(strings.NewReader(stream)), resp.Limits{}))
	require.Equal(t, want, readAll(iotest.DataErrReader(strings.NewReader(stream)), resp.Limits{}))
}

func TestReaderSplitAtEveryByteEqualsWhole(t *testing.T) {
	for _, s := range samples {
		stream := s.wire + ":1\r\n"
		for at := 1; at < len(stream); at++ {
			r := resp.NewReader(io.MultiReader(strings.NewReader(stream[:at]), strings.NewReader(stream[at:])), resp.Limits{})
			n, err := r.Fill()
			require.NoError(t, err)
			require.Equal(t, at, n)
			frame, ok, err := r.Buffered()
			require.NoError(t, err)
			require.Equal(t, at >= len(s.wire), ok, "%s split at %d", s.name, at)
			if !ok {
				frame, err = r.Next()
				require.NoError(t, err)
			}
			require.Equal(t, s.wire, string(frame))
			require.Equal(t, int64(len(s.wire)), r.Offset())
		}
	}
}

func TestReaderEndOfStream(t *testing.T) {
	for _, s := range samples {
		for cut := 1; cut < len(s.wire); cut++ {
			_, err := resp.NewReader(strings.NewReader(s.wire[:cut]), resp.Limits{}).Next()
			require.Equal(t, io.ErrUnexpectedEOF, err, "%s cut at %d", s.name, cut)
		}
	}
	_, err := resp.NewReader(strings.NewReader(""), resp.Limits{}).Next()
	require.Equal(t, io.EOF, err)
}

func TestReaderHandsOutWhatCameWithAnError(t *testing.T) {
	broken := errors.New("broken")
	r := resp.NewReader(io.MultiReader(strings.NewReader("+a\r\n+b\r\n+c"), iotest.ErrReader(broken)), resp.Limits{})
	for _, want := range []string{"+a\r\n", "+b\r\n"} {
		frame, err := r.Next()
		require.NoError(t, err)
		require.Equal(t, want, string(frame))
	}
	_, err := r.Next()
	require.Equal(t, broken, err)
}

func TestReaderFailures(t *testing.T) {
	tests := []struct {
		name, stream string
		offset       int64
		typ          resp.Type
		message      string
	}{
		{"unknown type", "+OK\r\nHTTP", 5, 'H', "not the first byte of any type of reply"},
		{"control byte", "\x00", 0, 0, "not the first byte of any type of reply"},
		{"letter in length", "$1x\r\n", 2, '$', "digit expected"},
		{"no length", "$\r\n", 1, '$', "digit expected"},
		{"plus in length", "$+1\r\n", 1, '$', "digit expected"},
		{"negative bulk string", "$-5\r\n", 1, '$', "negative length"},
		{"negative zero", "$-0\r\n", 1, '$', "negative length"},
		{"negative array", "*-7\r\n", 1, '*', "negative length"},
		{"negative map", "%-3\r\n", 1, '%', "negative length"},
		{"null map", "%-1\r\n", 1, '%', "negative length"},
		{"null set", "~-1\r\n", 1, '~', "negative length"},
		{"null push", ">-1\r\n", 1, '>', "negative length"},
		{"null bulk error", "!-1\r\n", 1, '!', "negative length"},
		{"streamed bulk error", "!?\r\n", 1, '!', "digit expected"},
		{"streamed verbatim string", "=?\r\n", 1, '=', "digit expected"},
		{"length beyond 64 bits", "$99999999999999999999\r\n", 1, '$', "number does not fit 64 bits"},
		{"endless length", "$" + strings.Repeat("0", 40), 0, '$', "no CR LF where the number ends"},
		{"LF alone after length", "$1\na\r\n", 2, '$', "LF without CR"},
		{"CR alone after length", "$1\ra\r\n", 2, '$', "digit expected"},
		{"no CR after string", "$1\r\nab\r\n", 5, '$', "CR LF expected after the string"},
		{"no LF after string", "$1\r\na\rb", 5, '$', "CR LF expected after the string"},
		{"LF alone in simple string", "+a\n", 2, '+', "LF without CR"},
		{"CR alone in simple string", "+a\rb\r\n", 2, '+', "CR without LF"},
		{"LF at once", "+\n", 1, '+', "LF without CR"},
		{"empty integer", ":\r\n", 1, ':', "digit expected"},
		{"sign alone", ":-\r\n", 2, ':', "digit expected"},
		{"letter in integer", ":12a\r\n", 3, ':', "digit expected"},
		{"integer too large", ":9223372036854775808\r\n", 1, ':', "number does not fit 64 bits"},
		{"integer too small", ":-9223372036854775809\r\n", 1, ':', "number does not fit 64 bits"},
		{"letter in big number", "(12a\r\n", 3, '(', "digit expected"},
		{"empty big number", "(\r\n", 1, '(', "digit expected"},
		{"boolean", "#x\r\n", 1, '#', "neither t nor f"},
		{"null with text", "_x\r\n", 1, '_', "CR LF expected"},
		{"empty double", ",\r\n", 1, ',', "digit expected"},
		{"double without digits", ",.\r\n", 2, ',', "digit expected"},
		{"double with empty exponent", ",1e+\r\n", 4, ',', "digit expected"},
		{"hexadecimal double", ",0x1p4\r\n", 2, ',', "digit expected"},
		{"infinity", ",infinity\r\n", 1, ',', "digit expected"},
		{"verbatim string too short", "=3\r\ntxt\r\n", 1, '=', "too short to hold a format"},
		{"verbatim string without colon", "=5\r\ntext:\r\n", 7, '=', "colon expected after the format"},
		{"chunk outside of a string", ";1\r\na\r\n", 0, ';', "no streamed string to continue"},
		{"other type among chunks", "$?\r\n;1\r\na\r\n$1\r\n", 11, '$', "a chunk of the streamed string expected"},
		{"negative chunk", "$?\r\n;-1\r\n", 5, ';', "negative length"},
		{"end outside of an aggregate", ".\r\n", 0, '.', "no streamed aggregate to end"},
		{"end within an array of known length", "*?\r\n*2\r\n:1\r\n.\r\n", 12, '.', "no streamed aggregate to end"},
		{"end with text", "*?\r\n.x\r\n", 5, '.', "CR LF expected"},
		{"odd streamed map", "%?\r\n:1\r\n.\r\n", 8, '.', "map with a key that has no value"},
		{"odd streamed attribute", "|?\r\n:1\r\n.\r\n", 8, '.', "attribute with a key that has no value"},
		{"attribute at the end of an array", "*?\r\n|1\r\n:1\r\n:2\r\n.\r\n", 16, '.', "attribute without a reply after it"},
		{"empty attribute at the end", "*?\r\n|0\r\n.\r\n", 8, '.', "attribute without a reply after it"},
		{"streamed attribute at the end", "*?\r\n|?\r\n.\r\n.\r\n", 11, '.', "attribute without a reply after it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, before := range []string{"", "+before\r\n"} {
				want := &resp.ProtocolError{Offset: int64(len(before)) + test.offset, Type: test.typ, Message: test.message}
				for _, src := range []io.Reader{
					strings.NewReader(before + test.stream),
					iotest.OneByteReader(strings.NewReader(before + test.stream)),
				} {
					r := resp.NewReader(src, resp.Limits{})
					var err error
					for err == nil {
						_, err = r.Next()
					}
					require.Equal(t, want, err)

					_, again := r.Next()
					require.Equal(t, want, again)
					_, _, again = r.Buffered()
					require.Equal(t, want, again)
					_, again = r.Fill()
					require.Equal(t, want, again)
				}
			}
		})
	}
}

func TestReaderLimits(t *testing.T) {
	limits := resp.Limits{MaxBulkLength: 8, MaxAggregateLength: 4, MaxReplySize: 40, MaxDepth: 2}
	const (
		tooLong = "longer than 8 bytes; raise Advanced.ReplyLimits.MaxBulkLength to allow it"
		tooMany = "more than 4 elements; raise Advanced.ReplyLimits.MaxAggregateLength to allow it"
		tooBig  = "reply larger than 40 bytes; raise Advanced.ReplyLimits.MaxReplySize to allow it"
		tooDeep = "more than 2 aggregates inside each other; raise Advanced.ReplyLimits.MaxDepth to allow it"
	)
	within := []string{
		"$8\r\n12345678\r\n", "+12345678\r\n", "-12345678\r\n", "(12345678\r\n", "$?\r\n;4\r\n1234\r\n;4\r\n5678\r\n;0\r\n",
		"*4\r\n:1\r\n:2\r\n:3\r\n:4\r\n", "%2\r\n:1\r\n:2\r\n:3\r\n:4\r\n", "*?\r\n:1\r\n:2\r\n:3\r\n:4\r\n.\r\n",
		"*1\r\n*0\r\n", "*1\r\n|1\r\n:1\r\n:2\r\n:3\r\n",
		"*2\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n", "*3\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n+12345\r\n",
		">0\r\n", ">4\r\n$1\r\n1\r\n$0\r\n\r\n$1\r\n\n\r\n$3\r\n\r\n\r\r\n", ">3\r\n$1\r\n1\r\n:1\r\n$1\r\n1\r\n",
	}
	for _, stream := range within {
		require.Equal(t, []string{stream}, readAll(strings.NewReader(stream), limits).frames)
	}
	beyond := []struct {
		name, stream string
		offset       int64
		typ          resp.Type
		message      string
	}{
		{"bulk string", "$9\r\n", 0, '$', tooLong},
		{"huge bulk string", "$99999999999999\r\n", 0, '$', tooLong},
		{"whole bulk string", "$9\r\n123456789\r\n", 0, '$', tooLong},
		{"bulk error", "!9\r\n", 0, '!', tooLong},
		{"verbatim string", "=9\r\n", 0, '=', tooLong},
		{"simple string", "+123456789\r\n", 0, '+', tooLong},
		{"endless simple string", "+1234567890", 0, '+', tooLong},
		{"simple error", "-123456789\r\n", 0, '-', tooLong},
		{"big number", "(123456789\r\n", 0, '(', tooLong},
		{"double", ",123456789\r\n", 0, ',', tooLong},
		{"chunk", "$?\r\n;9\r\n", 4, ';', tooLong},
		{"sum of chunks", "$?\r\n;5\r\n12345\r\n;4\r\n", 15, ';', tooLong},
		{"array", "*5\r\n", 0, '*', tooMany},
		{"huge array", "*2147483647\r\n", 0, '*', tooMany},
		{"set", "~5\r\n", 0, '~', tooMany},
		{"bulk string of a push", ">2\r\n$1\r\n1\r\n$9\r\n123456789\r\n", 11, '$', tooLong},
		{"size of a push", ">4\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n$0\r\n\r\n$0\r\n\r\n", 38, '$', tooBig},
		{"push", ">5\r\n", 0, '>', tooMany},
		{"map", "%3\r\n", 0, '%', tooMany},
		{"attribute", "|3\r\n", 0, '|', tooMany},
		{"streamed array", "*?\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n", 24, '*', tooMany},
		{"streamed array of strings", "*?\r\n$0\r\n\r\n$0\r\n\r\n$0\r\n\r\n$0\r\n\r\n$0\r\n\r\n", 34, '*', tooMany},
		{"depth", "*1\r\n*1\r\n*1\r\n", 8, '*', tooDeep},
		{"depth of an empty array", "*1\r\n*1\r\n*0\r\n", 8, '*', tooDeep},
		{"depth in an attribute", "|1\r\n*1\r\n%0\r\n", 8, '%', tooDeep},
		{"size by a string's header", "*3\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n$3\r\n", 32, '$', tooBig},
		{"size by a line", "*3\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n+123456\r\n", 32, '+', tooBig},
		{"size by a line without end", "*3\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n+12345678", 32, '+', tooBig},
		{"size by a header", "*4\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n+123\r\n*0\r\n", 38, '*', tooBig},
		{"size by a chunk", "*2\r\n$8\r\n12345678\r\n$?\r\n;1\r\n1\r\n;7\r\n1234567\r\n", 29, ';', tooBig},
	}
	for _, test := range beyond {
		t.Run(test.name, func(t *testing.T) {
			for _, src := range []io.Reader{strings.NewReader(test.stream), iotest.OneByteReader(strings.NewReader(test.stream))} {
				_, err := resp.NewReader(src, limits).Next()
				var failure *resp.ProtocolError
				require.ErrorAs(t, err, &failure)
				require.Equal(t, test.offset, failure.Offset)
				require.Equal(t, test.typ, failure.Type)
				require.True(t, strings.HasSuffix(failure.Error(), ": "+test.message), failure.Error())
				require.Contains(t, test.message, "raise "+failure.Limit+" ", "the setting as the configuration spells it")
				elsewhere := failure.Spelled(func(name string) string { return "<" + name + ">" })
				require.Contains(t, elsewhere, "raise <ClientConfiguration."+failure.Limit+"> ", "and as others spell it")
			}
		})
	}
}

func TestReaderDefaultLimits(t *testing.T) {
	tests := map[string]string{
		"$536870913\r\n":                    "resp: bulk string at byte 0: longer than 536870912 bytes; raise Advanced.ReplyLimits.MaxBulkLength to allow it",
		"*67108865\r\n":                     "resp: array at byte 0: more than 67108864 elements; raise Advanced.ReplyLimits.MaxAggregateLength to allow it",
		strings.Repeat("*1\r\n", 129):       "resp: array at byte 512: more than 128 aggregates inside each other; raise Advanced.ReplyLimits.MaxDepth to allow it",
		"*3\r\n" + "$1\r\na\r\n" + "$x\r\n": "resp: bulk string at byte 12: digit expected",
		"?":                                 "resp: '?' at byte 0: not the first byte of any type of reply",
	}
	for stream, want := range tests {
		_, err := resp.NewReader(strings.NewReader(stream), resp.Limits{}).Next()
		require.EqualError(t, err, want)
	}
}

func TestReaderMemoryFollowsTheBytesNotTheHeaders(t *testing.T) {
	for _, stream := range []string{"$500000000\r\n", "*60000000\r\n", "%30000000\r\n", strings.Repeat("*60000000\r\n", 128)} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := resp.NewReader(strings.NewReader(stream), resp.Limits{}).Next()
		runtime.ReadMemStats(&after)
		require.Equal(t, io.ErrUnexpectedEOF, err)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100_000), strconv.Quote(stream[:10]))
	}
}

func TestReaderAllocatesNothingOnceItIsBusy(t *testing.T) {
	stream := []byte("$5\r\nhello\r\n:1\r\n+OK\r\n*2\r\n$1\r\na\r\n%1\r\n+k\r\n,1.5\r\n_\r\n")
	src := bytes.NewReader(stream)
	r := resp.NewReader(src, resp.Limits{})
	require.Zero(t, testing.AllocsPerRun(100, func() {
		src.Reset(stream)
		for range 5 {
			if _, err := r.Next(); err != nil {
				panic(err)
			}
		}
	}))
}

func TestReaderRefusesABrokenSource(t *testing.T) {
	_, err := resp.NewReader(readerFunc(func(p []byte) (int, error) { return len(p) + 1, nil }), resp.Limits{}).Next()
	require.EqualError(t, err, "resp: the source returned an impossible count of bytes")
	_, err = resp.NewReader(readerFunc(func([]byte) (int, error) { return -1, nil }), resp.Limits{}).Next()
	require.EqualError(t, err, "resp: the source returned an impossible count of bytes")
	_, err = resp.NewReader(readerFunc(func([]byte) (int, error) { return 0, nil }), resp.Limits{}).Next()
	require.Equal(t, io.ErrNoProgress, err)
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
