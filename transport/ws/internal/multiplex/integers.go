package multiplex

// Integers on the wire have the most significant byte first. By hand, because
// encoding/binary costs a page 20 KB.

func appendUint32(p []byte, n uint32) []byte {
	return append(p, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func appendUint16(p []byte, n uint16) []byte { return append(p, byte(n>>8), byte(n)) }

func uint32At(p []byte) uint32 {
	return uint32(p[0])<<24 | uint32(p[1])<<16 | uint32(p[2])<<8 | uint32(p[3])
}

func uint16At(p []byte) int { return int(p[0])<<8 | int(p[1]) }
