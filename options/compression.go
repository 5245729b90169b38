package options

import (
	"strconv"

	"github.com/glissade-io/glissade/core/failure"
)

// CompressionBackend is a format that values are compressed in.
type CompressionBackend string

// The backends. A program links those that it imports; see [CompressionConfiguration].
const (
	// ZSTD is Zstandard (RFC 8878), which compresses well.
	ZSTD CompressionBackend = "ZSTD"
	// LZ4 is LZ4, which is fast.
	LZ4 CompressionBackend = "LZ4"
)

// Defaults and bounds of a CompressionConfiguration.
const (
	// DefaultMinCompressionSize is used where MinCompressionSize is 0.
	DefaultMinCompressionSize = 64
	// LeastMinCompressionSize is the least that MinCompressionSize may be: one byte more
	// than what marks a value as compressed.
	LeastMinCompressionSize = 6
	// DefaultMaxDecompressedSize is used where MaxDecompressedSize is 0.
	DefaultMaxDecompressedSize = 512 << 20
)

// CompressionConfiguration has a client compress the values that it sets, and decompress
// those that it gets, as GLIDE's clients do: each reads what the other wrote. The zero value
// compresses by ZSTD what has 64 bytes or more.
//
// A native program imports the backend for its effect, or both, to read values of both:
//
//	import _ "github.com/glissade-io/glissade/compression/zstd"
//	import _ "github.com/glissade-io/glissade/compression/lz4"
//
// Compressed are the values of SET, SETEX, PSETEX, SETNX, GETSET, MSET, MSETNX and MSETEX;
// decompressed the replies to GET, GETEX, GETDEL, GETSET, MGET and SET. Nothing else is:
// fields of hashes, elements of lists and so on are left as they are. Commands that work
// on a value's bytes where they are, such as APPEND and STRLEN, are refused.
// See docs/compression.md.
type CompressionConfiguration struct {
	// Backend is what values are compressed by; "" stands for ZSTD. Values are
	// decompressed by the one that they were compressed by, if the program has it.
	Backend CompressionBackend
	// CompressionLevel trades speed for size: -131072 to 22 of ZSTD, -128 to 12 of LZ4. Nil
	// leaves it to the backend, whose default is 3 of ZSTD, and 0 of LZ4.
	CompressionLevel *int
	// MinCompressionSize is the length in bytes from which values are compressed: 6 or
	// more. 0 means 64.
	MinCompressionSize int
	// MaxDecompressedSize is the length in bytes up to which values are decompressed;
	// getting a longer one is an error, and takes no memory. 0 means 512 MiB.
	MaxDecompressedSize int
}

// WithDefaults returns c with every setting that was left out filled in, but for the level.
func (c CompressionConfiguration) WithDefaults() CompressionConfiguration {
	if c.Backend == "" {
		c.Backend = ZSTD
	}
	if c.MinCompressionSize == 0 {
		c.MinCompressionSize = DefaultMinCompressionSize
	}
	if c.MaxDecompressedSize == 0 {
		c.MaxDecompressedSize = DefaultMaxDecompressedSize
	}
	return c
}

// Validate returns a *failure.ConfigurationError about the first setting that cannot work,
// or nil. The level is checked when a client is made, which knows the backend.
func (c *CompressionConfiguration) Validate() error {
	switch {
	case c == nil:
		return nil
	case c.Backend != "" && c.Backend != ZSTD && c.Backend != LZ4:
		return invalid("Compression.Backend", "is unknown; use {ZSTD} or {LZ4}")
	case c.MinCompressionSize < 0 || c.MinCompressionSize > 0 && c.MinCompressionSize < LeastMinCompressionSize:
		return invalid("Compression.MinCompressionSize",
			"must be at least "+failure.Text(strconv.Itoa(LeastMinCompressionSize))+" bytes, one more than what marks a compressed value; or 0 for 64")
	case c.MaxDecompressedSize < 0:
		return invalid("Compression.MaxDecompressedSize", "must be positive; give a number of bytes, or 0 for 512 MiB")
	default:
		return nil
	}
}
