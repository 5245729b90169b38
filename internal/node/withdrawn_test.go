package node

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
)

// What was submitted is withdrawn at the end of its context, wherever it waits.
func TestSubmissionsEndWithTheirContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := newNode(f)
		defer n.Close()
		submit := func(dedicated bool) (outcome chan error, cancel context.CancelFunc) {
			outcome = make(chan error, 1)
			ctx, cancel := context.WithCancel(t.Context())
			request := echoWithinMinute()
			request.Context = ctx
			completion := func(_ []byte, err error) { outcome <- err }
			if dedicated {
				n.SubmitDedicated(request, completion)
			} else {
				n.SubmitCall(new(mux.Call), request, completion)
			}
			synctest.Wait()
			return outcome, cancel
		}
		f.Delay(time.Second)
		for _, dedicated := range []bool{false, true} {
			outcome, cancel := submit(dedicated)
			cancel()
			err := <-outcome
			require.ErrorAs(t, err, new(*failure.CanceledError))
			require.Equal(t, failure.NotSent, failure.DeliveryOf(err), "there was no connection")
		}
		time.Sleep(time.Minute) // until those are made that were asked for
		f.Delay(0)

		f.silent.Store(true)
		for _, dedicated := range []bool{false, true} {
			outcome, cancel := submit(dedicated)
			cancel()
			err := <-outcome
			require.ErrorAs(t, err, new(*failure.CanceledError))
			require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err), "it was sent")
		}
		synctest.Wait()
		require.Zero(t, len(n.pool.idle), "the server gives up what blocks by the end of its connection")

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		request := echoWithinMinute()
		request.Context = ctx
		outcome := make(chan error, 1)
		n.SubmitCall(new(mux.Call), request, func(_ []byte, err error) { outcome <- err })
		require.Equal(t, failure.NotSent, failure.DeliveryOf(<-outcome))
	})
}
