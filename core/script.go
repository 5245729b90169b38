package core

import (
	"context"
	"errors"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// InvokeScript executes a Lua script without keys and arguments, as
// [Commands.InvokeScriptWithOptions] does.
func (c Commands) InvokeScript(ctx context.Context, script *options.Script) (any, error) {
	return c.InvokeScriptWithOptions(ctx, script, options.ScriptOptions{})
}

// InvokeScriptWithOptions executes a Lua script with keys and arguments. It sends
// the script's SHA-1 alone, and the source only when the server does not know it
// yet.
//
// Reply: what the script returns, as [Commands.CustomCommand] returns a reply.
// Errors: *failure.ServerError if the script fails. Since: 2.6.0.
// See https://valkey.io/commands/evalsha/
func (c Commands) InvokeScriptWithOptions(ctx context.Context, script *options.Script, o options.ScriptOptions) (any, error) {
	result, err := c.EvalSha(ctx, script.Hash(), o)
	if errors.Is(err, &failure.ServerError{Code: "NOSCRIPT"}) {
		// EVAL has the server remember the script as SCRIPT LOAD would, in one round trip.
		return c.Eval(ctx, script.Source(), o)
	}
	return result, err
}
