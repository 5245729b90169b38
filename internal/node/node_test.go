package node

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

// fakeServer is dialled in memory. It answers PING (the handshake) and echoes the
// last word of anything else, unless told otherwise.
type fakeServer struct {
	mu     sync.Mutex
	ends   []*streamtest.End
	used   string // the database of the connection that was used last
	dials  atomic.Int32
	refuse atomic.Bool
	slow   time.Duration // to accept a connection
	silent atomic.Bool   // answers the handshake only
	wakes  atomic.Bool   // answers anything else as to a command that blocks on what becomes a replica
}

var errRefused = errors.New("refused")

func (f *fakeServer) Dial(ctx context.Context, _ string) (stream.Stream, error) {
	f.dials.Add(1)
	if f.slow > 0 {
		select {
		case <-time.After(f.slow):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if f.refuse.Load() {
		return nil, errRefused
	}
	client, server := streamtest.Pipe(64 << 10)
	f.mu.Lock()
	f.ends = append(f.ends, server)
	f.mu.Unlock()
	go f.answer(server)
	return client, nil
}

func (f *fakeServer) answer(end *streamtest.End) {
	requests := resp.NewReader(end, resp.Limits{})
	database := "0"
	for {
		frame, err := requests.Next()
		if err != nil {
			return
		}
		value, err := resp.Decode(frame)
		if err != nil {
			return
		}
		last := value.Elems[len(value.Elems)-1].Text
		if last != "PING" && f.silent.Load() {
			continue
		}
		reply := resp.AppendBulk(nil, last)
		switch value.Elems[0].Text {
		case "PING":
			reply = []byte("+PONG\r\n")
		case "SELECT":
			database, reply = last, []byte("+OK\r\n")
		default:
			f.mu.Lock()
			f.used = database
			f.mu.Unlock()
		}
		if last != "PING" && f.wakes.Load() {
			reply = []byte("-UNBLOCKED force unblock from blocking operation\r\n")
		}
		if _, err := end.Write(reply); err != nil {
			return
		}
	}
}

// kill resets every connection that was made.
func (f *fakeServer) kill() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, end := range f.ends {
		end.Reset()
	}
	f.ends = nil
}

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
		f := new(fakeServer)
		n := newNode(f)
		defer n.Close()
		var call mux.Call
		for range 3 {
			require.NoError(t, n.Do(t.Context(), &call, echo("x")))
			f.kill()
			time.Sleep(time.Second) // of the bubble's time: nobody reads until the connection is idle
			synctest.Wait()
		}
		require.EqualValues(t, 4, f.dials.Load(), "also without a request")
		require.EqualValues(t, 7, n.Stats().Replies, "four handshakes and three echoes")
	})
}

func TestOneConnectingServesAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeServer{slow: 100 * time.Millisecond}
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
		require.EqualValues(t, 1, f.dials.Load())
	})
}

func TestWaitingForAConnectionIsBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeServer{slow: time.Hour}
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
		f := new(fakeServer)
		n := newNode(f)
		defer n.Close()
		require.NoError(t, n.Connect(t.Context()))
		f.refuse.Store(true)
		f.kill()
		time.Sleep(time.Second) // of the bubble's time: the loss is noticed once it is idle
		synctest.Wait()

		began := time.Now()
		err := n.Do(t.Context(), new(mux.Call), echo("x"))
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.Equal(t, 250*time.Millisecond, time.Since(began))
		require.ErrorIs(t, err, errRefused, "the error says why there is no connection")

		outcome := make(chan error, 1)
		n.Submit(echo("x"), func(_ []byte, err error) { outcome <- err })
		require.ErrorIs(t, <-outcome, errRefused)

		time.Sleep(time.Hour)
		tries := f.dials.Load()
		require.Greater(t, tries, int32(1000), "it goes on for ever")
		f.refuse.Store(false)
		patient := echo("x")
		patient.Timeout = 5 * time.Second
		require.NoError(t, n.Do(t.Context(), new(mux.Call), patient))
		require.LessOrEqual(t, f.dials.Load(), tries+1)
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
		f := new(fakeServer)
		f.refuse.Store(true)
		n := newNode(f)
		defer n.Close()
		err := n.Do(t.Context(), new(mux.Call), echo("x"))
		var connection *failure.ConnectionError
		require.ErrorAs(t, err, &connection)
		require.ErrorIs(t, err, errRefused)
		require.Equal(t, failure.NotSent, connection.Delivery)
		require.Equal(t, "fake:6379", connection.Address)
		f.refuse.Store(false)
		require.NoError(t, n.Do(t.Context(), new(mux.Call), echo("x")))
	})
}

func TestSubmissionsWaitForTheConnectionInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeServer{slow: 100 * time.Millisecond}
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

		f.slow = time.Hour
		f.kill()
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
		f := new(fakeServer)
		n := newNode(f)
		defer n.Close()
		for range 10 {
			require.NoError(t, n.DoDedicated(t.Context(), new(mux.Call), echo("x")))
		}
		require.EqualValues(t, 1, f.dials.Load())

		done := make(chan error, 1)
		n.SubmitDedicated(echo("x"), func(_ []byte, err error) { done <- err })
		require.NoError(t, <-done)
		synctest.Wait()
		require.EqualValues(t, 1, f.dials.Load())

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

// The server closes it after that reply, which may go unnoticed until it is acquired again.
func TestAConnectionWhoseRequestWasUnblockedIsNotReused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := new(fakeServer)
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
		f := &fakeServer{slow: 100 * time.Millisecond}
		n := newNode(f)
		defer n.Close()
		f.silent.Store(true)
		began := time.Now()
		err := n.DoDedicated(t.Context(), new(mux.Call), echo("x"))
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err), "%v", err)
		require.Equal(t, 250*time.Millisecond, time.Since(began))

		f.slow = time.Hour
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
		f := new(fakeServer)
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
		f := &fakeServer{slow: time.Hour}
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
	cut := stream.DialerFunc(func(context.Context, string) (stream.Stream, error) {
		client, server := streamtest.Pipe(64 << 10)
		go func() {
			_, _ = server.Read(make([]byte, 1)) // The handshake has begun.
			server.Reset()
		}()
		return client, nil
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
