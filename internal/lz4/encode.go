package lz4

import (
	"encoding/binary"
	"sync"
)

const (
	tableLog  = 12
	maxOffset = 1<<16 - 1
	// lastLiterals and lastMatch are what the format asks for: the last bytes are literals,
	// and no match begins in so many of them.
	lastLiterals = 5
	lastMatch    = 12
)

// places are where four bytes were seen last, by their hash, counted from 1.
type places [1 << tableLog]int32

var tables = sync.Pool{New: func() any { return new(places) }}

// Encode appends a block with the content to dst, unless that would be more than most bytes:
// ok is false then.
func Encode(dst, content []byte, most int) (block []byte, ok bool) {
	table := tables.Get().(*places)
	defer tables.Put(table)
	clear(table[:])
	end := len(dst) + most
	anchor, at := 0, 0
	for misses := 0; at < len(content)-lastMatch; {
		word := binary.LittleEndian.Uint32(content[at:])
		entry := &table[word*2654435761>>(32-tableLog)]
		from := int(*entry) - 1
		*entry = int32(at) + 1
		if from < 0 || at-from > maxOffset || binary.LittleEndian.Uint32(content[from:]) != word {
			at += 1 + misses>>6 // What does not compress is skipped faster and faster.
			misses++
			continue
		}
		misses = 0
		for at > anchor && from > 0 && content[at-1] == content[from-1] {
			at, from = at-1, from-1
		}
		match := minMatch
		for at+match < len(content)-lastLiterals && content[at+match] == content[from+match] {
			match++
		}
		dst = appendSequence(dst, content[anchor:at], at-from, match)
		if len(dst) > end {
			return dst, false
		}
		at += match
		anchor = at
	}
	dst = appendSequence(dst, content[anchor:], 0, 0)
	return dst, len(dst) <= end
}

// appendSequence appends a sequence; one without a match is the last.
func appendSequence(dst, literals []byte, offset, match int) []byte {
	token := len(dst)
	dst = append(dst, byte(min(len(literals), 15)<<4))
	dst = appendRest(dst, len(literals))
	dst = append(dst, literals...)
	if match == 0 {
		return dst
	}
	match -= minMatch
	dst[token] |= byte(min(match, 15))
	dst = append(dst, byte(offset), byte(offset>>8))
	return appendRest(dst, match)
}

// appendRest appends what a length has beyond the 15 that a token holds.
func appendRest(dst []byte, length int) []byte {
	if length < 15 {
		return dst
	}
	for length -= 15; length >= 255; length -= 255 {
		dst = append(dst, 255)
	}
	return append(dst, byte(length))
}
