package mux

import (
	"errors"
	"runtime"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
)

// guard calls a stream, which the program may have written: what panics there, on
// whatever goroutine it is called, ends this connection and not the program.
type guard struct{ stream stream.Stream }

var errInvalidCount = errors.New("the stream's Write returned a number of bytes that it was not given")

func (g guard) Read(p []byte) (n int, err error) {
	defer recovered("the stream's Read", &n, &err)
	return g.stream.Read(p)
}

func (g guard) Write(p []byte) (n int, err error) {
	defer recovered("the stream's Write", &n, &err)
	n, err = g.stream.Write(p)
	if n < 0 || n > len(p) {
		return 0, errInvalidCount
	}
	return n, err
}

func (g guard) Close() (err error) {
	var n int
	defer recovered("the stream's Close", &n, &err)
	return g.stream.Close()
}

func (guard) peerGone(peer stream.PeerWatcher) (err error) {
	var n int
	defer recovered("the stream's PeerGone", &n, &err)
	return peer.PeerGone()
}

const longestStack = 16 << 10

func recovered(function string, n *int, err *error) {
	value := recover()
	if value == nil {
		return
	}
	stack := make([]byte, longestStack)
	*n, *err = 0, &failure.PanicError{Function: function, Value: value, Stack: stack[:runtime.Stack(stack, false)]}
}
