package cluster

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestServersThatCannotBeReachedAreNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		n.become(func() {
			for _, address := range []string{"b:1", "d:1"} {
				n.servers[address].Stop()
			}
		})
		time.Sleep(time.Millisecond) // else the command may be written before the connection is seen to be lost
		outcomes, err := c.FanOut(t.Context(), set(low), true)
		require.NoError(t, err)
		failures := map[string]error{}
		for _, o := range outcomes {
			failures[o.Address] = o.Err
		}
		require.Len(t, failures, 4)
		for _, address := range []string{"a:1", "c:1"} {
			require.NoError(t, failures[address])
		}
		for _, address := range []string{"b:1", "d:1"} {
			var timeout *failure.TimeoutError
			require.ErrorAs(t, failures[address], &timeout, address)
		}
	})
}
