package batch

import "github.com/glissade-io/glissade/core/failure"

// Handle is the result of one command of a batch, to be had after the batch was
// executed.
type Handle[T any] struct {
	decode func(frame []byte) (T, error)
	value  T
	err    error
	known  bool
}

// Result returns the command's result, or its error: a *failure.ServerError if the
// server refused the command, or the error with which the whole batch failed.
// Before the batch was executed it is a *failure.ConfigurationError.
func (h *Handle[T]) Result() (T, error) {
	if !h.known {
		return h.value, &failure.ConfigurationError{
			Field: "Handle", Message: "the batch was not executed yet; call the client's {Client.Exec} first",
		}
	}
	return h.value, h.err
}

// resolver is a [Handle] as the queue sees it: what a program has of it is the result.
type resolver[T any] Handle[T]

// Resolve decodes the reply.
func (h *resolver[T]) Resolve(frame []byte) (any, error) {
	h.value, h.err = h.decode(frame)
	h.known = true
	if text, ok := any(&h.value).(*string); ok && *text == "OK" {
		return okResult, h.err // without another allocation for the most frequent result
	}
	return h.value, h.err
}

var okResult any = "OK"

// Fail takes an error in place of a reply.
func (h *resolver[T]) Fail(err error) {
	var none T
	h.value, h.err, h.known = none, err, true
}

// slab makes handles of one type several at a time: a batch often holds many
// commands of a kind.
type slab[T any] struct {
	free []Handle[T]
	next int // how many to make next time
}

const (
	largestSlab = 64
	// mostSlabs bounds the types that a batch makes handles of several at a time.
	mostSlabs = 4
)

func newHandle[T any](l *list) *Handle[T] {
	s := slabOf[T](l)
	if len(s.free) == 0 {
		s.free = make([]Handle[T], s.next)
		s.next = min(2*s.next, largestSlab)
	}
	handle := &s.free[0]
	s.free = s.free[1:]
	return handle
}

// slabOf returns the slab of a type. Of many types, the one that came first makes room.
func slabOf[T any](l *list) *slab[T] {
	for _, known := range l.slabs {
		if s, ok := known.(*slab[T]); ok {
			return s
		}
	}
	s := &slab[T]{next: 1}
	if len(l.slabs) == mostSlabs {
		l.slabs = append(l.slabs[:0], l.slabs[1:]...)
	}
	l.slabs = append(l.slabs, s)
	return s
}
