package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// FCall calls a function without keys and arguments.
//
// Reply: what the function returns; a Lua table becomes an array up to its first nil.
// Errors: ERR if there is no such function, and those that the function raises.
// Complexity: that of the function. Since: 7.0.0.
// See https://valkey.io/commands/fcall/
//
//glissade:writes the function may write
func FCall(a *Args, functionName string) Reply[any] {
	a.Begin("FCALL")
	a.String(functionName)
	a.keysAndArgs(nil, nil)
	return anything
}

// FCallWithKeysAndArgs calls a function with keys and arguments. In a cluster the
// keys must all belong to one slot.
//
// Reply: what the function returns; a Lua table becomes an array up to its first nil.
// Errors: ERR if there is no such function, and those that the function raises.
// Complexity: that of the function. Since: 7.0.0.
// See https://valkey.io/commands/fcall/
//
//glissade:javascript fcall
func FCallWithKeysAndArgs(a *Args, functionName string, keys, args []string) Reply[any] {
	a.Begin("FCALL")
	a.String(functionName)
	a.keysAndArgs(keys, args)
	return anything
}

// FCallReadOnly calls a function, which must have the flag no-writes, without keys and
// arguments. It may be sent to a replica, and can always be ended by FunctionKill.
//
// Reply: what the function returns; a Lua table becomes an array up to its first nil.
// Errors: ERR if there is no such function or it has not the flag, and those that the
// function raises.
// Complexity: that of the function. Since: 7.0.0.
// See https://valkey.io/commands/fcall_ro/
//
//glissade:javascript fcallReadonly
func FCallReadOnly(a *Args, functionName string) Reply[any] {
	a.Begin("FCALL_RO")
	a.String(functionName)
	a.keysAndArgs(nil, nil)
	return anything
}

// FCallReadOnlyWithKeysAndArgs calls a function, which must have the flag no-writes,
// with keys and arguments. See FCallReadOnly.
//
// Reply: what the function returns; a Lua table becomes an array up to its first nil.
// Errors: ERR if there is no such function or it has not the flag, and those that the
// function raises.
// Complexity: that of the function. Since: 7.0.0.
// See https://valkey.io/commands/fcall_ro/
//
//glissade:javascript fcallReadonly
func FCallReadOnlyWithKeysAndArgs(a *Args, functionName string, keys, args []string) Reply[any] {
	a.Begin("FCALL_RO")
	a.String(functionName)
	a.keysAndArgs(keys, args)
	return anything
}

// FunctionLoad sends a library of functions to the server. Its first line names the
// engine and the library, as in "#!lua name=mylib". With replace it takes the place of
// a library of the same name.
//
// Reply: the library's name. Errors: ERR if a library has the name already and replace
// is false, or another has a function of the same name, or the code is not valid.
// Complexity: O(1), without the time to compile. Since: 7.0.0.
// See https://valkey.io/commands/function-load/
func FunctionLoad(a *Args, libraryCode string, replace bool) Reply[string] {
	a.Begin("FUNCTION LOAD")
	if replace {
		a.Word("REPLACE")
	}
	a.String(libraryCode)
	return text
}

// FunctionDelete deletes a library with its functions.
//
// Reply: OK. Errors: ERR if there is no such library.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/function-delete/
func FunctionDelete(a *Args, libraryName string) Reply[string] {
	a.Begin("FUNCTION DELETE")
	a.String(libraryName)
	return ok
}

// FunctionFlush deletes all libraries.
//
// Reply: OK.
// Complexity: O(N) for N functions. Since: 7.0.0.
// See https://valkey.io/commands/function-flush/
func FunctionFlush(a *Args) Reply[string] {
	a.Begin("FUNCTION FLUSH")
	return ok
}

// FunctionFlushSync deletes all libraries and waits until their memory is free.
//
// Reply: OK.
// Complexity: O(N) for N functions. Since: 7.0.0.
// See https://valkey.io/commands/function-flush/
//
//glissade:javascript functionFlush
func FunctionFlushSync(a *Args) Reply[string] {
	a.Begin("FUNCTION FLUSH")
	a.Word("SYNC")
	return ok
}

// FunctionFlushAsync deletes all libraries and does not wait until their memory is free.
//
// Reply: OK.
// Complexity: O(N) for N functions. Since: 7.0.0.
// See https://valkey.io/commands/function-flush/
//
//glissade:javascript functionFlush
func FunctionFlushAsync(a *Args) Reply[string] {
	a.Begin("FUNCTION FLUSH")
	a.Word("ASYNC")
	return ok
}

// FunctionKill ends the function that runs on the server, if it has not written yet.
// It must come from another client than the function, since the server reads nothing
// more from that one's connection before the function is over.
//
// Reply: OK. Errors: NOTBUSY if no function runs, UNKILLABLE if it has written already.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/function-kill/
//
//glissade:route all_nodes: replicas run scripts and functions that only read
func FunctionKill(a *Args) Reply[string] {
	a.Begin("FUNCTION KILL")
	return ok
}

// FunctionList returns the libraries that query picks, with their functions.
//
// Reply: the libraries, in no order to rely on.
// Complexity: O(N) for N functions. Since: 7.0.0.
// See https://valkey.io/commands/function-list/
func FunctionList(a *Args, query options.FunctionListQuery) Reply[[]models.LibraryInfo] {
	a.Begin("FUNCTION LIST")
	if query.LibraryName != "" {
		a.Word("LIBRARYNAME")
		a.String(query.LibraryName)
	}
	if query.WithCode {
		a.Word("WITHCODE")
	}
	return libraryInfos
}

// FunctionStats returns the function that runs on the server, and the engines that it has.
//
// Reply: the function, if one runs, and the engines. Errors: BUSY if a script runs that is no function.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/function-stats/
//
//glissade:route all_nodes: replicas run functions that only read
func FunctionStats(a *Args) Reply[models.FunctionStatsResult] {
	a.Begin("FUNCTION STATS")
	return functionStats
}

// FunctionDump returns all libraries in a form of the server's own, for FunctionRestore.
//
// Reply: the libraries as binary text.
// Complexity: O(N) for N functions. Since: 7.0.0.
// See https://valkey.io/commands/function-dump/
func FunctionDump(a *Args) Reply[string] {
	a.Begin("FUNCTION DUMP")
	return text
}

// FunctionRestore adds the libraries that FunctionDump returned as payload.
//
// Reply: OK. Errors: ERR if a library has a name that is taken, or payload is damaged
// or of a newer server.
// Complexity: O(N) for N functions. Since: 7.0.0.
// See https://valkey.io/commands/function-restore/
func FunctionRestore(a *Args, payload string) Reply[string] {
	a.Begin("FUNCTION RESTORE")
	a.String(payload)
	return ok
}

// FunctionRestoreWithPolicy adds the libraries that FunctionDump returned as payload.
// What becomes of those that the server has already, policy says.
//
// Reply: OK. Errors: ERR if policy does not allow it, or payload is damaged or of a newer server.
// Complexity: O(N) for N functions. Since: 7.0.0.
// See https://valkey.io/commands/function-restore/
//
//glissade:javascript functionRestore
func FunctionRestoreWithPolicy(a *Args, payload string, policy options.FunctionRestorePolicy) Reply[string] {
	a.Begin("FUNCTION RESTORE")
	a.String(payload)
	a.check(policy.Validate())
	a.Word(string(policy))
	return ok
}
