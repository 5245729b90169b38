package core

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/retry"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
)

// watching is how package submission sees a dedicated connection with watched keys.
type watching struct{ dedicated *Dedicated }

// Watch returns a dedicated connection that watches keys.
func (s submitter) Watch(ctx context.Context, keys []string) (submission.Watching, error) {
	return watch(ctx, s.client, s.client.timeout, keys)
}

// Watch returns a dedicated connection that watches keys, which must lie in one slot.
func (s clusterSubmitter) Watch(ctx context.Context, keys []string) (submission.Watching, error) {
	return watch(ctx, s.client, s.client.timeout, keys)
}

// watch starts over where the connection was lost, or the server has not got the keys, as
// long as a request may take.
func watch(ctx context.Context, c source, timeout time.Duration, keys []string) (submission.Watching, error) {
	began := time.Now()
	for tries := 0; ; tries++ {
		d, err := acquireUnchecked(ctx, c, timeout, "WATCH", keys)
		if err != nil {
			return nil, err
		}
		w := watching{d}
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
func (w watching) Watch(ctx context.Context, keys []string) error {
	err := w.dedicated.Watch(ctx, keys)
	if cached := w.dedicated.client.cached(); cached != nil {
		for _, key := range keys {
			cached.store.Invalidate([]byte(key))
		}
	}
	return err
}

// Unwatch ends the watching.
func (w watching) Unwatch(ctx context.Context) error { return w.dedicated.Unwatch(ctx) }

// Execute executes a batch on the connection, and waits for its replies.
func (w watching) Execute(ctx context.Context, b *queue.Queue, o options.BatchOptions, completion func(replies [][]byte, err error)) {
	if cached := w.dedicated.client.cached(); cached != nil {
		completion = droppingBatch(cached, b, completion)
	}
	w.dedicated.executeFor(ctx, b, o, completion)
}

// Address returns the address of the server.
func (w watching) Address() string { return w.dedicated.conn.Address() }

// Release gives the connection back.
func (w watching) Release() { w.dedicated.Release() }
