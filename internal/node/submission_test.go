package node

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/mux"
)

// What is submitted again has only the time that is left, so a Call knows how long its
// request has been under way: on a connection, and while it waited for one.
func TestASubmittedCallKnowsHowLongItHasBeenUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		n := newNode(f)
		defer n.Close()
		var call mux.Call
		running := make(chan time.Duration, 1)
		submit := func(request mux.Request) (time.Duration, error) {
			outcome := make(chan error, 1)
			call.Release()
			n.SubmitCall(&call, request, func(_ []byte, err error) {
				running <- call.Running()
				outcome <- err
			})
			return <-running, <-outcome
		}

		f.Delay(100 * time.Millisecond)
		elapsed, err := submit(echo("x"))
		require.NoError(t, err)
		require.Equal(t, 100*time.Millisecond, elapsed, "it waited for the connection")

		elapsed, err = submit(echo("x"))
		require.NoError(t, err)
		require.Zero(t, elapsed)

		f.silent.Store(true)
		elapsed, err = submit(echo("x"))
		require.Error(t, err)
		require.Equal(t, 250*time.Millisecond, elapsed, "the server did not answer")

		f.Delay(time.Hour)
		f.Reset()
		synctest.Wait()
		elapsed, err = submit(echo("x"))
		require.Error(t, err)
		require.Equal(t, 250*time.Millisecond, elapsed, "it waited for a connection in vain")
	})
}
