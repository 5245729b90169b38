package resp_test

import (
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
)

// beyondLimits are replies that exceed the tight limits of the tests below, each in
// another way, and that a server may send.
var beyondLimits = map[string]string{
	"bulk string":               "$9\r\n123456789\r\n",
	"bulk string with CR LF":    "$9\r\n1234\r\n:1\r\r\n",
	"bulk error":                "!9\r\n123456789\r\n",
	"verbatim string":           "=9\r\ntxt:12345\r\n",
	"simple string":             "+123456789\r\n",
	"simple error":              "-123456789\r\n",
	"big number":                "(123456789\r\n",
	"double":                    ",123456789\r\n",
	"chunk":                     "$?\r\n;9\r\n123456789\r\n;0\r\n",
	"sum of chunks":             "$?\r\n;5\r\n12345\r\n;4\r\n6789\r\n;0\r\n",
	"array":                     "*5\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n",
	"nulls":                     "*5\r\n_\r\n$-1\r\n*-1\r\n#t\r\n,nan\r\n",
	"set":                       "~5\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n",
	"push":                      ">5\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n",
	"map":                       "%3\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n",
	"attribute":                 "|3\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n~1\r\n:1\r\n",
	"attribute before a push":   "|3\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n>1\r\n:1\r\n",
	"two attributes":            "|0\r\n|1\r\n:1\r\n|3\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n:7\r\n:8\r\n",
	"streamed array":            "*?\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n.\r\n",
	"streamed map":              "%?\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n*1\r\n:6\r\n.\r\n",
	"streamed attribute":        "|?\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n.\r\n:7\r\n",
	"attribute in a stream":     "*?\r\n|1\r\n:1\r\n*1\r\n*1\r\n:2\r\n:3\r\n.\r\n",
	"depth":                     "*1\r\n*1\r\n*1\r\n:1\r\n",
	"depth of an empty array":   "*1\r\n*1\r\n*0\r\n",
	"depth in an attribute":     "|1\r\n*1\r\n%0\r\n:1\r\n:2\r\n",
	"depth in a push":           ">2\r\n$1\r\nm\r\n*1\r\n*1\r\n:1\r\n",
	"great depth":               strings.Repeat("*2\r\n:1\r\n", 1100) + ":1\r\n",
	"depth of streams":          "*?\r\n%?\r\n:1\r\n*?\r\n.\r\n:2\r\n~?\r\n.\r\n.\r\n.\r\n",
	"size of strings":           "*3\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n",
	"size of a streamed string": "*2\r\n$8\r\n12345678\r\n$?\r\n;1\r\n1\r\n;7\r\n1234567\r\n;0\r\n",
	"size of lines":             "*4\r\n+12345678\r\n+12345678\r\n+12345678\r\n+12345678\r\n",
}

var tight = resp.Limits{MaxBulkLength: 8, MaxAggregateLength: 4, MaxReplySize: 40, MaxDepth: 2}

// replyType is the type of a reply after its attributes.
func replyType(t *testing.T, wire string) resp.Type {
	for _, typ := range []resp.Type{resp.TypePush, resp.TypeSet} {
		if strings.HasPrefix(wire, string(rune(typ))) || strings.Contains(wire, "\n"+string(rune(typ))+"1") {
			return typ
		}
	}
	if resp.Type(wire[0]) != resp.TypeAttribute {
		return resp.Type(wire[0])
	}
	require.Contains(t, wire, "\r\n:")
	return resp.TypeInteger
}

func TestAReplyBeyondALimitCostsItselfAlone(t *testing.T) {
	for name, wire := range beyondLimits {
		t.Run(name, func(t *testing.T) {
			const before, after = "*1\r\n+before\r\n", "$5\r\nafter\r\n"
			stream := before + wire + after + wire + wire + after
			whole := readAll(strings.NewReader(stream), tight)
			require.Equal(t, []string{before, after, after}, whole.frames)
			require.Equal(t, io.EOF.Error(), whole.err)
			require.EqualValues(t, len(stream), whole.offset)
			require.Len(t, whole.skipped, 3)
			require.EqualValues(t, len(before), whole.skipped[0].from)
			for _, s := range whole.skipped {
				require.Equal(t, wire, stream[s.from:s.to])
				require.Equal(t, replyType(t, wire), s.reply)
				require.Contains(t, s.err, "raise Advanced.ReplyLimits.Max")
			}
			require.Equal(t, whole, readAll(iotest.OneByteReader(strings.NewReader(stream)), tight))
			for at := 0; at < len(stream); at += 1 + len(stream)/500 {
				halves := io.MultiReader(strings.NewReader(stream[:at]), strings.NewReader(stream[at:]))
				require.Equal(t, whole, readAll(halves, tight), "split at %d", at)
			}
		})
	}
}

func TestAReplyBeyondALimitIsNotKept(t *testing.T) {
	const size = 64 << 20
	for name, test := range map[string]struct{ begin, piece, end string }{
		"one string":       {"$" + strconv.Itoa(size) + "\r\n", strings.Repeat("v", 1<<20), "\r\n"},
		"one line":         {"+", strings.Repeat("v", 1<<20), "\r\n"},
		"arrays in arrays": {"", strings.Repeat("*1\r\n", 1<<18), ":1\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			parts := []io.Reader{strings.NewReader(test.begin)}
			for sent := 0; sent < size; sent += len(test.piece) {
				parts = append(parts, strings.NewReader(test.piece))
			}
			parts = append(parts, strings.NewReader(test.end+"+after\r\n"))
			r := resp.NewReader(io.MultiReader(parts...), resp.Limits{MaxBulkLength: 1000})
			before := allocated()
			_, err := r.Next()
			var failure *resp.ProtocolError
			require.ErrorAs(t, err, &failure)
			require.NotZero(t, failure.Skipped)
			require.Less(t, len(r.Unread()), 64<<10, "the error comes before the reply has")
			frame, err := r.Next()
			require.NoError(t, err)
			require.Equal(t, "+after\r\n", string(frame))
			require.EqualValues(t, len(test.begin)+size+len(test.end)+len("+after\r\n"), r.Offset())
			require.Less(t, allocated()-before, uint64(1<<20))
		})
	}
}

// What cannot be stepped over within 4 GiB ends the stream, and so do bytes that are at
// fault within what is stepped over.
func TestWhatCannotBeSteppedOverEndsTheStream(t *testing.T) {
	const tooLong = "longer than 8 bytes; raise Advanced.ReplyLimits.MaxBulkLength to allow it"
	const tooMany = "more than 4 elements; raise Advanced.ReplyLimits.MaxAggregateLength to allow it"
	const tooDeep = "more than 2 aggregates inside each other; raise Advanced.ReplyLimits.MaxDepth to allow it"
	for name, test := range map[string]struct {
		stream, message string
		offset          int64
		reply           resp.Type // that an error has told of before
	}{
		"huge string":          {"$99999999999999\r\nabc", tooLong, 0, 0},
		"huge array":           {"*9223372036854775807\r\n:1\r\n", tooMany, 0, 0},
		"huge map":             {"%9223372036854775807\r\n:1\r\n", tooMany, 0, 0},
		"huge attribute":       {"|9223372036854775807\r\n:1\r\n", tooMany, 0, 0},
		"sum of huge arrays":   {"*1\r\n*3000000000\r\n*3000000000\r\n", tooMany, 4, '*'},
		"streams in streams":   {strings.Repeat("*?\r\n", 1100), tooDeep, 8, '*'},
		"no CR LF":             {"$9\r\n123456789x", "CR LF expected after the string", 13, '$'},
		"no LF":                {"$9\r\n123456789\rx", "CR LF expected after the string", 13, '$'},
		"no colon":             {"=9\r\ntxt_12345\r\n", "colon expected after the format", 7, '='},
		"no type":              {"*5\r\n:1\r\nx", "not the first byte of any type of reply", 8, '*'},
		"end":                  {"*5\r\n:1\r\n.\r\n", "no streamed aggregate to end", 8, '*'},
		"chunk":                {"*5\r\n:1\r\n;1\r\n", "no streamed string to continue", 8, '*'},
		"no chunk":             {"$?\r\n;9\r\n123456789\r\n:1\r\n", "a chunk of the streamed string expected", 19, '$'},
		"odd map":              {"*1\r\n*1\r\n%?\r\n:1\r\n.\r\n", "map with a key that has no value", 16, '*'},
		"attribute at the end": {"*?\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n|0\r\n.\r\n", "no streamed aggregate to end", 28, '*'},
		"attribute":            {"|3\r\n:1\r\n:2\r\nx", "not the first byte of any type of reply", 12, 0},
		"endless length":       {"*5\r\n$" + strings.Repeat("0", 40), "no CR LF where the number ends", 4, '*'},
		"letter in a length":   {"*5\r\n$1x\r\n", "digit expected", 6, '*'},
		"LF in a length":       {"*5\r\n$1\n", "LF without CR", 6, '*'},
		"LF in a line":         {"+12345678901\n", "LF without CR", 12, '+'},
		"CR in a line":         {"+123456789\rx\r\n", "CR without LF", 10, '+'},
	} {
		t.Run(name, func(t *testing.T) {
			for _, src := range []io.Reader{
				strings.NewReader("+1\r\n" + test.stream),
				iotest.OneByteReader(strings.NewReader("+1\r\n" + test.stream)),
			} {
				r := resp.NewReader(src, tight)
				_, err := r.Next()
				require.NoError(t, err)
				var failure *resp.ProtocolError
				if test.reply != 0 {
					_, err = r.Next()
					require.ErrorAs(t, err, &failure)
					require.Equal(t, test.reply, failure.Skipped)
				}
				for range 2 {
					_, err = r.Next()
					require.ErrorAs(t, err, &failure)
					require.True(t, strings.HasSuffix(failure.Error(), ": "+test.message), failure.Error())
					require.Equal(t, test.offset+4, failure.Offset)
					require.Zero(t, failure.Skipped)
					require.Equal(t, test.reply != 0, failure.Rest)
				}
				_, again := r.Fill()
				require.Equal(t, err, again)
			}
		})
	}
}

func TestAStreamThatEndsWithinWhatIsSteppedOver(t *testing.T) {
	r := resp.NewReader(strings.NewReader("$9\r\n123"), tight)
	_, err := r.Next()
	require.ErrorContains(t, err, "longer than 8 bytes")
	_, err = r.Next()
	require.Equal(t, io.ErrUnexpectedEOF, err)
	_, err = resp.NewReader(strings.NewReader("|3\r\n:1\r\n"), tight).Next()
	require.ErrorContains(t, err, "more than 4 elements", "what kind of reply it would have been was not known yet")
}
