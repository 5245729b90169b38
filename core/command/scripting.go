// ScriptCommands are the commands for scripts in Lua that the server executes, and for
// functions, which it keeps in libraries and calls by their names. No other command is
// executed meanwhile.
// See https://valkey.io/commands/#scripting
//
//glissade:family Scripts and functions

package command

import "github.com/glissade-io/glissade/options"

// Eval runs a Lua script given by its source code. A script that is run more than
// once is better made an options.Script, which is sent to a server only once.
//
// Reply: what the script returns; a Lua table becomes an array up to its first nil.
// Errors: those that the script raises.
// Complexity: that of the script. Since: 2.6.0.
// See https://valkey.io/commands/eval/
//
//glissade:writes the script may write
func Eval(a *Args, script string, opts options.ScriptOptions) Reply[any] {
	a.Begin("EVAL")
	a.String(script)
	a.keysAndArgs(opts.Keys, opts.Args)
	return anything
}

// EvalReadOnly runs a Lua script given by its source code, which must not write. It
// may be sent to a replica, and can always be ended by ScriptKill.
//
// Reply: what the script returns; a Lua table becomes an array up to its first nil.
// Errors: those that the script raises; ERR if it tries to write.
// Complexity: that of the script. Since: 7.0.0.
// See https://valkey.io/commands/eval_ro/
func EvalReadOnly(a *Args, script string, opts options.ScriptOptions) Reply[any] {
	a.Begin("EVAL_RO")
	a.String(script)
	a.keysAndArgs(opts.Keys, opts.Args)
	return anything
}

// EvalSHA runs a Lua script that the server has been sent before, named by the SHA-1
// of its source code in hexadecimal digits.
//
// Reply: what the script returns; a Lua table becomes an array up to its first nil.
// Errors: NOSCRIPT if the server does not know the script, and those that the script raises.
// Complexity: that of the script. Since: 2.6.0.
// See https://valkey.io/commands/evalsha/
//
//glissade:writes the script may write
func EvalSHA(a *Args, hash string, opts options.ScriptOptions) Reply[any] {
	a.Begin("EVALSHA")
	a.String(hash)
	a.keysAndArgs(opts.Keys, opts.Args)
	return anything
}

// EvalSHAReadOnly runs a Lua script, which must not write, that the server has been
// sent before, named by the SHA-1 of its source code in hexadecimal digits. It may be
// sent to a replica, and can always be ended by ScriptKill.
//
// Reply: what the script returns; a Lua table becomes an array up to its first nil.
// Errors: NOSCRIPT if the server does not know the script, and those that the script
// raises; ERR if it tries to write.
// Complexity: that of the script. Since: 7.0.0.
// See https://valkey.io/commands/evalsha_ro/
func EvalSHAReadOnly(a *Args, hash string, opts options.ScriptOptions) Reply[any] {
	a.Begin("EVALSHA_RO")
	a.String(hash)
	a.keysAndArgs(opts.Keys, opts.Args)
	return anything
}

// ScriptLoad sends a Lua script to the server without running it.
//
// Reply: the SHA-1 of its source code in 40 hexadecimal digits, by which EvalSHA runs it.
// Complexity: O(N) for a script of N bytes. Since: 2.6.0.
// See https://valkey.io/commands/script-load/
func ScriptLoad(a *Args, script string) Reply[string] {
	a.Begin("SCRIPT LOAD")
	a.String(script)
	return text
}

// ScriptExists tells which Lua scripts the server knows, each named by the SHA-1 of
// its source code in hexadecimal digits.
//
// Reply: for each of sha1s whether the server knows it.
// Complexity: O(N) for N scripts. Since: 2.6.0.
// See https://valkey.io/commands/script-exists/
func ScriptExists(a *Args, sha1s []string) Reply[[]bool] {
	a.Begin("SCRIPT EXISTS")
	a.Strings("sha1s", sha1s)
	return booleans
}

// ScriptFlush has the server forget all Lua scripts.
//
// Reply: OK.
// Complexity: O(N) for N scripts. Since: 2.6.0.
// See https://valkey.io/commands/script-flush/
func ScriptFlush(a *Args) Reply[string] {
	a.Begin("SCRIPT FLUSH")
	return ok
}

// ScriptFlushWithMode has the server forget all Lua scripts, and wait until their
// memory is free or not.
//
// Reply: OK.
// Complexity: O(N) for N scripts. Since: 6.2.0.
// See https://valkey.io/commands/script-flush/
//
//glissade:javascript scriptFlush
func ScriptFlushWithMode(a *Args, mode options.FlushMode) Reply[string] {
	a.Begin("SCRIPT FLUSH")
	a.check(mode.Validate())
	a.Word(string(mode))
	return ok
}

// ScriptKill ends the Lua script that runs on the server, if it has not written yet.
// It must come from another client than the script, since the server reads nothing
// more from that one's connection before the script is over.
//
// Reply: OK. Errors: NOTBUSY if no script runs, UNKILLABLE if it has written already.
// Complexity: O(1). Since: 2.6.0.
// See https://valkey.io/commands/script-kill/
//
//glissade:route all_nodes: replicas run scripts and functions that only read
func ScriptKill(a *Args) Reply[string] {
	a.Begin("SCRIPT KILL")
	return ok
}

// ScriptShow returns the source code of a Lua script that the server knows, named by
// its SHA-1 in hexadecimal digits.
//
// Reply: the source code. Errors: NOSCRIPT if the server does not know the script.
// Complexity: O(1). Since: 8.0.0.
// See https://valkey.io/commands/script-show/
func ScriptShow(a *Args, sha1 string) Reply[string] {
	a.Begin("SCRIPT SHOW")
	a.String(sha1)
	return text
}

// keysAndArgs appends the number of keys, the keys, and the other arguments. There
// may be none of either.
func (a *Args) keysAndArgs(keys, args []string) {
	a.Int(int64(len(keys)))
	for _, key := range keys {
		a.Key(key)
	}
	for _, argument := range args {
		a.String(argument)
	}
}
