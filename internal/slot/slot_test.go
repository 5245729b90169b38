package slot_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/slot"
)

func TestSlotsAreThoseOfTheServer(t *testing.T) {
	for key, want := range map[string]uint16{
		"":          0,
		"123456789": 0x31C3 % slot.Count,
		"foo":       12182,
		"bar":       5061,
		"hello":     866,
		"a":         15495,
		"\x00":      0,
	} {
		require.Equal(t, want, slot.OfString(key), "%q", key)
	}
}

func TestHashTagsDecide(t *testing.T) {
	for key, tag := range map[string]string{
		"{user1000}.following": "user1000",
		"{user1000}.followers": "user1000",
		"foo{bar}{zap}":        "bar",
		"foo{{bar}}zap":        "{bar",
		"}foo{bar}":            "bar",
		"{a}":                  "a",
		"foo{}{bar}":           "", // an empty tag is none, whatever comes later
		"{}":                   "",
		"{":                    "",
		"}":                    "",
		"foo{bar":              "",
		"foo}bar{":             "",
		"}{":                   "",
	} {
		want := bitwise(tag) % slot.Count
		if tag == "" {
			want = bitwise(key) % slot.Count
		}
		require.Equal(t, want, slot.OfString(key), "%q", key)
		require.Equal(t, want, slot.Of([]byte(key)), "%q", key)
	}
}

func TestEveryLengthIsHashedWhole(t *testing.T) {
	for length := range 70 {
		key := make([]byte, length)
		for i := range key {
			key[i] = byte(i*37 + length)
			if key[i] == '{' {
				key[i] = 0
			}
		}
		require.Equal(t, bitwise(string(key))%slot.Count, slot.Of(key), "%d bytes", length)
	}
}

func TestSlotsCostNoMemory(t *testing.T) {
	key := []byte("some{tagged}key")
	require.Zero(t, testing.AllocsPerRun(100, func() { slot.Of(key) }))
}

func FuzzOf(f *testing.F) {
	f.Add([]byte("a{b}c"))
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, key []byte) {
		hashed := string(key)
		if _, after, found := strings.Cut(hashed, "{"); found {
			if tag, _, closed := strings.Cut(after, "}"); closed && tag != "" {
				hashed = tag
			}
		}
		require.Equal(t, bitwise(hashed)%slot.Count, slot.Of(key))
	})
}

func BenchmarkOf(b *testing.B) {
	for _, key := range []string{"key:000001234567", "{user1000}.following", strings.Repeat("k", 64)} {
		b.Run(key, func(b *testing.B) {
			bytes := []byte(key)
			b.ReportAllocs()
			for b.Loop() {
				slot.Of(bytes)
			}
		})
	}
}

// bitwise is the checksum by its definition.
func bitwise(text string) uint16 {
	var crc uint16
	for i := range len(text) {
		for bit := 7; bit >= 0; bit-- {
			out := crc>>15 ^ uint16(text[i]>>bit)&1
			crc = crc<<1 ^ out*0x1021
		}
	}
	return crc
}
