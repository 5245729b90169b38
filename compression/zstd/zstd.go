// Package zstd has clients compress values by Zstandard, and decompress those that were.
// It is imported for its effect:
//
//	import _ "github.com/glissade-io/glissade/compression/zstd"
//
//	client, err := glissade.NewClient(ctx, glissade.ClientConfiguration{
//		Compression: &options.CompressionConfiguration{Backend: options.ZSTD},
//	})
//
// A program that imports it links about 0.6 MB more. Levels are those of zstd, -131072 to 22,
// of which the library behind it has four speeds: up to 2 the fastest, 3 to 5 the default, 6
// to 9 a better one, and from 10 on the best. Its values have no checksum, as those of
// GLIDE's clients have none, and are read by every client of either.
//
// In a browser (GOOS=js) a page would download a third more for that library. What is linked
// there reads values of zstd, and writes none: a client that is to compress by it is not
// made. See docs/compression.md.
package zstd

import (
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/zstd"
	"github.com/glissade-io/glissade/options"
)

func init() {
	compression.Register(&compression.Backend{
		Name: options.ZSTD, ID: 1, MinLevel: -131072, MaxLevel: 22, DefaultLevel: 3,
		NewCompressor: newCompressor, Decompress: decompress,
	})
}

// checkSize returns how much memory the content of a frame takes, as far as the frame says
// so, or why it is not to be decompressed.
func checkSize(frame []byte, limit int) (known int, err error) {
	sizes, err := zstd.Inspect(frame)
	switch {
	case err != nil:
		return 0, err
	case sizes.Content > int64(limit):
		return 0, compression.SizeError{}
	case sizes.Content > sizes.Most:
		return 0, zstd.ErrSize
	case sizes.Content >= 0:
		return int(sizes.Content), nil
	case sizes.Most <= int64(limit):
		return 0, nil
	}
	// Without a named size, one that may be too large is found out before memory is taken.
	size, err := zstd.Measure(frame, int64(limit))
	if err == nil && size > int64(limit) {
		err = compression.SizeError{}
	}
	return int(size), err
}
