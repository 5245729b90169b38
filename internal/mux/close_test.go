package mux

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/resp"
)

func TestAResetAnswersEveryRequestOnce(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var closed []error
				c, server := dial(t, Config{Closed: func(reason error) { closed = append(closed, reason) }}, wrap)
				go server.answer(func([]string) []byte { return nil })
				outcomes := make(chan error, 1000)
				for i := range 500 {
					if i%2 == 0 {
						go func() { outcomes <- c.Do(context.Background(), new(Call), ask("GET", "k")) }()
						continue
					}
					c.Submit(ask("GET", "k"), func(_ []byte, err error) { outcomes <- err })
				}
				synctest.Wait()
				_, err := server.Write([]byte("$100\r\nthe beginning of a reply"))
				require.NoError(t, err)
				synctest.Wait()
				server.Reset()
				synctest.Wait()
				require.Len(t, outcomes, 500)
				for range 500 {
					err := <-outcomes
					var connection *failure.ConnectionError
					require.ErrorAs(t, err, &connection)
					require.ErrorIs(t, err, streamtest.ErrReset)
					require.Equal(t, "GET", connection.Command)
					require.Equal(t, failure.MaybeExecuted, connection.Delivery)
				}
				require.Len(t, closed, 1)
				require.Error(t, c.Err())

				call := new(Call)
				err = c.Do(t.Context(), call, ask("GET", "k"))
				require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
				require.False(t, call.Taken())
			})
		})
	}
}

// deaf is a stream that takes no byte.
type deaf struct{ *streamtest.End }

func (deaf) Write([]byte) (int, error) { return 0, streamtest.ErrReset }

// Of a stream whose writes can be interrupted it is known that the bytes that it
// did not take did not leave; a TLS connection may have sent some of them.
func TestWhatNeverLeftIsSaidNotToBeSent(t *testing.T) {
	for want, wrap := range map[failure.Delivery]func(*streamtest.End) stream.Stream{
		failure.NotSent:       func(e *streamtest.End) stream.Stream { return deaf{e} },
		failure.MaybeExecuted: func(e *streamtest.End) stream.Stream { return bare{deaf{e}} },
	} {
		t.Run(want.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := dial(t, Config{}, wrap)
				err := c.Do(t.Context(), new(Call), ask("GET", "k"))
				require.ErrorIs(t, err, streamtest.ErrReset)
				require.Equal(t, want, failure.DeliveryOf(err))
			})
		})
	}
}

// A lone caller reads by itself and then nobody does: the end of the stream is
// noticed all the same, before a request runs into it.
func TestTheServersHangUpIsNoticedWhenIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closed := make(chan error, 1)
		c, server := dial(t, Config{Closed: func(reason error) { closed <- reason }}, nil)
		go server.answer(echo)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		require.Equal(t, noReader, readingRole(c))
		require.NoError(t, server.Close())
		began := time.Now()
		require.Error(t, <-closed)
		require.LessOrEqual(t, time.Since(began), 2*keepaliveAfter)
	})
}

func TestLoneCallersReadForThemselvesAgainAfterABurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		go server.answer(echo)
		c.Submit(ask("ECHO", "x"), func([]byte, error) {}) // has no goroutine to read on
		synctest.Wait()
		require.Equal(t, backgroundReader, readingRole(c))
		for range maxLoneReplies + 2 {
			text(t, c, t.Context(), "ECHO", "x")
		}
		synctest.Wait()
		require.Equal(t, noReader, readingRole(c))
		c.Close()
	})
}

func TestCloseAnswersWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		go server.answer(func([]string) []byte { return nil })
		outcome := make(chan error, 1)
		go func() { outcome <- c.Do(t.Context(), new(Call), ask("GET", "k")) }()
		synctest.Wait()
		c.Close()
		c.Close()
		var closing *failure.ClosingError
		require.ErrorAs(t, <-outcome, &closing)
		require.Equal(t, failure.MaybeExecuted, closing.Delivery)
		require.ErrorAs(t, c.Do(t.Context(), new(Call), ask("GET", "k")), &closing)
		require.Equal(t, failure.NotSent, closing.Delivery)
	})
}

func TestShutdownWaitsForRepliesAndNoLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		release := make(chan struct{})
		go server.answer(silentUntil(release))
		outcome := make(chan error, 1)
		go func() { outcome <- c.Do(t.Context(), new(Call), ask("ECHO", "x")) }()
		synctest.Wait()
		done := make(chan error, 1)
		go func() { done <- c.Shutdown(t.Context()) }()
		synctest.Wait()
		var closing *failure.ClosingError
		require.ErrorAs(t, c.Do(t.Context(), new(Call), ask("ECHO", "y")), &closing)
		require.Empty(t, done)
		close(release)
		require.NoError(t, <-outcome)
		require.NoError(t, <-done)
	})
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		go server.answer(func([]string) []byte { return nil })
		outcome := make(chan error, 1)
		go func() { outcome <- c.Do(t.Context(), new(Call), ask("ECHO", "x")) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, c.Shutdown(ctx), context.DeadlineExceeded)
		var closing *failure.ClosingError
		require.ErrorAs(t, <-outcome, &closing)
	})
}

func TestSubmissionsCanBeCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		release := make(chan struct{})
		go server.answer(silentUntil(release))
		outcomes := make(chan error, 2)
		cancel := c.Submit(ask("ECHO", "x"), func(_ []byte, err error) { outcomes <- err })
		synctest.Wait()
		reason := errors.New("aborted")
		cancel(reason)
		require.ErrorIs(t, <-outcomes, reason)
		close(release)
		require.Equal(t, "y", text(t, c, t.Context(), "ECHO", "y"))
		cancel(reason)
		require.Empty(t, outcomes)
		c.Close()
	})
}

// A request whose reply cannot be taken is told so: sent again, it would end the next
// connection too.
func TestAMalformedReplyCountsAsAnAnswer(t *testing.T) {
	for name, answer := range map[string]string{"no RESP": "HTTP/1.1 400 Bad Request\r\n", "too large": "$10000000000\r\n"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{Limits: resp.Limits{MaxBulkLength: 999}}, nil)
				outcomes := make([]error, 3)
				for i := range outcomes {
					go func() { outcomes[i] = c.Do(context.Background(), new(Call), ask("GET", "k")) }()
					synctest.Wait()
				}
				_, err := server.Write([]byte("+OK\r\n" + answer))
				require.NoError(t, err)
				synctest.Wait()
				require.NoError(t, outcomes[0])
				require.ErrorAs(t, outcomes[1], new(*resp.ProtocolError))
				require.Equal(t, failure.Answered, failure.DeliveryOf(outcomes[1]))
				require.ErrorAs(t, outcomes[2], new(*resp.ProtocolError))
				require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(outcomes[2]))
			})
		})
	}
}
