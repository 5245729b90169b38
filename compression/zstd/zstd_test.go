package zstd

import (
	"bytes"
	"encoding/hex"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/compression"
)

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// stream returns a frame that names no size, of a text that goes on and on.
func stream(t *testing.T, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder, err := zstd.NewWriter(&out, zstd.WithEncoderConcurrency(1))
	require.NoError(t, err)
	chunk := bytes.Repeat([]byte("It goes on and on. "), 1<<14)
	for written := 0; written < size; written += len(chunk) {
		_, err := encoder.Write(chunk)
		require.NoError(t, err)
	}
	require.NoError(t, encoder.Close())
	return out.Bytes()
}

// A value that is too large, or says that it is, costs little memory to refuse.
func TestBombs(t *testing.T) {
	run := func(size int) []byte { // of 128 KiB blocks
		frame := unhex("28b52ffd 00 58")
		for n := 0; n < size; n += 128 << 10 {
			last := byte(0)
			if n+128<<10 >= size {
				last = 1
			}
			frame = append(frame, 2|last, 0, 0x10, 'a')
		}
		return frame
	}
	const limit = 512 << 20
	for name, test := range map[string]struct {
		frame []byte
		limit int
		large bool
	}{
		"1 GB of one byte":                    {run(1 << 30), limit, true},
		"64 MB of text, of which 8 MB may be": {stream(t, 64<<20), 8 << 20, true},
		"1 GB, as it says":                    {unhex("28b52ffd a0 00000040 010000"), limit, true},
		"256 MB, as it says, in one block":    {unhex("28b52ffd a0 00000010 230300 61"), limit, false},
		"16 EB, as it says":                   {unhex("28b52ffd e0 ffffffffffffffff 230300 61"), math.MaxInt, false},
		"a window of 3.75 TB":                 {unhex("28b52ffd 00 ff 220300 61"), limit, false},
	} {
		var err error
		used := allocated(func() { _, err = decompress(nil, test.frame, test.limit) })
		require.Error(t, err, name)
		_, large := err.(compression.SizeError)
		require.Equal(t, test.large, large, "%s: %v", name, err)
		require.Less(t, used, uint64(64<<10), name)
	}
}

func TestLimits(t *testing.T) {
	content := bytes.Repeat([]byte("It goes on and on. "), 10_000)
	encoder, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	frames := [][]byte{encoder.EncodeAll(content, nil)}
	var out bytes.Buffer
	encoder.Reset(&out)
	for i := range content {
		_, err = encoder.Write(content[i : i+1])
		require.NoError(t, err)
	}
	require.NoError(t, encoder.Close())
	frames = append(frames, out.Bytes())
	for i, frame := range frames {
		got, err := decompress([]byte("before"), frame, len(content))
		require.NoError(t, err, i)
		require.True(t, bytes.Equal(append([]byte("before"), content...), got))
		_, err = decompress(nil, frame, len(content)-1)
		require.IsType(t, compression.SizeError{}, err)
	}
}

func TestAWindowThatNobodyNeeds(t *testing.T) {
	got, err := decompress(nil, unhex("28b52ffd 00 88 230300 61"), 1000) // 128 MB, as zstd has at its highest levels
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("a", 100), string(got))
}

func BenchmarkCompress(b *testing.B) {
	compress := newCompressor(3)
	value := []byte(strings.Repeat(`{"name":"customer","id":123,"tags":["new","old"]} `, 20))
	dst := make([]byte, 0, 1<<12)
	b.SetBytes(int64(len(value)))
	for b.Loop() {
		compress(dst, value, len(value))
	}
}

func BenchmarkDecompress(b *testing.B) {
	value := []byte(strings.Repeat(`{"name":"customer","id":123,"tags":["new","old"]} `, 20))
	frame, _ := newCompressor(3)(nil, value, len(value))
	dst := make([]byte, 0, 1<<12)
	b.SetBytes(int64(len(value)))
	for b.Loop() {
		_, _ = decompress(dst, frame, 1<<20)
	}
}
