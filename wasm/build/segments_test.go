package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// module returns a wasm module with a custom section before and after the data.
func module(segments ...segment) []byte {
	custom := []byte{0, 2, 1, 'x'}
	body := binary.AppendUvarint(nil, uint64(len(segments)))
	for _, s := range segments {
		body = append(appendSigned(append(body, 0x00, 0x41), s.offset), 0x0b)
		body = append(binary.AppendUvarint(body, uint64(len(s.data))), s.data...)
	}
	out := append([]byte("\x00asm\x01\x00\x00\x00"), custom...)
	out = append(binary.AppendUvarint(append(out, dataSection), uint64(len(body))), body...)
	return append(out, custom...)
}

func TestSegmentsThatAreCloseAreJoined(t *testing.T) {
	zeros := string(make([]byte, shortestGap-1))
	long := bytes.Repeat([]byte("z"), 70_000)
	before := module(
		segment{66 + len(zeros), []byte("c")}, segment{64, []byte("a")}, segment{65, []byte("b")},
		segment{200_000, []byte("d")}, segment{200_001 + shortestGap, long},
	)
	after := module(segment{64, []byte("ab" + zeros + "c")}, segment{200_000, []byte("d")}, segment{200_001 + shortestGap, long})
	joined, err := shrink(before, nil)
	require.NoError(t, err)
	require.Equal(t, after, joined)
	again, err := shrink(joined, nil)
	require.NoError(t, err)
	require.Equal(t, joined, again)
}

func TestMalformedModules(t *testing.T) {
	whole := module(segment{1, []byte("a")}, segment{9, []byte("b")})
	for i := range whole {
		if i == 8 || i == 12 || i == len(whole)-4 {
			continue // where a section ends
		}
		_, err := shrink(whole[:i], nil)
		require.ErrorIs(t, err, errMalformed, "cut at %d", i)
	}
	_, err := shrink(module(segment{9, []byte("a")}, segment{8, []byte("bc")}), nil)
	require.ErrorIs(t, err, errMalformed, "one over the other")
	_, err = shrink(module(segment{9, []byte("a")}, segment{largestMemory + 10, []byte("b")}), nil)
	require.ErrorIs(t, err, errMalformed, "far apart")
}

func TestSignedNumbers(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 127, 128, 8191, 8192, 1 << 20, 1<<31 - 1, -1, -64, -65, -1 << 31} {
		encoded := appendSigned(nil, n)
		got, size := signed(append(encoded, 0xff))
		require.Equal(t, n, got)
		require.Equal(t, len(encoded), size)
	}
	for _, bad := range [][]byte{nil, {0x80}, {0x80, 0x80, 0x80, 0x80, 0x80, 0x00}} {
		_, size := signed(bad)
		require.Zero(t, size)
	}
}

func TestShrinkFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.wasm")
	require.NoError(t, os.WriteFile(file, module(segment{0, []byte("a")}, segment{2, []byte("b")}), 0o600))
	require.NoError(t, shrinkFile(file, nil))
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, module(segment{0, []byte("a\x00b")}), content)
	require.Error(t, shrinkFile(file+".missing", nil))
}
