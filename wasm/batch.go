package main

import (
	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/frame"
)

// batch sends the commands of a batch, which are its second argument: requests back
// to back, whose ids and clients do not matter.
func (s *session) batch(client *core.Client, request frame.Request, in *frame.Arguments) {
	atomic := in.Bool("isAtomic")
	commands := frame.NewRequests(in.Bytes("commands"))
	var o options.BatchOptions
	if !in.Absent() {
		o = readBatchOptions(in)
	}
	in.End()
	if err := in.Err(); err != nil {
		s.fail(request.ID, err)
		return
	}
	b := batch.New(atomic)
	var shapes []uint8
	var arguments frame.Arguments
	for c, ok := commands.Next(); ok; c, ok = commands.Next() {
		arguments.Reset(methodName(c.Operation), c.Arguments)
		shape, err := s.build(c.Operation, &arguments)
		if err != nil {
			s.fail(request.ID, err)
			return
		}
		b.Add(&s.args)
		shapes = append(shapes, uint8(shape))
	}
	if err := commands.Err(); err != nil {
		s.fail(request.ID, err)
		return
	}
	id := request.ID
	client.SubmitBatch(b, o, func(replies [][]byte, err error) {
		records := s.out.begin()
		switch {
		case err != nil:
			records.Failure(id, inJavaScript(err))
		case replies == nil:
			records.NotExecuted(id)
		default:
			records.Batch(id, shapes, replies)
		}
		s.out.end()
	})
}
