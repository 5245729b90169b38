package command

import "github.com/glissade-io/glissade/options"

// DBSize counts the keys of the database.
//
// Reply: the number of keys.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/dbsize/
func DBSize(a *Args) Reply[int64] {
	a.Begin("DBSIZE")
	return integer
}

// FlushAll deletes all keys of all databases.
//
// Reply: OK.
// Complexity: O(N) for N keys. Since: 1.0.0.
// See https://valkey.io/commands/flushall/
func FlushAll(a *Args) Reply[string] {
	a.Begin("FLUSHALL")
	return ok
}

// FlushAllWithOptions deletes all keys of all databases, before the reply or in the
// background as mode says.
//
// Reply: OK.
// Complexity: O(N) for N keys. Since: 4.0.0; the mode Sync: 6.2.0.
// See https://valkey.io/commands/flushall/
func FlushAllWithOptions(a *Args, mode options.FlushMode) Reply[string] {
	a.Begin("FLUSHALL")
	a.flushMode(mode)
	return ok
}

// FlushDB deletes all keys of the database.
//
// Reply: OK.
// Complexity: O(N) for N keys. Since: 1.0.0.
// See https://valkey.io/commands/flushdb/
func FlushDB(a *Args) Reply[string] {
	a.Begin("FLUSHDB")
	return ok
}

// FlushDBWithOptions deletes all keys of the database, before the reply or in the
// background as mode says.
//
// Reply: OK.
// Complexity: O(N) for N keys. Since: 4.0.0; the mode Sync: 6.2.0.
// See https://valkey.io/commands/flushdb/
func FlushDBWithOptions(a *Args, mode options.FlushMode) Reply[string] {
	a.Begin("FLUSHDB")
	a.flushMode(mode)
	return ok
}

// SwapDB exchanges two databases: connections to one see the keys of the other at once.
//
// Reply: OK. Errors: ERR if there is no such database.
// Complexity: O(N) for N clients that watch or wait for keys of the two. Since: 4.0.0.
// See https://valkey.io/commands/swapdb/
//
//glissade:route all_shards: databases are swapped in all of the cluster or not at all
//glissade:response all_succeeded: it is done when every shard has done it
func SwapDB(a *Args, index1, index2 int64) Reply[string] {
	a.Begin("SWAPDB")
	a.Int(index1)
	a.Int(index2)
	return ok
}

func (a *Args) flushMode(mode options.FlushMode) {
	a.check(mode.Validate())
	a.Word(string(mode))
}
