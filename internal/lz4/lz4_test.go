package lz4_test

import (
	"bytes"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pierrec/lz4/v4"
	"github.com/stretchr/testify/require"

	ours "github.com/glissade-io/glissade/internal/lz4"
)

func contents() map[string][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 100<<10)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	letters := make([]byte, 200<<10)
	for i := range letters {
		letters[i] = "abcde"[random.IntN(5)]
	}
	return map[string][]byte{
		"one byte": {7}, "few": []byte("few bytes"), "12": []byte("aaaaaaaaaaaa"), "13": []byte("aaaaaaaaaaaaa"), "run": bytes.Repeat([]byte("a"), 500<<10),
		"short repeats": bytes.Repeat([]byte("abc"), 100<<10), "far repeats": bytes.Repeat(noise[:70<<10], 2), "near repeats": bytes.Repeat(noise[:60<<10], 2),
		"noise": noise, "letters": letters, "record": []byte(strings.Repeat(`{"name":"customer","id":123}`, 10)),
	}
}

func TestContentsGoBothWays(t *testing.T) {
	for name, content := range contents() {
		t.Run(name, func(t *testing.T) {
			block, ok := ours.Encode([]byte("before"), content, math.MaxInt32)
			require.True(t, ok)
			require.True(t, bytes.HasPrefix(block, []byte("before")))
			block = block[len("before"):]
			read := make([]byte, len(content))
			n, err := lz4.UncompressBlock(block, read)
			require.NoError(t, err, "which the library says of ours")
			require.True(t, bytes.Equal(content, read[:n]))

			library := make([]byte, lz4.CompressBlockBound(len(content)))
			var c lz4.CompressorHC
			n, err = c.CompressBlock(content, library)
			require.NoError(t, err)
			for _, block := range [][]byte{block, library[:n]} {
				size, err := ours.Measure(block)
				require.NoError(t, err)
				require.Equal(t, len(content), size)
				got, err := ours.Decode([]byte("before"), block, len(content))
				require.NoError(t, err)
				require.True(t, bytes.Equal(append([]byte("before"), content...), got))
				_, err = ours.Decode(nil, block, len(content)-1)
				require.Error(t, err)
			}

			_, ok = ours.Encode(nil, content, len(block))
			require.True(t, ok)
			_, ok = ours.Encode(nil, content, len(block)-1)
			require.False(t, ok, "there is no room")
		})
	}
}

// Made by hand, from the description of the format.
func TestBlocksByTheFormat(t *testing.T) {
	for block, content := range map[string]string{
		"1f 61 0100 4b 50 6161616161":           strings.Repeat("a", 100),
		"30 616263":                             "abc",
		"00":                                    "",
		"f0 00 616263646566676869 6a6b6c6d6e6f": "abcdefghijklmno",
		"40 61626364 0400 50 6566676869":        "abcdabcdefghi",
		"4f 61626364 0200 00 50 6566676869":     "abcd" + "cdcdcdcdcdcdcdcdcdc" + "efghi",
		"1f 61 0100 ffffff00 50 6262626262":     "a" + strings.Repeat("a", 4+15+3*255) + "bbbbb",
	} {
		encoded, err := hex.DecodeString(strings.ReplaceAll(block, " ", ""))
		require.NoError(t, err)
		got, err := ours.Decode(nil, encoded, 10_000)
		require.NoError(t, err, block)
		require.Equal(t, content, string(got), block)
	}
}

func TestDamagedBlocks(t *testing.T) {
	for name, block := range map[string]string{
		"nothing":              "",
		"half the literals":    "50 61626364",
		"a length without end": "f0 ffff",
		"half an offset":       "10 61 01",
		"no end":               "10 61 0100",
		"an offset of nothing": "10 61 0000 10 61",
		"an offset before it":  "10 61 0200 10 61",
	} {
		encoded, err := hex.DecodeString(strings.ReplaceAll(block, " ", ""))
		require.NoError(t, err)
		_, err = ours.Decode(nil, encoded, 10_000)
		require.Error(t, err, name)
	}
}

// What is decoded is what the library decodes.
func FuzzDecode(f *testing.F) {
	for _, content := range contents() {
		block, _ := ours.Encode(nil, content[:min(len(content), 5000)], math.MaxInt32)
		f.Add(block)
	}
	f.Fuzz(func(t *testing.T, block []byte) {
		const limit = 1 << 20
		got, err := ours.Decode(nil, block, limit)
		size, measureErr := ours.Measure(block)
		if err != nil {
			return
		}
		require.NoError(t, measureErr)
		require.Equal(t, len(got), size)
		want := make([]byte, limit)
		n, err := lz4.UncompressBlock(block, want)
		if err == nil { // The library takes fewer.
			require.True(t, bytes.Equal(want[:n], got))
		}
	})
}

func FuzzEncode(f *testing.F) {
	f.Add([]byte("abcabcabcabcabcabcabcabcabc"))
	f.Fuzz(func(t *testing.T, content []byte) {
		block, ok := ours.Encode(nil, content, math.MaxInt32)
		require.True(t, ok)
		got, err := ours.Decode(nil, block, len(content))
		require.NoError(t, err)
		require.True(t, bytes.Equal(content, got))
	})
}
