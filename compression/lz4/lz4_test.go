package lz4

import (
	"bytes"
	"math"
	"runtime"
	"strings"
	"testing"

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

// A value that is too large, or says that it is, costs little memory to refuse.
func TestBombs(t *testing.T) {
	gigabyte := append([]byte{0, 0, 0, 0x40}, 0x1f, 'a', 1, 0)
	gigabyte = append(gigabyte, bytes.Repeat([]byte{255}, 1<<30/255)...)
	gigabyte = append(gigabyte, 0, 0x50, 'a', 'a', 'a', 'a', 'a')
	const limit = 512 << 20
	for name, test := range map[string]struct {
		payload []byte
		limit   int
		large   bool
	}{
		"1 GB, as it says":                       {[]byte{0, 0, 0, 0x40, 0x10, 'a'}, limit, true},
		"1 GB, as it says, which would be taken": {[]byte{0, 0, 0, 0x40, 0x10, 'a'}, math.MaxInt, false},
		"4 GB, as it says":                       {[]byte{255, 255, 255, 255, 0x10, 'a'}, limit, true},
		"1 GB":                                   {gigabyte, limit, true},
		"1 GB, of which it says 100 bytes":       {append([]byte{100, 0, 0, 0}, gigabyte[4:]...), limit, false},
		"100 MB, as 1 GB says":                   {append([]byte{0, 0, 0, 6}, gigabyte[4:]...), limit, false},
	} {
		var err error
		used := allocated(func() { _, err = decompress(nil, test.payload, test.limit) })
		require.Error(t, err, name)
		_, large := err.(compression.SizeError)
		require.Equal(t, test.large, large, "%s: %v", name, err)
		require.Less(t, used, uint64(64<<10), name)
	}
}

func TestLimits(t *testing.T) {
	for _, size := range []int{100, 100_000} {
		content := []byte(strings.Repeat("a", size))
		payload, ok := newCompressor(0)(nil, content, size)
		require.True(t, ok)
		got, err := decompress([]byte("before"), payload, size)
		require.NoError(t, err)
		require.Equal(t, "before"+string(content), string(got))
		_, err = decompress(nil, payload, size-1)
		require.IsType(t, compression.SizeError{}, err)
	}
}

func TestWhatHasNoRoom(t *testing.T) {
	content := []byte(strings.Repeat("a", 100))
	payload, ok := newCompressor(0)(nil, content, 100)
	require.True(t, ok)
	for _, level := range []int{-128, 0, 1, 12} {
		compress := newCompressor(level)
		for most := range len(payload) {
			_, ok := compress(nil, content, most)
			require.False(t, ok, "%d at level %d", most, level)
		}
	}
}

func BenchmarkCompress(b *testing.B) {
	compress := newCompressor(0)
	value := []byte(strings.Repeat(`{"name":"customer","id":123,"tags":["new","old"]} `, 20))
	dst := make([]byte, 0, 1<<12)
	b.SetBytes(int64(len(value)))
	for b.Loop() {
		compress(dst, value, len(value))
	}
}

func BenchmarkDecompress(b *testing.B) {
	value := []byte(strings.Repeat(`{"name":"customer","id":123,"tags":["new","old"]} `, 20))
	payload, _ := newCompressor(0)(nil, value, len(value))
	dst := make([]byte, 0, 1<<12)
	b.SetBytes(int64(len(value)))
	for b.Loop() {
		_, _ = decompress(dst, payload, 1<<20)
	}
}
