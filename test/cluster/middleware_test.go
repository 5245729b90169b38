package cluster

import (
	"context"
	"fmt"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
)

var surroundings = []behaviour{
	{name: "middleware around what a client does", test: testMiddleware},
	{name: "middleware sees redirections, and statistics count them", test: testMiddlewareSeesRedirections},
}

// seen is a middleware that writes down what it sees, but for dials.
type seen struct {
	mu    sync.Mutex
	lines []string
}

func (s *seen) middleware(next core.Handler) core.Handler {
	return func(ctx context.Context, o *core.Operation) error {
		err := next(ctx, o)
		if o.Kind() != core.DialOperation {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.lines = append(s.lines, fmt.Sprint(o.Name(), " at ", o.Address(), " in ", o.Attempts()))
		}
		return err
	}
}

func (s *seen) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := s.lines
	s.lines = nil
	return lines
}

func testMiddleware(s *environment) {
	var log seen
	client := s.connect(nil, core.WithMiddleware(log.middleware))
	ctx, one, two := s.Context(), key(firstSlot(1), "k"), key(firstSlot(2), "k")
	first, second := s.primary(1).Addr(), s.primary(2).Addr()

	_, err := client.Set(ctx, one, "v")
	require.NoError(s, err)
	require.Equal(s, []string{"SET at " + first + " in 1"}, log.take())

	_, err = client.MGet(ctx, []string{one, two})
	require.NoError(s, err)
	require.Len(s, log.lines, 1)
	require.Contains(s, log.take()[0], " in 2", "in parts")

	pipeline := batch.NewPipeline()
	pipeline.Get(one)
	pipeline.Get(two)
	_, err = client.Exec(ctx, pipeline, true)
	require.NoError(s, err)
	require.Len(s, log.lines, 1)
	require.Regexp(s, "^PIPELINE at .* in 2$", log.take()[0])

	transaction := batch.NewTransaction()
	transaction.Get(two)
	_, err = client.Exec(ctx, transaction, true)
	require.NoError(s, err)
	require.Equal(s, []string{"MULTI at " + second + " in 1"}, log.take())

	_, err = core.RunOnNodes(ctx, client, options.AllPrimaries{}, command.DBSize)
	require.NoError(s, err)
	require.Len(s, log.lines, 1)
	require.Regexp(s, "^DBSIZE at .* in 3$", log.take()[0])

	d, err := client.Dedicated(ctx, one)
	require.NoError(s, err)
	defer d.Release()
	_, err = d.Get(ctx, one)
	require.NoError(s, err)
	require.Equal(s, []string{"GET at " + first + " in 1"}, log.take())

	for _, err := range client.ScanAll(ctx, options.ClusterKeyspaceScanOptions{}) {
		require.NoError(s, err)
	}
	for _, line := range log.take() {
		require.Contains(s, line, "SCAN")
	}
	script := options.NewScript("return 1")
	for range 2 {
		_, err = client.With(options.CallOptions{Route: options.AllPrimaries{}}).InvokeScript(ctx, script)
		require.NoError(s, err)
		require.Len(s, log.lines, 1)
		require.Regexp(s, "^EVAL at .* in 3$", log.take()[0], "as without middleware, since some may have executed it")
	}
}

func testMiddlewareSeesRedirections(s *environment) {
	var log seen
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.PeriodicChecks.Disabled = true }, core.WithMiddleware(log.middleware))
	const moved = 7
	from, to := s.primary(0), s.primary(1)
	_, err := client.Set(s.Context(), key(moved, "k"), "v")
	require.NoError(s, err)
	log.take()
	before := client.Statistics()
	ctx, cancel := s.patient()
	defer cancel()
	require.NoError(s, s.cluster.MigrateSlot(ctx, moved, to))
	defer func() { require.NoError(s, s.cluster.MigrateSlot(ctx, moved, from)) }()
	_, err = client.Get(s.Context(), key(moved, "k"))
	require.NoError(s, err)
	require.Equal(s, []string{"GET at " + to.Addr() + " in 2"}, log.take())
	require.Equal(s, before.Redirections+1, client.Statistics().Redirections)
	require.Equal(s, before.Retries, client.Statistics().Retries)
	require.Contains(s, client.GetStatistics(), "total_connections")
	for _, node := range client.NodeStatistics() {
		if node.Address == to.Addr() {
			require.Equal(s, 1, node.Statistics.Connections.Up)
		}
	}
}
