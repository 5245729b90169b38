//go:build !js

package zstd

import (
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/glissade-io/glissade/internal/compression"
)

// newCompressor returns a compressor that has an encoder for each goroutine that compresses:
// the library's own would have one for each processor from the first value on.
func newCompressor(level int) compression.Compressor {
	encoders := sync.Pool{New: func() any {
		encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(level)),
			zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true))
		if err != nil {
			return nil // None of these options can fail.
		}
		return encoder
	}}
	return func(dst, value []byte, most int) ([]byte, bool) {
		encoder, ok := encoders.Get().(*zstd.Encoder)
		if !ok {
			return dst, false
		}
		before := len(dst)
		dst = encoder.EncodeAll(value, dst)
		encoders.Put(encoder)
		return dst, len(dst)-before <= most
	}
}

var decoders = sync.Pool{New: func() any {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return err
	}
	return decoder
}}

func decompress(dst, payload []byte, limit int) ([]byte, error) {
	size, err := checkSize(payload, limit)
	if err != nil {
		return dst, err
	}
	d := decoders.Get()
	decoder, ok := d.(*zstd.Decoder)
	if !ok {
		err, _ = d.(error)
		return dst, err
	}
	defer decoders.Put(decoder)
	return decoder.DecodeAll(payload, slices.Grow(dst, size))
}
