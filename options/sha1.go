package options

import "math/bits"

// sha1Hex returns the SHA-1 of text in lowercase hexadecimal digits. It is not
// crypto/sha1 because that reaches package os through its source of randomness,
// which every browser user would have to download. Nothing secret depends on it:
// servers name scripts so.
// Source: FIPS 180-4, section 6.1.
func sha1Hex(text string) string {
	const blockSize = 64
	// The padding: a one bit, zeros, and the length of the text in bits.
	padded := append(make([]byte, 0, len(text)+2*blockSize), text...)
	padded = append(padded, 0x80)
	for len(padded)%blockSize != blockSize-8 {
		padded = append(padded, 0)
	}
	length := uint64(len(text)) * 8
	for shift := 56; shift >= 0; shift -= 8 {
		padded = append(padded, byte(length>>shift))
	}

	h := [5]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}
	for ; len(padded) > 0; padded = padded[blockSize:] {
		sha1Block(&h, padded[:blockSize])
	}

	const digits = "0123456789abcdef"
	var hash [40]byte
	for i := range hash {
		hash[i] = digits[h[i/8]>>(28-i%8*4)&0xf]
	}
	return string(hash[:])
}

func sha1Block(h *[5]uint32, block []byte) {
	var w [80]uint32
	for i := range 16 {
		w[i] = uint32(block[4*i])<<24 | uint32(block[4*i+1])<<16 | uint32(block[4*i+2])<<8 | uint32(block[4*i+3])
	}
	for i := 16; i < len(w); i++ {
		w[i] = bits.RotateLeft32(w[i-3]^w[i-8]^w[i-14]^w[i-16], 1)
	}
	a, b, c, d, e := h[0], h[1], h[2], h[3], h[4]
	for i, word := range w {
		var f, k uint32
		switch i / 20 {
		case 0:
			f, k = b&c|^b&d, 0x5a827999
		case 1:
			f, k = b^c^d, 0x6ed9eba1
		case 2:
			f, k = b&c|b&d|c&d, 0x8f1bbcdc
		default:
			f, k = b^c^d, 0xca62c1d6
		}
		a, b, c, d, e = bits.RotateLeft32(a, 5)+f+e+k+word, a, bits.RotateLeft32(b, 30), c, d
	}
	h[0] += a
	h[1] += b
	h[2] += c
	h[3] += d
	h[4] += e
}
