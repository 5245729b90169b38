package cluster

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/mux"
)

// One redirection is enough, whether the server was a primary so far, a replica or not
// known, and although the topology cannot be asked for meanwhile.
func TestMOVEDIsRemembered(t *testing.T) {
	for _, to := range []string{"b:1", "c:1", "new:1"} {
		t.Run(to, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork("a:1 0-8191 c:1", "b:1 8192-16383")
				n.add("new:1")
				c := connectTo(t, config(n, "a:1"))
				n.become(func() {
					n.servers["a:1"].answer = func([]string, bool) string { return "-MOVED 5061 " + to + "\r\n" }
				})
				c.refreshing.Lock() // Nobody asks for the topology.
				defer c.refreshing.Unlock()
				requireReply(t, c, set(low), to)
				for range 10 {
					requireReply(t, c, set(low), to)
				}
				require.Len(t, n.servers["a:1"].seen, 1)
				demanding := preferring(get(low))
				requireReply(t, c, demanding, to)
			})
		})
	}
}

// What is executed by all primaries is so once by each, wherever slots have gone.
func TestRedirectionsDoNotDoubleWhatAllPrimariesExecute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 5061-5061", "b:1 8192-16383 d:1", "c:1 0-5060,5062-8191")
		c := connectTo(t, config(n, "a:1"))
		c.refreshing.Lock()
		defer c.refreshing.Unlock()
		counts := func() []int {
			outcomes, err := c.FanOut(t.Context(), Request{Request: mux.Request{Name: "DBSIZE", Bytes: encode("DBSIZE"), Timeout: get(low).Timeout}}, false)
			require.NoError(t, err)
			require.Len(t, outcomes, 3)
			return n.counts("a:1", "b:1", "c:1")
		}
		once := []int{1, 1, 1}
		require.Equal(t, once, counts())
		c.patch(5061, "b:1") // the only one of a, which is known by it
		require.Equal(t, once, counts())
		c.patch(5062, "b:1") // by which c is known
		require.Equal(t, once, counts())
		c.patch(5062, "a:1")
		require.Equal(t, once, counts())
		c.patch(8192, "d:1")
		require.Equal(t, once, counts(), "a replica that has taken over is not counted beside its primary")
	})
}
