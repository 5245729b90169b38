package batch

import "github.com/glissade-io/glissade/core/command"

// Add adds the command that build defines to b, and returns the handle of its typed
// result. It is what the methods of [Commands] do, for commands that are defined
// elsewhere, such as those of the server's modules:
//
//	lengths := batch.Add(b, func(a *command.Args) command.Reply[[]models.Result[int64]] {
//		return json.ArrLenWithPath(a, "key", "$.list")
//	})
//
// It calls build once, which must keep nothing of the arguments. A command that
// cannot be sent makes the whole batch fail before anything is, as with every method.
func Add[T any](b *Batch, build func(a *command.Args) command.Reply[T]) *Handle[T] {
	return add(&b.Commands, build(b.next()))
}
