package core

import (
	"bytes"
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/standalone"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
)

// submitter is how package submission sees a client. It does not embed it, so that pages
// need not download the names of all its methods once more.
type submitter struct{ client *Client }

var submitters sync.Once

// introduceSubmitters tells package submission of clients. It is called by who makes one,
// and not at start, so that programs without a client of a cluster do not link it.
func introduceSubmitters() {
	submitters.Do(func() {
		submission.Of = func(client any) submission.Client { return submitter{client.(*Client)} }
	})
}

// Submit sends a command without waiting.
func (s submitter) Submit(ctx context.Context, args *command.Args, o options.CallOptions, completion func(frame []byte, err error)) {
	c := s.client
	err := checkSubmitted(args, &o, c.cache)
	if err != nil {
		completion(nil, err)
		return
	}
	if completion, err = guarded(c.breaker, args.Name(), completion, nil); err != nil {
		completion(nil, err)
		return
	}
	if c.cache != nil {
		c.cache.submit(ctx, s, args, &o, completion)
		return
	}
	s.send(ctx, args, &o, nil, completion)
}

// send sends a command past the cache.
func (s submitter) send(ctx context.Context, args *command.Args, o *options.CallOptions, f *fetch, completion func(frame []byte, err error)) {
	c := s.client
	args, completion, err := compressSubmitted(c.codec, args, completion)
	if err != nil {
		completion(nil, err)
		return
	}
	request := standalone.Request{
		Request: mux.Request{
			Name: args.Name(), Bytes: args.Encoded(), Timeout: cmp.Or(o.Timeout, c.timeout), Verify: args.Unproven(), Context: lifeOf(ctx),
		},
		Idempotent: o.Idempotent, Replica: o.Replica,
	}
	// args is the caller's after we return, so it is looked at now.
	if err := c.checkReads(&request, o.Replica); err != nil {
		completion(nil, err)
		return
	}
	if wait, blocks := args.Blocking(); blocks {
		request.Timeout = blockingTimeout(wait, request.Timeout)
		c.group.SubmitDedicated(request, completion)
		return
	}
	if wait, waits := args.Waiting(); waits {
		request.Timeout = blockingTimeout(wait, request.Timeout)
	}
	if f != nil {
		f.apply(&request.Request)
	}
	c.group.Submit(request, c.remembered(args, completion))
}

// lifeOf returns the context of what is submitted as requests have it: nil if nothing ends it.
func lifeOf(ctx context.Context) context.Context {
	if ctx.Done() == nil {
		return nil
	}
	return ctx
}

// SubmitOnEach sends a command to every server without waiting.
func (s submitter) SubmitOnEach(ctx context.Context, args *command.Args, o options.CallOptions, completion func(outcomes []cluster.Outcome, err error)) {
	c := s.client
	err := checkSubmitted(args, &o, c.cache)
	var ended func()
	if err == nil {
		ended = c.cache.writing(args)
		args, err = compressedCopy(c.codec, args)
	}
	if err != nil {
		completion(nil, err)
		return
	}
	request := standalone.Request{Request: mux.Request{
		Name: args.Name(), Bytes: bytes.Clone(args.Encoded()), Timeout: cmp.Or(o.Timeout, c.timeout), Verify: args.Unproven(),
	}}
	go func() {
		outcomes, err := c.group.OnEach(ctx, request)
		all := make([]cluster.Outcome, len(outcomes))
		for i, o := range outcomes {
			all[i] = cluster.Outcome(o)
		}
		ended()
		decompressAll(c.codec, request.Name, all)
		completion(all, err)
	}()
}

// SubmitEach sends plain commands together.
func (s submitter) SubmitEach(encoded []byte, count int, commands submission.Commands) bool {
	c := s.client
	return !c.checksReads && c.breaker == nil && c.codec == nil && c.cache == nil && c.group.SubmitEach(encoded, count, c.timeout, together{c.timeout, commands})
}

// together is how package standalone sees commands that were submitted together.
type together struct {
	timeout time.Duration
	submission.Commands
}

// Request returns a command as a request of its own.
func (t together) Request(i int) standalone.Request {
	var args command.Args
	t.Parse(i, &args)
	return standalone.Request{
		Request: mux.Request{Name: args.Name(), Bytes: args.Encoded(), Timeout: t.timeout},
		Reads:   command.IsReadOnly(args.Name()),
	}
}

// checkSubmitted says why a command is not to be sent, or nil.
func checkSubmitted(args *command.Args, o *options.CallOptions, cached *clientCache) error {
	if args == nil {
		return nilError("args", "give the arguments of a command")
	}
	if err := args.Err(); err != nil {
		return err
	}
	if err := o.Validate(); err != nil || o.Cache == options.DefaultCacheUse {
		return err
	}
	return callSettings{options: *o}.withCache(cached).err
}

// SubmitBatch sends a batch without waiting.
func (s submitter) SubmitBatch(ctx context.Context, b *queue.Queue, o options.BatchOptions, completion func(replies [][]byte, err error)) {
	c := s.client
	if b == nil {
		completion(nil, errNilBatch)
		return
	}
	err := b.Err()
	if err == nil {
		err = o.Validate()
	}
	if err != nil {
		completion(nil, err)
		return
	}
	if name := b.FirstWrite(); c.readOnly && name != "" {
		completion(nil, readOnlyError(name))
		return
	}
	if err := checkCompressed(c.codec, b); err != nil {
		completion(nil, err)
		return
	}
	var refused error
	if completion, refused = guarded(c.breaker, "batch", completion, nil); refused != nil {
		completion(nil, refused)
		return
	}
	if c.cache != nil {
		completion = droppingBatch(c.cache, b, completion)
	}
	if b.NeedsDedicated() {
		go s.submitOnOwn(ctx, b, o, completion)
		return
	}
	request, dedicated := batchRequest(b, c.codec, cmp.Or(o.Timeout, c.timeout), nil)
	request.Idempotent, request.Command = o.Idempotent || b.ReadOnly(), nil // b is the caller's after we return
	request.Context = lifeOf(ctx)
	request.Independent = false // the completion has one error for all
	send := c.group.Submit
	if dedicated {
		send = c.group.SubmitDedicated
	}
	send(request, func(frames []byte, err error) {
		var replies [][]byte
		if err == nil {
			replies, err = split(frames, request.Replies)
		}
		if err == nil && b.Atomic {
			replies, err = transactionReplies(len(replies), func(i int) []byte { return replies[i] })
		}
		if err == nil {
			replies, err = decompressReplies(c.codec, b, replies)
		}
		completion(replies, err)
	})
}

// submitOnOwn is to execOnOwn what SubmitBatch is to Exec.
func (s submitter) submitOnOwn(ctx context.Context, b *queue.Queue, o options.BatchOptions, completion func(replies [][]byte, err error)) {
	d, err := s.client.Dedicated(ctx)
	if err != nil {
		completion(nil, err)
		return
	}
	defer d.Release()
	d.executeFor(ctx, b, o, completion)
}

// executeFor executes a batch for a completion as SubmitBatch has it, and waits.
func (d *Dedicated) executeFor(ctx context.Context, b *queue.Queue, o options.BatchOptions, completion func(replies [][]byte, err error)) {
	r := newRequest()
	defer r.release()
	if _, err := d.execBatch(ctx, r, b, o); err != nil {
		completion(nil, err)
		return
	}
	replies := make([][]byte, r.call.Replies())
	for i := range replies {
		replies[i] = r.call.Frame(i)
		if err := r.call.ReplyErr(i, "batch"); err != nil { // the completion has one error for all
			completion(nil, err)
			return
		}
	}
	var err error
	if b.Atomic {
		replies, err = transactionReplies(len(replies), r.call.Frame)
	}
	if err == nil {
		replies, err = decompressReplies(d.client.compression(), b, replies)
	}
	completion(replies, err)
}
