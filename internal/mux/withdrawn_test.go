package mux

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

// A request that waits for others to be answered first is not sent once its context has
// ended, and those behind it are.
func TestWhatWaitsIsWithdrawnAtTheEndOfItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{InFlightLimit: 1}, nil)
		seen, answer := make(chan string, 3), make(chan struct{})
		go server.answer(func(words []string) []byte {
			seen <- words[1]
			<-answer
			return echo(words)
		})
		outcomes := make(chan error, 3)
		submit := func(ctx context.Context, word string) {
			request := ask("ECHO", word)
			request.Timeout, request.Context = time.Minute, ctx
			c.SubmitCall(new(Call), request, func(_ []byte, err error) { outcomes <- err })
		}
		ctx, cancel := context.WithCancel(t.Context())
		submit(t.Context(), "first")
		submit(ctx, "withdrawn")
		submit(nil, "last")
		synctest.Wait()
		cancel()
		err := <-outcomes
		require.ErrorAs(t, err, new(*failure.CanceledError))
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		close(answer)
		require.NoError(t, <-outcomes)
		require.NoError(t, <-outcomes)
		require.Equal(t, "first", <-seen)
		require.Equal(t, "last", <-seen)
	})
}
