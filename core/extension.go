package core

import (
	"context"

	"github.com/glissade-io/glissade/core/command"
)

// Runner is what executes commands: a client, or a pointer to its [Commands].
type Runner interface {
	runner() executor
}

func (c *Commands) runner() executor { return c.executor }

// Run executes the command that build defines, and returns its decoded reply. It is
// what the methods of [Commands] do, for commands that are defined elsewhere, such as
// those of the server's modules:
//
//	lengths, err := core.Run(ctx, client, func(a *command.Args) command.Reply[[]models.Result[int64]] {
//		return json.ArrLenWithPath(a, "key", "$.list")
//	})
//
// It calls build once, which must keep nothing of the arguments. If build, or the reply's
// decoder, panics so does Run.
// Errors: those of a method of Commands.
func Run[T any](ctx context.Context, runner Runner, build func(a *command.Args) command.Reply[T]) (T, error) {
	switch {
	case isNil(runner):
		return none[T](), nilError("runner", "give a client, or its Commands")
	case build == nil:
		return none[T](), nilError("build", "give a function that defines a command")
	}
	r := newRequest()
	return run(ctx, runner.runner(), r, build(&r.args))
}
