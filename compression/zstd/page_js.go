package zstd

import (
	"slices"

	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/zstd"
)

// newCompressor is not there: the library that compresses would make every page's download
// a third larger.
var newCompressor func(level int) compression.Compressor

func decompress(dst, payload []byte, limit int) ([]byte, error) {
	size, err := checkSize(payload, limit)
	if err != nil {
		return dst, err
	}
	return zstd.Decode(slices.Grow(dst, size), payload, int64(limit))
}
