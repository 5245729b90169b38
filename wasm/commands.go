package main

import (
	"context"
	"encoding/binary"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// commands are those that JavaScript had for a client at one time, without options.
type commands struct {
	dispatcher *dispatcher
	client     client
	id         uint32 // of the request
	encoded    []byte
}

var errNoNumber = &boundary.Error{Message: "commands without their number"}

// commands sends several commands: together where that can be done, since each by itself
// costs much more.
func (d *dispatcher) commands(client client, request boundary.Request) {
	if len(request.Arguments) < 4 {
		d.fail(request.ID, errNoNumber)
		return
	}
	c := &commands{dispatcher: d, client: client, id: request.ID, encoded: request.Arguments[4:]}
	count := int(binary.LittleEndian.Uint32(request.Arguments))
	if standalone, ok := client.(*core.Client); ok && d.parser.Plain(c.encoded, count) &&
		submission.Of(standalone).SubmitEach(c.encoded, count, c) {
		return
	}
	rest := c.encoded
	for i := range count {
		before := rest
		rest = d.parser.ParseFirst(&d.args, rest)
		c.submit(i, before[:len(before)-len(rest)])
	}
}

// submit sends the i-th command, which was parsed, by itself.
func (c *commands) submit(i int, encoded []byte) {
	args := &c.dispatcher.args
	err := args.Err()
	if err == nil {
		submit(context.Background(), c.client, args, options.CallOptions{}, func(frame []byte, err error) { c.Outcome(i, frame, err) })
		return
	}
	database, selects := selected(encoded)
	if !selects {
		c.Outcome(i, nil, err)
		return
	}
	onAllConnections(func(ctx context.Context) (string, error) { return c.client.Select(ctx, database) }, func(err error) { c.Outcome(i, ok, err) })
}

// Parse makes args the i-th command.
func (c *commands) Parse(i int, args *command.Args) {
	var parser command.Parser
	rest := c.encoded
	for range i + 1 {
		rest = parser.ParseFirst(args, rest)
	}
}

// Outcome hands over what became of the i-th command.
func (c *commands) Outcome(i int, frame []byte, err error) {
	if err == nil {
		err = withHint(c.client, frame)
	}
	out := c.dispatcher.out.lock()
	if err == nil {
		out.Part(c.id, i, frame)
	} else {
		out.PartFailure(c.id, i, err)
	}
	c.dispatcher.out.unlock()
}
