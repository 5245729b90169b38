package main

import (
	_ "github.com/glissade-io/glissade/compression/lz4"
	_ "github.com/glissade-io/glissade/compression/zstd"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// readCompression reads what GLIDE has under that name. Without a backend it is LZ4, since a
// page cannot compress by the other one, which every client with compression can read.
func readCompression(in *boundary.Arguments) *options.CompressionConfiguration {
	c := &options.CompressionConfiguration{Backend: options.LZ4}
	backends := []options.CompressionBackend{options.ZSTD, options.LZ4}
	enabled, said := false, false
	in.Object("compression", func(field string) bool {
		switch field {
		case "enabled":
			enabled, said = in.Bool(field), true
		case "backend":
			if i := boundary.Integer[int](in, field); i >= 0 && i < len(backends) {
				c.Backend = backends[i]
			} else {
				in.Refuse(field, "is unknown; use CompressionBackend.LZ4")
			}
		case "compressionLevel":
			c.CompressionLevel = boundary.Pointer(in, field, boundary.Integer[int])
		case "minCompressionSize":
			c.MinCompressionSize = boundary.Integer[int](in, field)
			refuseZero(in, field, c.MinCompressionSize == 0)
		case "maxDecompressedSize":
			c.MaxDecompressedSize = boundary.Integer[int](in, field)
			refuseZero(in, field, c.MaxDecompressedSize == 0)
		default:
			return false
		}
		return true
	})
	if !said {
		in.Refuse("compression.enabled", "is missing; give true or false")
	}
	if err := c.Validate(); err == nil && !enabled {
		return nil
	}
	return c
}
