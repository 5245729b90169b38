//go:build !js

package bridge

import (
	"errors"
	"sync/atomic"

	"github.com/glissade-io/glissade/transport/ws/internal/multiplex"
)

// streamPipe is a stream of a WebSocket that several sessions share.
type streamPipe struct {
	stream  *multiplex.Stream
	aborted atomic.Pointer[ending]
}

// sharedEnd is what a stream ends with because its client has closed it, or the WebSocket
// is over.
type sharedEnd struct{ ending }

// Error returns the label.
func (e sharedEnd) Error() string { return "the stream is over: " + e.label }

// receive takes what arrives. Messages that do not end are the WebSocket's concern.
func (p *streamPipe) receive(size int, take func(p []byte) bool, _ func()) (ending, bool) {
	buffer := make([]byte, size)
	for {
		n, err := p.stream.Read(buffer)
		if err != nil {
			return p.explain(err), true
		}
		if !take(buffer[:n]) {
			return ending{}, false
		}
	}
}

func (p *streamPipe) send(message []byte) error {
	_, err := p.stream.Write(message)
	return err
}

// abort closes the stream, and no other.
func (p *streamPipe) abort(end ending) {
	p.aborted.Store(&end)
	p.close(end)
}

func (p *streamPipe) explain(err error) ending {
	var ended sharedEnd
	if errors.As(err, &ended) {
		return ending{label: ended.label}
	}
	if end := p.aborted.Load(); end != nil {
		return ending{label: end.label}
	}
	return ending{label: "client_lost"}
}

// keepAlive leaves it to the WebSocket.
func (p *streamPipe) keepAlive(func()) {}

func (p *streamPipe) close(end ending) {
	if end.code == 0 {
		_ = p.stream.Close()
		return
	}
	p.stream.CloseWith(int(end.code), end.reason)
}
