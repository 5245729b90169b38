package command_test

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
)

// wire returns the encoded words as an array of bulk strings.
func wire(words ...string) string {
	encoded := resp.AppendArrayHeader(nil, len(words))
	for _, word := range words {
		encoded = resp.AppendBulk(encoded, word)
	}
	return string(encoded)
}

func TestArgsEncodesEveryKindOfArgument(t *testing.T) {
	var a command.Args
	require.Nil(t, a.Encoded())
	a.Begin("CONFIG GET")
	a.Key("k\r\n")
	a.Keys([]string{"", "l"})
	a.String("s")
	a.Strings("values", []string{"t", "u"})
	a.Bytes([]byte{0, 255})
	a.Int(math.MinInt64)
	a.Uint(math.MaxUint64)
	a.Float(0.1)
	a.Float(math.Inf(-1))
	a.Word("LIMIT")
	require.NoError(t, a.Err())
	want := []string{
		"CONFIG", "GET", "k\r\n", "", "l", "s", "t", "u", "\x00\xff",
		"-9223372036854775808", "18446744073709551615", "0.1", "-inf", "LIMIT",
	}
	require.Equal(t, wire(want...), string(a.Encoded()))
	require.Equal(t, "CONFIG GET", a.Name())
	require.Equal(t, len(want), a.Len())
	for i, word := range want {
		require.Equal(t, word, string(a.Arg(i)), "argument %d", i)
	}
	require.Nil(t, a.Arg(-1))
	require.Nil(t, a.Arg(len(want)))

	first, found := a.FirstKey()
	require.True(t, found)
	require.Equal(t, "k\r\n", string(first))
	var keys []string
	for key := range a.EachKey {
		keys = append(keys, string(key))
	}
	require.Equal(t, []string{"k\r\n", "", "l"}, keys)
	for key := range a.EachKey { // and stops where it is told to
		require.Equal(t, "k\r\n", string(key))
		break
	}
}

func TestArgsHeaderGrowsWithTheNumberOfArguments(t *testing.T) {
	for _, n := range []int{1, 9, 10, 99, 100, 12345} {
		words := make([]string, n)
		for i := range words {
			words[i] = strconv.Itoa(i)
		}
		var a command.Args
		a.Begin(words[0])
		for _, word := range words[1:] {
			a.String(word)
		}
		require.Equal(t, wire(words...), string(a.Encoded()))
		require.Equal(t, wire(words...), string(a.Encoded()), "a second time")
		require.Equal(t, words[n-1], string(a.Arg(n-1)))
	}
}

func TestArgsIsEmptyAfterReset(t *testing.T) {
	var a command.Args
	a.Begin("SET")
	a.Key(strings.Repeat("k", 1<<20))
	a.Fail(errors.New("first"))
	a.Fail(errors.New("second"))
	a.Block(time.Second)
	require.EqualError(t, a.Err(), "first")
	timeout, blocking := a.Blocking()
	require.True(t, blocking)
	require.Equal(t, time.Second, timeout)

	a.Reset()
	require.NoError(t, a.Err())
	require.Empty(t, a.Name())
	require.Zero(t, a.Len())
	require.Nil(t, a.Encoded())
	_, blocking = a.Blocking()
	require.False(t, blocking)
	_, found := a.FirstKey()
	require.False(t, found)

	a.Begin("GET")
	a.Key("x")
	require.Equal(t, wire("GET", "x"), string(a.Encoded()))
}

func TestArgsAllocatesNothingWhenReused(t *testing.T) {
	var a command.Args
	value := strings.Repeat("v", 64)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		command.Set(&a, "key", value)
		if len(a.Encoded()) == 0 {
			t.Fatal("nothing encoded")
		}
	}))
	require.Zero(t, testing.AllocsPerRun(100, func() { command.IncrByFloat(&a, "key", 1.5) }))
}

func BenchmarkArgsSet(b *testing.B) {
	var a command.Args
	value := strings.Repeat("v", 64)
	b.ReportAllocs()
	for b.Loop() {
		command.Set(&a, "user:1000:name", value)
		a.Encoded()
	}
}

func BenchmarkArgsGet(b *testing.B) {
	var a command.Args
	b.ReportAllocs()
	for b.Loop() {
		command.Get(&a, "user:1000:name")
		a.Encoded()
	}
}
