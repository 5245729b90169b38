package credentials

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
)

// load is callers of every kind that use one client all the time.
type load struct {
	*environment
	client  client
	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup
	calls   []*atomic.Int64 // that have succeeded, by caller
	failed  atomic.Pointer[error]
}

var loads atomic.Int64

// begin has callers of every kind begin.
func (e *environment) begin(c client) *load {
	l := e.beginShared(c)
	name := fmt.Sprintf("load%d", loads.Add(1))
	l.repeat(l.blocks(name + ":list"))
	l.repeat(l.transacts(name + ":watched"))
	return l
}

// beginShared has callers begin who need no connection of their own.
func (e *environment) beginShared(c client) *load {
	l := &load{environment: e, client: c}
	l.ctx, l.cancel = context.WithCancel(e.Context())
	name := fmt.Sprintf("load%d", loads.Add(1))
	for i := range 4 {
		l.repeat(l.counts(fmt.Sprintf("%s:count%d", name, i)))
		l.repeat(l.gets(fmt.Sprintf("%s:get%d", name, i)))
	}
	l.repeat(l.getsMany(name))
	l.repeat(l.pipelines(name))
	return l
}

func (l *load) repeat(call func() error) {
	calls := new(atomic.Int64)
	l.calls = append(l.calls, calls)
	l.running.Go(func() {
		for l.ctx.Err() == nil {
			if err := call(); err != nil {
				l.failed.CompareAndSwap(nil, &err)
				return
			}
			calls.Add(1)
		}
	})
}

func mismatch(what string, got, want any) error {
	return fmt.Errorf("%s: got %v, want %v", what, got, want)
}

// counts has nobody else count there, so that no call is lost or repeated.
func (l *load) counts(key string) func() error {
	n := int64(0)
	return func() error {
		n++
		got, err := l.client.Incr(l.Context(), key)
		if err == nil && got != n {
			err = mismatch(key, got, n)
		}
		return err
	}
}

func (l *load) gets(key string) func() error {
	n, err := l.client.Incr(l.Context(), key)
	require.NoError(l, err)
	return func() error {
		got, err := l.client.Get(l.Context(), key)
		if err == nil && got.Value() != strconv.FormatInt(n, 10) {
			err = mismatch(key, got, n)
		}
		return err
	}
}

func (l *load) getsMany(name string) func() error {
	var keys []string
	for i := range 16 {
		keys = append(keys, fmt.Sprintf("%s:many%d", name, i))
		_, err := l.client.Incr(l.Context(), keys[i])
		require.NoError(l, err)
	}
	return func() error {
		values, err := l.client.MGet(l.Context(), keys)
		for i, value := range values {
			if err == nil && value.Value() != "1" {
				err = mismatch(keys[i], value, 1)
			}
		}
		return err
	}
}

func (l *load) pipelines(name string) func() error {
	n := 0
	return func() error {
		n++
		b := batch.NewPipeline()
		var got [8]*batch.Handle[int64]
		for i := range got {
			got[i] = b.Incr(fmt.Sprintf("%s:pipeline%d", name, i))
		}
		_, err := l.client.Exec(l.Context(), b, true)
		for _, handle := range got {
			count, each := handle.Result()
			if err == nil {
				err = each
			}
			if err == nil && count != int64(n) {
				err = mismatch("pipeline", count, n)
			}
		}
		return err
	}
}

func (l *load) blocks(list string) func() error {
	n := 0
	return func() error {
		n++
		if _, err := l.client.RPush(l.Context(), list, []string{strconv.Itoa(n)}); err != nil {
			return err
		}
		got, err := l.client.BLPop(l.Context(), []string{list}, patience)
		if err == nil && got.Value().Element != strconv.Itoa(n) {
			err = mismatch(list, got, n)
		}
		return err
	}
}

func (l *load) transacts(key string) func() error {
	n := 0
	return func() error {
		n++
		results, err := l.client.Transaction(l.Context(), []string{key}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
			if _, err := d.Get(ctx, key); err != nil {
				return nil, err
			}
			b := batch.NewTransaction()
			b.Incr(key)
			return b, nil
		})
		if err == nil && (len(results) != 1 || results[0] != int64(n)) {
			err = mismatch(key, results, n)
		}
		return err
	}
}

// awaitMore waits until each caller has succeeded some more times.
func (l *load) awaitMore() {
	l.Helper()
	const more = 10
	for _, calls := range l.calls {
		before := calls.Load()
		require.Eventually(l, func() bool { return calls.Load() >= before+more || l.failed.Load() != nil }, patience, tick)
	}
	l.requireNoFailure()
}

func (l *load) requireNoFailure() {
	l.Helper()
	if err := l.failed.Load(); err != nil {
		require.NoError(l, *err)
	}
}

// end ends the callers, none of whose calls may have failed, and returns how many there were.
func (l *load) end() (calls int64) {
	l.Helper()
	l.cancel()
	l.running.Wait()
	l.requireNoFailure()
	for _, each := range l.calls {
		calls += each.Load()
	}
	return calls
}
