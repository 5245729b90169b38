package node

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

func newNode(f *fakeServer) *Node {
	return New(Config{
		Dialer: f, Address: "fake:6379",
		Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}},
	})
}

func echo(word string) mux.Request {
	return mux.Request{
		Name: "ECHO", Timeout: 250 * time.Millisecond,
		Bytes: resp.AppendBulk(resp.AppendBulk(resp.AppendArrayHeader(nil, 2), "ECHO"), word),
	}
}

func TestALostConnectionIsMadeAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := newNode(f)
		defer n.Close()
		var call mux.Call
		for range 3 {
			require.NoError(t, n.Do(t.Context(), &call, echo("x")))
			f.Reset()
			time.Sleep(time.Second) // of the bubble's time: nobody reads until the connection rests
			synctest.Wait()
		}
		require.Equal(t, 4, f.Dials(), "also without a request")
		require.EqualValues(t, 7, n.Stats().Replies, "four handshakes and three echoes")
	})
}

func TestOneConnectingServesAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		f.Delay(100 * time.Millisecond)
		n := newNode(f)
		defer n.Close()
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				if err := n.Do(t.Context(), new(mux.Call), echo("x")); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		require.Equal(t, 1, f.Dials())
	})
}

func TestWaitingForAConnectionIsBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		f.Delay(time.Hour)
		n := newNode(f)
		defer n.Close()

		began := time.Now()
		err := n.Do(t.Context(), new(mux.Call), echo("x"))
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.Equal(t, 250*time.Millisecond, time.Since(began))

		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		err = n.Do(ctx, new(mux.Call), echo("x"))
		require.ErrorIs(t, err, context.DeadlineExceeded)

		require.ErrorAs(t, n.Connect(t.Context()), &timeout, "by the connection timeout")
		require.Equal(t, options.DefaultConnectionTimeout, time.Since(began))
	})
}

func TestAServerThatWasThereIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := newNode(f)
		defer n.Close()
		require.NoError(t, n.Connect(t.Context()))
		f.Refuse()
		f.Reset()
		time.Sleep(time.Second) // of the bubble's time: the loss is noticed at rest
		synctest.Wait()

		began := time.Now()
		err := n.Do(t.Context(), new(mux.Call), echo("x"))
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.Equal(t, 250*time.Millisecond, time.Since(began))
		require.ErrorIs(t, err, fakeserver.ErrRefused, "the error says why there is no connection")

		outcome := make(chan error, 1)
		n.Submit(echo("x"), func(_ []byte, err error) { outcome <- err })
		require.ErrorIs(t, <-outcome, fakeserver.ErrRefused)

		time.Sleep(time.Hour)
		tries := f.Dials()
		require.Greater(t, tries, 1000, "it goes on for ever")
		f.Accept()
		patient := echo("x")
		patient.Timeout = 5 * time.Second
		require.NoError(t, n.Do(t.Context(), new(mux.Call), patient))
		require.LessOrEqual(t, f.Dials(), tries+1)
	})
}

func TestBackoffGrowsAndVaries(t *testing.T) {
	strategy := options.ClientConfiguration{}.WithDefaults().ReconnectStrategy
	var waits []time.Duration
	for n := range 7 {
		waits = append(waits, Backoff(strategy, n, 0.5))
	}
	const ms = time.Millisecond
	require.Equal(t, []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, 1600 * ms, 1600 * ms, 1600 * ms}, waits)
	require.InDelta(t, 80*ms, Backoff(strategy, 0, 0), 1)
	require.InDelta(t, float64(1920*ms), float64(Backoff(strategy, 100, 1)), 1)
	strategy.Factor, strategy.NumberOfRetries, strategy.ExponentBase = time.Hour, 1000, 10
	require.Positive(t, Backoff(strategy, 999, 1), "nothing overflows")
}

func TestARefusedDialSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		f.Refuse()
		n := newNode(f)
		defer n.Close()
		err := n.Do(t.Context(), new(mux.Call), echo("x"))
		var connection *failure.ConnectionError
		require.ErrorAs(t, err, &connection)
		require.ErrorIs(t, err, fakeserver.ErrRefused)
		require.Equal(t, failure.NotSent, connection.Delivery)
		require.Equal(t, "fake:6379", connection.Address)
		f.Accept()
		require.NoError(t, n.Do(t.Context(), new(mux.Call), echo("x")))
	})
}

func TestSubmissionsWaitForTheConnectionInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		f.Delay(100 * time.Millisecond)
		n := newNode(f)
		defer n.Close()
		replies := make(chan string, 20)
		for i := range 20 {
			n.Submit(echo(strconv.Itoa(i)), func(frame []byte, err error) {
				if err != nil {
					t.Error(err)
				}
				replies <- string(frame)
			})
		}
		for i := range 20 {
			require.Equal(t, string(resp.AppendBulk(nil, strconv.Itoa(i))), <-replies)
		}

		f.Delay(time.Hour)
		f.Reset()
		synctest.Wait()
		outcome := make(chan error, 1)
		n.Submit(echo("x"), func(_ []byte, err error) { outcome <- err })
		began := time.Now()
		var timeout *failure.TimeoutError
		require.ErrorAs(t, <-outcome, &timeout)
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.Equal(t, 250*time.Millisecond, time.Since(began))
	})
}

func TestDedicatedRequestsReuseIdleConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := newNode(f)
		defer n.Close()
		for range 10 {
			require.NoError(t, n.DoDedicated(t.Context(), new(mux.Call), echo("x")))
		}
		require.Equal(t, 1, f.Dials())

		done := make(chan error, 1)
		n.SubmitDedicated(echo("x"), func(_ []byte, err error) { done <- err })
		require.NoError(t, <-done)
		synctest.Wait()
		require.Equal(t, 1, f.Dials())

		f.silent.Store(true)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			synctest.Wait()
			cancel()
		}()
		request := echo("x")
		request.Timeout = 0
		require.ErrorIs(t, n.DoDedicated(ctx, new(mux.Call), request), context.Canceled)
		require.Zero(t, len(n.pool.idle), "a cancelled request's connection is closed")
	})
}

// Those that wait for a connection count too.
func TestDedicatedRequestsBeyondTheLimitAreRefusedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := New(Config{
			Dialer: f, Address: "fake:6379", Pool: PoolConfig{Max: 1, WaitTimeout: time.Minute},
			Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}, InFlightLimit: 3},
		})
		f.silent.Store(true)
		ended := make(chan error, 3)
		for range 2 {
			n.SubmitDedicated(echoWithinMinute(), func(_ []byte, err error) { ended <- err })
		}
		go func() { ended <- n.DoDedicated(context.Background(), new(mux.Call), echoWithinMinute()) }()
		synctest.Wait()
		began := time.Now()
		refusals := []error{n.DoDedicated(t.Context(), new(mux.Call), echoWithinMinute()), nil}
		n.SubmitDedicated(echoWithinMinute(), func(_ []byte, err error) { refusals[1] = err })
		for _, err := range refusals {
			require.ErrorContains(t, err, "3 commands that block wait for their replies")
			require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		}
		require.Equal(t, began, time.Now())
		require.Empty(t, ended)
		n.Close()
		for range 3 {
			require.Error(t, <-ended)
		}
		require.Zero(t, n.pool.blocking.Load())
	})
}

// The server closes it after that reply, which may go unnoticed until it is acquired again.
func TestAConnectionWhoseRequestWasUnblockedIsNotReused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := newNode(f)
		defer n.Close()
		f.wakes.Store(true)
		require.NoError(t, n.DoDedicated(t.Context(), new(mux.Call), echo("x")))
		require.Zero(t, len(n.pool.idle))
		done := make(chan error, 1)
		n.SubmitDedicated(echo("x"), func(_ []byte, err error) { done <- err })
		require.NoError(t, <-done)
		synctest.Wait()
		require.Zero(t, len(n.pool.idle))
	})
}

// The connection has to be made in the request's time too.
func TestADedicatedRequestIsTimedFromItsStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		f.Delay(100 * time.Millisecond)
		n := newNode(f)
		defer n.Close()
		f.silent.Store(true)
		began := time.Now()
		err := n.DoDedicated(t.Context(), new(mux.Call), echo("x"))
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err), "%v", err)
		require.Equal(t, 250*time.Millisecond, time.Since(began))

		f.Delay(time.Hour)
		began = time.Now()
		err = n.DoDedicated(t.Context(), new(mux.Call), echo("x"))
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.Equal(t, 250*time.Millisecond, time.Since(began))

		outcome := make(chan error, 1)
		n.SubmitDedicated(echo("x"), func(_ []byte, err error) { outcome <- err })
		require.ErrorAs(t, <-outcome, &timeout)
		require.Equal(t, 500*time.Millisecond, time.Since(began))
	})
}

func TestCloseEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := newNode(f)
		require.NoError(t, n.Connect(t.Context()))
		f.silent.Store(true)
		outcomes := make(chan error, 2)
		go func() { outcomes <- n.Do(context.Background(), new(mux.Call), echo("x")) }()
		go func() { outcomes <- n.DoDedicated(context.Background(), new(mux.Call), echo("x")) }()
		synctest.Wait()
		n.Close()
		var closing *failure.ClosingError
		require.ErrorAs(t, <-outcomes, &closing)
		require.ErrorAs(t, <-outcomes, &closing)
		require.ErrorAs(t, n.Do(t.Context(), new(mux.Call), echo("x")), &closing)
		require.ErrorAs(t, n.DoDedicated(t.Context(), new(mux.Call), echo("x")), &closing)
		n.Submit(echo("x"), func(_ []byte, err error) { outcomes <- err })
		require.ErrorAs(t, <-outcomes, &closing)
		n.Close()
	})
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		f.Delay(time.Hour)
		n := newNode(f)
		outcome := make(chan error, 1)
		go func() { outcome <- n.Connect(context.Background()) }()
		synctest.Wait()
		n.Close()
		require.Error(t, <-outcome)
	})
}

// What a connection that is cut off in its handshake may have executed is no request.
func TestARefusalBeforeTheHandshakeIsNotSent(t *testing.T) {
	cut := fakeserver.New(t, func(c *fakeserver.Conn, _ []string) string {
		c.Reset() // The handshake has begun.
		return ""
	})
	n := New(Config{Dialer: cut, Address: "fake:6379", ConnectTimeout: time.Second})
	defer n.Close()
	for name, err := range map[string]error{
		"Connect":     n.Connect(t.Context()),
		"Do":          n.Do(t.Context(), new(mux.Call), echo("x")),
		"DoDedicated": n.DoDedicated(t.Context(), new(mux.Call), echo("x")),
	} {
		require.Error(t, err, name)
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err), name)
		require.NotContains(t, err.Error(), "may have been executed", name)
		require.Contains(t, err.Error(), "HELLO", name)
	}
}
