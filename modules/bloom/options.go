package bloom

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
)

func invalid(field, message string) error {
	return &failure.ConfigurationError{Field: field, Message: failure.Text(message)}
}

// checkRate refuses what is not between 0 and 1, both excluded, NaN among it.
func checkRate(field string, rate float64) error {
	if rate > 0 && rate < 1 {
		return nil
	}
	return invalid(field, "is not between 0 and 1; give a rate such as 0.01")
}

// ReserveOptions are the options of BF.RESERVE. The zero value leaves them to the server.
// See https://valkey.io/commands/bf.reserve/
type ReserveOptions struct {
	// Expansion is how many times as large as the one before a further sub-filter is
	// when the filter scales out, 1 or more. 0 leaves it to the server.
	Expansion int64
	// NonScaling keeps the filter from scaling out: once full it refuses new items.
	NonScaling bool
}

// Validate returns a *failure.ConfigurationError about options that cannot go
// together, or nil.
func (o ReserveOptions) Validate() error {
	return checkScaling("ReserveOptions", o.Expansion, o.NonScaling)
}

func checkScaling(options string, expansion int64, nonScaling bool) error {
	switch {
	case expansion < 0:
		return invalid(options+".Expansion", "is negative; give a factor of 1 or more, or 0 to leave it to the server")
	case expansion > 0 && nonScaling:
		return invalid(options+".NonScaling", "is given with Expansion; set one of them")
	default:
		return nil
	}
}

func (o ReserveOptions) encode(a *command.Args) {
	a.Fail(o.Validate())
	encodeScaling(a, o.Expansion, o.NonScaling)
}

func encodeScaling(a *command.Args, expansion int64, nonScaling bool) {
	if expansion != 0 {
		a.Word("EXPANSION")
		a.Int(expansion)
	}
	if nonScaling {
		a.Word("NONSCALING")
	}
}

// InsertOptions are the options of BF.INSERT: the properties of the filter, if it must
// be created. What is zero is left to the server.
// See https://valkey.io/commands/bf.insert/
type InsertOptions struct {
	// Capacity is the number of items that the filter is for before it scales out or is full.
	Capacity int64
	// ErrorRate is the rate at which the filter takes other items for members, more
	// than 0 and less than 1.
	ErrorRate float64
	// Expansion is how many times as large as the one before a further sub-filter is
	// when the filter scales out, 1 or more.
	Expansion int64
	// NonScaling keeps the filter from scaling out: once full it refuses new items.
	NonScaling bool
	// NoCreate makes it an error if there is no filter. The properties are then not used.
	NoCreate bool
	// Tightening is by what the error rate of each further sub-filter is multiplied,
	// more than 0 and less than 1.
	Tightening float64
	// Seed is what the hash functions are seeded with, 32 bytes. None lets the server choose.
	Seed []byte
	// ValidateScaleTo is a capacity that the filter must be able to scale out to within
	// the server's limits: otherwise it is not created, and that is an error.
	ValidateScaleTo int64
}

// seedLength is the length of a seed in bytes.
const seedLength = 32

// Validate returns a *failure.ConfigurationError about properties that no filter has,
// or that cannot go together, or nil.
func (o InsertOptions) Validate() error {
	if o.ErrorRate != 0 {
		if err := checkRate("InsertOptions.ErrorRate", o.ErrorRate); err != nil {
			return err
		}
	}
	if o.Tightening != 0 {
		if err := checkRate("InsertOptions.Tightening", o.Tightening); err != nil {
			return err
		}
	}
	switch {
	case o.Capacity < 0:
		return invalid("InsertOptions.Capacity", "is negative; give a number of items, or 0 to leave it to the server")
	case len(o.Seed) != 0 && len(o.Seed) != seedLength:
		return invalid("InsertOptions.Seed", "is not 32 bytes long; give 32 bytes, or none")
	case o.ValidateScaleTo < 0:
		return invalid("InsertOptions.ValidateScaleTo", "is negative; give a number of items, or 0 to leave it out")
	case o.ValidateScaleTo > 0 && o.NonScaling:
		return invalid("InsertOptions.ValidateScaleTo", "is given with NonScaling; set one of them")
	default:
		return checkScaling("InsertOptions", o.Expansion, o.NonScaling)
	}
}

func (o InsertOptions) encode(a *command.Args) {
	a.Fail(o.Validate())
	if o.Capacity != 0 {
		a.Word("CAPACITY")
		a.Int(o.Capacity)
	}
	if o.ErrorRate != 0 {
		a.Word("ERROR")
		a.Float(o.ErrorRate)
	}
	encodeScaling(a, o.Expansion, o.NonScaling)
	if o.NoCreate {
		a.Word("NOCREATE")
	}
	if o.Tightening != 0 {
		a.Word("TIGHTENING")
		a.Float(o.Tightening)
	}
	if len(o.Seed) != 0 {
		a.Word("SEED")
		a.Bytes(o.Seed)
	}
	if o.ValidateScaleTo != 0 {
		a.Word("VALIDATESCALETO")
		a.Int(o.ValidateScaleTo)
	}
}
