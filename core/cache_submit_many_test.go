//go:build !shapesonly

package core

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestASubmittedMGETFetchesWhatNobodyHas(t *testing.T) {
	bubble(t, func(t *testing.T) {
		replies := map[string]string{
			"GET a": "$1\r\nA\r\n", "GET b": "$1\r\nB\r\n", "GET none": "_\r\n", "GET list": "-WRONGTYPE no\r\n",
			"GET odd": "-ERR no\r\n", "MGET a b": "*2\r\n$1\r\nA\r\n$1\r\nB\r\n",
		}
		c, server := trackingClient(t, func(_ int, request string) string { return replies[request] })
		defer c.Close()
		sent := func(o options.CallOptions, want string, build func(*command.Args)) []string {
			t.Helper()
			server.Forget()
			require.Equal(t, answered{reply: want}, reply(t, c, o, build))
			return server.Requests()
		}
		var o options.CallOptions
		require.Equal(t, fetched("a", "GET a"), sent(o, "$1\r\nA\r\n", get("a")))
		require.Equal(t, fetched("b", "GET b"), sent(o, "*4\r\n$1\r\nB\r\n$1\r\nA\r\n$1\r\nB\r\n$1\r\nA\r\n", mget("b", "a", "b", "a")), "a key that comes twice is fetched once")
		require.Empty(t, sent(o, "*2\r\n$1\r\nA\r\n$1\r\nB\r\n", mget("a", "b")))
		require.Empty(t, sent(o, "$1\r\nB\r\n", get("b")))
		require.Equal(t, []string{"MGET a b"}, sent(options.CallOptions{Cache: options.BypassCache}, "*2\r\n$1\r\nA\r\n$1\r\nB\r\n", mget("a", "b")))
		for range 2 { // What is not there, or no string, is null, and is not kept.
			missing := sent(o, "*3\r\n_\r\n$1\r\nA\r\n_\r\n", mget("none", "a", "list"))
			require.Equal(t, slices.Concat(fetched("none", "GET none"), fetched("list", "GET list")), missing)
		}
		require.Equal(t, fetched("odd", "GET odd"), sent(o, "-ERR no\r\n", mget("a", "odd", "b")), "another error is the whole reply")
		value, err := c.MGet(t.Context(), []string{"a", "b"})
		require.NoError(t, err)
		require.Equal(t, "AB", value[0].Value()+value[1].Value())
		require.Empty(t, sent(o, "*1\r\n$1\r\nA\r\n", mget("a")))
	})
}

// What has no keys is the server's to refuse.
func TestASubmittedMGETWithoutKeys(t *testing.T) {
	c, server := trackingClient(t, func(_ int, request string) string {
		if request == "MGET" {
			return "-ERR wrong number of arguments for 'mget' command\r\n"
		}
		return ""
	})
	server.Forget()
	outcome := <-submitTo(t, c, options.CallOptions{}, func(a *command.Args) { a.Begin("MGET") })
	require.NoError(t, outcome.err)
	require.Contains(t, outcome.reply, "-ERR wrong number")
	require.Equal(t, []string{"MGET"}, server.Requests())
}

// An MGET has one outcome, whatever becomes of its keys.
func TestASubmittedMGETOfWhichAKeyFails(t *testing.T) {
	inABubble(t, func(t *testing.T, a onDemand) {
		began := time.Now()
		both := submitTo(t, a.Client, options.CallOptions{Timeout: 20 * time.Millisecond}, mget("other", "k"))
		joined := submitTo(t, a.Client, options.CallOptions{}, mget("k", "other"))
		require.ErrorAs(t, (<-both).err, new(*failure.TimeoutError))
		require.Equal(t, 20*time.Millisecond, time.Since(began))
		a.answers <- "$3\r\nold\r\n" // for whom nobody waits any more
		a.answers <- "$1\r\nv\r\n"
		require.Equal(t, answered{reply: "*2\r\n$1\r\nv\r\n+OK\r\n"}, <-joined)
		synctest.Wait()
		require.Equal(t, 2, a.asked())
	})
}

// Replies are the connection's again when the next ones come.
func TestASubmittedMGETWhoseKeysAreAnsweredOneAfterTheOther(t *testing.T) {
	inABubble(t, func(t *testing.T, a onDemand) {
		outcomes := submitTo(t, a.Client, options.CallOptions{}, mget("other", "k"))
		synctest.Wait()
		a.answers <- "$1\r\nv\r\n"
		require.Equal(t, answered{reply: "*2\r\n+OK\r\n$1\r\nv\r\n"}, <-outcomes)
	})
}
