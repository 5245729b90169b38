package batch

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
)

// Handle is the result of one command of a batch, to be had after the batch was
// executed.
type Handle[T any] struct {
	decode   func(frame []byte) (T, error)
	value    T
	err      error
	resolved bool
}

// Result returns the command's result, or its error: a *failure.ServerError if the
// server refused the command, or the error with which the whole batch failed.
// Before the batch was executed it is a *failure.ConfigurationError.
func (h *Handle[T]) Result() (T, error) {
	if !h.resolved {
		return h.value, &failure.ConfigurationError{
			Field: "Handle", Message: "the batch was not executed yet; call the client's {Client.Exec} first",
		}
	}
	return h.value, h.err
}

// resolver is a [Handle] as the queue sees it, which sets the result; programs only read
// it.
type resolver[T any] Handle[T]

// Resolve decodes the reply.
func (h *resolver[T]) Resolve(frame []byte) (any, error) {
	h.value, h.err = command.Reply[T]{Decode: h.decode}.Value(frame)
	h.resolved = true
	if text, ok := any(&h.value).(*string); ok && *text == "OK" {
		return okResult, h.err // without another allocation for the most frequent result
	}
	return h.value, h.err
}

var okResult any = "OK"

// Fail takes an error in place of a reply.
func (h *resolver[T]) Fail(err error) {
	var zero T
	h.value, h.err, h.resolved = zero, err, true
}

// arena allocates handles of one type several at a time: a batch often holds many
// commands of a kind.
type arena[T any] struct {
	free []Handle[T]
	next int // how many to allocate next time
}

const (
	// maxArena is the most handles that are allocated at a time.
	maxArena = 64
	// maxArenas bounds the types of which a batch allocates handles several at a time.
	maxArenas = 4
)

func newHandle[T any](l *list) *Handle[T] {
	a := arenaOf[T](l)
	if len(a.free) == 0 {
		a.free = make([]Handle[T], a.next)
		a.next = min(2*a.next, maxArena)
	}
	handle := &a.free[0]
	a.free = a.free[1:]
	return handle
}

// arenaOf returns the arena of a type. Beyond maxArenas the oldest one is dropped.
func arenaOf[T any](l *list) *arena[T] {
	for _, existing := range l.arenas {
		if a, ok := existing.(*arena[T]); ok {
			return a
		}
	}
	a := &arena[T]{next: 1}
	if len(l.arenas) == maxArenas {
		l.arenas = append(l.arenas[:0], l.arenas[1:]...)
	}
	l.arenas = append(l.arenas, a)
	return a
}
