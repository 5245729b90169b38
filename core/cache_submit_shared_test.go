//go:build !shapesonly

package core

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// onDemand is a client of a server that is asked for GET k, and answers when a test says so.
type onDemand struct {
	*Client
	answers chan string
	asked   func() int
}

// inABubble tests a client with a cache by time of a server that answers GET k when the
// test says so.
func inABubble(t *testing.T, test func(t *testing.T, a onDemand)) {
	t.Helper()
	bubble(t, func(t *testing.T) {
		var mu sync.Mutex
		count, answers := 0, make(chan string, 10)
		c := cachingClient(t, func(_ int, request string) string {
			if request != "GET k" {
				return ""
			}
			mu.Lock()
			count++
			mu.Unlock()
			return <-answers
		})
		defer c.Close()
		defer close(answers)
		test(t, onDemand{c, answers, func() int { mu.Lock(); defer mu.Unlock(); return count }})
	})
}

func TestSubmittedReadsShareARequest(t *testing.T) {
	inABubble(t, func(t *testing.T, a onDemand) {
		for n, reply := range []string{"-WRONGTYPE no\r\n", "$1\r\nv\r\n"} { // Errors are not kept.
			var all []chan answered
			for range 3 {
				all = append(all, submitTo(t, a.Client, options.CallOptions{}, get("k")))
			}
			synctest.Wait()
			a.answers <- reply
			for _, outcomes := range all {
				require.Equal(t, answered{reply: reply}, <-outcomes)
			}
			synctest.Wait()
			require.Equal(t, n+1, a.asked())
		}
		require.Equal(t, answered{reply: "$1\r\nv\r\n"}, reply(t, a.Client, options.CallOptions{}, get("k")))
		require.Equal(t, 2, a.asked())
		counts := a.Statistics().Cache
		require.Equal(t, []uint64{1, 2, 4}, []uint64{counts.Hits, counts.Misses, counts.Shared})
	})
}

// Who waits for another's fetch has a time of its own, and asks for itself if the other has
// failed.
func TestSubmittedReadsThatWaitForAnothers(t *testing.T) {
	inABubble(t, func(t *testing.T, a onDemand) {
		began := time.Now()
		leader := submitTo(t, a.Client, options.CallOptions{Timeout: 300 * time.Millisecond}, get("k"))
		hasty := submitTo(t, a.Client, options.CallOptions{Timeout: 10 * time.Millisecond}, get("k"))
		waiter := submitTo(t, a.Client, options.CallOptions{}, get("k"))
		patient := submitTo(t, a.Client, options.CallOptions{}, get("k"))
		var timeout *failure.TimeoutError
		require.ErrorAs(t, (<-hasty).err, &timeout)
		require.Equal(t, "GET", timeout.Command)
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.Equal(t, 10*time.Millisecond, timeout.After)
		require.Equal(t, 10*time.Millisecond, time.Since(began))
		require.ErrorAs(t, (<-leader).err, new(*failure.TimeoutError))
		require.Equal(t, 300*time.Millisecond, time.Since(began))
		a.answers <- "$3\r\nold\r\n" // for whom nobody waits any more
		a.answers <- "$1\r\nv\r\n"
		require.Equal(t, answered{reply: "$1\r\nv\r\n"}, <-waiter)
		require.ErrorAs(t, (<-patient).err, &timeout)
		require.Equal(t, time.Second, time.Since(began), "all of it is one request")
		a.answers <- "$1\r\nw\r\n"
		synctest.Wait()
		require.Equal(t, 3, a.asked())
	})
}

func TestACacheIsClosedWhileSubmittedReadsWait(t *testing.T) {
	inABubble(t, func(t *testing.T, a onDemand) {
		all := []chan answered{
			submitTo(t, a.Client, options.CallOptions{}, get("k")),
			submitTo(t, a.Client, options.CallOptions{}, get("k")),
			submitTo(t, a.Client, options.CallOptions{}, mget("k", "k")),
		}
		synctest.Wait()
		a.Close()
		for _, outcomes := range append(all, submitTo(t, a.Client, options.CallOptions{}, get("k")), submitTo(t, a.Client, options.CallOptions{}, mget("k"))) {
			require.ErrorAs(t, (<-outcomes).err, new(*failure.ClosingError))
		}
		require.Equal(t, 1, a.asked())
		require.Zero(t, a.Statistics().Cache.Entries)
	})
}
