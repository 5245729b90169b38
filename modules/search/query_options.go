package search

import (
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
)

// Param is a parameter of a query: in the query "$name" stands for its value, which
// may be any bytes, such as a vector.
type Param struct {
	// Name is the parameter's name, without the "$".
	Name string
	// Value is what stands for it.
	Value string
}

// ReturnField is a field of documents to return.
type ReturnField struct {
	// Name is the field's name in the schema, or a JSONPath.
	Name string
	// As is what it is called in the result, if not so.
	As string
}

// Limit is a part of a result: Count elements after the first Offset ones.
type Limit struct {
	// Offset is the number of elements to leave out at the beginning, 0 or more.
	Offset int64
	// Count is the number of elements to return at most, 0 or more.
	Count int64
}

// Validate returns a *failure.ConfigurationError about a negative number, or nil.
func (l Limit) Validate() error {
	switch {
	case l.Offset < 0:
		return invalid("Limit.Offset", "is negative; give the number of elements to leave out, from 0 on")
	case l.Count < 0:
		return invalid("Limit.Count", "is negative; give the number of elements to return, from 0 on")
	default:
		return nil
	}
}

func (l Limit) encode(a *command.Args) {
	a.Word("LIMIT")
	a.Int(l.Offset)
	a.Int(l.Count)
}

// QueryOptions are those of the options of FT.SEARCH that FT.AGGREGATE has as well:
// how a query is understood and executed.
type QueryOptions struct {
	// Params are the query's parameters.
	Params []Param
	// Timeout is how long the server may take, to the millisecond, rounded up. 0 leaves
	// it to the server.
	Timeout time.Duration
	// Dialect is the version of the query language. 0 leaves it to the server; 2 is the
	// one that valkey-search documents.
	Dialect int64
	// InOrder has words of a text match in the order of the query only. Since: 1.2.0.
	InOrder bool
	// Slop is how many other words there may be between those of the query. Nil leaves it
	// to the server. Since: 1.2.0.
	Slop *int64
	// Verbatim takes the words of the query as they are, not by their stems. Since: 1.2.0.
	Verbatim bool
}

// Validate returns a *failure.ConfigurationError about a parameter without name or a
// negative number, or nil.
func (o QueryOptions) Validate() error {
	seen := make(map[string]bool, len(o.Params))
	for _, p := range o.Params {
		if p.Name == "" {
			return invalid("QueryOptions.Params", "has a parameter without name; give the name that the query has after the $")
		}
		if seen[p.Name] {
			return invalid("QueryOptions.Params", "has the parameter "+p.Name+" twice; give it once")
		}
		seen[p.Name] = true
	}
	switch {
	case o.Timeout < 0:
		return invalid("QueryOptions.Timeout", "is negative; give a time, or 0 to leave it to the server")
	case o.Dialect < 0:
		return invalid("QueryOptions.Dialect", "is negative; give a version, or 0 to leave it to the server")
	case o.Slop != nil && *o.Slop < 0:
		return invalid("QueryOptions.Slop", "is negative; give a number of words, from 0 on")
	default:
		return nil
	}
}

func (o QueryOptions) encode(a *command.Args) {
	if len(o.Params) > 0 {
		a.Word("PARAMS")
		a.Int(int64(2 * len(o.Params)))
		for _, p := range o.Params {
			a.String(p.Name)
			a.String(p.Value)
		}
	}
	if o.Timeout != 0 {
		a.Word("TIMEOUT")
		a.Int(int64((o.Timeout-1)/time.Millisecond) + 1)
	}
	encodeFlag(a, "INORDER", o.InOrder)
	if o.Slop != nil {
		a.Word("SLOP")
		a.Int(*o.Slop)
	}
	encodeFlag(a, "VERBATIM", o.Verbatim)
	if o.Dialect != 0 {
		a.Word("DIALECT")
		a.Int(o.Dialect)
	}
}

// SearchOptions are the options of FT.SEARCH. The zero value returns the first ten
// documents with all of their fields.
// See https://valkey.io/commands/ft.search/
type SearchOptions struct {
	// NoContent returns the keys of the documents alone.
	NoContent bool
	// Return are the fields to return. None returns all; of a JSON document that is one
	// named "$", with the whole document.
	Return []ReturnField
	// SortBy is the field of the schema to sort by. Empty does not sort. Since: 1.1.0.
	SortBy string
	// SortOrder is the order, with SortBy only. Empty means ascending. Since: 1.1.0.
	SortOrder options.OrderBy
	// WithSortKeys returns with each document the value it was sorted by, with SortBy
	// only. Since: 1.2.0.
	WithSortKeys bool
	// Limit is the part of the documents to return. Nil returns the first ten.
	Limit *Limit
	// Query says how the query is understood and executed.
	Query QueryOptions
	// Shards is what is done where a shard does not answer. Empty means AllShards.
	// Since: 1.1.0.
	Shards Shards
	// Consistency is what is done where a node has another version of the index. Empty
	// means Consistent. Since: 1.1.0.
	Consistency Consistency
}

// Validate returns a *failure.ConfigurationError about options that cannot work or go
// together, or nil.
func (o SearchOptions) Validate() error {
	for _, field := range o.Return {
		if field.Name == "" {
			return invalid("SearchOptions.Return", "has a field without name; give the name of one of the schema")
		}
	}
	switch {
	case o.NoContent && len(o.Return) > 0:
		return invalid("SearchOptions.Return", "is given with NoContent; set one of them")
	case o.SortOrder != "" && o.SortBy == "":
		return invalid("SearchOptions.SortOrder", "is given without SortBy; set SortBy, or leave it out")
	case o.WithSortKeys && o.SortBy == "":
		return invalid("SearchOptions.WithSortKeys", "is given without SortBy; set SortBy, or leave it out")
	case o.WithSortKeys && o.NoContent:
		return invalid("SearchOptions.WithSortKeys", "is given with NoContent; set one of them")
	}
	if o.Limit != nil {
		if err := o.Limit.Validate(); err != nil {
			return err
		}
	}
	if err := o.SortOrder.Validate(); err != nil {
		return err
	}
	if err := o.Query.Validate(); err != nil {
		return err
	}
	return checkNodes("SearchOptions", o.Shards, o.Consistency)
}

func (o SearchOptions) encode(a *command.Args) {
	a.Fail(o.Validate())
	encodeNodes(a, o.Shards, o.Consistency)
	encodeFlag(a, "NOCONTENT", o.NoContent)
	encodeReturn(a, o.Return)
	if o.SortBy != "" {
		a.Word("SORTBY")
		a.String(o.SortBy)
		if o.SortOrder != "" {
			a.Word(string(o.SortOrder))
		}
	}
	encodeFlag(a, "WITHSORTKEYS", o.WithSortKeys)
	if o.Limit != nil {
		o.Limit.encode(a)
	}
	o.Query.encode(a)
}

func encodeReturn(a *command.Args, fields []ReturnField) {
	if len(fields) == 0 {
		return
	}
	words := len(fields)
	for _, field := range fields {
		if field.As != "" {
			words += 2
		}
	}
	a.Word("RETURN")
	a.Int(int64(words))
	for _, field := range fields {
		a.String(field.Name)
		encodeText(a, "AS", field.As)
	}
}
