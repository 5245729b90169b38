// Package lz4 has clients compress values by LZ4, and decompress those that were. It is
// imported for its effect:
//
//	import _ "github.com/glissade-io/glissade/compression/lz4"
//
//	client, err := glissade.NewClient(ctx, glissade.ClientConfiguration{
//		Compression: &options.CompressionConfiguration{Backend: options.LZ4},
//	})
//
// Levels are those of GLIDE: 0 is the fast compression of LZ4, a negative level the same with
// that acceleration, up to -128, and 1 to 12 its high compression, of which the library
// behind it has nine: 10 to 12 are 9. Values are read by every client of either.
//
// In a browser (GOOS=js) a small implementation stands in for that library, which compresses
// as level 0 does whatever the level. See docs/compression.md.
package lz4

import (
	"encoding/binary"
	"slices"

	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/lz4"
	"github.com/glissade-io/glissade/options"
)

func init() {
	compression.Register(&compression.Backend{
		Name: options.LZ4, ID: 2, MinLevel: -128, MaxLevel: 12, DefaultLevel: 0,
		NewCompressor: newCompressor, Decompress: decompress,
	})
}

// sizeLength is the length of the value's size, which stands before the block.
const sizeLength = 4

// maxLength is the longest value that LZ4 takes.
const maxLength = 0x7e000000

// appendSize appends the size of a value that is to be compressed, unless LZ4 does not take it.
func appendSize(dst, value []byte, most int) ([]byte, bool) {
	if len(value) > maxLength || most <= sizeLength {
		return dst, false
	}
	return binary.LittleEndian.AppendUint32(dst, uint32(len(value))), true
}

const (
	errNoSize    lz4.Error = "its size is missing"
	errWrongSize lz4.Error = "its content is not of the size that it names"
)

// unmeasured is the size up to which memory is taken by what a value says of itself. Beyond
// it the block is measured first.
const unmeasured = 64 << 10

func decompress(dst, payload []byte, limit int) ([]byte, error) {
	if len(payload) <= sizeLength {
		return dst, errNoSize
	}
	named, block := uint64(binary.LittleEndian.Uint32(payload)), payload[sizeLength:]
	if named > uint64(limit) {
		return dst, compression.SizeError{}
	}
	size := int(named)
	if size > unmeasured {
		measured, err := lz4.Measure(block)
		if err != nil {
			return dst, err
		}
		if measured != size {
			return dst, errWrongSize
		}
	}
	return decode(slices.Grow(dst, size), block, size)
}
