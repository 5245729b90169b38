package cluster

import (
	"errors"
	"slices"
	"sync/atomic"

	"github.com/glissade-io/glissade/core/failure"
)

// outcome is what a caller knows of a call.
type outcome int

const (
	// confirmed calls were executed.
	confirmed outcome = iota
	// uncertain calls may have been executed.
	uncertain
	// refused calls were not executed.
	refused
	outcomes
)

// outcomeOf tells what an error says of its call.
func outcomeOf(err error) outcome {
	switch {
	case err == nil:
		return confirmed
	case errors.As(err, new(*failure.ServerError)), errors.As(err, new(*failure.ExecAbortError)):
		if failure.DeliveryOf(err) == failure.Answered {
			return refused
		}
	case failure.DeliveryOf(err) == failure.NotSent:
		return refused
	}
	return uncertain
}

// counter is a key that callers increment, and what they were told of it.
type counter struct {
	key  string
	told [outcomes]atomic.Int64
}

func (c *counter) note(o outcome) { c.told[o].Add(1) }

// least and most are what the key may hold.
func (c *counter) least() int64 { return c.told[confirmed].Load() }
func (c *counter) most() int64  { return c.least() + c.told[uncertain].Load() }

// absent stands for a key that does not exist.
const absent = "(absent)"

// register is a key that one caller sets, and what it may hold. What may have been
// executed may still be: a server that was paused gets to it much later.
type register struct {
	key       string
	confirmed string
	uncertain []string
}

func newRegister(key string) *register { return &register{key: key, confirmed: absent} }

// note takes in that the key was set to a value, or may have been.
func (r *register) note(value string, o outcome) {
	switch o {
	case confirmed:
		r.confirmed = value
	case uncertain:
		r.uncertain = append(r.uncertain, value)
	}
}

// mayHold reports whether the key may hold a value.
func (r *register) mayHold(value string) bool {
	return value == r.confirmed || slices.Contains(r.uncertain, value)
}
