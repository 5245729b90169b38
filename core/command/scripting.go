package command

import "github.com/glissade-io/glissade/options"

// Eval runs a Lua script given by its source code. A script that is run more than
// once is better made an options.Script, which is sent to a server only once.
//
// Reply: what the script returns; a Lua table becomes an array up to its first nil.
// Errors: those that the script raises.
// Complexity: that of the script. Since: 2.6.0.
// See https://valkey.io/commands/eval/
func Eval(a *Args, script string, opts options.ScriptOptions) Reply[any] {
	a.Begin("EVAL")
	a.String(script)
	a.scriptOptions(opts)
	return anything
}

// EvalSha runs a Lua script that the server has been sent before, named by the SHA-1
// of its source code in hexadecimal digits.
//
// Reply: what the script returns; a Lua table becomes an array up to its first nil.
// Errors: NOSCRIPT if the server does not know the script, and those that the script raises.
// Complexity: that of the script. Since: 2.6.0.
// See https://valkey.io/commands/evalsha/
func EvalSha(a *Args, hash string, opts options.ScriptOptions) Reply[any] {
	a.Begin("EVALSHA")
	a.String(hash)
	a.scriptOptions(opts)
	return anything
}

// ScriptLoad sends a Lua script to the server without running it.
//
// Reply: the SHA-1 of its source code in 40 hexadecimal digits, by which EvalSha runs it.
// Complexity: O(N) for a script of N bytes. Since: 2.6.0.
// See https://valkey.io/commands/script-load/
func ScriptLoad(a *Args, script string) Reply[string] {
	a.Begin("SCRIPT LOAD")
	a.String(script)
	return text
}

func (a *Args) scriptOptions(opts options.ScriptOptions) {
	a.Int(int64(len(opts.Keys)))
	for _, key := range opts.Keys {
		a.Key(key)
	}
	for _, argument := range opts.Args {
		a.String(argument)
	}
}
