package lz4

import (
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/lz4"
)

// newCompressor has one level: the library with the others would make every page's download
// a sixth larger.
func newCompressor(int) compression.Compressor {
	return func(dst, value []byte, most int) ([]byte, bool) {
		dst, ok := appendSize(dst, value, most)
		if !ok {
			return dst, false
		}
		return lz4.Encode(dst, value, most-sizeLength)
	}
}

func decode(dst, block []byte, size int) ([]byte, error) {
	start := len(dst)
	dst, err := lz4.Decode(dst, block, size)
	if err == nil && len(dst)-start != size {
		err = errWrongSize
	}
	return dst, err
}
