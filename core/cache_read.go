//go:build !shapesonly

package core

import (
	"bytes"
	"context"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/cache"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// read has a command with one key answered from the cache, or fetches the reply for it. What
// is encoded is how the cache knows the command, nil of GET.
func (x *caching) read(ctx context.Context, r *request, encoded []byte) error {
	key, has := r.args.FirstKey()
	if !has || r.args.Err() != nil || !x.cache.covers(key) {
		return x.executor.execute(ctx, r)
	}
	entry, found := x.cache.store.Lookup(key, encoded, x.maxAge)
	switch found {
	case cache.Hit:
		return r.answer(entry)
	case cache.Lead:
		return x.fetch(ctx, r, key, entry)
	default:
		return x.join(ctx, r, entry)
	}
}

// answer has the request be answered by an entry.
func (r *request) answer(entry *cache.Entry) error {
	if !r.framed {
		r.cached.answered, r.cached.entry = true, entry
		return nil
	}
	return r.call.Set(func(dst []byte) ([]byte, error) {
		if entry.Frame != nil {
			return append(dst, entry.Frame...), nil
		}
		return appendText(dst, entry.Text), nil
	})
}

// cachedReply is what a request has to do with the cache.
type cachedReply struct {
	fetch    *fetch // how the command is sent; nil as it is
	fetching fetch
	answered bool                    // by the cache: the reply is not in the call, but in
	entry    *cache.Entry            // this, or of MGET
	texts    []models.Result[string] // in these
}

// forgetAnswer has the request be answered by nobody yet.
func (r *cachedReply) forgetAnswer() {
	if r.answered {
		r.answered, r.entry, r.texts = false, nil, nil
	}
}

// fromCache decodes the reply that the cache has for a request.
func fromCache[T any](r *request, reply command.Reply[T]) (T, error) {
	entry, texts := r.cached.entry, r.cached.texts
	r.release()
	if entry == nil {
		list, _ := any(&texts).(*T)
		if list == nil {
			return none[T](), &command.ShapeError{Shape: reply.Shape, Got: "values of MGET"}
		}
		return *list, nil
	}
	if entry.Frame != nil {
		return reply.Value(entry.Frame)
	}
	if text, is := any(&entry.Text).(*T); is {
		return *text, nil
	}
	value := entry.Text.Value()
	if text, is := any(&value).(*T); is && !entry.Text.IsNil() {
		return *text, nil
	}
	return reply.Value(appendText(nil, entry.Text))
}

// fetch asks the server for what nobody has, on behalf of all who ask for it meanwhile.
func (x *caching) fetch(ctx context.Context, r *request, key []byte, entry *cache.Entry) error {
	ended := false
	defer func() {
		if !ended { // A panic is no reason for others to wait for ever.
			x.cache.store.Abandon(entry, errNotFetched)
		}
	}()
	r.cached.fetch = r.fetchOf(x.cache, key)
	err := x.executor.execute(ctx, r)
	r.cached.fetch = nil
	var left [1]int64
	value := cache.Value{}
	switch {
	case isAsk(err): // The slot is on its way, and who has it when is not known.
		err, value.Unstored = x.executor.execute(ctx, r), true
	case err == nil:
		r.parsePrelude(left[:], &value)
		believe(&value, left[0])
	}
	ended = true
	if err == nil {
		err = r.decodeInto(&value)
	}
	if err != nil {
		x.cache.store.Abandon(entry, err)
		if isOfAnotherCommand(err) {
			return nil // As without a cache, who decodes the reply says so.
		}
		return err
	}
	x.cache.store.Complete(entry, value)
	if value.IsText && !r.framed {
		r.cached.answered, r.cached.entry = true, entry // It need not be decoded once more.
	}
	return nil
}

func isAsk(err error) bool {
	refused, is := err.(*failure.ServerError)
	return is && refused.Code == "ASK"
}

// fetchOf returns how the command in the request is sent, of which these are the keys.
func (r *request) fetchOf(c *clientCache, keys ...[]byte) *fetch {
	f := &r.cached.fetching
	r.encoded = f.prepare(c, r.encoded[:0], r.args.Encoded(), keys...)
	return f
}

// plain returns how the command in the request is sent as it is, within the timeout.
func (r *request) plain(timeout time.Duration) *fetch {
	f := &r.cached.fetching
	*f = fetch{bytes: r.args.Encoded(), timeout: timeout, how: options.InvalidateByTime}
	return f
}

// parsePrelude is parse for the request's fetch.
func (r *request) parsePrelude(left []int64, v *cache.Value) {
	f := &r.cached.fetching
	f.parse(r.call.Prelude(), r.call.Tracker(), left, v)
}

// decodeInto has a value for the cache hold the reply.
func (r *request) decodeInto(v *cache.Value) error {
	frame := r.call.Frame(0)
	switch r.shape {
	case command.ShapeText, command.ShapeNullableText:
		d := resp.NewDecoder(frame)
		token, err := d.Next()
		switch {
		case err != nil:
			return err
		case token.Null:
			v.Text, v.Absent = models.Nil[string](), true
		case isTextType(token.Type):
			v.Text = models.Present(string(token.Text))
		default:
			return &command.ShapeError{Shape: r.shape, Got: token.Type.String()}
		}
		v.IsText = true
		return nil
	default:
		v.Frame = bytes.Clone(frame)
		v.Absent = v.Absent || isEmpty(frame)
		return nil
	}
}

// join waits for what another caller fetches.
func (x *caching) join(ctx context.Context, r *request, entry *cache.Entry) error {
	began := time.Now()
	if err := x.await(ctx, r.args.Name(), entry, began); err != nil {
		return err
	}
	if entry.Err == nil {
		return r.answer(entry)
	}
	if _, refused := entry.Err.(*failure.ServerError); refused {
		return entry.Err
	}
	// The other has given up, or was unlucky; what is left of the time is still ours.
	r.cached.fetch = r.plain(x.remaining(began))
	err := x.executor.execute(ctx, r)
	r.cached.fetch = nil
	return err
}

// remaining returns what is left of a request's time, 0 if there is no limit.
func (x *caching) remaining(began time.Time) time.Duration {
	if x.timeout <= 0 {
		return 0
	}
	return max(x.timeout-time.Since(began), time.Millisecond)
}

// await waits until a fetch has ended.
func (x *caching) await(ctx context.Context, name string, entry *cache.Entry, began time.Time) error {
	var expired <-chan time.Time
	if x.timeout > 0 {
		timer, _ := x.cache.timers.Get().(*time.Timer)
		if timer == nil {
			timer = time.NewTimer(x.remaining(began))
		} else {
			timer.Reset(x.remaining(began))
		}
		defer func() {
			timer.Stop() // after which nothing is left in its channel
			x.cache.timers.Put(timer)
		}()
		expired = timer.C
	}
	select {
	case <-entry.Done():
		return nil
	case <-expired:
		return waitedTooLong(name, x.timeout)
	case <-ctx.Done():
		if ctx.Err() == context.DeadlineExceeded {
			return &failure.TimeoutError{Command: name, Delivery: failure.NotSent, Reason: "the context's deadline passed", Cause: context.Cause(ctx)}
		}
		return &failure.CanceledError{Command: name, Delivery: failure.NotSent, Cause: context.Cause(ctx)}
	}
}
