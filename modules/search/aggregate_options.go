package search

import (
	"math"
	"strings"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
)

// AggregateOptions are the options of FT.AGGREGATE.
// See https://valkey.io/commands/ft.aggregate/
type AggregateOptions struct {
	// LoadAll loads all fields of the documents into the records.
	LoadAll bool
	// Load are the fields to load into the records, such as "price" or "@price";
	// "@__key" is the document's key. Fields that a stage names are not loaded by that.
	Load []string
	// Query says how the query is understood and executed.
	Query QueryOptions
	// Stages are what is done with the records, in order. None returns them as they are.
	Stages []Stage
}

// Stage is a step of an aggregation: [Apply], [Filter], [GroupBy], [SortBy] or [Limit].
// It takes the records of the stage before. In expressions "@name" stands for a field.
type Stage interface {
	// Validate returns a *failure.ConfigurationError about a stage that cannot be, or nil.
	Validate() error
	encode(a *command.Args)
}

// Apply sets a field of each record to the value of an expression (APPLY).
type Apply struct {
	// Expression is what to compute, such as "@price * 2".
	Expression string
	// As is the name of the field, new or not.
	As string
}

// Filter keeps the records for which an expression is not zero (FILTER).
type Filter struct {
	// Expression is what to compute, such as "@price > 10".
	Expression string
}

// GroupBy makes one record of those that agree in some fields (GROUPBY): it has these
// fields, and what the reducers make of the others.
type GroupBy struct {
	// Fields are the fields to agree in, each with its "@": "@color".
	Fields []string
	// Reducers are what to make of each group.
	Reducers []Reducer
}

// Reducer makes one value of the records of a group.
type Reducer struct {
	// Function is what is made.
	Function ReduceFunction
	// Arguments are what it is made of: nothing for Count, an expression for most.
	Arguments []string
	// As is the name of the field with the value. Empty leaves it to the server.
	As string
}

// ReduceFunction is what a [Reducer] makes of a group. A server may know more than those
// that are named here.
type ReduceFunction string

const (
	// Count is the number of records. It takes no argument.
	Count ReduceFunction = "COUNT"
	// CountDistinct is the number of different values. It takes an expression.
	CountDistinct ReduceFunction = "COUNT_DISTINCT"
	// Sum is the sum of the values. It takes an expression.
	Sum ReduceFunction = "SUM"
	// Min is the smallest value. It takes an expression.
	Min ReduceFunction = "MIN"
	// Max is the largest value. It takes an expression.
	Max ReduceFunction = "MAX"
	// Average is the mean of the values (AVG). It takes an expression.
	Average ReduceFunction = "AVG"
	// StandardDeviation is that of the values (STDDEV). It takes an expression.
	StandardDeviation ReduceFunction = "STDDEV"
	// FirstValue is a value of the group. It takes an expression, and after it "BY" and
	// an expression to sort by, and after these "ASC" or "DESC". Since: after 1.2.
	FirstValue ReduceFunction = "FIRST_VALUE"
	// ToList is the list of the values. It takes an expression. Since: after 1.2.
	ToList ReduceFunction = "TOLIST"
)

// SortBy sorts the records (SORTBY).
type SortBy struct {
	// Keys are what to sort by: by the second where the first is equal, and so on.
	Keys []SortKey
	// Max keeps this many records at most. 0 keeps all.
	Max int64
}

// SortKey is what to sort by, and how.
type SortKey struct {
	// Expression is what to sort by, such as "@price".
	Expression string
	// Order is the order. Empty means ascending.
	Order options.OrderBy
}

// Validate returns a *failure.ConfigurationError about an empty part, or nil.
func (s Apply) Validate() error {
	switch {
	case s.Expression == "":
		return invalid("Apply.Expression", "is empty; give what to compute")
	case s.As == "":
		return invalid("Apply.As", "is empty; give the name of the field to set")
	default:
		return nil
	}
}

// Validate returns a *failure.ConfigurationError about an empty expression, or nil.
func (s Filter) Validate() error {
	if s.Expression == "" {
		return invalid("Filter.Expression", "is empty; give what must not be zero")
	}
	return nil
}

// Validate returns a *failure.ConfigurationError about missing fields, fields without
// "@" or a reducer with a wrong number of arguments, or nil.
func (s GroupBy) Validate() error {
	if len(s.Fields) == 0 {
		return invalid("GroupBy.Fields", "is empty; give at least one field")
	}
	for _, field := range s.Fields {
		if !strings.HasPrefix(field, "@") {
			return invalid("GroupBy.Fields", "has "+field+" without an @; write @"+field)
		}
	}
	for _, reducer := range s.Reducers {
		if err := reducer.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// Validate returns a *failure.ConfigurationError about a missing function or a wrong
// number of arguments, or nil.
func (r Reducer) Validate() error {
	least, most := 0, math.MaxInt
	switch r.Function {
	case "":
		return invalid("Reducer.Function", "is empty; use one of the constants, such as Count")
	case Count:
		most = 0
	case CountDistinct, Sum, Min, Max, Average, StandardDeviation, ToList:
		least, most = 1, 1
	case FirstValue:
		least, most = 1, 4
		if len(r.Arguments) == 2 {
			return invalid("Reducer.Arguments", "are two; FIRST_VALUE takes an expression, BY and an expression")
		}
	}
	if len(r.Arguments) < least || len(r.Arguments) > most {
		return invalid("Reducer.Arguments", "are too few or too many for "+string(r.Function)+"; see its constant")
	}
	return nil
}

// Validate returns a *failure.ConfigurationError about missing keys or a negative Max,
// or nil.
func (s SortBy) Validate() error {
	if len(s.Keys) == 0 {
		return invalid("SortBy.Keys", "is empty; give at least one key")
	}
	for _, key := range s.Keys {
		if key.Expression == "" {
			return invalid("SortKey.Expression", "is empty; give what to sort by")
		}
		if err := key.Order.Validate(); err != nil {
			return err
		}
	}
	if s.Max < 0 {
		return invalid("SortBy.Max", "is negative; give a number of records, or 0 for all")
	}
	return nil
}

// Validate returns a *failure.ConfigurationError about an empty field name, options that
// cannot go together, or a stage that cannot be, or nil.
func (o AggregateOptions) Validate() error {
	if o.LoadAll && len(o.Load) > 0 {
		return invalid("AggregateOptions.Load", "is given with LoadAll; set one of them")
	}
	for _, field := range o.Load {
		if field == "" || field == "@" {
			return invalid("AggregateOptions.Load", "has a field without name; give a name")
		}
	}
	for _, stage := range o.Stages {
		switch stage.(type) {
		case Apply, Filter, GroupBy, SortBy, Limit:
			if err := stage.Validate(); err != nil {
				return err
			}
		default:
			return invalid("AggregateOptions.Stages", "has a stage that is nil or a pointer; give an Apply, Filter, GroupBy, SortBy or Limit")
		}
	}
	return o.Query.Validate()
}

func (o AggregateOptions) encode(a *command.Args) {
	if err := o.Validate(); err != nil {
		a.Fail(err)
		return
	}
	if o.LoadAll {
		a.Word("LOAD")
		a.Word("*")
	}
	encodeList(a, "LOAD", o.Load)
	o.Query.encode(a)
	for _, stage := range o.Stages {
		stage.encode(a)
	}
}

func (s Apply) encode(a *command.Args) {
	a.Word("APPLY")
	a.String(s.Expression)
	a.Word("AS")
	a.String(s.As)
}

func (s Filter) encode(a *command.Args) {
	a.Word("FILTER")
	a.String(s.Expression)
}

func (s GroupBy) encode(a *command.Args) {
	encodeList(a, "GROUPBY", s.Fields)
	for _, reducer := range s.Reducers {
		a.Word("REDUCE")
		a.Word(string(reducer.Function))
		a.Int(int64(len(reducer.Arguments)))
		for _, argument := range reducer.Arguments {
			a.String(argument)
		}
		encodeText(a, "AS", reducer.As)
	}
}

func (s SortBy) encode(a *command.Args) {
	words := len(s.Keys)
	for _, key := range s.Keys {
		if key.Order != "" {
			words++
		}
	}
	a.Word("SORTBY")
	a.Int(int64(words))
	for _, key := range s.Keys {
		a.String(key.Expression)
		if key.Order != "" {
			a.Word(string(key.Order))
		}
	}
	if s.Max != 0 {
		a.Word("MAX")
		a.Int(s.Max)
	}
}
