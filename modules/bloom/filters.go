package bloom

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// Reserve creates an empty filter at key for capacity items, which takes other items
// for members at a rate of errorRate, more than 0 and less than 1. It scales out, by
// the server's default expansion rate, where more items are added.
//
// Reply: OK. Errors: ERR if key exists, or if the filter would be larger than the
// server's limit of memory.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/bf.reserve/
func Reserve(a *command.Args, key string, errorRate float64, capacity int64) command.Reply[string] {
	a.Begin("BF.RESERVE")
	reserve(a, key, errorRate, capacity)
	return text
}

// ReserveWithOptions creates an empty filter at key for capacity items, which takes
// other items for members at a rate of errorRate, more than 0 and less than 1, and
// scales out as opts say.
//
// Reply: OK. Errors: ERR if key exists, or if the filter would be larger than the
// server's limit of memory.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/bf.reserve/
func ReserveWithOptions(a *command.Args, key string, errorRate float64, capacity int64, opts ReserveOptions) command.Reply[string] {
	a.Begin("BF.RESERVE")
	reserve(a, key, errorRate, capacity)
	opts.encode(a)
	return text
}

func reserve(a *command.Args, key string, errorRate float64, capacity int64) {
	a.Key(key)
	a.Fail(checkRate("BF.RESERVE errorRate", errorRate))
	a.Float(errorRate)
	if capacity < 1 {
		a.Fail(invalid("BF.RESERVE capacity", "is less than 1; give the number of items that the filter is for"))
	}
	a.Int(capacity)
}

// Info returns the properties of the filter at key, and how full it is.
//
// Reply: the properties. Errors: ERR if key does not exist, WRONGTYPE if it holds no filter.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/bf.info/
func Info(a *command.Args, key string) command.Reply[Properties] {
	a.Begin("BF.INFO")
	a.Key(key)
	return properties
}

// InfoField returns one of the properties of the filter at key.
//
// Reply: the property as a number, exact up to 2^53, or nil where the filter has not
// got it: InfoExpansion of one that does not scale. Errors: ERR if key does not exist,
// or for InfoTightening and InfoMaxScaledCapacity if the filter does not scale;
// WRONGTYPE if key holds no filter.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/bf.info/
func InfoField(a *command.Args, key string, property Property) command.Reply[models.Result[float64]] {
	a.Begin("BF.INFO")
	a.Key(key)
	a.Fail(property.Validate())
	a.Word(string(property))
	return nullableDouble
}

// Load restores a filter at key from a dump. The server writes such dumps into its
// append-only file, as it does those commands; programs move filters with DUMP and
// RESTORE instead.
//
// Reply: OK. Errors: ERR if key exists, or if dump is none that the module can read.
// Complexity: O(N) for N bytes. Since: 1.0.0.
// See https://valkey.io/commands/bf.load/
func Load(a *command.Args, key, dump string) command.Reply[string] {
	a.Begin("BF.LOAD")
	a.Key(key)
	a.String(dump)
	return text
}
