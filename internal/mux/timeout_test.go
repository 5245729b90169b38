package mux

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// silentUntil answers nothing until it is told to, and then everything.
func silentUntil(release <-chan struct{}) func([]string) []byte {
	return func(words []string) []byte {
		<-release
		return echo(words)
	}
}

func TestATimeoutComesOnTimeAndTheLateReplyIsDropped(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{}, wrap)
				release := make(chan struct{})
				go server.answer(silentUntil(release))

				began := time.Now()
				request := ask("ECHO", "late")
				request.Timeout = 250 * time.Millisecond
				var call Call
				err := c.Do(t.Context(), &call, request)
				var timeout *failure.TimeoutError
				require.ErrorAs(t, err, &timeout)
				require.Equal(t, failure.MaybeExecuted, timeout.Delivery)
				require.NotErrorIs(t, err, context.DeadlineExceeded)
				require.Equal(t, "timeout at fake:6379: no reply within 250ms (ECHO may have been executed)", err.Error())
				require.Equal(t, 250*time.Millisecond, time.Since(began))

				close(release)
				require.Equal(t, "next", text(t, c, t.Context(), "ECHO", "next"))
				c.Close()
			})
		})
	}
}

func TestDeadlinesAreKeptWithAThousandRequestsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		go server.answer(func([]string) []byte { return nil })
		var group sync.WaitGroup
		for i := range 1000 {
			group.Go(func() {
				began := time.Now()
				request := ask("ECHO", "x")
				request.Timeout = time.Duration(100+i*7%250) * time.Millisecond
				var call Call
				var timeout *failure.TimeoutError
				if err := c.Do(t.Context(), &call, request); !errors.As(err, &timeout) {
					t.Errorf("got %v", err)
				}
				if late := time.Since(began) - request.Timeout; late < 0 || late > 2*time.Millisecond {
					t.Errorf("a timeout of %v came %v late", request.Timeout, late)
				}
			})
		}
		group.Wait()
		c.Close()
	})
}

func TestElapsedIsForHowLongAFailedRequestWasUnderWay(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{}, wrap)
				release := make(chan struct{})
				go server.answer(silentUntil(release))
				time.Sleep(time.Second) // the connection's clock is not at its beginning
				request := ask("ECHO", "x")
				request.Timeout = 250 * time.Millisecond
				var call Call
				require.Error(t, c.Do(t.Context(), &call, request))
				require.Equal(t, 250*time.Millisecond, call.Elapsed())

				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				require.Error(t, c.Do(ctx, &call, ask("ECHO", "x")))
				require.Equal(t, time.Second, call.Elapsed())
				require.Error(t, c.Do(ctx, &call, ask("ECHO", "x")))
				require.Zero(t, call.Elapsed(), "it never began")

				time.AfterFunc(2*time.Second, c.Close)
				require.Error(t, c.Do(t.Context(), &call, ask("ECHO", "x")))
				require.Equal(t, 2*time.Second, call.Elapsed())
				require.Error(t, c.Do(t.Context(), &call, ask("ECHO", "x")))
				require.Zero(t, call.Elapsed())
				require.False(t, call.Taken())
				close(release)

				c, server = dial(t, Config{}, wrap)
				go server.answer(echo)
				require.NoError(t, c.Do(t.Context(), &call, ask("ECHO", "x")))
				require.Zero(t, call.Elapsed())
				c.Close()
			})
		})
	}
}

func TestAContextEndsARequestAtOnce(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{}, wrap)
				release := make(chan struct{})
				go server.answer(silentUntil(release))

				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				began := time.Now()
				var call Call
				err := c.Do(ctx, &call, ask("ECHO", "cancelled"))
				require.ErrorIs(t, err, context.Canceled)
				require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
				require.Equal(t, time.Second, time.Since(began))

				ctx, cancel = context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				err = c.Do(ctx, &call, ask("ECHO", "expired"))
				var timeout *failure.TimeoutError
				require.ErrorAs(t, err, &timeout)
				require.ErrorIs(t, err, context.DeadlineExceeded)

				err = c.Do(ctx, &call, ask("ECHO", "too late"))
				require.ErrorAs(t, err, &timeout)
				require.Equal(t, failure.NotSent, timeout.Delivery)
				require.False(t, call.Taken())

				close(release)
				for i := range 40 { // the same Call, and the reader comes and goes
					want := strconv.Itoa(i)
					require.NoError(t, c.Do(t.Context(), &call, ask("ECHO", want)))
					require.Equal(t, resp.AppendBulk(nil, want), call.Frame(0))
				}
				c.Close()
			})
		})
	}
}

// A server that does not read lets the buffers fill up: what was not yet written
// then is withdrawn, and what follows is not harmed.
func TestWhatWasNotWrittenIsRemovedWhenCanceled(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{}, wrap)
				large := ask("ECHO", strings.Repeat("x", 100<<10)) // more than the stream holds
				large.Timeout = 400 * time.Millisecond
				outcome := make(chan error, 2)
				go func() { outcome <- c.Do(t.Context(), new(Call), large) }()
				synctest.Wait()

				small := ask("ECHO", "withdrawn")
				small.Timeout = 100 * time.Millisecond
				err := c.Do(t.Context(), new(Call), small)
				require.Equal(t, failure.NotSent, failure.DeliveryOf(err), "%v", err)

				ctx, cancel := context.WithCancel(t.Context())
				go func() { outcome <- c.Do(ctx, new(Call), ask("ECHO", "cancelled")) }()
				synctest.Wait()
				cancel()
				require.Equal(t, failure.NotSent, failure.DeliveryOf(<-outcome))

				err = <-outcome
				require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err), "%v", err)

				var seen []string
				go server.answer(func(words []string) []byte {
					if words[0] == "ECHO" { // and no probe
						seen = append(seen, words[1][:1])
					}
					return echo(words)
				})
				require.Equal(t, "next", text(t, c, t.Context(), "ECHO", "next"))
				require.Equal(t, []string{"x", "n"}, seen)
				c.Close()
			})
		})
	}
}

func TestTheInFlightLimitHoldsRequestsBackUnsent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{InFlightLimit: 2}, nil)
		release := make(chan struct{})
		received := make(chan string, 10)
		go func() {
			for {
				words, ok := server.Next()
				if !ok {
					return
				}
				received <- words[1]
				go func() {
					<-release
					_, _ = server.Write([]byte("+OK\r\n"))
				}()
			}
		}()
		var group sync.WaitGroup
		for i := range 3 {
			group.Go(func() {
				if err := c.Do(t.Context(), new(Call), ask("ECHO", strconv.Itoa(i))); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		require.Len(t, received, 2)

		request := ask("ECHO", "too many")
		request.Timeout = time.Second
		err := c.Do(t.Context(), new(Call), request)
		require.ErrorContains(t, err, "in-flight limit of 2")
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))

		close(release)
		group.Wait()
		require.Len(t, received, 3)
		c.Close()
	})
}

// What nobody waits for any more does not keep others from being sent, once the server
// answers again; while it does not, nothing more is sent to it.
func TestCanceledRequestsDoNotCountTowardsTheInFlightLimit(t *testing.T) {
	for name, replies := range map[string]int{"a pipeline": 100000, "requests": 1} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{InFlightLimit: 100, Silence: -1}, nil)
				seen := make(chan string, 1000)
				go func() {
					for words, ok := server.Next(); ok; words, ok = server.Next() {
						seen <- words[len(words)-1]
					}
				}()
				for range 100 / min(replies, 100) {
					request := within(time.Millisecond, "MANY")
					request.Replies = replies
					require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(c.Do(t.Context(), new(Call), request)))
				}
				err := c.Do(t.Context(), new(Call), within(time.Second, "ECHO", "too early"))
				require.ErrorContains(t, err, "in-flight limit of 100 was reached, and the server has answered nothing since")
				require.Equal(t, failure.NotSent, failure.DeliveryOf(err))

				_, err = server.Write([]byte(":1\r\n"))
				require.NoError(t, err)
				err = c.Do(t.Context(), new(Call), within(time.Second, "ECHO", "sent"))
				require.ErrorContains(t, err, "no reply")
				require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
				synctest.Wait()
				last := ""
				for len(seen) > 0 {
					last = <-seen
				}
				require.Equal(t, "sent", last)
				c.Close()
			})
		})
	}
}
