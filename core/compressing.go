package core

import (
	"context"
	"sync"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/queue"
)

// compressing executes commands with their values compressed, and leaves their replies with
// the values as they were.
type compressing struct {
	executor
	codec compression.Codec
}

// compressed returns what executes commands with their values compressed, if the client does so.
func (c *Connections) compressed(e executor) executor {
	if page.Only || c.codec == nil { // A page submits its commands, which does this by itself.
		return e
	}
	return &compressing{e, c.codec}
}

// compression returns what compresses values, or nil.
func (c *Connections) compression() compression.Codec { return c.codec }

var compressedArgs = sync.Pool{New: func() any { return new(command.Args) }}

func (c *compressing) execute(ctx context.Context, r *request) error {
	args := compressedArgs.Get().(*command.Args)
	defer func() {
		args.Reset()
		compressedArgs.Put(args)
	}()
	changed, err := c.codec.Compress(args, &r.args)
	if err != nil {
		return err
	}
	if changed { // What stands around goes on with the command as it was.
		r.args, *args = *args, r.args
		defer func() { r.args, *args = *args, r.args }()
	}
	if err := c.executor.execute(ctx, r); err != nil {
		return err
	}
	return decompressReply(c.codec, r.args.Name(), &r.call)
}

// frameBuffer is memory for a reply.
type frameBuffer struct{ bytes []byte }

var frameBuffers = sync.Pool{New: func() any { return new(frameBuffer) }}

// decompressReply decompresses the values in a reply, whose memory changes places with that
// of the reply that the call has then.
func decompressReply(codec compression.Codec, name string, call *mux.Call) error {
	if !codec.Decompresses(name, call.Frames()) {
		return nil
	}
	buffer := frameBuffers.Get().(*frameBuffer)
	defer frameBuffers.Put(buffer)
	frame := call.Frames()
	reply, err := codec.Reply(buffer.bytes[:0], name, frame)
	if err != nil {
		return err
	}
	call.Detach()
	if buffer.bytes = frame[:0]; cap(frame) > keptBatchBytes {
		buffer.bytes = nil
	}
	return call.Set(func([]byte) ([]byte, error) { return reply, nil })
}

// appendBatch appends the commands of a batch to dst as they are sent.
func appendBatch(codec compression.Codec, b *queue.Queue, dst []byte) []byte {
	if codec == nil {
		return b.AppendTo(dst)
	}
	for i := range b.Len() {
		dst = codec.AppendCommand(dst, b.Name(i), b.Command(i))
	}
	return dst
}

// batchCommand returns a command of a batch as it is sent.
func batchCommand(codec compression.Codec, b *queue.Queue, i int) []byte {
	if codec == nil {
		return b.Command(i)
	}
	return codec.AppendCommand(nil, b.Name(i), b.Command(i))
}

// checkCompressed returns why a batch must not be sent by a client that compresses values,
// or nil.
func checkCompressed(codec compression.Codec, b *queue.Queue) error {
	if codec == nil {
		return nil
	}
	for i := range b.Len() {
		if err := codec.Check(b.Name(i), b.Command(i)); err != nil {
			return err
		}
	}
	return nil
}

// resolveReply decodes the reply to a command of a batch.
func resolveReply(codec compression.Codec, b *queue.Queue, i int, frame []byte) (any, error) {
	frame, err := decompressed(codec, b.Name(i), frame)
	if err != nil {
		b.Fail(i, err)
		return nil, err
	}
	return b.Resolve(i, frame)
}

// decompressed returns a reply with its values decompressed.
func decompressed(codec compression.Codec, name string, frame []byte) ([]byte, error) {
	if codec == nil || !codec.Decompresses(name, frame) {
		return frame, nil
	}
	return codec.Reply(nil, name, frame)
}

// compressSubmitted returns a command that is submitted, and its completion, as they are
// where values are compressed. It is not inlined, since pages download each copy.
//
//go:noinline
func compressSubmitted(codec compression.Codec, args *command.Args, completion func(frame []byte, err error)) (*command.Args, func(frame []byte, err error), error) {
	if codec == nil {
		return args, completion, nil
	}
	name := args.Name()
	sent, err := compressedCopy(codec, args)
	return sent, func(frame []byte, err error) {
		if err == nil {
			frame, err = decompressed(codec, name, frame)
		}
		completion(frame, err)
	}, err
}

// compressedCopy returns a command with its values compressed: the command itself if there are
// none.
func compressedCopy(codec compression.Codec, args *command.Args) (*command.Args, error) {
	if codec == nil {
		return args, nil
	}
	sent := new(command.Args)
	changed, err := codec.Compress(sent, args)
	if err != nil || !changed {
		return args, err
	}
	return sent, nil
}

// decompressAll decompresses the values in what became of a command on several servers.
func decompressAll(codec compression.Codec, name string, outcomes []cluster.Outcome) {
	for i := range outcomes {
		decompressOutcome(codec, name, &outcomes[i])
	}
}

// decompressOutcomes does so with the commands of a batch.
func decompressOutcomes(codec compression.Codec, b *queue.Queue, outcomes []cluster.Outcome) {
	for i := range outcomes {
		decompressOutcome(codec, b.Name(i), &outcomes[i])
	}
}

func decompressOutcome(codec compression.Codec, name string, o *cluster.Outcome) {
	if o.Err == nil {
		if o.Frame, o.Err = decompressed(codec, name, o.Frame); o.Err != nil {
			o.Frame = nil
		}
	}
}

// decompressReplies decompresses the values in the replies to a batch.
func decompressReplies(codec compression.Codec, b *queue.Queue, replies [][]byte) ([][]byte, error) {
	for i, reply := range replies {
		var err error
		if replies[i], err = decompressed(codec, b.Name(i), reply); err != nil {
			return nil, err
		}
	}
	return replies, nil
}
