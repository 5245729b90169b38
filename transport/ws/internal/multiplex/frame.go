// Package multiplex carries many streams over one connection, such as a WebSocket: the
// format of "valkey-mux.v1", which docs/bridge.md describes, and both of its ends.
//
// One end opens streams, the other accepts them. Each stream has credit in either direction,
// so that a reader who stops holds up its own stream and no other, and what has arrived and
// was not read is bounded.
//
//	conn := multiplex.New(multiplex.Config{Write: send, Explain: explain})
//	go func() { conn.End(receiveAll(conn.Feed)) }()
//	s, err := conn.Open("shop", "10.0.0.1:6379")
package multiplex

// Kinds of frames.
const (
	kindOpen   = 1 // credit, length of the target, target, address
	kindData   = 2 // bytes of the stream
	kindCredit = 3 // how many more bytes may be sent
	kindClose  = 4 // code, reason
	kindAway   = 5 // code, reason
)

const (
	// headerSize is that of a frame: stream (4 bytes), kind (1) and length of what follows (3).
	headerSize = 8
	// MaxData is how many bytes of a stream a frame holds at most.
	MaxData = 64 << 10
	// maxOpen is how long what follows the header of another frame may be, in bytes.
	maxOpen = 1 << 10
	// openSize is the fixed part of what an open frame holds, closeSize that of a close frame.
	openSize, closeSize, creditSize = 6, 2, 4
	// maxReason is how long a reason may be, in bytes, as in a close frame of WebSockets.
	maxReason = 123
	// maxCredit is how much credit a stream may have at any time, in bytes.
	maxCredit = 1<<31 - 1
)

// ProtocolError is what the other end must not do. The connection is of no use after it.
type ProtocolError string

// Error returns what was wrong.
func (e ProtocolError) Error() string { return "multiplex: " + string(e) }

func appendHeader(p []byte, stream uint32, kind byte, length int) []byte {
	p = appendUint32(p, stream)
	return appendUint32(p, uint32(kind)<<24|uint32(length))
}

func appendOpen(p []byte, stream uint32, credit int, target, address string) []byte {
	p = appendHeader(p, stream, kindOpen, openSize+len(target)+len(address))
	p = appendUint32(p, uint32(credit))
	p = appendUint16(p, uint16(len(target)))
	return append(append(p, target...), address...)
}

func appendCredit(p []byte, stream uint32, credit int) []byte {
	p = appendHeader(p, stream, kindCredit, creditSize)
	return appendUint32(p, uint32(credit))
}

// appendEnd appends a close frame, or that which says that the connection is to end.
func appendEnd(p []byte, stream uint32, kind byte, code int, reason string) []byte {
	reason = reason[:min(len(reason), maxReason)]
	p = appendHeader(p, stream, kind, closeSize+len(reason))
	p = appendUint16(p, uint16(code))
	return append(p, reason...)
}
