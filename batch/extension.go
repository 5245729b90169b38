package batch

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
)

// Add adds the command that build defines to b, and returns the handle of its typed
// result. It is what the methods of [Commands] do, for commands that are defined
// elsewhere, such as those of the server's modules:
//
//	lengths := batch.Add(b, func(a *command.Args) command.Reply[[]models.Result[int64]] {
//		return json.ArrLenWithPath(a, "key", "$.list")
//	})
//
// It calls build once, which must keep nothing of the arguments. A command that
// cannot be sent makes the whole batch fail before anything is, as with every method;
// so does a build that is nil. Without a batch the handle holds an error. If build
// panics so does Add, and adds nothing.
func Add[T any](b *Batch, build func(a *command.Args) command.Reply[T]) *Handle[T] {
	switch {
	case b == nil:
		return failed[T](&failure.ConfigurationError{Field: "Batch", Message: "is nil; make one by batch.NewTransaction or batch.NewPipeline"})
	case build == nil:
		err := &failure.ConfigurationError{Field: "build", Message: "is nil; give a function that defines a command"}
		b.queue().Refuse(err)
		return failed[T](err)
	}
	return add(b.list, build(b.list.next()))
}
