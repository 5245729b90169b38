package main

import (
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

// commands sends several commands: together where that can be done, since each by itself
// costs much more.
func (d *dispatcher) commands(client client, request boundary.Request) {
	if len(request.Arguments) < 4 {
		d.fail(request.ID, &boundary.Error{Message: "commands without their number"})
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
		rest = d.parser.ParseFirst(&d.args, rest)
		if err := d.args.Err(); err != nil {
			c.Outcome(i, nil, err)
			continue
		}
		submit(client, &d.args, options.CallOptions{}, func(frame []byte, err error) { c.Outcome(i, frame, err) })
	}
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
