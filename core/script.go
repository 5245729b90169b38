package core

import (
	"context"
	"errors"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// InvokeScript executes a Lua script without keys and arguments, as
// [ScriptCommands.InvokeScriptWithOptions] does.
func (c *ScriptCommands) InvokeScript(ctx context.Context, script *options.Script) (any, error) {
	return c.InvokeScriptWithOptions(ctx, script, options.ScriptOptions{})
}

// InvokeScriptWithOptions executes a Lua script with keys and arguments. It sends
// the script's SHA-1 alone, and the source only when the server does not know it
// yet. With a route to several servers it sends the source, since some of them may
// know the script and have executed it when others say that they do not.
//
// Reply: what the script returns, as [Commands.CustomCommand] returns a reply.
// Errors: *failure.ServerError if the script fails. Since: 2.6.0.
// See https://valkey.io/commands/evalsha/
func (c *ScriptCommands) InvokeScriptWithOptions(ctx context.Context, script *options.Script, o options.ScriptOptions) (any, error) {
	if script == nil {
		return nil, errNilScript
	}
	if c.isFannedOut() {
		return c.Eval(ctx, script.Source(), o)
	}
	result, err := c.EvalSHA(ctx, script.Hash(), o)
	if isUnknownScript(err) {
		// EVAL has the server remember the script as SCRIPT LOAD would, in one round trip.
		return c.Eval(ctx, script.Source(), o)
	}
	return result, err
}

// InvokeScriptReadOnly executes a Lua script that does not write, without keys and
// arguments, as [ScriptCommands.InvokeScriptReadOnlyWithOptions] does.
func (c *ScriptCommands) InvokeScriptReadOnly(ctx context.Context, script *options.Script) (any, error) {
	return c.InvokeScriptReadOnlyWithOptions(ctx, script, options.ScriptOptions{})
}

// InvokeScriptReadOnlyWithOptions executes a Lua script that does not write, with keys
// and arguments, so that a replica can execute it and [ScriptCommands.ScriptKill] can always
// end it. It sends the script's SHA-1 alone, and the source only when the server does
// not know it yet.
//
// Reply: what the script returns, as [Commands.CustomCommand] returns a reply.
// Errors: *failure.ServerError if the script fails or tries to write. Since: 7.0.0.
// See https://valkey.io/commands/evalsha_ro/
func (c *ScriptCommands) InvokeScriptReadOnlyWithOptions(ctx context.Context, script *options.Script, o options.ScriptOptions) (any, error) {
	if script == nil {
		return nil, errNilScript
	}
	if c.isFannedOut() {
		return c.EvalReadOnly(ctx, script.Source(), o)
	}
	result, err := c.EvalSHAReadOnly(ctx, script.Hash(), o)
	if isUnknownScript(err) {
		return c.EvalReadOnly(ctx, script.Source(), o)
	}
	return result, err
}

var errNilScript = nilError("script", "make one by options.NewScript")

// isFannedOut reports whether the commands go to several servers.
func (c *ScriptCommands) isFannedOut() bool {
	return c.executor != nil && isFannedOut(c.executor.route())
}

func isFannedOut(route options.Route) bool {
	switch route.(type) {
	case options.AllNodes, options.AllPrimaries:
		return true
	default:
		return false
	}
}

func isUnknownScript(err error) bool {
	return errors.Is(err, &failure.ServerError{Code: "NOSCRIPT"})
}
