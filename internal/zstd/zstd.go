// Package zstd reads the Zstandard format (RFC 8878), in little code and with little memory:
// what a page downloads of it is a small part of what a whole library is. It also says how
// large a frame's content is without decompressing it, which is what keeps a hostile frame
// from taking memory.
//
//	sizes, err := zstd.Inspect(frame)
//	…
//	content, err := zstd.Decode(nil, frame, limit)
//
// A frame stands by itself: nothing is before or behind it, and it needs no dictionary. The
// checksum of a content is not compared.
package zstd

import (
	"encoding/binary"
)

// Error is what is wrong with a frame.
type Error string

// Error returns it.
func (e Error) Error() string { return string(e) }

const (
	errShort      Error = "it ends early"
	errMagic      Error = "it is no frame of zstd"
	errReserved   Error = "it has bits set that no version of the format has"
	errDictionary Error = "it needs a dictionary"
	errTrailing   Error = "something stands behind it"
	errBlock      Error = "it has a block that is too large"
	ErrSize       Error = "its content is not of the size that it names"
	errTable      Error = "it has a table that cannot be"
	errLiterals   Error = "it has literals that cannot be"
	errSequences  Error = "it has sequences that cannot be"
	errOffset     Error = "it repeats what is not there"
)

// maxBlock is the most that a block holds when it is decompressed.
const maxBlock = 128 << 10

// Sizes are what a frame says of its content.
type Sizes struct {
	// Content is the size that the frame names, or -1 where it names none. Nothing holds
	// the frame to it.
	Content int64
	// Most is what the content is at most, as the frame's blocks are.
	Most int64
}

// Inspect returns the sizes of a frame. It reads the headers of the frame's blocks only.
func Inspect(frame []byte) (Sizes, error) {
	h, blocks, err := header(frame)
	if err != nil {
		return Sizes{}, err
	}
	s := Sizes{Content: h.content}
	for last := false; !last; {
		var b block
		if b, blocks, err = nextBlock(&h, blocks); err != nil {
			return Sizes{}, err
		}
		if b.kind == blockCompressed {
			s.Most += int64(h.blockSize)
		} else {
			s.Most += int64(b.size)
		}
		last = b.last
	}
	return s, h.end(blocks)
}

// Measure returns the size of a frame's content, or some size above limit as soon as it is
// known to be above. It needs no memory for the content.
func Measure(frame []byte, limit int64) (int64, error) {
	h, blocks, err := header(frame)
	if err != nil {
		return 0, err
	}
	var d decoder
	total := int64(0)
	for last := false; !last; {
		var b block
		if b, blocks, err = nextBlock(&h, blocks); err != nil {
			return 0, err
		}
		size := b.size
		if b.kind == blockCompressed {
			if size, err = d.measure(b.data, h.blockSize); err != nil {
				return 0, err
			}
		}
		if total += int64(size); total > limit {
			return total, nil
		}
		last = b.last
	}
	return total, h.end(blocks)
}

// Decode appends the content of a frame to dst. Content that turns out to be longer than
// limit, or than the frame says, ends with [ErrSize] at the block where that shows.
func Decode(dst, frame []byte, limit int64) ([]byte, error) {
	h, blocks, err := header(frame)
	if err != nil {
		return dst, err
	}
	if h.content >= 0 {
		limit = min(limit, h.content)
	}
	d := decoder{start: len(dst), offsets: [3]int{1, 4, 8}}
	for last := false; !last; {
		var b block
		if b, blocks, err = nextBlock(&h, blocks); err != nil {
			return dst, err
		}
		if b.kind != blockCompressed && int64(len(dst)-d.start+b.size) > limit {
			return dst, ErrSize
		}
		switch b.kind {
		case blockRaw:
			dst = append(dst, b.data...)
		case blockRLE:
			for range b.size {
				dst = append(dst, b.data[0])
			}
		default:
			if dst, err = d.decode(dst, b.data, h.blockSize); err != nil {
				return dst, err
			}
			if int64(len(dst)-d.start) > limit {
				return dst, ErrSize
			}
		}
		last = b.last
	}
	if h.content >= 0 && h.content != int64(len(dst)-d.start) {
		return dst, ErrSize
	}
	return dst, h.end(blocks)
}

// frameHeader is what stands before the blocks.
type frameHeader struct {
	content   int64 // its size, or -1
	blockSize int   // the most that a block holds
	checksum  bool  // there is one behind the blocks
}

func header(frame []byte) (h frameHeader, blocks []byte, err error) {
	const magic = "\x28\xb5\x2f\xfd"
	if len(frame) < len(magic)+1 {
		return h, nil, errShort
	}
	if string(frame[:len(magic)]) != magic {
		return h, nil, errMagic
	}
	descriptor := frame[len(magic)]
	rest := frame[len(magic)+1:]
	single := descriptor&0x20 != 0
	dictionary := [4]int{0, 1, 2, 4}[descriptor&3]
	content := [4]int{0, 2, 4, 8}[descriptor>>6]
	windowSize := 1
	if single {
		windowSize = 0
		content = max(content, 1)
	}
	switch {
	case descriptor&8 != 0:
		return h, nil, errReserved
	case len(rest) < windowSize+dictionary+content:
		return h, nil, errShort
	}
	window := uint64(maxBlock)
	if !single {
		exponent, mantissa := rest[0]>>3, rest[0]&7
		base := uint64(1) << (10 + exponent)
		window = base + base/8*uint64(mantissa)
		rest = rest[1:]
	}
	for _, b := range rest[:dictionary] {
		if b != 0 {
			return h, nil, errDictionary
		}
	}
	rest = rest[dictionary:]
	h.content = -1
	if content > 0 {
		var field [8]byte
		copy(field[:], rest[:content])
		size := binary.LittleEndian.Uint64(field[:])
		if content == 2 {
			size += 256
		}
		if size > 1<<62 {
			return h, nil, ErrSize
		}
		h.content = int64(size)
		if single {
			window = size
		}
	}
	h.blockSize = int(min(window, maxBlock))
	h.checksum = descriptor&4 != 0
	return h, rest[content:], nil
}

// end checks that nothing but a checksum stands behind the blocks.
func (h *frameHeader) end(rest []byte) error {
	const checksum = 4
	switch {
	case !h.checksum && len(rest) == 0, h.checksum && len(rest) == checksum:
		return nil
	case h.checksum && len(rest) < checksum:
		return errShort
	default:
		return errTrailing
	}
}

const (
	blockRaw = iota
	blockRLE
	blockCompressed
)

// block is a part of a frame.
type block struct {
	kind int
	last bool
	size int // of what is in it; of one that is compressed: before it is decompressed
	data []byte
}

func nextBlock(h *frameHeader, blocks []byte) (b block, rest []byte, err error) {
	if len(blocks) < 3 {
		return b, nil, errShort
	}
	bits := int(blocks[0]) | int(blocks[1])<<8 | int(blocks[2])<<16
	b.last, b.kind, b.size = bits&1 != 0, bits>>1&3, bits>>3
	rest = blocks[3:]
	length := b.size
	switch {
	case b.kind > blockCompressed:
		return b, nil, errReserved
	case b.size > h.blockSize:
		return b, nil, errBlock
	case b.kind == blockRLE:
		length = 1
	}
	if len(rest) < length {
		return b, nil, errShort
	}
	b.data = rest[:length]
	return b, rest[length:], nil
}
