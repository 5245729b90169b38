//go:build !js

package bridge

import (
	"sync"
	"syscall"

	"github.com/glissade-io/glissade/core/stream"
)

// smallSize is what is kept to wait for a server with, in bytes, where waiting takes a
// buffer: as with TLS.
const smallSize = 2 << 10

// largeBuffers are taken for what is read, and given back when it was handed on: most
// sessions wait, most of the time.
var largeBuffers = sync.Pool{New: func() any { return new([frameSize]byte) }}

func takeLarge() *[frameSize]byte { return largeBuffers.Get().(*[frameSize]byte) }

// pieces reads a stream piece by piece.
type pieces struct {
	from   stream.Stream
	limit  int              // of a piece, in bytes
	socket *socket          // waits without a buffer; nil where that cannot be had
	small  []byte           // nil with a socket
	large  *[frameSize]byte // nil while it is not needed
}

func newPieces(from stream.Stream, limit int) *pieces {
	p := &pieces{from: from, limit: limit}
	if conn, is := from.(syscall.Conn); is {
		p.socket = newSocket(conn, limit)
	}
	if p.socket == nil {
		p.small = make([]byte, min(smallSize, limit))
	}
	return p
}

// next waits for the next piece, which holds what has arrived. The piece is valid until
// release is called. As with a Read, there may be a piece and an error.
func (p *pieces) next() ([]byte, error) {
	if p.socket != nil {
		n, err := p.socket.read()
		if p.large = p.socket.buffer; p.large == nil {
			return nil, err
		}
		return p.large[:n], err
	}
	n, err := p.from.Read(p.small)
	if err != nil || n < len(p.small) || p.limit == n {
		return p.small[:n], err
	}
	arrived, can := p.from.(stream.ArrivalReader)
	if !can {
		return p.small[:n], nil
	}
	p.large = takeLarge()
	copy(p.large[:], p.small[:n])
	rest, err := arrived.ReadArrived(p.large[n:p.limit])
	return p.large[:n+rest], err
}

// release takes the last piece back.
func (p *pieces) release() {
	if p.large != nil {
		largeBuffers.Put(p.large)
		p.large = nil
	}
}
