// Package lz4 reads and writes blocks of the LZ4 format, in little code and with little
// memory, for pages. It also says how large a block's content is without decompressing it,
// which is what keeps a hostile block from taking memory.
// See https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
package lz4

// Error is what is wrong with a block.
type Error string

// Error returns it.
func (e Error) Error() string { return string(e) }

const (
	errShort  Error = "it ends early"
	errOffset Error = "it repeats what is not there"
	errSize   Error = "its content is longer than it may be"
)

// minMatch is the shortest match that a block has.
const minMatch = 4

// Measure returns the size of a block's content. It needs no memory for it.
func Measure(block []byte) (int, error) {
	size := 0
	for {
		s, rest, err := nextSequence(block)
		if err != nil {
			return 0, err
		}
		size += len(s.literals) + s.match
		if size < 0 {
			return 0, errSize
		}
		if len(rest) == 0 {
			return size, nil
		}
		block = rest
	}
}

// Decode appends the content of a block to dst. Content longer than limit is an error, before
// it is appended.
func Decode(dst, block []byte, limit int) ([]byte, error) {
	start := len(dst)
	for {
		s, rest, err := nextSequence(block)
		if err != nil {
			return dst, err
		}
		if len(dst)-start+len(s.literals)+s.match > limit {
			return dst, errSize
		}
		dst = append(dst, s.literals...)
		if len(rest) == 0 {
			return dst, nil
		}
		if s.offset == 0 || s.offset > len(dst)-start {
			return dst, errOffset
		}
		for offset := s.offset; s.match > 0; {
			from := len(dst) - offset
			n := min(s.match, offset)
			dst = append(dst, dst[from:from+n]...)
			s.match -= n
			offset += n
		}
		block = rest
	}
}

// sequence is a step of decompression: literals, and a match, which the last one lacks.
type sequence struct {
	literals      []byte
	offset, match int
}

// nextSequence takes the first sequence off a block. Behind the last one there is nothing.
func nextSequence(block []byte) (s sequence, rest []byte, err error) {
	if len(block) == 0 {
		return s, nil, errShort
	}
	token := block[0]
	literals, rest, ok := extended(int(token>>4), block[1:])
	if !ok || literals > len(rest) {
		return s, nil, errShort
	}
	s.literals, rest = rest[:literals], rest[literals:]
	if len(rest) == 0 {
		return s, nil, nil
	}
	if len(rest) < 2 {
		return s, nil, errShort
	}
	s.offset = int(rest[0]) | int(rest[1])<<8
	if s.match, rest, ok = extended(int(token&15), rest[2:]); !ok || len(rest) == 0 {
		return s, nil, errShort // A block ends with literals, if only with their token.
	}
	s.match += minMatch
	return s, rest, nil
}

// extended returns a length, of which 15 or more go on in the bytes behind it.
func extended(length int, data []byte) (int, []byte, bool) {
	if length < 15 {
		return length, data, true
	}
	for i, b := range data {
		if length += int(b); b < 255 {
			return length, data[i+1:], true
		}
	}
	return 0, nil, false
}
