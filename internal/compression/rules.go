package compression

import (
	"bytes"
	"strconv"

	"github.com/glissade-io/glissade/core/failure"
)

// rule says what a command has to do with values that may be compressed.
type rule struct {
	// value is the place of the first value, and step how far it is to the next: 0 if there
	// is one only. A counted command has the number of its values before the first key.
	value, step int
	counted     bool
	// compared returns the place of a value that the server compares with the one that is
	// there, or 0.
	compared func(arguments [][]byte) int
	// replies is set where values may come back.
	replies bool
	// refused says why the command is not sent.
	refused failure.Text
}

const (
	rewrites failure.Text = "it changes a part of the value, of which the server has the compressed bytes"
	measures failure.Text = "it looks at the bytes of the value, of which the server has the compressed ones"
	counts   failure.Text = "it takes the value for a number or for bits, and may find compressed bytes, which are none"
)

// rules has an entry for each command that has to do with compressed values.
var rules = map[string]rule{
	"SET":    {value: 2, compared: comparedBySet, replies: true},
	"SETNX":  {value: 2},
	"GETSET": {value: 2, replies: true}, // an older SET with GET
	"SETEX":  {value: 3},
	"PSETEX": {value: 3},
	"MSET":   {value: 2, step: 2},
	"MSETNX": {value: 2, step: 2},
	"MSETEX": {value: 3, step: 2, counted: true},

	"DELIFEQ": {compared: func([][]byte) int { return 2 }},

	"GET":    {replies: true},
	"GETEX":  {replies: true},
	"GETDEL": {replies: true},
	"MGET":   {replies: true},
	"EXEC":   {replies: true}, // of a transaction that is made of single commands

	"APPEND": {refused: rewrites}, "SETRANGE": {refused: rewrites},
	"GETRANGE": {refused: measures}, "SUBSTR": {refused: measures}, "STRLEN": {refused: measures}, "LCS": {refused: measures},
	"INCR": {refused: counts}, "INCRBY": {refused: counts}, "INCRBYFLOAT": {refused: counts}, "DECR": {refused: counts}, "DECRBY": {refused: counts},
	"GETBIT": {refused: counts}, "SETBIT": {refused: counts}, "BITCOUNT": {refused: counts}, "BITPOS": {refused: counts},
	"BITFIELD": {refused: counts}, "BITFIELD_RO": {refused: counts}, "BITOP": {refused: counts},
}

// comparedBySet returns the place of the value behind IFEQ.
func comparedBySet(arguments [][]byte) int {
	for i := 3; i < len(arguments); i++ {
		if bytes.EqualFold(arguments[i], []byte("IFEQ")) {
			return i + 1
		}
	}
	return 0
}

// isValue reports whether the argument at a place is a value; count is that of a counted
// command.
func (r *rule) isValue(place, count int) bool {
	switch {
	case r.value == 0 || place < r.value:
		return false
	case r.step == 0:
		return place == r.value
	default:
		pair := (place - r.value) / r.step
		return (place-r.value)%r.step == 0 && (!r.counted || pair < count)
	}
}

// check says why a command is not to be sent, or nil.
func (c *codec) check(name string, r *rule, arguments func() [][]byte) error {
	if r.refused != "" {
		return &failure.ConfigurationError{
			Field:   name,
			Message: "is incompatible with compression: " + r.refused + "; use a client without {ClientConfiguration.Compression} for such keys",
		}
	}
	if r.compared == nil {
		return nil
	}
	list := arguments()
	place := r.compared(list)
	if place == 0 || place >= len(list) || c.isLeft(list[place]) {
		return nil
	}
	return &failure.ConfigurationError{
		Field: name + " value to compare with",
		Message: "has " + number(c.min) + " bytes or more, so that the server has it compressed, and compares bytes which may differ for the same value; " +
			"use {Client.Transaction}, which compares the values themselves",
	}
}

// CheckName returns why commands of that name are not to be sent, or nil.
func (c *codec) CheckName(name string) error {
	if r := rules[name]; r.refused != "" {
		return c.check(name, &r, nil)
	}
	return nil
}

func number(n int) failure.Text { return failure.Text(strconv.Itoa(n)) }
