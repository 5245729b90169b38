package cluster

import (
	"strconv"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var batches = []behaviour{
	{name: "a transaction is executed where its slot is", test: testTransaction},
	{name: "a pipeline is executed everywhere, with its results in order", test: testPipeline},
	{name: "a pipeline has the replies of all servers but the one that is silent", test: testPartialPipeline},
	{name: "a pipeline is executed in order, with what several servers execute", test: testPipelineOrder},
	{name: "a pipeline with commands that block", test: testBlockingPipeline},
	{name: "a batch with a route", test: testRoutedBatch},
}

func testTransaction(s *environment) {
	client := s.connect(nil)
	for shard := range shards {
		name := key(firstSlot(shard), "n")
		b := batch.New(true)
		b.Incr(name)
		b.LPush(name, []string{"element"})
		b.Get(name)
		primaries, _ := s.executions("exec", func() {
			results, err := client.Exec(s.Context(), b, false)
			require.NoError(s, err)
			require.Len(s, results, 3)
			require.EqualValues(s, 1, results[0])
			require.ErrorIs(s, results[1].(error), &failure.ServerError{Code: "WRONGTYPE"})
			require.Equal(s, models.Present("1"), results[2])
		})
		var want [shards]int64
		want[shard] = 1
		require.Equal(s, want, primaries)
	}
	crossed := batch.New(true)
	crossed.Incr(key(firstSlot(0), "n"))
	crossed.Incr(key(firstSlot(1), "n"))
	primaries, _ := s.executions("multi", func() {
		_, err := client.Exec(s.Context(), crossed, true)
		var refused *failure.ConfigurationError
		require.ErrorAs(s, err, &refused)
		require.Contains(s, refused.Message, "hash tag")
	})
	require.Equal(s, [shards]int64{}, primaries)

	once := batch.New(true)
	once.Incr(key(firstSlot(0), "n"))
	_, err := client.ExecWithOptions(s.Context(), once, true, options.ClusterBatchOptions{
		RetryStrategy: options.RetryStrategy{RetryConnectionError: true},
	})
	var refused *failure.ConfigurationError
	require.ErrorAs(s, err, &refused)
	require.Contains(s, refused.Field, "RetryStrategy")
}

func testPipeline(s *environment) {
	client := s.connect(nil)
	const n = 60
	s.command(s.primary(1), "LPUSH", key(firstSlot(1), "list"), "element")
	build := func() (*batch.Batch, *batch.Handle[int64]) {
		b := batch.New(false)
		var failing *batch.Handle[int64]
		for i := range n {
			name := key((i*7919)%servers.SlotCount, "k")
			b.Set(name, strconv.Itoa(i))
			b.Get(name)
			switch i {
			case n / 2:
				failing = b.Incr(key(firstSlot(1), "list"))
			case n / 3:
				b.DBSize()
			case n / 4:
				b.MGet([]string{key(firstSlot(0), "none"), key(firstSlot(2), "none")})
			}
		}
		return b, failing
	}
	b, failing := build()
	results, err := client.Exec(s.Context(), b, false)
	require.NoError(s, err)
	require.Len(s, results, 2*n+3)
	at := 0
	for i := range n {
		require.Equal(s, "OK", results[at])
		require.Equal(s, models.Present(strconv.Itoa(i)), results[at+1])
		at += 2
		switch i {
		case n / 2:
			require.ErrorIs(s, results[at].(error), &failure.ServerError{Code: "WRONGTYPE"})
			at++
		case n / 3:
			require.Positive(s, results[at])
			at++
		case n / 4:
			require.Equal(s, []models.Result[string]{models.Nil[string](), models.Nil[string]()}, results[at])
			at++
		}
	}
	_, err = failing.Result()
	require.ErrorIs(s, err, &failure.ServerError{Code: "WRONGTYPE"})

	b, failing = build()
	_, err = client.Exec(s.Context(), b, true)
	require.ErrorIs(s, err, &failure.ServerError{Code: "WRONGTYPE"})
	_, err = failing.Result()
	require.ErrorIs(s, err, &failure.ServerError{Code: "WRONGTYPE"})
}

func testPipelineOrder(s *environment) {
	client := s.connect(nil)
	keys := []string{key(firstSlot(0), "k"), key(firstSlot(1), "k"), key(firstSlot(2), "k")}
	for range 20 {
		b := batch.New(false)
		for i, name := range keys {
			b.Set(name, strconv.Itoa(i))
		}
		sizes := b.DBSize()
		found := b.MGet(keys)
		b.Set(keys[1], "changed")
		again := b.MGet(keys)
		b.FlushAll()
		size := b.DBSize()
		gone := b.Get(keys[2])
		_, err := client.Exec(s.Context(), b, true)
		require.NoError(s, err)
		count, err := sizes.Result()
		require.NoError(s, err)
		require.EqualValues(s, 3, count)
		values, err := found.Result()
		require.NoError(s, err)
		require.Equal(s, "1", values[1].Value())
		values, err = again.Result()
		require.NoError(s, err)
		require.Equal(s, "changed", values[1].Value())
		count, err = size.Result()
		require.NoError(s, err)
		require.Zero(s, count)
		value, err := gone.Result()
		require.NoError(s, err)
		require.True(s, value.IsNil())
	}
}

func testBlockingPipeline(s *environment) {
	client := s.connect(nil)
	for shard := range shards {
		list, counter := key(firstSlot(shard), "list"), key(firstSlot(shard), "n")
		b := batch.New(false)
		b.RPush(list, []string{"a", "b"})
		first := b.BLPop([]string{list}, patience)
		b.Incr(counter)
		second := b.BLPop([]string{list}, patience)
		none := b.BLPop([]string{list}, 10*time.Millisecond)
		b.Get(counter)
		results, err := client.Exec(s.Context(), b, true)
		require.NoError(s, err)
		require.Len(s, results, 6)
		require.Equal(s, models.Present("1"), results[5])
		for handle, want := range map[*batch.Handle[models.Result[models.KeyAndElement]]]string{first: "a", second: "b"} {
			popped, err := handle.Result()
			require.NoError(s, err)
			require.Equal(s, models.KeyAndElement{Key: list, Element: want}, popped.Value())
		}
		popped, err := none.Result()
		require.NoError(s, err)
		require.True(s, popped.IsNil())
	}
	// While it blocks it holds up nobody else.
	list := key(firstSlot(1), "empty")
	done := make(chan error, 1)
	go func() {
		b := batch.New(false)
		b.BLPop([]string{list}, patience)
		_, err := client.Exec(s.Context(), b, true)
		done <- err
	}()
	require.Eventually(s, func() bool {
		return field(s.command(s.primary(1), "INFO", "clients"), "blocked_clients:", "\r\n") == "1"
	}, patience, time.Millisecond)
	_, err := client.RPush(s.Context(), list, []string{"element"})
	require.NoError(s, err)
	require.NoError(s, <-done)

	crossed := batch.New(false)
	crossed.BLPop([]string{key(firstSlot(0), "list"), key(firstSlot(1), "list")}, patience)
	_, err = client.Exec(s.Context(), crossed, true)
	require.ErrorContains(s, err, "(CrossSlot)")
}

func testPartialPipeline(s *environment) {
	client := s.connect(nil)
	execute := func() []any {
		b := batch.New(false)
		for shard := range shards {
			b.Set(key(firstSlot(shard), "k"), "value")
		}
		results, err := client.ExecWithOptions(s.Context(), b, false, options.ClusterBatchOptions{Timeout: time.Second})
		require.NoError(s, err)
		return results
	}
	require.Equal(s, []any{"OK", "OK", "OK"}, execute())
	for silent := range shards {
		primary := s.primary(silent)
		require.NoError(s, primary.Pause())
		results := execute()
		require.NoError(s, primary.Resume())
		for shard, result := range results {
			if shard != silent {
				require.Equal(s, "OK", result)
				continue
			}
			late, ok := result.(*failure.TimeoutError)
			require.True(s, ok, "%v", result)
			require.Equal(s, failure.MaybeExecuted, late.Delivery)
		}
		s.agree()
	}
	require.Equal(s, []any{"OK", "OK", "OK"}, execute())
}

func testRoutedBatch(s *environment) {
	client := s.connect(nil)
	for _, atomic := range []bool{false, true} {
		b := batch.New(atomic)
		for range 3 {
			b.Echo("text")
		}
		primaries, replicas := s.executions("echo", func() {
			results, err := client.ExecWithOptions(s.Context(), b, true, options.ClusterBatchOptions{
				Route: options.SlotIDRoute{SlotID: firstSlot(2)},
			})
			require.NoError(s, err)
			require.Equal(s, []any{"text", "text", "text"}, results)
		})
		require.Equal(s, [shards]int64{0, 0, 3}, primaries)
		require.Equal(s, [shards]int64{}, replicas)
		_, err := client.ExecWithOptions(s.Context(), b, true, options.ClusterBatchOptions{Route: options.AllPrimaries{}})
		var refused *failure.ConfigurationError
		require.ErrorAs(s, err, &refused)
	}
	// Commands on keys of another slot are redirected.
	b := batch.New(false)
	b.Set(key(firstSlot(1), "k"), "value")
	_, err := client.ExecWithOptions(s.Context(), b, true, options.ClusterBatchOptions{Route: options.SlotIDRoute{SlotID: firstSlot(2)}})
	require.NoError(s, err)
	require.Equal(s, "value", s.command(s.primary(1), "GET", key(firstSlot(1), "k")))
}
