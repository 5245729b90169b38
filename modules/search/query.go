package search

import "github.com/glissade-io/glissade/core/command"

// Search returns the documents of an index that match query, ten at most, with all of
// their fields.
//
// Reply: how many documents match, and those ten. Errors: ERR if there is no such
// index, or query is no query.
// Complexity: O(log(N)) for N documents. Since: 1.0.0.
// See https://valkey.io/commands/ft.search/
func Search(a *command.Args, index, query string) command.Reply[SearchResult] {
	a.Begin("FT.SEARCH")
	a.String(index)
	a.String(query)
	return searchResult
}

// SearchWithOptions returns those of the documents of an index that match query, and
// those of their fields, which opts ask for.
//
// Reply: how many documents match, and the part of them in order: by distance for a
// vector, as SortBy says, or else in none. Errors: ERR if there is no such index, if
// query is no query, if a field to sort by is not in the schema, or if a shard does not
// answer in time.
// Complexity: O(log(N)) for N documents. Since: 1.0.0; sorted: 1.1.0; by text: 1.2.0.
// See https://valkey.io/commands/ft.search/
func SearchWithOptions(a *command.Args, index, query string, opts SearchOptions) command.Reply[SearchResult] {
	a.Begin("FT.SEARCH")
	a.String(index)
	a.String(query)
	opts.encode(a)
	if opts.NoContent {
		return searchKeys
	}
	return searchResult
}

// Aggregate returns a record for each document of an index that matches query. Records
// hold what AggregateOptions load: without options nothing but what the query computes,
// such as the distance of a vector.
//
// Reply: the records. Errors: ERR if there is no such index, or query is no query.
// Complexity: O(log(N)) for N documents. Since: 1.1.0.
// See https://valkey.io/commands/ft.aggregate/
func Aggregate(a *command.Args, index, query string) command.Reply[[]Record] {
	a.Begin("FT.AGGREGATE")
	a.String(index)
	a.String(query)
	return aggregated
}

// AggregateWithOptions makes a record of each document of an index that matches query,
// with the fields that opts load, and puts the records through the stages of opts, one
// after another.
//
// Reply: the records that come out of the last stage. Errors: ERR if there is no such
// index, or if query or one of the expressions is none.
// Complexity: O(log(N)) for N documents, and that of the stages. Since: 1.1.0.
// See https://valkey.io/commands/ft.aggregate/
func AggregateWithOptions(a *command.Args, index, query string, opts AggregateOptions) command.Reply[[]Record] {
	a.Begin("FT.AGGREGATE")
	a.String(index)
	a.String(query)
	opts.encode(a)
	return aggregated
}

// Explain returns how the server understands query.
//
// Reply: the parsed query. Errors: ERR if there is no such index, or query is no query.
// Complexity: O(1). Since: not in valkey-search yet.
// See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.explain.html
func Explain(a *command.Args, index, query string) command.Reply[string] {
	a.Begin("FT.EXPLAIN")
	a.String(index)
	a.String(query)
	return text
}

// ExplainCLI returns how the server understands query, in lines for a terminal.
//
// Reply: the lines. Errors: ERR if there is no such index, or query is no query.
// Complexity: O(1). Since: not in valkey-search yet.
// See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.explain-cli.html
func ExplainCLI(a *command.Args, index, query string) command.Reply[[]string] {
	a.Begin("FT.EXPLAINCLI")
	a.String(index)
	a.String(query)
	return lines
}

// ProfileSearch searches as SearchWithOptions does, and tells what the server took time
// for, with less about the parts of the query if limited is set.
//
// Reply: the result of the search and the profile. Errors: those of SearchWithOptions.
// Complexity: O(log(N)) for N documents. Since: not in valkey-search yet.
// See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.profile.html
func ProfileSearch(a *command.Args, index, query string, opts SearchOptions, limited bool) command.Reply[SearchProfile] {
	a.Begin("FT.PROFILE")
	profile(a, index, "SEARCH", query, limited)
	opts.encode(a)
	if opts.NoContent {
		return searchKeysProfile
	}
	return searchProfile
}

// ProfileAggregate aggregates as AggregateWithOptions does, and tells what the server
// took time for, with less about the parts of the query if limited is set.
//
// Reply: the records and the profile. Errors: those of AggregateWithOptions.
// Complexity: that of AggregateWithOptions. Since: not in valkey-search yet.
// See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.profile.html
func ProfileAggregate(a *command.Args, index, query string, opts AggregateOptions, limited bool) command.Reply[AggregateProfile] {
	a.Begin("FT.PROFILE")
	profile(a, index, "AGGREGATE", query, limited)
	opts.encode(a)
	return aggregateProfile
}

func profile(a *command.Args, index, kind, query string, limited bool) {
	a.String(index)
	a.Word(kind)
	if limited {
		a.Word("LIMITED")
	}
	a.Word("QUERY")
	a.String(query)
}
