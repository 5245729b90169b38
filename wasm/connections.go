package main

import (
	"context"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/wasm/internal/frame"
)

// everywhere starts an operation on all of a client's connections. These wait, which
// the caller must not.
func (s *session) everywhere(client client, request frame.Request, in *frame.Arguments) {
	var execute func(context.Context) (string, error)
	switch request.Operation {
	case frame.OperationSelect:
		database := frame.Integer[int](in, "databaseId")
		execute = func(ctx context.Context) (string, error) { return client.Select(ctx, database) }
	case frame.OperationUpdatePassword:
		password := in.String("password")
		immediately := !in.Absent() && in.Bool("immediateAuth")
		if password == "" {
			in.Refuse("password", "is empty; give a password, or use resetConnectionPassword")
		}
		execute = func(ctx context.Context) (string, error) {
			return client.UpdateConnectionPassword(ctx, password, immediately)
		}
	default:
		execute = client.ResetConnectionPassword
	}
	in.End()
	if err := in.Err(); err != nil {
		s.fail(request.ID, err)
		return
	}
	go func() {
		if _, err := execute(context.Background()); err != nil {
			s.fail(request.ID, err)
			return
		}
		s.out.begin().Reply(request.ID, uint8(command.ShapeOK), ok)
		s.out.end()
	}()
}

var ok = []byte("+OK\r\n")
