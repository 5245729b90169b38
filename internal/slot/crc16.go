package slot

// polynomial is that of CRC16-XMODEM, which servers use:
// x^16 + x^12 + x^5 + 1, without its highest term.
const polynomial = 0x1021

// remainders holds the checksum of each byte, and behind it that of each byte with a
// zero byte after it, so that two bytes can be taken at a time: each step then waits
// for the step before it half as often.
var remainders = func() (table [2][256]uint16) {
	for i := range 256 {
		remainder := uint16(i) << 8
		for range 8 {
			carry := remainder>>15 != 0
			remainder <<= 1
			if carry {
				remainder ^= polynomial
			}
		}
		table[0][i] = remainder
	}
	for i, once := range table[0] {
		table[1][i] = once<<8 ^ table[0][once>>8]
	}
	return table
}()

// checksum returns the CRC16-XMODEM of text.
func checksum(text string) uint16 {
	var crc uint16
	for ; len(text) >= 2; text = text[2:] {
		crc = remainders[1][byte(crc>>8)^text[0]] ^ remainders[0][byte(crc)^text[1]]
	}
	if len(text) == 1 {
		crc = crc<<8 ^ remainders[0][byte(crc>>8)^text[0]]
	}
	return crc
}
