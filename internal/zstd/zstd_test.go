package zstd_test

import (
	"bytes"
	"encoding/hex"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	ours "github.com/glissade-io/glissade/internal/zstd"
)

// contents are values of many kinds.
func contents() map[string][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 300<<10)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	letters := make([]byte, 200<<10)
	for i := range letters {
		letters[i] = "eeeeettttaaaooinshrdlu"[random.IntN(22)]
	}
	var record strings.Builder
	for i := range 4000 {
		record.WriteString(`{"id":` + strings.Repeat("1234567", i%4) + `,"name":"customer","tags":["new","` + string(letters[i:i+i%17]) + `"]}`)
	}
	skewed := make([]byte, 150<<10)
	for i := range skewed {
		skewed[i] = byte(math.Abs(random.NormFloat64()) * 20)
	}
	return map[string][]byte{
		"nothing": nil, "one byte": {7}, "few": []byte("few bytes"), "run": bytes.Repeat([]byte("a"), 500<<10),
		"short repeats": bytes.Repeat([]byte("abc"), 100<<10), "noise": noise, "letters": letters, "records": []byte(record.String()),
		"skewed": skewed, "mixed": append(append(bytes.Repeat([]byte("xyz-"), 9000), noise[:50<<10]...), letters[:60<<10]...),
		"zeroes": make([]byte, 600<<10), "small record": []byte(record.String()[:100]), "400": []byte(record.String()[:400]),
	}
}

type namedEncoder struct {
	*zstd.Encoder
	name string
}

// encoders are those of the library, at each of its speeds, and with a checksum.
var encoders = sync.OnceValue(func() (list []namedEncoder) {
	for _, level := range []zstd.EncoderLevel{zstd.SpeedFastest, zstd.SpeedDefault, zstd.SpeedBetterCompression, zstd.SpeedBestCompression} {
		encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(level), zstd.WithEncoderCRC(level == zstd.SpeedDefault),
			zstd.WithEncoderConcurrency(1), zstd.WithZeroFrames(true), zstd.WithAllLitEntropyCompression(true))
		if err != nil {
			panic(err)
		}
		list = append(list, namedEncoder{encoder, level.String()})
	}
	return list
})

// frames calls yield with frames of a content as the library makes them.
func frames(t *testing.T, content []byte, yield func(name string, frame []byte)) {
	t.Helper()
	for _, encoder := range encoders() {
		yield(encoder.name, encoder.EncodeAll(content, nil))

		var stream bytes.Buffer // whose size is not named
		encoder.Reset(&stream)
		_, err := io.Copy(encoder, bytes.NewReader(content))
		require.NoError(t, err)
		require.NoError(t, encoder.Close())
		yield(encoder.name+" as a stream", stream.Bytes())
	}
}

func TestContentsOfTheLibrary(t *testing.T) {
	for name, content := range contents() {
		t.Run(name, func(t *testing.T) {
			frames(t, content, func(name string, frame []byte) {
				sizes, err := ours.Inspect(frame)
				require.NoError(t, err, name)
				require.GreaterOrEqual(t, sizes.Most, int64(len(content)), name)
				if sizes.Content >= 0 {
					require.EqualValues(t, len(content), sizes.Content, name)
				}
				measured, err := ours.Measure(frame, math.MaxInt64)
				require.NoError(t, err, name)
				require.EqualValues(t, len(content), measured, name)
				got, err := ours.Decode([]byte("before"), frame, int64(len(content)))
				require.NoError(t, err, name)
				require.True(t, bytes.Equal(append([]byte("before"), content...), got), name)
				if len(content) > 0 {
					_, err = ours.Decode(nil, frame, int64(len(content))-1)
					require.ErrorIs(t, err, ours.ErrSize, name)
				}
			})
		})
	}
}

// Made by hand, from RFC 8878.
func TestFramesByTheFormat(t *testing.T) {
	for name, v := range map[string]struct{ frame, content string }{
		"a run in one segment":    {"28b52ffd 20 64 230300 61", strings.Repeat("a", 100)},
		"a run without a size":    {"28b52ffd 00 58 230300 61", strings.Repeat("a", 100)},
		"raw bytes":               {"28b52ffd 20 03 190000 616263", "abc"},
		"two blocks":              {"28b52ffd 00 58 180000 616263 230300 61", "abc" + strings.Repeat("a", 100)},
		"an empty one":            {"28b52ffd 20 00 010000", ""},
		"a size of two bytes":     {"28b52ffd 60 0000 030800 61", strings.Repeat("a", 256)},
		"literals only":           {"28b52ffd 00 58 2d0000 18 616263 00", "abc"},
		"literals that are a run": {"28b52ffd 20 05 1d0000 29 61 00", "aaaaa"},
	} {
		frame, err := hex.DecodeString(strings.ReplaceAll(v.frame, " ", ""))
		require.NoError(t, err)
		got, err := ours.Decode(nil, frame, 1000)
		require.NoError(t, err, name)
		require.Equal(t, v.content, string(got), name)
		measured, err := ours.Measure(frame, 1000)
		require.NoError(t, err, name)
		require.EqualValues(t, len(v.content), measured, name)
	}
}

func TestDamagedFrames(t *testing.T) {
	for name, frame := range map[string]string{
		"nothing":                        "",
		"another format":                 "28b52ffe 20 64 230300 61",
		"a reserved bit":                 "28b52ffd 28 64 230300 61",
		"a dictionary":                   "28b52ffd 21 05 64 230300 61",
		"no size":                        "28b52ffd 20",
		"no block":                       "28b52ffd 20 64",
		"no last block":                  "28b52ffd 20 64 220300 61",
		"half a block":                   "28b52ffd 20 03 190000 6162",
		"a reserved kind of block":       "28b52ffd 20 64 270300 61",
		"more than it says":              "28b52ffd 20 63 230300 61",
		"less than it says":              "28b52ffd 20 65 230300 61",
		"something behind it":            "28b52ffd 20 64 230300 61 00",
		"half a checksum":                "28b52ffd 24 64 230300 61 0000",
		"a block larger than its window": "28b52ffd 00 00 034000 61",
	} {
		frame, err := hex.DecodeString(strings.ReplaceAll(frame, " ", ""))
		require.NoError(t, err)
		_, err = ours.Decode(nil, frame, 1000)
		require.Error(t, err, name)
	}
}

func TestABombIsMeasuredWithoutMemory(t *testing.T) {
	var bomb bytes.Buffer
	encoder, err := zstd.NewWriter(&bomb, zstd.WithEncoderConcurrency(1))
	require.NoError(t, err)
	chunk := bytes.Repeat([]byte("It repeats itself. "), 1<<14)
	for range 100 {
		_, err := encoder.Write(chunk)
		require.NoError(t, err)
	}
	require.NoError(t, encoder.Close())
	frame := bomb.Bytes()
	require.Less(t, len(frame)*100, 100*len(chunk))
	allocated := testing.AllocsPerRun(1, func() {
		size, err := ours.Measure(frame, 16<<20)
		require.NoError(t, err)
		require.Greater(t, size, int64(16<<20))
	})
	require.Less(t, allocated, 10.0)
	size, err := ours.Measure(frame, math.MaxInt64)
	require.NoError(t, err)
	require.EqualValues(t, 100*len(chunk), size)
}

// What is decoded is what the library decodes.
func FuzzDecode(f *testing.F) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, content := range contents() {
		content = content[:min(len(content), 5000)]
		encoder, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(false), zstd.WithAllLitEntropyCompression(true))
		require.NoError(f, err)
		frame := encoder.EncodeAll(content, nil)
		f.Add(frame)
		for range 20 {
			damaged := bytes.Clone(frame)
			if len(damaged) > 6 {
				damaged[6+random.IntN(len(damaged)-6)] ^= 1 << random.IntN(8)
			}
			f.Add(damaged)
		}
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(1<<20), zstd.WithDecoderConcurrency(1), zstd.IgnoreChecksum(true))
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, frame []byte) {
		const limit = 1 << 20
		got, ourErr := ours.Decode(nil, frame, limit)
		measured, measureErr := ours.Measure(frame, limit)
		sizes, inspectErr := ours.Inspect(frame)
		if ourErr != nil {
			return
		}
		require.NoError(t, inspectErr)
		require.NoError(t, measureErr)
		require.EqualValues(t, len(got), measured)
		require.LessOrEqual(t, int64(len(got)), sizes.Most)
		want, err := decoder.DecodeAll(frame, nil)
		if err == nil { // The library takes fewer descriptions of codes.
			require.True(t, bytes.Equal(want, got))
		}
	})
}
