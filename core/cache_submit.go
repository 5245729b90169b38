package core

import (
	"bytes"
	"cmp"
	"context"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/cache"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/options"
)

// sender sends commands of a client of either kind without waiting, past its cache.
type sender interface {
	// send sends a command: as the cache fetches it, if f is not nil. args are the
	// caller's when it has returned, f is when the completion has.
	send(ctx context.Context, args *command.Args, o *options.CallOptions, f *fetch, completion func(frame []byte, err error))
}

// submit sends a command without waiting. One that reads goes through the cache, as far as
// the settings and the options say; what one may change that writes is dropped.
//
// Unlike those who wait, who submits need not have the reply to a write to read it: commands
// are sent in their order, and what a write is about to change is dropped before it is sent.
func (c *clientCache) submit(ctx context.Context, s sender, args *command.Args, o *options.CallOptions, completion func(frame []byte, err error)) {
	name := args.Name()
	if c.reads(o) {
		switch {
		case name == "GET" && args.Len() == 2:
			c.submitRead(ctx, s, args, nil, o, completion)
			return
		case name == "MGET":
			c.submitMany(ctx, s, args, o, completion)
			return
		case isCached(name):
			c.submitRead(ctx, s, args, args.Encoded(), o, completion)
			return
		}
	}
	ended := c.writing(args)
	s.send(ctx, args, o, nil, func(frame []byte, err error) {
		ended()
		completion(frame, err)
	})
}

// writing drops what a command may be about to change, and returns what does so again once
// it has ended.
func (c *clientCache) writing(args *command.Args) (ended func()) {
	if c == nil || !mayChange(args.Name()) {
		return func() {}
	}
	written := copyOf(args)
	c.wrote(written)
	return func() { c.wrote(written) }
}

// copyOf returns the same command in memory of its own. It is not inlined, nor is what else
// several here call, since pages download each copy.
//
//go:noinline
func copyOf(args *command.Args) *command.Args {
	copied := new(command.Args)
	copied.CopyFrom(args)
	return copied
}

// droppingBatch drops what a batch may be about to change, and returns a completion that
// does so again.
func droppingBatch[T any](c *clientCache, b *queue.Queue, completion func(results []T, err error)) func([]T, error) {
	c.wroteBatch(b)
	return func(results []T, err error) {
		c.wroteBatch(b)
		completion(results, err)
	}
}

// submitted is a command on its way through the cache.
type submitted struct {
	ctx        context.Context // ends it
	cache      *clientCache
	sender     sender
	args       *command.Args
	o          options.CallOptions
	entry      *cache.Entry
	fetching   fetch
	again      bool // the command was sent once more, as it is
	began      time.Time
	completion func(frame []byte, err error)
}

// submitRead has a command with one key answered from the cache, or fetches the reply for
// it. What is encoded is how the cache knows the command, nil of GET.
func (c *clientCache) submitRead(ctx context.Context, s sender, args *command.Args, encoded []byte, o *options.CallOptions, completion func(frame []byte, err error)) {
	key, has := args.FirstKey()
	if !has || !c.covers(key) {
		s.send(ctx, args, o, nil, completion)
		return
	}
	entry, found := c.store.Lookup(key, encoded, o.CacheTTL)
	if found == cache.Hit {
		completion(frameOf(entry), nil)
		return
	}
	r := &submitted{ctx: ctx, cache: c, sender: s, args: copyOf(args), o: *o, entry: entry, began: time.Now(), completion: completion}
	if found == cache.Wait {
		r.join()
		return
	}
	r.fetching.prepareToSubmit(c, r.args.Encoded(), key)
	s.send(ctx, r.args, o, &r.fetching, r.fetched)
}

// frameOf returns the reply that an entry is.
func frameOf(e *cache.Entry) []byte {
	if !page.Only && e.Frame == nil { // who waits has completed it
		return appendText(nil, e.Text)
	}
	return e.Frame
}

// fetched takes what became of a fetch.
func (r *submitted) fetched(frame []byte, err error) {
	if err == nil && isAskFrame(frame) && !r.again {
		r.again = true // The slot is on its way, and who has it when is not known.
		r.send(r.fetched)
		return
	}
	r.completion(frame, err)
	if err != nil {
		r.cache.store.Abandon(r.entry, err)
		return
	}
	value := cache.Value{Frame: bytes.Clone(frame), Unstored: r.again || isError(frame)}
	if !value.Unstored {
		var left [1]int64
		r.fetching.learned(left[:], &value)
		believe(&value, left[0])
		value.Absent = value.Absent || isEmpty(frame)
	}
	r.cache.store.Complete(r.entry, value)
}

func isAskFrame(frame []byte) bool { return bytes.HasPrefix(frame, []byte("-ASK ")) }

// send sends the command as it is, within what is left of its time.
func (r *submitted) send(completion func(frame []byte, err error)) {
	if timeout := r.timeout(); timeout > 0 {
		r.o.Timeout = max(timeout-time.Since(r.began), time.Millisecond)
	}
	r.sender.send(r.ctx, r.args, &r.o, nil, completion)
}

func (r *submitted) timeout() time.Duration { return cmp.Or(r.o.Timeout, r.cache.timeout) }

// join has the command be answered by what another fetches.
func (r *submitted) join() {
	timeout := r.timeout()
	if timeout <= 0 {
		r.cache.store.Await(r.entry, r.joined)
		return
	}
	timer := time.AfterFunc(timeout, func() { r.completion(nil, waitedTooLong(r.args.Name(), timeout)) })
	r.cache.store.Await(r.entry, func() {
		if timer.Stop() {
			r.joined()
		}
	})
}

// joined takes what another has fetched. Who has given up, or was unlucky, has it asked for
// once more, as there may be time left.
func (r *submitted) joined() {
	if r.entry.Err != nil {
		r.send(r.completion)
		return
	}
	r.completion(frameOf(r.entry), nil)
}

// waitedTooLong is the error of who waited for another's fetch.
func waitedTooLong(name string, timeout time.Duration) error {
	return &failure.TimeoutError{
		Command: name, Delivery: failure.NotSent, After: timeout, Reason: "another caller has not had the reply yet, for which this one waited",
	}
}
