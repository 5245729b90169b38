package goredis

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
)

func TestCommandsInAnyPieces(t *testing.T) {
	whole := resp.AppendCommand(nil, "get", "key")
	whole = resp.AppendCommand(whole, "SeT", "key", "", "px", "10")
	whole = resp.AppendCommand(whole, "ping")
	upper := strings.NewReplacer("get", "GET", "SeT", "SET", "ping", "PING").Replace(string(whole))
	for size := 1; size <= len(whole); size++ {
		var s splitter
		var input, commands []byte
		total := 0
		for rest := whole; len(rest) > 0; {
			n := min(size, len(rest))
			input, rest = append(input, rest[:n]...), rest[n:]
			end, count, err := s.split(input)
			require.NoError(t, err)
			commands, input = append(commands, input[:end]...), append([]byte(nil), input[end:]...)
			total += count
		}
		require.Equal(t, 3, total, "pieces of %d bytes", size)
		require.Equal(t, upper, string(commands))
	}
}

func TestWhatIsNoCommand(t *testing.T) {
	for _, input := range []string{"GET key\r\n", "*\r\n", "*0\r\n", "*-1\r\n", "*1\r\n:1\r\n", "*1\r\n$x\r\n", "*1\r\n$-1\r\n", "*1x\r\n", "*1\rx", "*99999999999\r\n"} {
		var s splitter
		_, _, err := s.split([]byte(input))
		require.ErrorIs(t, err, errNoCommand, "%q", input)
	}
}

// Whatever the pieces, the same commands are found.
func FuzzSplitter(f *testing.F) {
	f.Add([]byte("*2\r\n$3\r\nget\r\n$1\r\nk\r\n*1\r\n$4\r\nPING\r\n"), 3)
	f.Add([]byte("*1\r\n$0\r\n\r\n*1\r"), 1)
	f.Fuzz(func(t *testing.T, input []byte, piece int) {
		var at1 splitter
		wholeSize, wholeCount, wholeErr := at1.split(append([]byte(nil), input...))
		piece = 1 + max(piece, -piece)%16
		var s splitter
		var kept []byte
		size, count := 0, 0
		var err error
		for rest := input; len(rest) > 0 && err == nil; {
			n := min(piece, len(rest))
			kept, rest = append(kept, rest[:n]...), rest[n:]
			var end, found int
			end, found, err = s.split(kept)
			kept = kept[end:]
			size, count = size+end, count+found
		}
		require.Equal(t, wholeSize, size)
		require.Equal(t, wholeCount, count)
		require.Equal(t, wholeErr, err)
	})
}
