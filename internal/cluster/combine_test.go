package cluster

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// repliesOf returns replies with the frames of nodes a:1, b:2 and so on; "!" stands for an error without
// a frame.
func repliesOf(frames ...string) []reply {
	list := make([]reply, len(frames))
	for i, frame := range frames {
		list[i].address = string(rune('a'+i)) + ":" + string(rune('1'+i))
		if frame == "!" {
			list[i].err = errors.New(list[i].address + " is lost")
		} else {
			list[i].frame = []byte(frame)
		}
	}
	return list
}

func TestRepliesBecomeOne(t *testing.T) {
	const null2, null3 = "$-1\r\n", "_\r\n"
	for _, c := range []struct {
		name     string
		response response
		replies  []reply
		want     string
		err      string
	}{
		{"all succeeded", allSucceeded, repliesOf("+OK\r\n", "+FINE\r\n"), "+FINE\r\n", ""},
		{"one error", allSucceeded, repliesOf("+OK\r\n", "-ERR no\r\n", "-ERR other\r\n"), "", "ERR no (from b:2)"},
		{"a long error", allSucceeded, repliesOf("!6\r\nERR no\r\n"), "", "ERR no (from a:1)"},
		{"an error with attributes", allSucceeded, repliesOf("|1\r\n+a\r\n+b\r\n-ERR no\r\n"), "", "ERR no (from a:1)"},
		{"no answer", allSucceeded, repliesOf("+OK\r\n", "!", "-ERR no\r\n"), "", "b:2 is lost"},
		{"no nodes", allSucceeded, nil, "", "there is no node in the cluster to execute the command"},
		{"no nodes by name", byNode, nil, "", "there is no node in the cluster to execute the command"},

		{"one succeeded", oneSucceeded, repliesOf("-NOTBUSY x\r\n", "!", "+OK\r\n"), "+OK\r\n", ""},
		{"none succeeded", oneSucceeded, repliesOf("-NOTBUSY x\r\n", "-UNKILLABLE y\r\n"), "", "UNKILLABLE y (from b:2)"},
		{"none answered", oneSucceeded, repliesOf("-NOTBUSY x\r\n", "!"), "", "b:2 is lost"},
		{"nothing to do", oneSucceeded, repliesOf("-NOTBUSY x\r\n", "-NOTBUSY y\r\n"), "", "NOTBUSY x (from a:1)"},

		{"sum", sum, repliesOf(":1\r\n", ":-5\r\n", ":10\r\n"), ":6\r\n", ""},
		{"sum of one", sum, repliesOf(":1\r\n"), ":1\r\n", ""},
		{"sums", sum, repliesOf("*2\r\n:1\r\n:2\r\n", "*2\r\n:3\r\n:4\r\n"), "*2\r\n:4\r\n:6\r\n", ""},
		{"sum with an error", sum, repliesOf(":1\r\n", "-ERR no\r\n"), "", "ERR no (from b:2)"},
		{"a client killed by its address", sum, repliesOf("-ERR No such client\r\n", "+OK\r\n"), "+OK\r\n", ""},
		{"smallest", smallest, repliesOf(":4\r\n", ":2\r\n", ":3\r\n"), ":2\r\n", ""},
		{"smallest of each", smallest, repliesOf("*2\r\n:1\r\n:9\r\n", "*2\r\n:3\r\n:4\r\n"), "*2\r\n:1\r\n:4\r\n", ""},
		{"largest", largest, repliesOf(":4\r\n", ":2\r\n", ":5\r\n"), ":5\r\n", ""},
		{"and", logicalAnd, repliesOf("*3\r\n:1\r\n:2\r\n:0\r\n", "*3\r\n:1\r\n:1\r\n:1\r\n"), "*3\r\n:1\r\n:1\r\n:0\r\n", ""},
		{"and of booleans", logicalAnd, repliesOf("#t\r\n", "#f\r\n"), ":0\r\n", ""},
		{"or", logicalOr, repliesOf("*3\r\n:1\r\n:0\r\n:0\r\n", "*3\r\n:0\r\n:0\r\n:7\r\n"), "*3\r\n:1\r\n:0\r\n:1\r\n", ""},
		{"of nothing", logicalAnd, repliesOf("*0\r\n", "*0\r\n"), "*0\r\n", ""},
		{"different lengths", logicalAnd, repliesOf("*1\r\n:1\r\n", "*2\r\n:1\r\n:1\r\n"), "", "the reply of b:2 holds a value of type array of another shape than that of another node"},
		{"different shapes", smallest, repliesOf(":1\r\n", "*1\r\n:1\r\n"), "", "the reply of b:2 holds a value of type array of another shape than that of another node"},
		{"no integer", smallest, repliesOf("*1\r\n+x\r\n"), "", "the reply of a:1 holds a value of type simple string where an integer was expected"},

		{"concatenated", concatenated, repliesOf("*2\r\n$1\r\na\r\n*1\r\n:1\r\n", "*0\r\n", "*1\r\n$1\r\na\r\n"), "*3\r\n$1\r\na\r\n*1\r\n:1\r\n$1\r\na\r\n", ""},
		{"sets", concatenated, repliesOf("~1\r\n:1\r\n", "*1\r\n:2\r\n"), "~2\r\n:1\r\n:2\r\n", ""},
		{"streamed", concatenated, repliesOf("*?\r\n:1\r\n.\r\n", "*1\r\n*?\r\n:2\r\n.\r\n"), "*2\r\n:1\r\n*?\r\n:2\r\n.\r\n", ""},
		{"nothing", concatenated, repliesOf(null3, "*-1\r\n"), "*0\r\n", ""},
		{"no array", concatenated, repliesOf("*0\r\n", "+x\r\n"), "", "the reply of b:2 holds a value of type simple string where an array was expected"},
		{"cut off", concatenated, repliesOf("*2\r\n:1\r\n"), "", "the reply ends early"},
		{"distinct", distinct, repliesOf("*2\r\n$1\r\na\r\n$1\r\nb\r\n", "*2\r\n$1\r\nb\r\n$1\r\nc\r\n"), "*3\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n", ""},

		{"counts of RESP2", countsByName, repliesOf("*4\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:0\r\n", "*4\r\n$1\r\nb\r\n:2\r\n$1\r\na\r\n:2\r\n"), "*4\r\n$1\r\na\r\n:3\r\n$1\r\nb\r\n:2\r\n", ""},
		{"counts of RESP3", countsByName, repliesOf("%1\r\n$1\r\na\r\n:1\r\n", "%2\r\n$1\r\na\r\n:1\r\n$1\r\nz\r\n:1\r\n"), "%2\r\n$1\r\na\r\n:2\r\n$1\r\nz\r\n:1\r\n", ""},
		{"a name without a count", countsByName, repliesOf("*1\r\n$1\r\na\r\n"), "", "the reply of a:1 holds a value of type array where names with counts were expected"},
		{"no count", countsByName, repliesOf("*2\r\n$1\r\na\r\n+x\r\n"), "", "the reply of a:1 holds a value of type simple string where a count was expected"},

		{"non-empty", drawn, repliesOf(null2, "$1\r\na\r\n", null3), "$1\r\na\r\n", ""},
		{"non-empty despite errors", drawn, repliesOf("!", "-ERR x\r\n", "$1\r\nb\r\n"), "$1\r\nb\r\n", ""},
		{"all empty", drawn, repliesOf(null2, null3), null2, ""},
		{"empty or not", drawn, repliesOf(null2, "-ERR x\r\n", "!"), "", "ERR x (from b:2)"},
		{"empty or not there", drawn, repliesOf(null2, "!"), "", "b:2 is lost"},

		{"by node", byNode, repliesOf("+x\r\n", "*1\r\n:1\r\n"), "%2\r\n$3\r\na:1\r\n+x\r\n$3\r\nb:2\r\n*1\r\n:1\r\n", ""},
		{"one by node", byNode, repliesOf("+x\r\n"), "%1\r\n$3\r\na:1\r\n+x\r\n", ""},
		{"errors by node", byNode, repliesOf("-ERR no\r\n", "+x\r\n"), "%2\r\n$3\r\na:1\r\n-ERR no\r\n$3\r\nb:2\r\n+x\r\n", ""},
		{"no success by node", byNode, repliesOf("-ERR no\r\n", "!"), "", "ERR no (from a:1)"},
		{"no answer by node", byNode, repliesOf("!", "-ERR no\r\n"), "", "a:1 is lost"},
	} {
		frame, err := combine(c.response, c.replies)
		if c.err != "" {
			require.ErrorContains(t, err, c.err, c.name)
			require.Nil(t, frame, c.name)
			continue
		}
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, string(frame), c.name)
		_, err = resp.Decode(frame)
		require.NoError(t, err, c.name)
	}
}

// What a server says of an error is its own, and who has said it stands beside it.
func TestErrorsKeepTheServersWords(t *testing.T) {
	for _, r := range []response{allSucceeded, oneSucceeded, sum, concatenated, countsByName, drawn, byNode, logicalAnd} {
		for _, frame := range []string{"-NOPERM User x has no permissions\r\n", "!32\r\nNOPERM User x has no permissions\r\n"} {
			_, err := combine(r, repliesOf(frame, frame))
			var refused *failure.ServerError
			require.ErrorAs(t, err, &refused, r)
			require.Equal(t, &failure.ServerError{Code: "NOPERM", Message: "User x has no permissions", Address: "a:1"}, refused)
			require.ErrorIs(t, err, &failure.ServerError{Code: "NOPERM", Message: "User x has no permissions"})
			require.Equal(t, failure.Answered, failure.DeliveryOf(err))
		}
	}
}

func TestEachKeyIsAsLikely(t *testing.T) {
	replies := repliesOf("$1\r\na\r\n", "$-1\r\n", "$1\r\nb\r\n", "-ERR x\r\n", "!")
	replies[0].keys, replies[2].keys, replies[3].keys = 100, 300, 1000
	const draws = 8000
	counts := map[string]int{}
	for range draws {
		frame, err := combine(drawn, replies)
		require.NoError(t, err)
		counts[string(frame)]++
	}
	require.InDelta(t, draws/4, counts["$1\r\na\r\n"], draws/40, "%v", counts) // 5 standard deviations
	require.Equal(t, draws, counts["$1\r\na\r\n"]+counts["$1\r\nb\r\n"])
}

func TestTheSizeOfAServer(t *testing.T) {
	for frames, keys := range map[string]int64{
		"$1\r\na\r\n:7\r\n": 7, "$1\r\na\r\n:0\r\n": 1, "$1\r\na\r\n-NOPERM no\r\n": 1, "$1\r\na\r\n": 1,
	} {
		frame, n := withSize([]byte(frames))
		require.Equal(t, "$1\r\na\r\n", string(frame))
		require.Equal(t, keys, n)
	}
}

func TestWhatThereIsOfEachNodeIsKept(t *testing.T) {
	lost := repliesOf("!", "+x\r\n", "-ERR no\r\n", "!")
	frame, err := combine(byNode, lost)
	require.Equal(t, "%2\r\n$3\r\nb:2\r\n+x\r\n$3\r\nc:3\r\n-ERR no\r\n", string(frame))
	var partial *PartialFailure
	require.ErrorAs(t, err, &partial)
	require.Equal(t, map[string]error{"a:1": lost[0].err, "d:4": lost[3].err}, partial.Errors)
	require.Equal(t, []string{"a:1", "d:4"}, partial.Nodes)
	require.EqualError(t, err, "some nodes did not answer: a:1 is lost; d:4 is lost")
	require.ErrorIs(t, err, lost[3].err)
}

func FuzzCombine(f *testing.F) {
	f.Add(uint8(sum), []byte(":1\r\n"), []byte("*1\r\n:1\r\n"))
	f.Add(uint8(distinct), []byte("*?\r\n:1\r\n.\r\n"), []byte("~1\r\n_\r\n"))
	f.Add(uint8(countsByName), []byte("%1\r\n+a\r\n:1\r\n"), []byte("*2\r\n+a\r\n:1\r\n"))
	f.Add(uint8(byNode), []byte("-ERR x\r\n"), []byte("$-1\r\n"))
	f.Fuzz(func(t *testing.T, r uint8, a, b []byte) {
		_, errA := resp.Decode(a)
		_, errB := resp.Decode(b)
		list := []reply{{address: "a:1", frame: a}, {address: "b:2", frame: b}}
		frame, err := combine(response(r%uint8(len(responseNames))), list)
		if errA != nil || errB != nil || err != nil {
			return // It must not panic; nothing more is asked of it.
		}
		_, err = resp.Decode(frame)
		require.NoError(t, err, "%q", frame)
	})
}

func FuzzJoin(f *testing.F) {
	f.Add([]byte("*1\r\n_\r\n"), []byte("*2\r\n:1\r\n*?\r\n.\r\n"))
	s := splitOf("MGET", "@foo", "@bar", "@{bar}")
	f.Fuzz(func(t *testing.T, a, b []byte) {
		_, errA := resp.Decode(a)
		_, errB := resp.Decode(b)
		frame, err := s.join(nil, []Outcome{{Frame: a}, {Frame: b}})
		if errA != nil || errB != nil || err != nil {
			return
		}
		_, err = resp.Decode(frame)
		require.NoError(t, err, "%q", frame)
	})
}
