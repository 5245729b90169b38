package command_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
)

func textsFrame(n, length int) []byte {
	frame := resp.AppendArrayHeader(nil, n)
	for i := range n {
		frame = resp.AppendBulk(frame, strings.Repeat(string(rune('a'+i%26)), length))
	}
	return frame
}

func TestDecodedValuesDoNotReferToTheFrame(t *testing.T) {
	var a command.Args
	for _, length := range []int{0, 1, 100, 511, 512, 5000} {
		frame := textsFrame(100, length)
		list, err := command.LRange(&a, "l", 0, -1).Decode(frame)
		require.NoError(t, err)
		clear(frame)
		require.Len(t, list, 100)
		for i, element := range list {
			require.Equal(t, strings.Repeat(string(rune('a'+i%26)), length), element)
		}
	}
}

func TestDecodeMakesRoomOnlyForWhatCame(t *testing.T) {
	var a command.Args
	for _, decode := range []func() error{
		func() error {
			_, err := command.LRange(&a, "l", 0, -1).Decode([]byte("*1000000000\r\n"))
			return err
		},
		func() error {
			_, err := command.HGetAll(&a, "h").Decode([]byte("%1000000000\r\n"))
			return err
		},
		func() error {
			_, err := command.Eval(&a, "", noScriptOptions).Decode([]byte(strings.Repeat("*1000000000\r\n", 100)))
			return err
		},
	} {
		before := testing.AllocsPerRun(1, func() { require.Error(t, decode()) })
		require.Less(t, before, 200.0)
	}
}

func TestDecodeRefusesWhatIsNestedTooDeep(t *testing.T) {
	var a command.Args
	_, err := command.Eval(&a, "", noScriptOptions).Decode([]byte(strings.Repeat("*1\r\n", 1_000_000) + ":1\r\n"))
	require.ErrorContains(t, err, "nested deeper than")
}

func TestDecodeIsLeanOnAllocations(t *testing.T) {
	var a command.Args
	value := resp.AppendBulk(nil, strings.Repeat("v", 64))
	null, ok, number, decimal := []byte("_\r\n"), []byte("+OK\r\n"), []byte(":12\r\n"), []byte("$3\r\n1.5\r\n")
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { decode(t, command.Get(&a, "k"), value) }), "the string alone")
	require.Zero(t, testing.AllocsPerRun(100, func() { decode(t, command.Get(&a, "k"), null) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { decode(t, command.Set(&a, "k", "v"), ok) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { decode(t, command.Incr(&a, "k"), number) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { decode(t, command.IncrByFloat(&a, "k", 1), decimal) }))

	hundred := textsFrame(100, 30) // 3000 bytes of strings: the slice and a chunk
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { decode(t, command.LRange(&a, "l", 0, -1), hundred) }), 2.0)
}

func decode[T any](t *testing.T, reply command.Reply[T], frame []byte) {
	if _, err := reply.Decode(frame); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkDecode(b *testing.B) {
	var a command.Args
	get, lrange, zrange := command.Get(&a, "k"), command.LRange(&a, "l", 0, -1), command.ZRangeWithScores(&a, "z", nil)
	frame, list := resp.AppendBulk(nil, strings.Repeat("v", 64)), textsFrame(100, 30)
	pairs := resp.AppendArrayHeader(nil, 100)
	for i := range 100 {
		pairs = resp.AppendArrayHeader(pairs, 2)
		pairs = resp.AppendBulk(pairs, "member"+strconv.Itoa(i))
		pairs = resp.AppendDouble(pairs, float64(i))
	}
	b.Run("GET", func(b *testing.B) { benchmark(b, get, frame) })
	b.Run("LRANGE 100", func(b *testing.B) { benchmark(b, lrange, list) })
	b.Run("ZRANGE 100", func(b *testing.B) { benchmark(b, zrange, pairs) })
}

func benchmark[T any](b *testing.B, reply command.Reply[T], frame []byte) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := reply.Decode(frame); err != nil {
			b.Fatal(err)
		}
	}
}
