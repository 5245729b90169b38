package zstd

import (
	"encoding/binary"
	"math/bits"
)

// maxCode is the longest code of a literal, in bits.
const maxCode = 11

// tree are the codes of literals (Huffman), as a table by the next bits.
type tree struct {
	log   int
	codes [1 << maxCode]code
	known bool
}

type code struct{ symbol, bits uint8 }

// read makes t the tree that data describes, and returns what stands behind the description.
func (t *tree) read(data []byte) ([]byte, error) {
	if len(data) == 0 {
		return nil, errShort
	}
	var weights [256]uint8
	count, size := int(data[0])-127, (int(data[0])-126)/2
	data = data[1:]
	if count <= 0 {
		size = count + 127
	}
	if len(data) < size {
		return nil, errShort
	}
	if count > 0 {
		for i := range count {
			weights[i] = data[i/2] >> (4 * (1 - i&1)) & 15
		}
	} else {
		var err error
		if count, err = readWeights(&weights, data[:size]); err != nil {
			return nil, err
		}
	}
	return data[size:], t.build(&weights, count)
}

// readWeights reads weights that are compressed by two decoders that take turns.
func readWeights(weights *[256]uint8, data []byte) (count int, err error) {
	var t table
	const mostLog, mostSymbol = 6, 255
	if data, err = t.read(data, mostLog, mostSymbol); err != nil {
		return 0, err
	}
	var r backward
	if !r.open(data) {
		return 0, errTable
	}
	var states [2]uint32
	states[0], states[1] = r.read(t.log), r.read(t.log)
	if r.left < 0 {
		return 0, errTable
	}
	for turn := 0; count < len(weights)-1; turn ^= 1 {
		s := t.states[states[turn]]
		weights[count] = s.symbol
		count++
		states[turn] = uint32(s.base) + r.read(int(s.bits))
		if r.left < 0 {
			if count == len(weights)-1 {
				break
			}
			weights[count] = t.states[states[turn^1]].symbol
			return count + 1, nil
		}
	}
	return 0, errTable
}

// build makes t the tree of symbols with weights, of which the last one's follows from the
// others'.
func (t *tree) build(weights *[256]uint8, count int) error {
	sum := 0
	for _, w := range weights[:count] {
		if w > maxCode {
			return errTable
		}
		sum += 1 << w >> 1
	}
	if sum == 0 {
		return errTable
	}
	t.log = bits.Len(uint(sum))
	left := 1<<t.log - sum
	if t.log > maxCode || left&(left-1) != 0 {
		return errTable
	}
	weights[count] = uint8(bits.Len(uint(left)))
	at := 0
	for w := 1; w <= t.log; w++ {
		for symbol, weight := range weights[:count+1] {
			if int(weight) != w {
				continue
			}
			c := code{symbol: uint8(symbol), bits: uint8(t.log + 1 - w)}
			for range 1 << (w - 1) {
				t.codes[at] = c
				at++
			}
		}
	}
	t.known = true
	return nil
}

// decode appends size symbols of one stream to dst.
func (t *tree) decode(dst, data []byte, size int) ([]byte, error) {
	var r backward
	if !r.open(data) {
		return dst, errLiterals
	}
	for range size {
		c := t.codes[r.peek(t.log)]
		dst = append(dst, c.symbol)
		r.left -= int(c.bits)
	}
	if r.left != 0 {
		return dst, errLiterals
	}
	return dst, nil
}

// decodeFour does so with four streams, of which the sizes of three stand before them.
func (t *tree) decodeFour(dst, data []byte, size int) ([]byte, error) {
	const jumps = 6
	if len(data) < jumps {
		return dst, errShort
	}
	each := (size + 3) / 4
	if 3*each > size {
		return dst, errLiterals
	}
	streams := data[jumps:]
	var err error
	for i := range 3 {
		length := int(binary.LittleEndian.Uint16(data[2*i:]))
		if length > len(streams) {
			return dst, errShort
		}
		if dst, err = t.decode(dst, streams[:length], each); err != nil {
			return dst, err
		}
		streams = streams[length:]
	}
	return t.decode(dst, streams, size-3*each)
}
