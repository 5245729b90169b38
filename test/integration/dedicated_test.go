package integration

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// acquire returns a dedicated connection that is released with the test.
func acquire(t *testing.T, client source) *core.Dedicated {
	t.Helper()
	d, err := client.Dedicated(t.Context())
	require.NoError(t, err)
	t.Cleanup(d.Release)
	return d
}

// source is a client, verified or not.
type source interface {
	Dedicated(ctx context.Context) (*core.Dedicated, error)
}

// increment is an attempt to add 1 to what key holds.
func increment(key string) func(context.Context, *core.Dedicated) (*batch.Batch, error) {
	return func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
		value, err := d.Get(ctx, key)
		if err != nil {
			return nil, err
		}
		n := 0
		if !value.IsNil() {
			if n, err = strconv.Atoi(value.Value()); err != nil {
				return nil, err
			}
		}
		b := batch.New(true)
		b.Set(key, strconv.Itoa(n+1))
		return b, nil
	}
}

func TestOptimisticTransactionsLoseNothing(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const writers, times = 20, 20
		var all sync.WaitGroup
		failures := make(chan error, writers)
		for range writers {
			all.Go(func() {
				for range times {
					results, err := f.Transaction(ctx, []string{"counter"}, increment("counter"))
					if err != nil || len(results) != 1 || results[0] != "OK" {
						t.Errorf("%v, %v", results, err)
						failures <- err
						return
					}
				}
			})
		}
		all.Wait()
		got, err := f.Get(ctx, "counter")
		require.NoError(t, err)
		require.Equal(t, present(strconv.Itoa(writers*times)), got)
	})
}

func TestAWatchedKeyThatWasChangedPreventsTheTransaction(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		d := acquire(t, f.Client)
		exec := func() ([]any, error, error) {
			b := batch.New(true)
			handle := b.Set("key", "mine")
			results, err := d.Exec(ctx, b, false)
			_, handleErr := handle.Result()
			return results, err, handleErr
		}
		require.NoError(t, d.Watch(ctx, []string{"other", "key"}))
		_, err := f.Set(ctx, "key", "theirs")
		require.NoError(t, err)
		results, err, handleErr := exec()
		require.NoError(t, err)
		require.Nil(t, results)
		require.ErrorContains(t, handleErr, "a watched key was changed")
		got, err := f.Get(ctx, "key")
		require.NoError(t, err)
		require.Equal(t, present("theirs"), got)

		results, err, handleErr = exec()
		require.NoError(t, err, "nothing is watched any more")
		require.NoError(t, handleErr)
		require.Equal(t, []any{"OK"}, results)

		require.NoError(t, d.Watch(ctx, []string{"key"}))
		_, err = f.Set(ctx, "key", "theirs")
		require.NoError(t, err)
		require.NoError(t, d.Unwatch(ctx))
		results, err, _ = exec()
		require.NoError(t, err)
		require.Equal(t, []any{"OK"}, results)
	})
}

func TestTransactionsByHand(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		d := acquire(t, f.Client)
		say := func(words string) any {
			t.Helper()
			reply, err := d.CustomCommand(ctx, strings.Split(words, " "))
			require.NoError(t, err, words)
			return reply
		}
		require.Equal(t, "OK", say("WATCH n"))
		require.Equal(t, "OK", say("MULTI"))
		require.Equal(t, "QUEUED", say("INCR n"))
		require.Equal(t, "QUEUED", say("RPUSH list a b"))
		_, err := d.Get(ctx, "n")
		require.ErrorAs(t, err, new(*failure.ConfigurationError))
		require.Equal(t, []any{int64(1), int64(2)}, say("EXEC"))
		got, err := d.Get(ctx, "n")
		require.NoError(t, err)
		require.Equal(t, present("1"), got)

		say("MULTI")
		say("INCR n")
		require.Equal(t, "OK", say("DISCARD"))
		say("WATCH n")
		say("MULTI")
		say("INCR n")
		_, err = f.Incr(ctx, "n")
		require.NoError(t, err)
		require.Nil(t, say("EXEC"), "n was changed")
		_, err = d.CustomCommand(ctx, []string{"EXEC"})
		require.ErrorContains(t, err, "EXEC without MULTI")
		got, err = d.Get(ctx, "n")
		require.NoError(t, err)
		require.Equal(t, present("2"), got)
	})
}

func TestADedicatedConnectionLeavesNothingBehind(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		id := func(d *core.Dedicated) int64 {
			n, err := d.ClientID(ctx)
			require.NoError(t, err)
			return n
		}
		d := acquire(t, f.Client)
		first := id(d)
		d.Release()
		d = acquire(t, f.Client)
		require.Equal(t, first, id(d), "it was kept")
		_, err := d.Select(ctx, 1)
		require.NoError(t, err)
		_, err = d.Set(ctx, "key", "in database 1")
		require.NoError(t, err)
		d.Release()
		d = acquire(t, f.Client)
		require.NotEqual(t, first, id(d), "it was not kept")
		got, err := d.Get(ctx, "key")
		require.NoError(t, err)
		require.Equal(t, absent(), got, "this is database 0")

		second := id(d)
		require.NoError(t, d.Watch(ctx, []string{"key"}))
		d.Release()
		d = acquire(t, f.Client)
		require.NotEqual(t, second, id(d))
	})
}

func TestADedicatedConnectionIsReset(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		d := acquire(t, f.Client)
		id, err := d.ClientID(ctx)
		require.NoError(t, err)
		_, err = d.Select(ctx, 1)
		require.NoError(t, err)
		require.NoError(t, d.Watch(ctx, []string{"key"}))
		for _, words := range [][]string{{"CLIENT", "SETNAME", "mine"}, {"MULTI"}, {"SET", "key", "queued"}} {
			_, err = d.CustomCommand(ctx, words)
			require.NoError(t, err)
		}
		expect(t, "RESET")(d.Reset(ctx))
		expect(t, absent())(d.Get(ctx, "key"))
		expect(t, "OK")(d.Set(ctx, "key", "in database 0"))
		expect(t, present("in database 0"))(f.Get(ctx, "key"))
		name, err := d.ClientGetName(ctx)
		require.NoError(t, err)
		require.True(t, name.IsNil())
		_, err = d.CustomCommand(ctx, []string{"EXEC"})
		require.ErrorContains(t, err, "EXEC without MULTI")
		expect(t, "RESET")(d.Reset(ctx))
		d.Release()

		next := acquire(t, f.Client)
		other, err := next.ClientID(ctx)
		require.NoError(t, err)
		require.NotEqual(t, id, other, "what was reset is not used again")
		expect(t, present("in database 0"))(next.Get(ctx, "key"))
	})
}

func TestAResetConnectionHasNoUser(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		server := servers.Start(t, f.server.Version, servers.Options{Password: "secret"})
		client := connect(t, server, func(c *options.ClientConfiguration) {
			c.Protocol, c.Credentials = f.protocol, &options.ServerCredentials{Password: "secret"}
		})
		d := acquire(t, client.Client)
		expect(t, "RESET")(d.Reset(ctx))
		_, err := d.Get(ctx, "key")
		require.ErrorIs(t, err, &failure.ServerError{Code: "NOAUTH"})
		d.Release()
		expect(t, absent())(acquire(t, client.Client).Get(ctx, "key"))
		_, err = client.CustomCommand(ctx, []string{"RESET"})
		require.ErrorContains(t, err, "use a dedicated connection")
	})
}

func TestBlockingOnADedicatedConnection(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		d := acquire(t, f.Client)
		popped := make(chan models.Result[models.KeyAndElement], 1)
		go func() {
			got, err := d.BLPop(ctx, []string{"list"}, 0)
			if err == nil {
				popped <- got
			}
			close(popped)
		}()
		awaitInfo(t, f.server, "clients", "blocked_clients", "1")
		_, err := f.RPush(ctx, "list", []string{"element"})
		require.NoError(t, err)
		require.Equal(t, models.Present(models.KeyAndElement{Key: "list", Element: "element"}), <-popped)
		_, err = d.Ping(ctx)
		require.NoError(t, err)
	})
}

func TestABlockedDedicatedConnectionThatIsGivenUpEatsNoElement(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for range 10 {
			d := acquire(t, f.Client)
			cancelled, cancel := context.WithCancel(ctx)
			done := make(chan error, 1)
			go func() {
				_, err := d.BLPop(cancelled, []string{"list"}, 0)
				done <- err
			}()
			awaitInfo(t, f.server, "clients", "blocked_clients", "1")
			cancel()
			require.ErrorIs(t, <-done, context.Canceled)
			_, err := f.RPush(ctx, "list", []string{"element"})
			require.NoError(t, err)
			got, err := f.LPop(ctx, "list")
			require.NoError(t, err)
			require.Equal(t, present("element"), got, "it was popped for a caller who is gone")
			_, err = d.Ping(ctx)
			require.ErrorContains(t, err, "BLPOP was given up")
		}
	})
}

func TestReleaseAndCloseEndADedicatedConnection(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		for _, end := range []func(d *core.Dedicated){(*core.Dedicated).Release, func(*core.Dedicated) { f.Close() }} {
			d := acquire(t, f.Client)
			done := make(chan error, 1)
			go func() {
				_, err := d.BLPop(ctx, []string{"list"}, 0)
				done <- err
			}()
			awaitInfo(t, f.server, "clients", "blocked_clients", "1")
			end(d)
			require.ErrorAs(t, <-done, new(*failure.ClosingError))
			awaitInfo(t, f.server, "clients", "blocked_clients", "0")
		}
	})
}

func TestTheLimitOfDedicatedConnections(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const timeout = time.Second
		client := connect(t, f.server, func(c *options.ClientConfiguration) {
			c.Protocol, c.RequestTimeout, c.Advanced.Dedicated.MaxConnections = f.protocol, timeout, 2
		})
		d := acquire(t, client.Client)
		blocked := make(chan error, 1)
		go func() {
			_, err := client.BLPop(ctx, []string{"list"}, 0)
			blocked <- err
		}()
		awaitInfo(t, f.server, "clients", "blocked_clients", "1")
		began := time.Now()
		_, err := client.BLPop(ctx, []string{"list"}, 0)
		var exhausted *failure.TimeoutError
		require.ErrorAs(t, err, &exhausted)
		require.Equal(t, failure.NotSent, exhausted.Delivery)
		require.ErrorContains(t, err, "all 2 connections")
		require.ErrorContains(t, err, "1 for BLPOP")
		require.ErrorContains(t, err, "1 for Dedicated")
		require.GreaterOrEqual(t, time.Since(began), timeout)
		_, err = client.Dedicated(ctx)
		require.ErrorContains(t, err, "all 2 connections")

		d.Release()
		_, err = client.RPush(ctx, "other", []string{"element"})
		require.NoError(t, err)
		got, err := client.BLPop(ctx, []string{"other"}, 0)
		require.NoError(t, err, "there is room again")
		require.False(t, got.IsNil())
		client.Close()
		require.ErrorAs(t, <-blocked, new(*failure.ClosingError))
	})
}

func TestIdleDedicatedConnectionsAreClosed(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const name = "idle-connections"
		client := connect(t, f.server, func(c *options.ClientConfiguration) {
			c.Protocol, c.ClientName = f.protocol, name
			c.Advanced.Dedicated.MaxIdle, c.Advanced.Dedicated.IdleTimeout = 2, 2*time.Second
		})
		acquired := make([]*core.Dedicated, 3)
		for i := range acquired {
			acquired[i] = acquire(t, client)
		}
		require.Equal(t, 1+3, connectionsOf(t, f.server, name))
		for _, d := range acquired {
			d.Release()
		}
		awaitConnections(t, f.server, name, 1+2, "MaxIdle are kept")
		awaitConnections(t, f.server, name, 1, "and not for ever")
		_, err := client.Ping(ctx)
		require.NoError(t, err)
	})
}

// connectionsOf counts the connections that bear a name, asked past the client.
func connectionsOf(t *testing.T, server *servers.Server, name string) int {
	t.Helper()
	reply, err := server.Command(context.WithoutCancel(t.Context()), "CLIENT", "LIST")
	require.NoError(t, err)
	return strings.Count(reply.Text, " name="+name+" ")
}

func awaitConnections(t *testing.T, server *servers.Server, name string, n int, why string) {
	t.Helper()
	require.Eventually(t, func() bool { return connectionsOf(t, server, name) == n }, patience, 2*time.Millisecond, why)
}
