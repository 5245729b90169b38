package cluster

import (
	"context"
	"strconv"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
)

var dedications = []behaviour{
	{name: "dedicated connections lead to where a slot is", test: testDedicated},
	{name: "optimistic transactions repeat what others interfered with", test: testOptimistic},
}

func testDedicated(s *environment) {
	client := s.connect(nil)
	for shard := range shards {
		name := key(firstSlot(shard), "k")
		d, err := client.Dedicated(s.Context(), name)
		require.NoError(s, err)
		defer d.Release()
		require.NoError(s, d.Watch(s.Context(), []string{name}))
		_, err = client.Set(s.Context(), name, "other")
		require.NoError(s, err)
		b := batch.New(true)
		b.Set(name, "own")
		results, err := d.Exec(s.Context(), b, true)
		require.NoError(s, err)
		require.Nil(s, results, "the key was watched and has changed")
		value, err := client.Get(s.Context(), name)
		require.NoError(s, err)
		require.Equal(s, models.Present("other"), value)
		_, err = d.Get(s.Context(), key(firstSlot((shard+1)%shards), "k"))
		require.ErrorIs(s, err, &failure.ServerError{Code: "MOVED"})
	}
}

func testOptimistic(s *environment) {
	client := s.connect(nil)
	const callers, times = 4, 10
	of := []string{key(firstSlot(0), "n"), key(firstSlot(2), "n")}
	var all sync.WaitGroup
	errs := make([]error, callers)
	for i := range callers {
		name := of[i%len(of)]
		all.Go(func() {
			for range times {
				_, err := client.Transaction(s.Context(), []string{name}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
					value, err := d.Get(ctx, name)
					if err != nil {
						return nil, err
					}
					n, _ := strconv.Atoi(value.OrElse("0"))
					b := batch.New(true)
					b.Set(name, strconv.Itoa(n+1))
					return b, nil
				})
				if err != nil {
					errs[i] = err
					return
				}
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(s, err)
	}
	for _, name := range of {
		value, err := client.Get(s.Context(), name)
		require.NoError(s, err)
		require.Equal(s, models.Present(strconv.Itoa(callers/len(of)*times)), value)
	}
	_, err := client.Transaction(s.Context(), of, func(context.Context, *core.Dedicated) (*batch.Batch, error) { return nil, nil })
	var refused *failure.ConfigurationError
	require.ErrorAs(s, err, &refused)
}
