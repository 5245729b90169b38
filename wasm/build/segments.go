package main

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// The linker cuts a program's data wherever eight bytes are zero, into tens of
// thousands of segments. That makes the file smaller as it is, but what is between
// the segments does not compress: joined they take some 70 KB less in brotli.

const (
	dataSection = 11
	// shortestGap is how many zeros a segment may hold in a row, in bytes.
	shortestGap = 64
)

// joinSegments returns the body of a data section with fewer segments.
func joinSegments(body []byte, edit func(memory []byte) error) ([]byte, error) {
	segments, err := readSegments(body)
	if err != nil {
		return nil, err
	}
	memory, err := flatten(segments)
	if err != nil {
		return nil, err
	}
	if edit != nil {
		if err := edit(memory.data); err != nil {
			return nil, err
		}
	}
	return appendSegments(nil, cut(memory)), nil
}

// segment is what the memory holds from an offset on when the program starts.
type segment struct {
	offset int
	data   []byte
}

// readSegments reads a data section and returns its segments in ascending order.
func readSegments(body []byte) ([]segment, error) {
	count, n := binary.Uvarint(body)
	if n <= 0 {
		return nil, errMalformed
	}
	body = body[n:]
	var segments []segment
	for ; count > 0; count-- {
		// An active segment of memory 0: i32.const offset, end, size.
		if !bytes.HasPrefix(body, []byte{0x00, 0x41}) {
			return nil, errMalformed
		}
		offset, n := signed(body[2:])
		if n == 0 || len(body) < 3+n || body[2+n] != 0x0b {
			return nil, errMalformed
		}
		body = body[3+n:]
		size, n := binary.Uvarint(body)
		if n <= 0 || size > uint64(len(body)-n) {
			return nil, errMalformed
		}
		segments, body = append(segments, segment{offset, body[n : n+int(size)]}), body[n+int(size):]
	}
	slices.SortFunc(segments, func(a, b segment) int { return a.offset - b.offset })
	end := 0
	for _, s := range segments {
		if s.offset < end { // what the later one overwrites would depend on their order
			return nil, errMalformed
		}
		end = s.offset + len(s.data)
	}
	if len(body) > 0 {
		return nil, errMalformed
	}
	return segments, nil
}

// largestMemory is how far segments may lie apart, in bytes.
const largestMemory = 64 << 20

// flatten returns the memory that segments make, as one.
func flatten(segments []segment) (segment, error) {
	if len(segments) == 0 {
		return segment{}, nil
	}
	start, last := segments[0].offset, segments[len(segments)-1]
	if last.offset-start > largestMemory {
		return segment{}, errMalformed
	}
	memory := segment{start, make([]byte, last.offset-start+len(last.data))}
	for _, s := range segments {
		copy(memory.data[s.offset-start:], s.data)
	}
	return memory, nil
}

// cut returns segments that make a memory, without the zeros that are many in a row.
func cut(memory segment) []segment {
	var segments []segment
	end := -shortestGap // of the last byte that is not zero
	for i, b := range memory.data {
		if b == 0 {
			continue
		}
		if i-end >= shortestGap {
			segments = append(segments, segment{offset: memory.offset + i})
			end = i
		}
		last := &segments[len(segments)-1]
		last.data = append(last.data, memory.data[end:i+1]...)
		end = i + 1
	}
	return segments
}

// appendSegments writes a data section.
func appendSegments(out []byte, segments []segment) []byte {
	out = binary.AppendUvarint(out, uint64(len(segments)))
	for _, s := range segments {
		out = append(out, 0x00, 0x41)
		out = append(appendSigned(out, s.offset), 0x0b)
		out = append(binary.AppendUvarint(out, uint64(len(s.data))), s.data...)
	}
	return out
}

// signed reads a signed LEB128 number of 32 bits and returns it with its size, or a
// size of 0 if there is none.
func signed(b []byte) (value, size int) {
	for i := range min(5, len(b)) {
		value |= int(b[i]&0x7f) << (7 * i)
		if b[i] < 0x80 {
			if b[i]&0x40 != 0 {
				value -= 1 << (7 * (i + 1))
			}
			return value, i + 1
		}
	}
	return 0, 0
}

func appendSigned(out []byte, value int) []byte {
	for {
		low := byte(value) & 0x7f
		value >>= 7
		if value == 0 && low&0x40 == 0 || value == -1 && low&0x40 != 0 {
			return append(out, low)
		}
		out = append(out, low|0x80)
	}
}
