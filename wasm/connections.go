package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/internal/resp"
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
	onAllConnections(execute, func(err error) { d.acknowledge(request.ID, err) })
}

func onAllConnections(execute func(context.Context) (string, error), completion func(err error)) {
	go func() {
		_, err := execute(context.Background())
		completion(err)
	}()
}

// selected returns the database of a custom command that is SELECT and nothing else: as in
// GLIDE it means the client's connections.
func selected(encoded []byte) (database int, is bool) {
	decoder := resp.NewDecoder(encoded)
	if array, err := decoder.Next(); err != nil || array.Type != resp.TypeArray || array.Len != 2 {
		return 0, false
	}
	name, err := decoder.Next()
	if err != nil || !strings.EqualFold(string(name.Text), "SELECT") {
		return 0, false
	}
	number, err := decoder.Next()
	if err != nil {
		return 0, false
	}
	database, err = strconv.Atoi(string(number.Text))
	return database, err == nil
}

// acknowledge answers a request with OK, or with an error.
func (d *dispatcher) acknowledge(id uint32, err error) {
	d.answer(id, ok, err)
}

var ok = []byte("+OK\r\n")
