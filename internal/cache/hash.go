package cache

import "math/bits"

// The hash folds the product of words of 64 bits, as wyhash does; the seed keeps those
// who choose keys from choosing their place.
const (
	hashFirst  = 0xa0761d6478bd642f
	hashSecond = 0xe7037ed1a0b428db
)

func hashOf(seed uint64, b []byte) uint64 {
	h, n := seed^hashFirst, len(b)
	for ; len(b) > 16; b = b[16:] {
		h = fold(word(b)^hashSecond, word(b[8:])^h)
	}
	var low, high uint64
	switch {
	case len(b) >= 8:
		low, high = word(b), word(b[len(b)-8:])
	case len(b) >= 4:
		low, high = half(b), half(b[len(b)-4:])
	case len(b) > 0:
		low = uint64(b[0])<<16 | uint64(b[len(b)/2])<<8 | uint64(b[len(b)-1])
	}
	return fold(hashSecond^uint64(n), fold(low^hashSecond, high^h))
}

func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}

func word(b []byte) uint64 {
	_ = b[7]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

func half(b []byte) uint64 {
	_ = b[3]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24
}
