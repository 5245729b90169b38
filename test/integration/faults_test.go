package integration

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestRequestTimeout(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const given = 500 * time.Millisecond // for the command to be sent, on a busy machine too
		client := connect(t, f.server, func(c *options.ClientConfiguration) { c.Protocol, c.RequestTimeout = f.protocol, given })
		require.NoError(t, f.server.Pause())
		begin := time.Now()
		_, err := client.Set(ctx, "key", "value")
		took := time.Since(begin)
		require.NoError(t, f.server.Resume())

		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, failure.MaybeExecuted, timeout.Delivery)
		require.Equal(t, f.server.Addr(), timeout.Address)
		require.GreaterOrEqual(t, took, given)
		require.Less(t, took, given+5*time.Second)
		require.Eventually(t, func() bool {
			got, err := client.Echo(ctx, "mine")
			return err == nil && got == "mine"
		}, patience, time.Millisecond, "late replies are dropped, not given to others")
	})
}

func TestCancelledCallReturnsAtOnce(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		cancelled, cancel := context.WithCancel(ctx)
		require.NoError(t, f.server.Pause())
		defer func() { require.NoError(t, f.server.Resume()) }()
		done := make(chan error, 1)
		go func() {
			_, err := f.Set(cancelled, "key", "value")
			done <- err
		}()
		cancel()
		select {
		case err := <-done:
			require.ErrorIs(t, err, context.Canceled)
		case <-time.After(patience):
			t.Fatal("the call does not return while the server is silent")
		}
	})
}

func TestInFlightLimit(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const limit = 4
		client := connect(t, f.server, func(c *options.ClientConfiguration) {
			c.Protocol, c.InflightRequestsLimit, c.RequestTimeout = f.protocol, limit, time.Second
		})
		require.NoError(t, f.server.Pause())
		var unsent, sent atomic.Int64
		var calls sync.WaitGroup
		for range 3 * limit {
			calls.Go(func() {
				_, err := client.Incr(ctx, "counter")
				if failure.DeliveryOf(err) == failure.NotSent {
					unsent.Add(1)
				} else {
					sent.Add(1)
				}
			})
		}
		calls.Wait()
		require.NoError(t, f.server.Resume())
		require.EqualValues(t, limit, sent.Load())
		require.EqualValues(t, 2*limit, unsent.Load(), "what waits for its turn is not sent")
		require.Eventually(t, func() bool {
			got, err := f.Get(ctx, "counter")
			return err == nil && got == present(strconv.Itoa(limit))
		}, patience, time.Millisecond, "exactly what was sent is executed")
	})
}

func TestKillAnswersEveryCall(t *testing.T) {
	for _, version := range servers.Versions() {
		for _, protocol := range protocols {
			t.Run(string(version)+"/"+string(protocol), func(t *testing.T) {
				const calls, given = 500, 5 * time.Second
				server := servers.Start(t, version, servers.Options{})
				before := goleak.IgnoreCurrent()
				client := connect(t, server, func(c *options.ClientConfiguration) { c.Protocol, c.RequestTimeout = protocol, given })
				require.NoError(t, server.Pause())
				errs := make([]error, calls)
				var answered sync.WaitGroup
				begin := time.Now()
				for i := range errs {
					answered.Go(func() { _, errs[i] = client.Set(t.Context(), "key", "value") })
				}
				require.Eventually(t, func() bool { return client.Statistics().Requests >= calls }, patience, time.Millisecond)
				server.Kill()
				answered.Wait()
				require.Less(t, time.Since(begin), given+5*time.Second)
				for _, err := range errs {
					var connection *failure.ConnectionError
					var timeout *failure.TimeoutError
					require.True(t, errors.As(err, &connection) || errors.As(err, &timeout), "%v", err)
				}
				client.Close()
				require.NoError(t, goleak.Find(before))
			})
		}
	}
}

func TestClientComesBackWithItsServer(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(string(protocol), func(t *testing.T) {
			server := servers.Start(t, servers.Valkey91, servers.Options{})
			client := connect(t, server, func(c *options.ClientConfiguration) {
				c.Protocol, c.ClientName, c.DatabaseID = protocol, "persistent", 2
			})
			server.Kill()
			_, err := client.Ping(t.Context())
			require.Error(t, err)
			require.NoError(t, server.Restart(t.Context()))
			require.Eventually(t, func() bool {
				_, err := client.Ping(t.Context())
				return err == nil
			}, patience, time.Millisecond)
			info, err := client.CustomCommand(t.Context(), []string{"CLIENT", "INFO"})
			require.NoError(t, err)
			require.Contains(t, info, " name=persistent ")
			require.Contains(t, info, " db=2 ")
		})
	}
}

func TestManyGoroutinesShareOneConnection(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		const goroutines, rounds, name = 64, 50, "shared"
		client := connect(t, f.server, func(c *options.ClientConfiguration) { c.Protocol, c.ClientName = f.protocol, name })
		var work sync.WaitGroup
		for g := range goroutines {
			work.Go(func() {
				key := "key" + strconv.Itoa(g)
				for i := range rounds {
					value := key + ":" + strconv.Itoa(i)
					if _, err := client.Set(ctx, key, value); err != nil {
						t.Errorf("SET: %v", err)
						return
					}
					got, err := client.Get(ctx, key)
					if err != nil || got != present(value) {
						t.Errorf("GET %s: %v, %v", key, got, err)
						return
					}
				}
			})
		}
		work.Wait()
		require.Equal(t, 1, connectionsOf(t, f.server, name))
	})
}

func TestCallsAfterCloseAreRefused(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		f.Close()
		f.Close()
		_, err := f.Get(ctx, "key")
		var closing *failure.ClosingError
		require.ErrorAs(t, err, &closing)
		require.Equal(t, failure.NotSent, closing.Delivery)
		require.NoError(t, f.Shutdown(ctx))
	})
}
