package main

import (
	"fmt"

	"github.com/glissade-io/glissade/core/failure"
)

// ledger counts what became of one caller's commands of one kind. It belongs to that
// caller.
type ledger struct {
	confirmed int64
	maybe     int64 // may have been executed
}

// enter counts commands that were executed together.
func (l *ledger) enter(err error, count int64) {
	switch {
	case err == nil:
		l.confirmed += count
	case failure.DeliveryOf(err) != failure.NotSent && !refused(err):
		l.maybe += count
	}
}

// refused reports whether the server has said that it did not execute the command.
func refused(err error) bool {
	_, isServer := err.(*failure.ServerError)
	_, isAbort := err.(*failure.ExecAbortError)
	return isServer || isAbort
}

// check returns an error if the server executed less than was confirmed or more than
// may have been.
func (l *ledger) check(name string, got int64) error {
	if got < l.confirmed || got > l.confirmed+l.maybe {
		return fmt.Errorf("%s is %d on the server, but %d were confirmed and %d more may have been executed", name, got, l.confirmed, l.maybe)
	}
	return nil
}
