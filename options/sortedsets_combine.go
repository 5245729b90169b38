package options

import (
	"github.com/glissade-io/glissade/models"
)

// Aggregate says how the scores of a member become one when sorted sets are combined.
type Aggregate string

const (
	// AggregateSum adds the scores.
	AggregateSum Aggregate = "SUM"
	// AggregateMin takes the lowest score.
	AggregateMin Aggregate = "MIN"
	// AggregateMax takes the highest score.
	AggregateMax Aggregate = "MAX"
)

// KeysOrWeightedKeys names the sorted sets to combine: [KeyArray] or [WeightedKeys].
type KeysOrWeightedKeys interface{ keysOrWeightedKeys() }

// KeyArray names sorted sets whose scores count as they are.
type KeyArray struct {
	// Keys are the sorted sets, at least one.
	Keys []string
}

// WeightedKeys names sorted sets with a factor for the scores of each.
type WeightedKeys struct {
	// KeyWeightPairs are the sorted sets with their factors, at least one.
	KeyWeightPairs []models.KeyAndWeight
}

func (KeyArray) keysOrWeightedKeys()     {}
func (WeightedKeys) keysOrWeightedKeys() {}

// ZInterOptions are the options of ZINTER with scores and of ZINTERSTORE.
// See https://valkey.io/commands/zinter/
type ZInterOptions struct {
	// Aggregate says how the scores of a member become one. Empty adds them.
	Aggregate Aggregate
}

// Validate returns a *failure.ConfigurationError about an unknown aggregate, or nil.
func (o ZInterOptions) Validate() error { return validateAggregate("ZInterOptions", o.Aggregate) }

// ZUnionOptions are the options of ZUNION with scores and of ZUNIONSTORE.
// See https://valkey.io/commands/zunion/
type ZUnionOptions struct {
	// Aggregate says how the scores of a member become one. Empty adds them.
	Aggregate Aggregate
}

// Validate returns a *failure.ConfigurationError about an unknown aggregate, or nil.
func (o ZUnionOptions) Validate() error { return validateAggregate("ZUnionOptions", o.Aggregate) }

func validateAggregate(name string, aggregate Aggregate) error {
	switch aggregate {
	case "", AggregateSum, AggregateMin, AggregateMax:
		return nil
	default:
		return invalid(name+".Aggregate", "is unknown; use {AggregateSum}, {AggregateMin} or {AggregateMax}")
	}
}

// ZInterCardOptions are the options of ZINTERCARD.
// See https://valkey.io/commands/zintercard/
type ZInterCardOptions struct {
	// Limit ends the count where it is reached. 0 counts all.
	Limit int64
}

// Validate returns a *failure.ConfigurationError about a negative limit, or nil.
func (o ZInterCardOptions) Validate() error {
	return validateCount("ZInterCardOptions.Limit", o.Limit)
}
