package core

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/options"
)

func TestSubmitWithATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: map[string][]string{"GET silent": {"", ""}}}
		c := s.client(t)
		defer c.Close()
		var args command.Args
		outcomes := make(chan error, 1)
		completion := func(_ []byte, err error) { outcomes <- err }
		for _, test := range []struct{ timeout, want time.Duration }{{0, options.DefaultRequestTimeout}, {3 * time.Second, 3 * time.Second}} {
			began := time.Now()
			command.Get(&args, "silent")
			submitter{c}.Submit(context.Background(), &args, options.CallOptions{Timeout: test.timeout}, completion)
			var timeout *failure.TimeoutError
			require.ErrorAs(t, <-outcomes, &timeout)
			require.Equal(t, test.want, timeout.After)
			require.Equal(t, test.want, time.Since(began))
		}
	})
}

func TestSubmitRefusesOptionsThatCannotWork(t *testing.T) {
	s := &script{}
	c := s.client(t)
	outcomes := make(chan error, 1)
	for field, test := range map[string]struct {
		options options.CallOptions
		build   func(a *command.Args)
	}{
		"CallOptions.Timeout": {options.CallOptions{Timeout: -1}, func(a *command.Args) { command.Get(a, "k") }},
		"CallOptions.Replica": {options.CallOptions{Replica: true}, func(a *command.Args) { command.Del(a, []string{"k"}) }},
	} {
		var args command.Args
		test.build(&args)
		submitter{c}.Submit(context.Background(), &args, test.options, func(_ []byte, err error) { outcomes <- err })
		var configuration *failure.ConfigurationError
		require.ErrorAs(t, <-outcomes, &configuration)
		require.Equal(t, field, configuration.Field)
	}
	b := batch.New(false)
	b.Get("k")
	submitter{c}.SubmitBatch(context.Background(), queue.Of(b), options.BatchOptions{Timeout: -1}, func(_ [][]byte, err error) { outcomes <- err })
	require.ErrorContains(t, <-outcomes, "BatchOptions.Timeout")
	require.Empty(t, s.Requests())
}

// What may have been executed is sent again only if that does no harm.
func TestSubmitWithIdempotent(t *testing.T) {
	for _, idempotent := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{answers: map[string][]string{"INCR k": {"", ":2\r\n"}, "GET k": {"$1\r\n2\r\n"}}}
			c := s.client(t)
			defer c.Close()
			type outcome struct {
				reply string
				err   error
			}
			outcomes := make(chan outcome, 2)
			completion := func(frame []byte, err error) { outcomes <- outcome{string(frame), err} }
			var args command.Args
			command.Incr(&args, "k")
			submitter{c}.Submit(context.Background(), &args, options.CallOptions{Timeout: time.Minute, Idempotent: idempotent}, completion)
			synctest.Wait()
			require.NoError(t, s.last().Close())
			o := <-outcomes
			if idempotent {
				require.NoError(t, o.err)
				require.Equal(t, ":2\r\n", o.reply)
				return
			}
			var connection *failure.ConnectionError
			require.ErrorAs(t, o.err, &connection)
			require.Equal(t, failure.MaybeExecuted, connection.Delivery)
		})
	}
}
