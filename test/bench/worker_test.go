package main

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// scripted is a client that answers from a map, for faults that a server does not have.
type scripted struct {
	values map[string]string
	err    error
}

func (c scripted) Get(_ context.Context, key string) (string, error) { return c.values[key], c.err }

func (c scripted) Set(_ context.Context, key, value string) error {
	c.values[key] = value
	return c.err
}

func (c scripted) GetBatch(_ context.Context, keys, values []string) error {
	for i, key := range keys {
		values[i] = c.values[key]
	}
	return c.err
}

func (c scripted) SetBatch(ctx context.Context, keys, values []string) error {
	for i, key := range keys {
		c.values[key] = values[i]
	}
	return c.err
}

func (c scripted) MGet(ctx context.Context, keys, values []string) error {
	return c.GetBatch(ctx, keys, values)
}

func (c scripted) MixedBatch(_ context.Context, keys, values []string) error {
	for i, key := range keys {
		if i%2 == 0 {
			c.values[key] = values[i]
		} else {
			values[i] = c.values[key]
		}
	}
	return c.err
}

func (c scripted) Close() error { return nil }

// withoutBatches hides the batches of a client.
type withoutBatches struct{ client }

func filled(d *dataset) scripted {
	c := scripted{values: map[string]string{}}
	for i, key := range d.keys {
		c.values[key] = d.values[i]
	}
	return c
}

func TestStepsWalkThroughAllKeys(t *testing.T) {
	d := newDataset(64)
	for _, s := range []scenario{
		{Operation: set, Batch: 1},
		{Operation: set, Batch: batchLength},
	} {
		c := scripted{values: map[string]string{}}
		w, err := newWorker(s, c, d, 3, 8)
		require.NoError(t, err)
		for range len(d.keys) / s.Batch {
			require.NoError(t, w.step(t.Context()))
		}
		// A batch does not go past the last key, so it may leave out a few.
		require.GreaterOrEqual(t, len(c.values), len(d.keys)-batchLength)
		for i, key := range d.keys {
			if value, ok := c.values[key]; ok {
				require.NoError(t, d.check(i, value))
			}
		}
	}
}

func TestWrongReplyEndsTheRun(t *testing.T) {
	d := newDataset(64)
	for _, batch := range []int{1, batchLength} {
		for name, wrong := range map[string]string{
			"missing": "", "of another key": d.values[8], "too short": d.values[7][1:], "cut and padded": d.values[7][:63] + "!",
		} {
			t.Run(name, func(t *testing.T) {
				c := filled(d)
				c.values[d.keys[7]] = wrong
				w, err := newWorker(scenario{Operation: get, Batch: batch}, c, d, 0, 1)
				require.NoError(t, err)
				_, err = runFor(t.Context(), time.Minute, []*worker{w}, func() error { return nil })
				require.ErrorContains(t, err, "wrong value of key "+d.keys[7]+":")
			})
		}
	}
}

// The first command of a mixed batch is a SET, the next a GET, and so on.
func TestMixedBatchesSetAndGetInTurn(t *testing.T) {
	d := newDataset(64)
	c := filled(d)
	c.values[d.keys[6]] = "to be set"
	w, err := newWorker(scenario{Operation: mixed, Batch: batchLength}, c, d, 0, 1)
	require.NoError(t, err)
	require.NoError(t, w.step(t.Context()))
	require.Equal(t, d.values[6], c.values[d.keys[6]])
	w, err = newWorker(scenario{Operation: mixed, Batch: batchLength}, c, d, 0, 1)
	require.NoError(t, err)
	c.values[d.keys[7]] = "wrong"
	require.ErrorContains(t, w.step(t.Context()), "wrong value of key "+d.keys[7]+":")
}

func TestErrorOfOneWorkerStopsAll(t *testing.T) {
	d := newDataset(64)
	refused := errors.New("refused")
	var workers []*worker
	for i := range 8 {
		c := filled(d)
		if i == 5 {
			c.err = refused
		}
		w, err := newWorker(scenario{Operation: get, Batch: 1}, c, d, i, 8)
		require.NoError(t, err)
		workers = append(workers, w)
	}
	_, err := runFor(t.Context(), time.Minute, workers, func() error { return nil })
	require.ErrorIs(t, err, refused)
}

func TestManyErrorsAreCounted(t *testing.T) {
	refused := errors.New("refused")
	require.EqualError(t, firstOf([]error{nil, refused, refused, refused}), "refused (and 2 more errors)")
	require.NoError(t, firstOf([]error{nil, nil}))
}

func TestRunEndsWithItsContext(t *testing.T) {
	d := newDataset(64)
	w, err := newWorker(scenario{Operation: get, Batch: 1}, filled(d), d, 0, 1)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = runFor(ctx, time.Minute, []*worker{w}, func() error { cancel(); return nil })
	require.ErrorIs(t, err, context.Canceled)
}

func TestBatchesNeedABatcher(t *testing.T) {
	d := newDataset(64)
	for _, o := range []operation{get, set, mget, mixed} {
		_, err := newWorker(scenario{Operation: o, Batch: batchLength}, withoutBatches{filled(d)}, d, 0, 1)
		require.ErrorContains(t, err, "no batches")
	}
}

// What the harness itself allocates would be counted for every client.
func TestHarnessAllocatesNothingPerOperation(t *testing.T) {
	d := newDataset(64)
	for _, s := range []scenario{
		{Operation: get, Batch: 1},
		{Operation: set, Batch: 1},
		{Operation: get, Batch: batchLength},
		{Operation: set, Batch: batchLength},
		{Operation: mget, Batch: batchLength},
		{Operation: mixed, Batch: batchLength},
	} {
		w, err := newWorker(s, filled(d), d, 0, 1)
		require.NoError(t, err)
		require.Zero(t, testing.AllocsPerRun(1000, func() {
			if err := w.step(context.Background()); err != nil {
				t.Fatal(err)
			}
			if err := w.latency.RecordValue(1000); err != nil {
				t.Fatal(err)
			}
		}), s.Name())
	}
}

// BenchmarkHarness is what the harness adds to an operation of any client; the
// client here is a map.
func BenchmarkHarness(b *testing.B) {
	d := newDataset(64)
	w, err := newWorker(scenario{Operation: get, Batch: 1}, filled(d), d, 0, 1)
	require.NoError(b, err)
	step, left := w.step, b.N
	var stop atomic.Bool
	w.step = func(ctx context.Context) error {
		if left--; left <= 0 {
			stop.Store(true)
		}
		return step(ctx)
	}
	b.ResetTimer()
	w.run(&stop)
}
