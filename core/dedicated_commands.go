package core

import (
	"context"

	"github.com/glissade-io/glissade/core/command"
)

// Watch has the next transaction on this connection executed only if none of keys is
// changed before: see [Dedicated.Exec]. It may be called several times, and adds to
// what is watched.
//
// Errors: *failure.ConfigurationError if keys is empty.
// Complexity: O(1) for each key. Since: 2.2.0.
// See https://valkey.io/commands/watch/
func (d *Dedicated) Watch(ctx context.Context, keys []string) error {
	return d.acknowledged(ctx, func(a *command.Args) {
		a.Begin("WATCH")
		a.Keys(keys)
	})
}

// Unwatch ends the watching of all keys.
//
// Complexity: O(1). Since: 2.2.0.
// See https://valkey.io/commands/unwatch/
func (d *Dedicated) Unwatch(ctx context.Context) error {
	if a := d.watchedElsewhere(); a != nil {
		d.unwatchAsked(ctx, a, d.timeout)
	}
	return d.acknowledged(ctx, func(a *command.Args) { a.Begin("UNWATCH") })
}

// Select changes the database of this connection alone, which is closed when it is
// released.
//
// Reply: OK. Errors: *failure.ServerError if there is no such database.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/select/
func (d *Dedicated) Select(ctx context.Context, databaseID int) (string, error) {
	if err := d.acknowledged(ctx, func(a *command.Args) { selectDatabase(a, databaseID) }); err != nil {
		return "", err
	}
	return "OK", nil
}

// Reset has the server take back what this connection has set up, and all that the client
// has in its handshake: nothing is queued, watched or tracked any more, the database is 0, the
// protocol RESP2, and the connection has neither name nor user. Where users need a
// password the server refuses everything but AUTH and HELLO from then on. The connection
// is closed when it is released; one that is as the client makes them is had by
// releasing this one and asking for another.
//
// The client has no Reset, nor have batches: it would take the user and the protocol from
// all who share a connection, whereas GLIDE sends it to all nodes.
//
// Reply: RESET. Errors: *failure.ServerError with a server older than 6.2.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/reset/
func (d *Dedicated) Reset(ctx context.Context) (string, error) {
	if err := d.acknowledgedBy(ctx, "RESET", func(a *command.Args) { a.Begin("RESET") }); err != nil {
		return "", err
	}
	return "RESET", nil
}

// acknowledged executes a command whose reply says no more than that it was executed.
func (d *Dedicated) acknowledged(ctx context.Context, build func(a *command.Args)) error {
	return d.acknowledgedBy(ctx, "OK", build)
}

// acknowledgedBy is acknowledged by another word.
func (d *Dedicated) acknowledgedBy(ctx context.Context, word string, build func(a *command.Args)) error {
	r := newRequest()
	defer r.release()
	build(&r.args)
	err := d.executeAround(ctx, r) // which returns the error that a reply is
	if err == nil && string(r.call.Frame(0)) != "+"+word+"\r\n" {
		r.call.Distrust()
		err = &command.ShapeError{Shape: command.ShapeOK, Got: "another reply"}
	}
	return err
}
