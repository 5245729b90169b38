package main

import (
	"context"
	"encoding/binary"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// dedicated is a dedicated connection that JavaScript has, by an id like those of clients. What
// it is asked for is done one after the other.
type dedicated struct {
	turns
	conn   submission.Dedicated
	client uint32 // whose it is
}

// openDedicated makes a dedicated connection, by the id that JavaScript chose. Where keys are to
// be watched they are once it is there.
func (d *dispatcher) openDedicated(client client, request boundary.Request, in *boundary.Arguments) {
	id := boundary.Integer[uint32](in, "id")
	keys := boundary.Slice(in, "keys", (*boundary.Arguments).String)
	watches := in.Bool("watches")
	in.End()
	if err := in.Err(); err != nil {
		d.fail(request.ID, err)
		return
	}
	ctx, over := d.life(request)
	go func() {
		conn, err := acquireDedicated(ctx, client, keys, watches)
		d.mu.Lock()
		switch {
		case err != nil:
		case ctx.Err() != nil, d.clients[request.Client] == nil: // nobody would give it back
			defer conn.Release()
		default:
			d.dedicated[id] = &dedicated{conn: conn, client: request.Client}
		}
		d.mu.Unlock()
		over()
		if err != nil {
			d.fail(request.ID, err)
			return
		}
		d.succeed(request.ID)
	}()
}

func acquireDedicated(ctx context.Context, client client, keys []string, watches bool) (submission.Dedicated, error) {
	if watches {
		return startWatching(ctx, client, keys)
	}
	if cluster, ok := client.(*core.ClusterClient); ok {
		return submission.OfCluster(cluster).Dedicated(ctx, keys)
	}
	return submission.Of(client).Dedicated(ctx, keys)
}

// useDedicated serves a request to a dedicated connection. It returns false if there is none.
func (d *dispatcher) useDedicated(request boundary.Request, in *boundary.Arguments) bool {
	d.mu.Lock()
	held := d.dedicated[request.Client]
	d.mu.Unlock()
	if held == nil {
		return false
	}
	switch request.Operation {
	case boundary.OperationCommand, boundary.OperationCommand | boundary.WithOptions:
		d.commandOn(held, request, in)
	case boundary.OperationCommands:
		d.commandsOn(held, request)
	case boundary.OperationBatch:
		d.batchOn(held, request, in)
	case boundary.OperationWatch, boundary.OperationUnwatch:
		d.watchOn(held, request, in)
	case boundary.OperationSelect:
		database := boundary.Integer[int64](in, "databaseId")
		held.do(context.Background(), d, resp.AppendCommand(nil, "SELECT", strconv.FormatInt(database, 10)), 0, func(frame []byte, err error) { d.answer(request.ID, frame, err) })
	case boundary.OperationClose, boundary.OperationShutdown:
		d.mu.Lock()
		delete(d.dedicated, request.Client)
		d.mu.Unlock()
		held.conn.Release()
		d.succeed(request.ID)
	default:
		d.fail(request.ID, &boundary.Refusal{Path: methodName(request.Operation), Message: "is not a matter of a dedicated connection; use the client that it is of"})
	}
	return true
}

// do executes the first of some commands in its turn, and returns the others.
//
//go:noinline
func (held *dedicated) do(ctx context.Context, d *dispatcher, encoded []byte, timeout time.Duration, completion func(frame []byte, err error)) (rest []byte) {
	args := new(command.Args)
	rest = d.parser.ParseFirst(args, encoded)
	if err := args.ErrUnshared(); err != nil {
		completion(nil, err)
		return rest
	}
	held.after(func() { held.conn.Do(ctx, args, timeout, completion) })
	return rest
}

func (d *dispatcher) commandOn(held *dedicated, request boundary.Request, in *boundary.Arguments) {
	var o options.CallOptions
	if request.Operation&boundary.WithOptions != 0 {
		o = readCallOptions(in, false)
	}
	encoded := in.Rest()
	if err := in.Err(); err != nil {
		d.fail(request.ID, err)
		return
	}
	ctx, over := d.life(request)
	held.do(ctx, d, encoded, o.Timeout, func(frame []byte, err error) {
		over()
		d.answer(request.ID, frame, err)
	})
}

func (d *dispatcher) commandsOn(held *dedicated, request boundary.Request) {
	if len(request.Arguments) < 4 {
		d.fail(request.ID, errNoNumber)
		return
	}
	c := &commands{dispatcher: d, id: request.ID, encoded: request.Arguments[4:]}
	rest := c.encoded
	for i := range int(binary.LittleEndian.Uint32(request.Arguments)) {
		rest = held.do(context.Background(), d, rest, 0, func(frame []byte, err error) { c.Outcome(i, frame, err) })
	}
}

func (d *dispatcher) batchOn(held *dedicated, request boundary.Request, in *boundary.Arguments) {
	b, o, err := d.readBatch(in, false)
	if err != nil {
		d.fail(request.ID, err)
		return
	}
	ctx, over := d.life(request)
	records := batchRecords{dispatcher: d, id: request.ID, over: over}
	held.after(func() { held.conn.Execute(ctx, b, options.BatchOptions{Timeout: o.Timeout}, records.replies) })
}

// watchOn watches keys, or ends that.
func (d *dispatcher) watchOn(held *dedicated, request boundary.Request, in *boundary.Arguments) {
	var keys []string
	watches := request.Operation == boundary.OperationWatch
	if watches {
		keys = boundary.Slice(in, "keys", (*boundary.Arguments).String)
	}
	if err := in.Err(); err != nil {
		d.fail(request.ID, err)
		return
	}
	held.after(func() {
		var err error
		if watches {
			err = held.conn.Watch(context.Background(), keys)
		} else {
			err = held.conn.Unwatch(context.Background())
		}
		d.acknowledge(request.ID, err)
	})
}
