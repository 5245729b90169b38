package node

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/mux"
)

func TestReplaceLeavesRequestsUnderWayToBeAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := new(fakeServer)
		n := newNode(f)
		defer n.Close()
		require.NoError(t, n.Replace(t.Context()), "there is nothing to replace")
		require.Zero(t, f.dials.Load())

		require.NoError(t, n.Connect(t.Context()))
		f.silent.Store(true)
		waits := make(chan error, 1)
		go func() {
			request := echo("x")
			request.Timeout = time.Minute
			waits <- n.Do(t.Context(), new(mux.Call), request)
		}()
		synctest.Wait()
		f.silent.Store(false)
		require.NoError(t, n.Replace(t.Context()))
		require.EqualValues(t, 2, f.dials.Load())
		require.NoError(t, n.Do(t.Context(), new(mux.Call), echo("y")), "over the new connection")
		require.EqualValues(t, 2, f.dials.Load())
		synctest.Wait()
		require.Empty(t, waits)
		_, err := f.ends[0].Write([]byte("$1\r\nx\r\n"))
		require.NoError(t, err)
		require.NoError(t, <-waits, "over the old one")
		synctest.Wait()
		_, err = f.ends[0].Write([]byte("x"))
		require.Error(t, err, "which is closed then")
	})
}

func TestWhatCannotBeReplacedStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := new(fakeServer)
		n := newNode(f)
		require.NoError(t, n.Connect(t.Context()))
		f.refuse.Store(true)
		require.ErrorIs(t, n.Replace(t.Context()), errRefused)
		require.NoError(t, n.Do(t.Context(), new(mux.Call), echo("x")))
		require.EqualValues(t, 2, f.dials.Load())

		n.Close()
		var closing *failure.ClosingError
		require.ErrorAs(t, n.Replace(t.Context()), &closing)
		require.EqualValues(t, 2, f.dials.Load())
	})
}
