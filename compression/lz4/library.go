//go:build !js

package lz4

import (
	"slices"
	"sync"

	"github.com/pierrec/lz4/v4"

	"github.com/glissade-io/glissade/internal/compression"
)

// compressor is what the library has for a level.
type compressor interface {
	CompressBlock(src, dst []byte) (int, error)
}

func newCompressor(level int) compression.Compressor {
	compressors := sync.Pool{New: func() any { return compressorOf(level) }}
	return func(dst, value []byte, most int) ([]byte, bool) {
		dst, ok := appendSize(dst, value, most)
		if !ok {
			return dst, false
		}
		most -= sizeLength
		dst = slices.Grow(dst, most)
		c, _ := compressors.Get().(compressor)
		n, err := c.CompressBlock(value, dst[len(dst):len(dst)+most]) // which has no room for what is not smaller
		compressors.Put(c)
		return dst[:len(dst)+n], err == nil && n > 0
	}
}

// compressorOf returns one that makes of a value the bytes that the reference implementation
// makes at level 0 and below.
func compressorOf(level int) compressor {
	const levels = 9
	if level <= 0 {
		return &lz4.CompressorCCompat{Acceleration: max(-level, 1)}
	}
	return &lz4.CompressorHC{Level: lz4.Fast + 1<<(8+min(level, levels))}
}

func decode(dst, block []byte, size int) ([]byte, error) {
	n, err := lz4.UncompressBlock(block, dst[len(dst):len(dst)+size])
	if err == nil && n != size {
		err = errWrongSize
	}
	if err != nil {
		return dst, err
	}
	return dst[:len(dst)+n], nil
}
