package core

import (
	"context"
	"errors"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/options"
)

// submitAround submits a command through what stands around commands, which takes a
// goroutine: what stands there waits for what is within.
func submitAround(e executor, args *command.Args, completion func(frame []byte, err error)) {
	r := newRequest()
	r.args.CopyFrom(args)
	go func() {
		defer r.release()
		err := e.execute(context.Background(), r)
		var refused *failure.ServerError
		if err != nil && !(errors.As(err, &refused) && isError(r.call.Frames())) {
			completion(nil, err)
			return
		}
		completion(r.call.Frame(0), nil) // An error reply is for its reader to make an error of.
	}()
}

// submitBatchAround submits a batch through what stands around batches, and waits. keep
// copies what is valid only while a completion runs.
func submitBatchAround[T any](
	a around, b *queue.Queue, route options.Route, completion func(all []T, err error),
	keep func(T) T, submit func(completion func(all []T, err error)),
) {
	var all []T
	_, err := a.batch(context.Background(), b, route, func(context.Context, *Operation) ([]any, error) {
		ended := make(chan error, 1)
		submit(func(outcomes []T, err error) {
			for _, outcome := range outcomes {
				all = append(all, keep(outcome))
			}
			ended <- err
		})
		return nil, <-ended
	})
	if err != nil {
		all = nil
	}
	completion(all, err)
}
