// Package compression compresses values that are sent and decompresses those that come back,
// in the form that GLIDE's clients have: [Codec] knows which arguments of which commands are
// values, and which replies hold them. The formats themselves are registered by those who
// import their packages, so that no program links what it does not use.
//
// A compressed value is the bytes 00 01 02, the version 00, the id of the backend, and what
// the backend has made of the value.
package compression

import (
	"strings"
	"sync/atomic"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Backend is a format.
type Backend struct {
	// Name is what the configuration calls it.
	Name options.CompressionBackend
	// ID is the byte that marks its values.
	ID byte
	// MinLevel and MaxLevel are what levels are between, DefaultLevel the one of a client
	// that sets none.
	MinLevel, MaxLevel, DefaultLevel int
	// NewCompressor returns what appends a compressed value to dst, and whether that is
	// less than most bytes: where it is not, what it appends does not matter. It may be
	// called by several goroutines at once. Nil stands for a backend that only reads.
	NewCompressor func(level int) Compressor
	// Decompress appends the value to dst that payload was made of. It takes no memory for
	// a value longer than limit, of which it returns a [SizeError].
	Decompress func(dst, payload []byte, limit int) ([]byte, error)

	newCodec func(b *Backend, level int, c options.CompressionConfiguration, notify func(models.ClientEvent)) Codec
}

// Compressor appends a compressed value to dst, see [Backend.NewCompressor].
type Compressor func(dst, value []byte, most int) (compressed []byte, ok bool)

// SizeError is the error of a value that is longer than the limit.
type SizeError struct{}

// Error says so.
func (SizeError) Error() string { return "the value is longer than the limit" }

// The ids of the backends.
const (
	zstdID = 1
	lz4ID  = 2
)

var backends [lz4ID + 1]atomic.Pointer[Backend]

// Register makes a backend known to clients that are made from now on, and to all that read.
func Register(b *Backend) {
	b.newCodec = newCodec
	backends[b.ID].Store(b)
}

// named returns the id of a backend.
func idOf(name options.CompressionBackend) byte {
	if name == options.LZ4 {
		return lz4ID
	}
	return zstdID
}

func nameOf(id byte) options.CompressionBackend {
	if id == lz4ID {
		return options.LZ4
	}
	return options.ZSTD
}

// importOf returns what a program imports to have a backend.
func importOf(name options.CompressionBackend) string {
	return `"github.com/glissade-io/glissade/compression/` + strings.ToLower(string(name)) + `"`
}

const (
	magic      = "\x00\x01\x02"
	version    = 0
	headerSize = len(magic) + 2
)

// isMarked reports whether a value begins as those do that are compressed.
func isMarked(value []byte) bool {
	return len(value) >= headerSize && string(value[:len(magic)]) == magic
}

// Codec compresses and decompresses the values of one client. It is safe for use by several
// goroutines. It is an interface so that programs without a backend do not link it.
type Codec interface {
	// Compress makes dst the command that a is, with its values compressed, and reports
	// whether there are any. Errors: *failure.ConfigurationError if a client with compression
	// does not send it.
	Compress(dst, a *command.Args) (changed bool, err error)
	// Check returns why an encoded command of that name is not to be sent, or nil.
	Check(name string, encoded []byte) error
	// AppendCommand appends an encoded command of that name to dst, with its values compressed.
	AppendCommand(dst []byte, name string, encoded []byte) []byte
	// Decompresses reports, at little cost, whether the reply to a command of that name may
	// hold values that Reply decompresses.
	Decompresses(name string, frame []byte) bool
	// Reply returns the reply to a command of that name with its values decompressed,
	// appended to dst. Errors: *failure.CompressionError.
	Reply(dst []byte, name string, frame []byte) (reply []byte, err error)
	// Stats returns the counts since the codec was made.
	Stats() models.CompressionStatistics
}

type codec struct {
	id       byte
	compress Compressor
	min, max int

	compressed, original, sent, skipped atomic.Uint64
	decompressed, received, failed      atomic.Uint64

	notices notices
}

// New returns the codec of a client, or nil if its configuration is nil. What becomes of
// values is reported to notify, unless it is nil.
// Errors: *failure.ConfigurationError.
func New(configuration *options.CompressionConfiguration, notify func(models.ClientEvent)) (Codec, error) {
	if configuration == nil {
		return nil, nil
	}
	if err := configuration.Validate(); err != nil {
		return nil, err
	}
	c := configuration.WithDefaults()
	b := backends[idOf(c.Backend)].Load()
	if b == nil {
		return nil, &failure.ConfigurationError{
			Field: "Compression.Backend", Message: "is " + failure.Text(c.Backend) + ", which the program does not link; add import _ " + failure.Text(importOf(c.Backend)),
		}
	}
	if b.NewCompressor == nil {
		return nil, &failure.ConfigurationError{
			Field: "Compression.Backend", Message: "is " + failure.Text(c.Backend) + ", which this build can only read; use {LZ4}, whose values every client with compression reads",
		}
	}
	level := b.DefaultLevel
	if c.CompressionLevel != nil {
		level = *c.CompressionLevel
	}
	if level < b.MinLevel || level > b.MaxLevel {
		return nil, &failure.ConfigurationError{
			Field:   "Compression.CompressionLevel",
			Message: "is none of " + failure.Text(c.Backend) + ", which has " + number(b.MinLevel) + " to " + number(b.MaxLevel) + "; give one of those, or {nil} for " + number(b.DefaultLevel),
		}
	}
	return b.newCodec(b, level, c, notify), nil
}

func newCodec(b *Backend, level int, c options.CompressionConfiguration, notify func(models.ClientEvent)) Codec {
	made := &codec{id: b.ID, compress: b.NewCompressor(level), min: c.MinCompressionSize, max: c.MaxDecompressedSize}
	made.notices.reportTo(notify)
	return made
}

func (c *codec) Stats() models.CompressionStatistics {
	return models.CompressionStatistics{
		ValuesCompressed: c.compressed.Load(), OriginalBytes: c.original.Load(), CompressedBytes: c.sent.Load(),
		Skipped:            c.skipped.Load(),
		ValuesDecompressed: c.decompressed.Load(), DecompressedBytes: c.received.Load(),
		Failed: c.failed.Load(),
	}
}

// isLeft reports whether a value is sent as it is, without a look at what it would become.
func (c *codec) isLeft(value []byte) bool { return len(value) < c.min || isMarked(value) }

// appendValue appends a value to dst compressed, or nothing where it is to be sent as it is.
func (c *codec) appendValue(dst, value []byte, command string) (out []byte, ok bool) {
	if c.isLeft(value) {
		c.leave(value, command)
		return dst, false
	}
	most := len(value) - 1
	out = append(append(dst, magic...), version, c.id)
	if out, ok = c.compress(out, value, most-headerSize); !ok || len(out)-len(dst) > most {
		c.skipped.Add(1)
		c.skip(noGain, command)
		return out[:len(dst)], false
	}
	c.compressed.Add(1)
	c.original.Add(uint64(len(value)))
	c.sent.Add(uint64(len(out) - len(dst)))
	return out, true
}

// leave counts a value that is left as it is.
func (c *codec) leave(value []byte, command string) {
	c.skipped.Add(1)
	if isMarked(value) { // Others are short, as the configuration says.
		c.skip(alreadyMarked, command)
	}
}

// appendDecompressed appends what a marked value was made of to dst.
func (c *codec) appendDecompressed(dst, marked []byte, command string) ([]byte, error) {
	out, why, err := c.decompress(dst, marked)
	if err != nil {
		err.Command = command
		c.failed.Add(1)
		c.fail(why, err)
		return dst, err
	}
	c.decompressed.Add(1)
	c.received.Add(uint64(len(out) - len(dst)))
	return out, nil
}

func (c *codec) decompress(dst, marked []byte) ([]byte, reason, *failure.CompressionError) {
	if v := marked[len(magic)]; v != version {
		return dst, otherVersion, &failure.CompressionError{
			Reason: "the value is in version " + number(int(v)) + " of the form that compressed values have, of which this client knows version 0",
		}
	}
	id := marked[len(magic)+1]
	if id != zstdID && id != lz4ID {
		return dst, unknownBackend, &failure.CompressionError{Reason: "the value was compressed by a backend that this client does not know, with the id " + number(int(id))}
	}
	name := nameOf(id)
	b := backends[id].Load()
	if b == nil {
		return dst, unlinkedBackend, &failure.CompressionError{
			Backend: string(name), Reason: "the value was compressed by a backend that the program does not link; add import _ " + failure.Text(importOf(name)),
		}
	}
	out, err := b.Decompress(dst, marked[headerSize:], c.max)
	switch err.(type) {
	case nil:
		return out, 0, nil
	case SizeError:
		return dst, tooLong, &failure.CompressionError{
			Backend: string(name),
			Reason: "size limit exceeded: decompressed, the value has more than " + number(c.max) +
				" bytes; raise {CompressionConfiguration.MaxDecompressedSize} if it is to be read",
		}
	default:
		return dst, damaged, &failure.CompressionError{Backend: string(name), Reason: "the compressed value is damaged", Cause: err}
	}
}
