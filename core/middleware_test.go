package core

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// recorder is a middleware that writes down what it sees.
type recorder struct {
	mu   sync.Mutex
	seen []string
}

func (r *recorder) add(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, line)
}

// take returns what was seen since the last time.
func (r *recorder) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := r.seen
	r.seen = nil
	return seen
}

func (r *recorder) middleware(name string) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, o *Operation) error {
			line := strings.TrimSpace(name + " " + o.Name())
			for c := range o.Commands() {
				for key := range c.Keys() {
					line += " " + string(key)
				}
			}
			for _, channel := range o.Channels() {
				line += " " + channel
			}
			err := next(ctx, o)
			if err != nil {
				line += ": " + failure.DeliveryOf(err).String()
			}
			for i, err := range o.CommandErrors() {
				line += " " + o.queue.Name(i) + ": " + err.Error()
			}
			r.add(line)
			return err
		}
	}
}

// surroundedClient returns a client of a script with middleware, and forgets its dials.
func surroundedClient(t *testing.T, s *script, r *recorder, middleware ...Middleware) *Client {
	t.Helper()
	c, err := NewClient(t.Context(), s, options.ClientConfiguration{Protocol: options.ProtocolRESP2}, WithMiddleware(middleware...))
	require.NoError(t, err)
	t.Cleanup(c.Close)
	for _, line := range r.take() {
		require.Contains(t, line, "DIAL")
	}
	return c
}

func TestMiddlewareSeesWhatAClientDoes(t *testing.T) {
	s := &script{answers: map[string][]string{
		"GET a": {"$1\r\nx\r\n"}, "GET b": {"-WRONGTYPE no\r\n"}, "EXEC": {"*1\r\n+OK\r\n"}, "SCAN 0": {"*2\r\n$1\r\n0\r\n*0\r\n"},
	}}
	var r recorder
	c := surroundedClient(t, s, &r, r.middleware("one"), r.middleware("two"))
	ctx := t.Context()

	value, err := c.Get(ctx, "a")
	require.NoError(t, err)
	require.Equal(t, "x", value.Value())
	require.Equal(t, []string{"two GET a", "one GET a"}, r.take(), "the first is outermost")

	_, err = c.Get(ctx, "b")
	require.ErrorContains(t, err, "WRONGTYPE")
	require.Equal(t, []string{"two GET b: answered", "one GET b: answered"}, r.take())

	_, err = c.CustomCommand(ctx, []string{"mset", "k", "v", "l", "w"})
	require.NoError(t, err)
	require.Equal(t, []string{"two MSET k l", "one MSET k l"}, r.take())

	b := batch.NewPipeline()
	b.Set("k", "v")
	b.Get("b")
	_, err = c.Exec(ctx, b, false)
	require.NoError(t, err)
	require.Len(t, r.seen, 2)
	require.Contains(t, r.take()[0], "two PIPELINE k b GET: WRONGTYPE no")

	transaction := batch.NewTransaction()
	transaction.Set("k", "v")
	_, err = c.Exec(ctx, transaction, true)
	require.NoError(t, err)
	require.Equal(t, []string{"two MULTI k", "one MULTI k"}, r.take())

	for range c.ScanAll(ctx, options.ScanOptions{}) {
		require.Fail(t, "there are no keys")
	}
	require.Equal(t, []string{"two SCAN", "one SCAN"}, r.take())

	d, err := c.Dedicated(ctx)
	require.NoError(t, err)
	defer d.Release()
	require.Contains(t, r.take()[0], "DIAL")
	require.NoError(t, d.Watch(ctx, []string{"w"}))
	_, err = d.Get(ctx, "a")
	require.NoError(t, err)
	_, err = d.Exec(ctx, transaction, true)
	require.NoError(t, err)
	require.Equal(t, []string{"two WATCH w", "one WATCH w", "two GET a", "one GET a", "two MULTI k", "one MULTI k"}, r.take())
}

func TestMiddlewareOfAnotherViewOfTheClient(t *testing.T) {
	s := &script{}
	var r recorder
	c := surroundedClient(t, s, &r, r.middleware("of all"))
	derived := c.WithMiddleware(r.middleware("of some"))
	_, err := derived.With(options.CallOptions{Timeout: time.Second}).Set(t.Context(), "k", "v")
	require.NoError(t, err)
	require.Equal(t, []string{"of some SET k", "of all SET k"}, r.take())
	_, err = c.Set(t.Context(), "k", "v")
	require.NoError(t, err)
	require.Equal(t, []string{"of all SET k"}, r.take())

	_, err = c.WithMiddleware(nil).Set(t.Context(), "k", "v")
	require.ErrorContains(t, err, "middleware[0]")
	_, err = NewClient(t.Context(), s, options.ClientConfiguration{}, WithMiddleware(nil))
	require.ErrorContains(t, err, "WithMiddleware[0]")
}

var errRefused = errors.New("refused by the middleware")

func refusing(Handler) Handler { return func(context.Context, *Operation) error { return errRefused } }

func TestAMiddlewareMayRefuse(t *testing.T) {
	s := &script{}
	c := surroundedClient(t, s, new(recorder)).WithMiddleware(refusing)
	_, err := c.Set(t.Context(), "k", "v")
	require.Equal(t, errRefused, err)
	b := batch.NewTransaction()
	handle := b.Get("k")
	_, err = c.Exec(t.Context(), b, false)
	require.Equal(t, errRefused, err)
	_, err = handle.Result()
	require.Equal(t, errRefused, err, "handles have it too")

	_, err = NewClient(t.Context(), s, options.ClientConfiguration{RequestTimeout: time.Second}, WithMiddleware(refusing))
	require.ErrorIs(t, err, errRefused, "no stream is opened")
}

// A reply cannot be made up, so neither can success.
func TestAMiddlewareThatHidesWhatHasHappened(t *testing.T) {
	s := &script{answers: map[string][]string{"GET b": {"-WRONGTYPE no\r\n"}}}
	c := surroundedClient(t, s, new(recorder))
	silent := c.WithMiddleware(func(Handler) Handler { return func(context.Context, *Operation) error { return nil } })
	_, err := silent.Get(t.Context(), "a")
	require.ErrorContains(t, err, "has not called the next handler")

	hiding := c.WithMiddleware(func(next Handler) Handler {
		return func(ctx context.Context, o *Operation) error { _ = next(ctx, o); return nil }
	})
	_, err = hiding.Get(t.Context(), "b")
	require.ErrorContains(t, err, "WRONGTYPE")
}

func TestAMiddlewareMayTryAgain(t *testing.T) {
	s := &script{answers: map[string][]string{"GET a": {"-TRYLATER\r\n", "$1\r\nx\r\n"}}}
	c := surroundedClient(t, s, new(recorder)).WithMiddleware(func(next Handler) Handler {
		return func(ctx context.Context, o *Operation) error {
			if err := next(ctx, o); err == nil {
				return nil
			}
			return next(ctx, o)
		}
	})
	value, err := c.Get(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, "x", value.Value())
}

func TestWhatIsKnownOfAnOperation(t *testing.T) {
	s := &script{answers: map[string][]string{"GET a": {"-LOADING soon\r\n", "$1\r\nx\r\n"}}}
	var attempts, size int
	var address string
	var reads bool
	var arguments []string
	c := surroundedClient(t, s, new(recorder)).WithMiddleware(func(next Handler) Handler {
		return func(ctx context.Context, o *Operation) error {
			require.Empty(t, o.Address())
			err := next(ctx, o)
			attempts, address, reads, size, arguments = o.Attempts(), o.Address(), o.ReadOnly(), o.Len(), nil
			for c := range o.Commands() {
				for argument := range c.Arguments() {
					arguments = append(arguments, string(argument))
				}
			}
			return err
		}
	}).With(options.CallOptions{Timeout: time.Minute})
	_, err := c.Get(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, 2, attempts)
	require.Equal(t, "localhost:6379", address)
	require.True(t, reads)
	require.Equal(t, 1, size)
	require.Equal(t, []string{"GET", "a"}, arguments)

	b := batch.NewPipeline()
	b.Set("k", "v")
	b.Get("k")
	_, err = c.Exec(t.Context(), b, true)
	require.NoError(t, err)
	require.Equal(t, 1, attempts)
	require.False(t, reads)
	require.Equal(t, 2, size)
	require.Equal(t, []string{"SET", "k", "v", "GET", "k"}, arguments)
}

func TestMiddlewareStandsAroundSubscriptions(t *testing.T) {
	var r recorder
	c, _, _ := listening(t, options.ClientConfiguration{}, WithMiddleware(r.middleware("")))
	r.take()
	s, err := c.Subscribe(t.Context(), []string{"news"})
	require.NoError(t, err)
	require.NoError(t, s.PSubscribe(t.Context(), []string{"n*"}))
	require.NoError(t, s.Unsubscribe(t.Context(), nil))
	require.NoError(t, c.PUnsubscribe(t.Context(), []string{"n*"}))
	require.Equal(t, []string{"SUBSCRIBE news", "PSUBSCRIBE n*", "UNSUBSCRIBE", "PUNSUBSCRIBE n*"}, r.take())
}
