package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

// compressed is a value of 100 letters as LZ4 makes it, by the descriptions of the formats.
const compressed = "\x00\x01\x02\x00\x02\x64\x00\x00\x00\x1fa\x01\x00\x4b\x50aaaaa"

func TestCompression(t *testing.T) {
	s, js := start(t, boundarytest.Field{Name: "compression", Value: object{{Name: "enabled", Value: true}}})
	w := &watcher{T: t, s: s, js: js, last: 100}
	letters := strings.Repeat("a", 100)
	value, bytes := string(resp.AppendBulk(nil, letters)), string(resp.AppendBulk(nil, compressed))

	require.Equal(t, acknowledged, w.send("SET", "k", letters))
	require.Equal(t, bytes, w.send("EVAL", "return redis.call('GET', KEYS[1])", "1", "k"))
	require.Equal(t, value, w.send("GET", "k"))
	require.Equal(t, "*2\r\n"+value+"$-1\r\n", strings.ReplaceAll(w.send("MGET", "k", "none"), "_\r\n", "$-1\r\n"))
	require.Contains(t, w.send("STRLEN", "k"), "STRLEN: is incompatible with compression")
	require.Contains(t, w.send("SET", "k", "v", "IFEQ", letters), "ompress")

	s.submit(together(50, "SET l "+letters, "GET l", "APPEND l x", "GET k"))
	outcomes := js.outcomes(t, 50, 4)
	require.Equal(t, acknowledged, outcomes[0])
	require.Equal(t, value, outcomes[1])
	require.Contains(t, outcomes[2], "incompatible with compression")
	require.Equal(t, value, outcomes[3])

	for _, atomic := range []bool{false, true} {
		var commands []byte
		for _, command := range []string{"SET m " + letters, "GET m"} {
			commands = boundarytest.Request(commands, 0, 0, boundary.OperationCommand, words(strings.Fields(command)...))
		}
		w.last++
		s.submit(boundarytest.Request(nil, w.last, 1, boundary.OperationBatch, atomic, commands))
		record := js.await(t, w.last)
		require.Equal(t, boundary.StatusReplies, record.Status)
		require.Contains(t, string(record.Body), value)
		require.Equal(t, bytes, w.send("EVAL", "return redis.call('GET', KEYS[1])", "1", "m"))
	}
	require.Contains(t, w.exec(false, "n"), "INCR: is incompatible with compression")

	require.Equal(t, acknowledged, w.send("EVAL", "return redis.call('SET', KEYS[1], ARGV[1])", "1", "k", "\x00\x01\x02\x00\x02\xff\xff\xff\x7f\x10a"))
	require.Contains(t, w.send("GET", "k"), "raise maxDecompressedSize")
	require.Contains(t, w.do(boundary.OperationStatistics), "*16\r\n:0\r\n:0\r\n:4\r\n:")
}
