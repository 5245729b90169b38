package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

var askings = []behaviour{
	{name: "every kind of request while a slot is on its way", test: testASK},
	{name: "what is watched while a slot is on its way", test: testWatchedWhileMoving},
	{name: "a slot goes to a server that has had none", test: testASKToNewShard},
}

// request is one kind of request of the keys a and b, which are strings "v" unless fill
// says otherwise.
type request struct {
	name string
	// several says that it concerns both keys at once: where one is here and one is
	// there it has to wait, which the client does unless once is set.
	several, once bool
	fill          func(a, b string) [][]string
	run           func(ctx context.Context, c *core.ClusterClient, a, b string) error
}

// requests are the kinds. Each leaves the keys as they were.
var requests = []request{
	{name: "read", run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.Get(ctx, b))(models.Present("v"))
	}},
	{name: "write", run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.Append(ctx, b, ""))(int64(1))
	}},
	{name: "with a route", run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.With(options.CallOptions{Route: options.SlotKeyRoute{Key: a}}).Get(ctx, b))(models.Present("v"))
	}},
	{name: "several keys", several: true, run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.MGet(ctx, []string{a, b}))([]models.Result[string]{models.Present("v"), models.Present("v")})
	}},
	{name: "divided", several: true, run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.MGet(ctx, []string{key(firstSlot(2), "none"), b, a}))([]models.Result[string]{{}, models.Present("v"), models.Present("v")})
	}},
	{name: "script", several: true, run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.Eval(ctx, joining, options.ScriptOptions{Keys: []string{a, b}}))(any("vv"))
	}},
	{name: "script by its hash", several: true, run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.InvokeScriptWithOptions(ctx, options.NewScript(joining), options.ScriptOptions{Keys: []string{a, b}}))(any("vv"))
	}},
	{name: "function", run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.FCallWithKeysAndArgs(ctx, "append", []string{b}, []string{""}))(any(int64(1)))
	}},
	{
		name: "iterator", fill: func(a, b string) [][]string { return [][]string{{"SET", a, "v"}, {"HSET", b, "f", "v"}} },
		run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
			found := 0
			for _, err := range c.HScanAll(ctx, b, options.HScanOptions{}) {
				if err != nil {
					return err
				}
				found++
			}
			return same(found, nil)(1)
		},
	},
	{name: "blocking", fill: lists, run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		if err := same(c.BLPop(ctx, []string{b}, patience))(models.Present(models.KeyAndElement{Key: b, Element: "v"})); err != nil {
			return err
		}
		// The key is gone, so that the request comes to the server that has the slot by now.
		popped := make(chan error, 1)
		go func() {
			popped <- same(c.BLPop(ctx, []string{b}, patience))(models.Present(models.KeyAndElement{Key: b, Element: "v"}))
		}()
		if _, err := c.RPush(ctx, b, []string{"v"}); err != nil {
			return err
		}
		if err := <-popped; err != nil {
			return err
		}
		return same(c.RPush(ctx, b, []string{"v"}))(int64(1))
	}},
	{name: "blocking with several keys", several: true, fill: longLists, run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		for _, keys := range [][2]string{{a, b}, {b, a}} {
			if err := same(c.BLMove(ctx, keys[0], keys[1], options.Left, options.Right, patience))(models.Present("v")); err != nil {
				return err
			}
		}
		return nil
	}},
	{name: "transaction", run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.Exec(ctx, appending(true, b, b), true))([]any{int64(1), int64(1)})
	}},
	{name: "transaction of several keys", several: true, run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.Exec(ctx, appending(true, a, b), true))([]any{int64(1), int64(1)})
	}},
	{name: "pipeline", run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.Exec(ctx, appending(false, a, b, key(firstSlot(2), "p"), a), true))([]any{int64(1), int64(1), int64(0), int64(1)})
	}},
	{name: "pipeline with several keys", several: true, run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		p := batch.New(false)
		p.Get(a)
		p.Exists([]string{a, b})
		o := options.ClusterBatchOptions{RetryStrategy: options.RetryStrategy{RetryServerError: true}}
		return same(c.ExecWithOptions(ctx, p, true, o))([]any{models.Present("v"), int64(2)})
	}},
	{name: "submitted", run: func(_ context.Context, c *core.ClusterClient, a, b string) error {
		var args command.Args
		command.Append(&args, b, "")
		done := make(chan error, 1)
		submission.OfCluster(c).Submit(context.Background(), &args, options.CallOptions{}, func(frame []byte, err error) { done <- same(string(frame), err)(":1\r\n") })
		return <-done
	}},
	{name: "submitted transaction", several: true, run: func(_ context.Context, c *core.ClusterClient, a, b string) error {
		done := make(chan error, 1)
		submission.OfCluster(c).SubmitBatch(context.Background(), queue.Of(appending(true, a, b)), options.ClusterBatchOptions{}, func(outcomes []cluster.Outcome, err error) { done <- same(len(outcomes), err)(2) })
		return <-done
	}},
	{name: "scan", run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		found := map[string]bool{}
		for name, err := range c.ScanAll(ctx, options.ClusterKeyspaceScanOptions{}) {
			if err != nil {
				return err
			}
			found[name] = true
		}
		return same(found[a] && found[b], nil)(true)
	}},
	{name: "dedicated", run: dedicatedly(func(ctx context.Context, d *core.Dedicated, a, b string) error {
		return errors.Join(same(d.Get(ctx, b))(models.Present("v")), same(d.Get(ctx, a))(models.Present("v")))
	})},
	{name: "dedicated transaction", several: true, once: true, run: dedicatedly(func(ctx context.Context, d *core.Dedicated, a, b string) error {
		return same(d.Exec(ctx, appending(true, a, b), true))([]any{int64(1), int64(1)})
	})},
	{name: "dedicated pipeline", run: dedicatedly(func(ctx context.Context, d *core.Dedicated, a, b string) error {
		return same(d.Exec(ctx, appending(false, a, b, a, b), true))([]any{int64(1), int64(1), int64(1), int64(1)})
	})},
	{name: "dedicated and watching", run: dedicatedly(func(ctx context.Context, d *core.Dedicated, a, b string) error {
		if err := d.Watch(ctx, []string{b}); err != nil {
			return err
		}
		return errors.Join(same(d.Get(ctx, b))(models.Present("v")), same(d.Exec(ctx, appending(true, b), true))([]any{int64(1)}),
			same(d.Get(ctx, a))(models.Present("v")))
	})},
	{name: "optimistic", run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.Transaction(ctx, []string{b}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
			value, err := d.Get(ctx, b)
			tx := batch.New(true)
			tx.Set(b, value.Value())
			return tx, err
		}))([]any{"OK"})
	}},
	{name: "optimistic with several keys", several: true, run: func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		return same(c.Transaction(ctx, []string{a, b}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
			_, err := d.MGet(ctx, []string{a, b})
			return appending(true, a, b), err
		}))([]any{int64(1), int64(1)})
	}},
}

const joining = "return redis.call('GET', KEYS[1]) .. redis.call('GET', KEYS[2])"

func lists(a, b string) [][]string { return [][]string{{"RPUSH", a, "v"}, {"RPUSH", b, "v"}} }

// longLists do not become empty, which would have them come into being where the slot goes.
func longLists(a, b string) [][]string {
	return [][]string{{"RPUSH", a, "v", "v"}, {"RPUSH", b, "v", "v"}}
}

// appending is a batch that appends nothing to each of some strings.
func appending(atomic bool, names ...string) *batch.Batch {
	b := batch.New(atomic)
	for _, name := range names {
		b.Append(name, "")
	}
	return b
}

// dedicatedly runs something on a connection of its own.
func dedicatedly(run func(ctx context.Context, d *core.Dedicated, a, b string) error) func(context.Context, *core.ClusterClient, string, string) error {
	return func(ctx context.Context, c *core.ClusterClient, a, b string) error {
		d, err := c.Dedicated(ctx, a)
		if err != nil {
			return err
		}
		defer d.Release()
		return run(ctx, d, a, b)
	}
}

// same compares what a request returned with what it should.
func same[T any](got T, err error) func(want T) error {
	return func(want T) error {
		if err == nil && !assert.ObjectsAreEqual(want, got) {
			err = fmt.Errorf("got %v instead of %v", got, want)
		}
		return err
	}
}

// errorsOf returns how often nodes have answered with a code.
func (s *environment) errorsOf(code string, nodes ...*servers.Node) (total int64) {
	s.Helper()
	for _, node := range nodes {
		if digits := field(s.command(node, "INFO", "errorstats"), "errorstat_"+code+":count=", "\r\n"); digits != "" {
			total += number(s, digits)
		}
	}
	return total
}

func testASK(s *environment) {
	for _, protocol := range []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3} {
		s.protocol = protocol
		s.walk(s.connect(nil), string(protocol))
	}
}

// walk sends requests of every kind while a slot has all keys at the old server, while
// it has some at each, and while it has all at the new one.
func (s *environment) walk(client *core.ClusterClient, prefix string) {
	ctx, cancel := s.patient()
	defer cancel()
	_, err := client.FunctionLoad(ctx, library, true)
	require.NoError(s, err)
	from, to := s.primary(0), s.primary(1)
	names := func(i int) (a, b string) {
		name := fmt.Sprint(prefix, i)
		return key(migrating, name+"a"), key(migrating, name+"b")
	}
	for i, r := range requests {
		fill := r.fill
		if fill == nil {
			fill = func(a, b string) [][]string { return [][]string{{"SET", a, "v"}, {"SET", b, "v"}} }
		}
		for _, words := range fill(names(i)) {
			s.command(from, words...)
		}
	}
	migration, err := s.cluster.BeginMigration(ctx, migrating, to)
	require.NoError(s, err)
	for i, r := range requests {
		a, b := names(i)
		require.NoError(s, r.run(ctx, client, a, b), "%s: all keys are at the old server", r.name)
		require.NoError(s, migration.MoveKeys(ctx, b), r.name)
		refused := s.errorsOf("TRYAGAIN", from, to)
		switch {
		case !r.several:
			require.NoError(s, r.run(ctx, client, a, b), "%s: some keys are at the new server", r.name)
			require.NoError(s, migration.MoveKeys(ctx, a), r.name)
		case r.once:
			require.ErrorIs(s, r.run(ctx, client, a, b), &failure.ServerError{Code: "TRYAGAIN"}, "%s: some keys are at the new server", r.name)
			require.NoError(s, migration.MoveKeys(ctx, a), r.name)
		default:
			done := make(chan error, 1)
			go func() { done <- r.run(ctx, client, a, b) }()
			require.Eventually(s, func() bool { return s.errorsOf("TRYAGAIN", from, to) > refused }, patience, time.Millisecond, r.name)
			require.NoError(s, migration.MoveKeys(ctx, a), r.name)
			require.NoError(s, <-done, "%s: some keys were at the new server", r.name)
		}
		refused = s.errorsOf("TRYAGAIN", from, to)
		require.NoError(s, r.run(ctx, client, a, b), "%s: all keys are at the new server", r.name)
		require.Equal(s, refused, s.errorsOf("TRYAGAIN", from, to), r.name)
	}
	s.conclude(migration)
}

// conclude ends a migration and moves the slot back.
func (s *environment) conclude(m *servers.Migration) {
	s.Helper()
	ctx, cancel := s.patient()
	defer cancel()
	require.NoError(s, m.MoveKeys(ctx))
	require.NoError(s, m.End(ctx))
	s.agree()
	require.NoError(s, s.cluster.MigrateSlot(ctx, m.Slot, m.From))
}

func testWatchedWhileMoving(s *environment) {
	client := s.connect(nil)
	ctx, cancel := s.patient()
	defer cancel()
	a, b := key(migrating, "a"), key(migrating, "b")
	for _, name := range []string{a, b} {
		s.command(s.primary(0), "SET", name, "v")
	}
	migration, err := s.cluster.BeginMigration(ctx, migrating, s.primary(1))
	require.NoError(s, err)
	d, err := client.Dedicated(ctx, a)
	require.NoError(s, err)
	defer d.Release()
	set := func() *batch.Batch {
		tx := batch.New(true)
		tx.Set(b, "own")
		return tx
	}
	// What is watched moves away: it is not executed, here or there.
	require.NoError(s, d.Watch(ctx, []string{b}))
	require.NoError(s, migration.MoveKeys(ctx, b))
	results, err := d.Exec(ctx, set(), true)
	require.Nil(s, results)
	if err != nil { // Some servers look for the keys before they look at what is watched.
		require.ErrorIs(s, err, &failure.ServerError{Code: "ASK"})
	}
	require.Equal(s, models.Present("v"), got(s, client, b))

	// It is watched at the new server, and somebody changes it.
	require.NoError(s, d.Watch(ctx, []string{b}))
	_, err = client.Set(ctx, b, "other")
	require.NoError(s, err)
	results, err = d.Exec(ctx, set(), true)
	require.NoError(s, err)
	require.Nil(s, results)
	require.Equal(s, models.Present("other"), got(s, client, b))

	// Nobody does.
	require.NoError(s, d.Watch(ctx, []string{b}))
	results, err = d.Exec(ctx, set(), true)
	require.NoError(s, err)
	require.Equal(s, []any{"OK"}, results)
	require.Equal(s, models.Present("own"), got(s, client, b))

	// What is to be changed is at the old server still, where it is not to be found at
	// the new one by mistake.
	require.NoError(s, d.Watch(ctx, []string{b}))
	other := batch.New(true)
	other.Set(a, "own")
	var aborted *failure.ExecAbortError
	_, err = d.Exec(ctx, other, true)
	require.ErrorAs(s, err, &aborted)
	require.Equal(s, models.Present("v"), got(s, client, a))

	// Keys are watched at both.
	require.NoError(s, d.Watch(ctx, []string{b}))
	require.NoError(s, d.Watch(ctx, []string{a}))
	_, err = d.Exec(ctx, set(), true)
	require.ErrorAs(s, err, &aborted)
	require.NoError(s, d.Unwatch(ctx))
	results, err = d.Exec(ctx, other, true)
	require.NoError(s, err)
	require.Equal(s, []any{"OK"}, results, "nothing is watched any more")
	require.Equal(s, "own", s.command(migration.From, "GET", a))
	s.conclude(migration)
}

// got returns what a client reads of a key.
func got(s *environment, client *core.ClusterClient, name string) models.Result[string] {
	s.Helper()
	value, err := client.Get(s.Context(), name)
	require.NoError(s, err)
	return value
}

func testASKToNewShard(s *environment) {
	ctx, cancel := s.patient()
	defer cancel()
	added, err := s.cluster.AddShard(ctx)
	require.NoError(s, err)
	client := s.connect(func(c *options.ClusterClientConfiguration) { c.PeriodicChecks.Interval = 50 * time.Millisecond })
	list := key(migrating, "list")
	migration, err := s.cluster.BeginMigration(ctx, migrating, added)
	require.NoError(s, err)
	popped := make(chan error, 1)
	go func() {
		popped <- same(client.BLPop(ctx, []string{list}, patience))(models.Present(models.KeyAndElement{Key: list, Element: "v"}))
	}()
	require.Eventually(s, func() bool {
		return field(s.command(added, "INFO", "clients"), "blocked_clients:", "\r\n") == "1"
	}, patience, time.Millisecond)
	asked := s.topologyQueries()
	require.Eventually(s, func() bool { return s.topologyQueries() > asked+4*shards }, patience, time.Millisecond)
	require.NoError(s, same(client.Exec(ctx, appending(true, key(migrating, "text")), true))([]any{int64(0)}))
	_, err = client.RPush(ctx, list, []string{"v"})
	require.NoError(s, err)
	require.NoError(s, <-popped, "the connection was kept")
	s.conclude(migration)
	require.NoError(s, s.cluster.RemoveShard(ctx, added))
}
