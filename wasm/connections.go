package main

import (
	"context"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// changeConnections starts an operation on all of a client's connections. It runs on a
// goroutine of its own, since it waits.
func (d *dispatcher) changeConnections(client client, request boundary.Request, in *boundary.Arguments) {
	var execute func(context.Context) (string, error)
	switch request.Operation {
	case boundary.OperationSelect:
		database := boundary.Integer[int](in, "databaseId")
		execute = func(ctx context.Context) (string, error) { return client.Select(ctx, database) }
	case boundary.OperationUpdatePassword:
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
		d.fail(request.ID, err)
		return
	}
	go func() {
		if _, err := execute(context.Background()); err != nil {
			d.fail(request.ID, err)
			return
		}
		d.acknowledge(request.ID)
	}()
}

// acknowledge answers a request with OK.
func (d *dispatcher) acknowledge(id uint32) {
	d.out.lock().Reply(id, ok)
	d.out.unlock()
}

var ok = []byte("+OK\r\n")
