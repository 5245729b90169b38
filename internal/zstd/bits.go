package zstd

import (
	"encoding/binary"
	"math/bits"
)

// backward reads bits from the end of a stream to its beginning. Beyond that it reads
// zeroes, and left is below 0.
type backward struct {
	data []byte
	left int // bits
}

// open makes r read data, whose last byte says by its highest bit where the stream ends.
func (r *backward) open(data []byte) bool {
	if len(data) == 0 || data[len(data)-1] == 0 {
		return false
	}
	r.data = data
	r.left = len(data)*8 - 1 - bits.LeadingZeros8(data[len(data)-1])
	return true
}

// peek returns the next n bits, of which there are at most 32.
func (r *backward) peek(n int) uint32 {
	from := r.left - n
	if from < 0 {
		if r.left <= 0 {
			return 0
		}
		return r.at(0, r.left) << -from
	}
	return r.at(from, n)
}

// at returns n bits from bit from on.
func (r *backward) at(from, n int) uint32 {
	start := from >> 3
	var word uint64
	if start+8 <= len(r.data) {
		word = binary.LittleEndian.Uint64(r.data[start:])
	} else {
		for i := len(r.data) - 1; i >= start; i-- {
			word = word<<8 | uint64(r.data[i])
		}
	}
	return uint32(word >> (from & 7) & (1<<n - 1))
}

// read returns the next n bits, and goes on behind them.
func (r *backward) read(n int) uint32 {
	value := r.peek(n)
	r.left -= n
	return value
}

// forward reads bits from the beginning on, at most 16 at a time.
type forward struct {
	data []byte
	at   int // in bits
}

func (r *forward) read(n int) int {
	var word uint32
	for i := range 3 {
		if at := r.at>>3 + i; at < len(r.data) {
			word |= uint32(r.data[at]) << (8 * i)
		}
	}
	word >>= r.at & 7
	r.at += n
	return int(word & (1<<n - 1))
}

// rest returns what stands behind the byte that was read last.
func (r *forward) rest() ([]byte, bool) {
	end := (r.at + 7) >> 3
	if end > len(r.data) {
		return nil, false
	}
	return r.data[end:], true
}
