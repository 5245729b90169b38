package search

import "github.com/glissade-io/glissade/core/command"

// Create creates an index over all hashes, by the fields in schema, and begins to fill it.
//
// Reply: OK. Errors: those of CreateWithOptions.
// Complexity: O(N*log(N)) for N documents. Since: 1.0.0.
// See https://valkey.io/commands/ft.create/
func Create(a *command.Args, index string, schema []Field) command.Reply[string] {
	a.Begin("FT.CREATE")
	a.String(index)
	encodeSchema(a, schema)
	return text
}

// CreateWithOptions creates an index over the documents that opts name, by the fields
// in schema, and begins to fill it.
//
// Reply: OK. Errors: ERR if there is such an index, or if the schema exceeds what the
// server is configured for.
// Complexity: O(N*log(N)) for N documents. Since: 1.0.0; of text: 1.2.0.
// See https://valkey.io/commands/ft.create/
func CreateWithOptions(a *command.Args, index string, schema []Field, opts CreateOptions) command.Reply[string] {
	a.Begin("FT.CREATE")
	a.String(index)
	opts.encode(a)
	encodeSchema(a, schema)
	return text
}

// DropIndex deletes an index, and none of the documents in it.
//
// Reply: OK. Errors: ERR if there is no such index.
// Complexity: O(N) for N documents. Since: 1.0.0.
// See https://valkey.io/commands/ft.dropindex/
func DropIndex(a *command.Args, index string) command.Reply[string] {
	a.Begin("FT.DROPINDEX")
	a.String(index)
	return text
}

// List returns the names of the indexes of the database.
//
// Reply: the names, in no order.
// Complexity: O(N) for N indexes. Since: 1.0.0.
// See https://valkey.io/commands/ft._list/
func List(a *command.Args) command.Reply[[]string] {
	a.Begin("FT._LIST")
	return texts
}

// Info returns the definition of an index, and how it is with it on the node that answers.
//
// Reply: the definition and state. Errors: ERR if there is no such index.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/ft.info/
func Info(a *command.Args, index string) command.Reply[IndexInfo] {
	a.Begin("FT.INFO")
	a.String(index)
	return indexInfo
}

// InfoWithOptions returns how it is with an index on the nodes that opts name.
//
// Reply: the state, and the definition for ScopeLocal. Errors: ERR if there is no such
// index, if a node does not answer in time, or if opts name other nodes outside of a cluster.
// Complexity: O(1). Since: 1.1.0.
// See https://valkey.io/commands/ft.info/
func InfoWithOptions(a *command.Args, index string, opts InfoOptions) command.Reply[IndexInfo] {
	a.Begin("FT.INFO")
	a.String(index)
	opts.encode(a)
	return indexInfo
}

// AliasAdd gives an index another name.
//
// Reply: OK. Errors: ERR if there is no such index, or if the alias is taken.
// Complexity: O(1). Since: not in valkey-search yet.
// See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.aliasadd.html
func AliasAdd(a *command.Args, alias, index string) command.Reply[string] {
	a.Begin("FT.ALIASADD")
	a.String(alias)
	a.String(index)
	return text
}

// AliasDel deletes an alias. The index stays.
//
// Reply: OK. Errors: ERR if there is no such alias.
// Complexity: O(1). Since: not in valkey-search yet.
// See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.aliasdel.html
func AliasDel(a *command.Args, alias string) command.Reply[string] {
	a.Begin("FT.ALIASDEL")
	a.String(alias)
	return text
}

// AliasUpdate makes an alias that of another index, or a new one if there is no such alias.
//
// Reply: OK. Errors: ERR if there is no such index.
// Complexity: O(1). Since: not in valkey-search yet.
// See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.aliasupdate.html
func AliasUpdate(a *command.Args, alias, index string) command.Reply[string] {
	a.Begin("FT.ALIASUPDATE")
	a.String(alias)
	a.String(index)
	return text
}

// AliasList returns all aliases.
//
// Reply: the aliases with their indexes, in the server's order.
// Complexity: O(N) for N aliases. Since: not in valkey-search yet.
// See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.aliaslist.html
func AliasList(a *command.Args) command.Reply[[]IndexAlias] {
	a.Begin("FT._ALIASLIST")
	return aliases
}
