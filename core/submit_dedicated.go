package core

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/retry"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
)

// dedicatedSubmitter is how package submission sees a dedicated connection.
type dedicatedSubmitter struct{ dedicated *Dedicated }

// Dedicated returns a dedicated connection.
func (s submitter) Dedicated(ctx context.Context, _ []string) (submission.Dedicated, error) {
	return acquireSubmitter(ctx, s.client, s.client.timeout, nil)
}

// Dedicated returns a dedicated connection to the primary that has the keys.
func (s clusterSubmitter) Dedicated(ctx context.Context, keys []string) (submission.Dedicated, error) {
	return acquireSubmitter(ctx, s.client, s.client.timeout, keys)
}

func acquireSubmitter(ctx context.Context, c source, timeout time.Duration, keys []string) (submission.Dedicated, error) {
	d, err := dedicated(ctx, c, timeout, keys)
	if err != nil {
		return nil, err
	}
	return dedicatedSubmitter{d}, nil
}

// Watch returns a dedicated connection that watches keys.
func (s submitter) Watch(ctx context.Context, keys []string) (submission.Dedicated, error) {
	return watch(ctx, s.client, s.client.timeout, keys)
}

// Watch returns a dedicated connection that watches keys, which must lie in one slot.
func (s clusterSubmitter) Watch(ctx context.Context, keys []string) (submission.Dedicated, error) {
	return watch(ctx, s.client, s.client.timeout, keys)
}

// watch starts over where the connection was lost, or the server has not got the keys, as
// long as a request may take.
func watch(ctx context.Context, c source, timeout time.Duration, keys []string) (submission.Dedicated, error) {
	began := time.Now()
	for tries := 0; ; tries++ {
		d, err := acquireUnchecked(ctx, c, timeout, "WATCH", keys)
		if err != nil {
			return nil, err
		}
		w := dedicatedSubmitter{d}
		if err = w.Watch(ctx, keys); err == nil {
			return w, nil
		}
		d.Release()
		again := (isConnectionError(err) || isElsewhere(err)) && time.Since(began) < timeout
		if !again || !retry.Sleep(ctx, context.Background(), conflictBackoff.Pause(tries)) {
			return nil, err
		}
	}
}

// Watch watches more keys. What the client's cache had of them is dropped, since nothing
// prevents the transaction if it was changed before.
func (s dedicatedSubmitter) Watch(ctx context.Context, keys []string) error {
	err := s.dedicated.Watch(ctx, keys)
	if cached := s.dedicated.client.cached(); cached != nil {
		for _, key := range keys {
			cached.store.Invalidate([]byte(key))
		}
	}
	return err
}

// Unwatch ends the watching.
func (s dedicatedSubmitter) Unwatch(ctx context.Context) error { return s.dedicated.Unwatch(ctx) }

// Do executes a command on the connection, and waits for its reply.
func (s dedicatedSubmitter) Do(ctx context.Context, args *command.Args, timeout time.Duration, completion func(frame []byte, err error)) {
	if timeout > 0 {
		within, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		ctx = within
	}
	d := s.dedicated
	args, completion, err := compressSubmitted(d.client.compression(), args, completion)
	if err != nil {
		completion(nil, err)
		return
	}
	defer d.client.cached().writing(args)()
	r := newRequest()
	defer r.release()
	r.args.CopyFrom(args)
	if err := d.execute(ctx, r); err != nil {
		completion(nil, err)
		return
	}
	completion(r.call.Frame(0), nil)
}

// Execute executes a batch on the connection, and waits for its replies.
func (s dedicatedSubmitter) Execute(ctx context.Context, b *queue.Queue, o options.BatchOptions, completion func(replies [][]byte, err error)) {
	if cached := s.dedicated.client.cached(); cached != nil {
		completion = droppingBatch(cached, b, completion)
	}
	s.dedicated.executeFor(ctx, b, o, completion)
}

// Address returns the address of the server.
func (s dedicatedSubmitter) Address() string { return s.dedicated.conn.Address() }

// Release gives the connection back.
func (s dedicatedSubmitter) Release() { s.dedicated.Release() }
