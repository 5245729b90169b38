package mux

import "github.com/glissade-io/glissade/internal/resp"

// kind says what a frame is.
type kind uint8

const (
	reply kind = iota
	push
	unrequested // a reply that no request awaits
	part        // a reply that is handed on before others of its request
	lastPart    // the last of those
)

// kindOf tells push messages from replies, attributes aside.
func kindOf(frame []byte) kind {
	switch resp.Type(frame[0]) {
	case resp.TypePush:
		return push
	case resp.TypeAttribute:
		decoder := resp.NewDecoder(frame)
		if decoder.Peek() == resp.TypePush {
			return push
		}
	}
	return reply
}

// withoutAttributes returns a reply without the attributes before it: data about the
// reply, which nobody asks for. Whoever compares replies then need not know of them.
func withoutAttributes(frame []byte) []byte {
	if resp.Type(frame[0]) != resp.TypeAttribute {
		return frame
	}
	decoder := resp.NewDecoder(frame)
	decoder.Peek()
	return frame[decoder.Offset():]
}
