package cluster

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/mux"
)

// Making a connection takes its own time, which may be longer than a request's: else a
// server far away could never be had a dedicated connection to.
func TestADedicatedConnectionMayTakeLongerThanARequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-16383")
		c := connectTo(t, config(n, "a:1"))
		n.servers["a:1"].Delay(600 * time.Millisecond)
		conn, err := c.Acquire(t.Context(), Request{Request: mux.Request{Name: "PURPOSE", Timeout: 250 * time.Millisecond}})
		require.NoError(t, err)
		require.Equal(t, "a:1", conn.Address())
		conn.Release(true)

		// One that is needed while a request is under way is bounded by that.
		other := newNetwork("a:1 0-16383")
		c = connectTo(t, config(other, "a:1"))
		other.servers["a:1"].Delay(600 * time.Millisecond)
		_, err = c.AcquireAsked(t.Context(), "a:1", mux.Request{Name: "GET", Timeout: 250 * time.Millisecond})
		require.Error(t, err)
	})
}
