package cluster

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
)

func TestRedirectionsLeadToServersAlone(t *testing.T) {
	for _, where := range []string{
		"", "5061", "5061 ", "5061 b", "5061 b:", "5061 :", "5061 b:0", "5061 b:-1", "5061 b:65536", "5061 b:http", "5061 b:1 c:1", "16384 b:1", "-1 b:1",
		"x b:1", "5061 unix:1", "5061 unix:/tmp/socket", "5061 unix:/tmp/socket:1", "5061 /tmp/socket:1", "5061 user@b:1", "5061 a\x00b:1", "5061 http://b:1",
	} {
		for _, code := range []string{"MOVED", "ASK"} {
			t.Run(code+" "+where, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					n := two()
					c := connectTo(t, config(n, "a:1"))
					answer := func(words []string, _ bool) string {
						if words[0] == "EXEC" {
							return "-EXECABORT no\r\n"
						}
						return "-" + code + " " + where + "\r\n"
					}
					n.become(func() { n.servers["a:1"].answer = answer })
					check := func(err error) {
						t.Helper()
						var malformed *failure.ConnectionError
						require.ErrorAs(t, err, &malformed)
						require.Equal(t, "a:1", malformed.Address)
						require.Equal(t, failure.Answered, malformed.Delivery)
						require.Contains(t, malformed.Reason, code)
						require.NotContains(t, err.Error(), "\x00")
					}
					_, err := do(t, c, set(low))
					check(err)
					outcome := make(chan error, 1)
					c.Submit(set(low), func(frames []byte, err error) {
						require.Empty(t, frames)
						outcome <- err
					})
					check(<-outcome)
					transaction := transactionOf(set(low))
					check(c.Do(t.Context(), new(mux.Call), transaction))
					p := Pipeline{Items: []Item{{Name: "SET", Bytes: set(low).Bytes, To: set(low).To}}}
					c.Pipeline(t.Context(), &p, time.Second, RetryPolicy{})
					check(p.Outcomes[0].Err)
					require.Equal(t, 4, len(n.servers), "nobody else was dialled")
				})
			})
		}
	}
}

// transactionOf is a request as a transaction.
func transactionOf(r Request) Request {
	r.Bytes = append(append(encode("MULTI"), r.Bytes...), encode("EXEC")...)
	r.Replies, r.Transaction = 3, true
	return r
}

func TestRedirectionsWithoutAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-8191", "b:2 8192-16383 a:3")
		c := connectTo(t, config(n, "a:1"))
		for where, want := range map[string]string{
			"5061 :3":    "a:3", // the host that redirects
			"5061 ?:2":   "b:2", // the one that has the port
			"5061 ?:3":   "a:3",
			"5061 b:2":   "b:2",
			"16383 ?:99": "a:99",
		} {
			number, address, err := c.parseRedirect(where, "a:1")
			require.NoError(t, err)
			require.Equal(t, want, address, where)
			require.Equal(t, strings.HasPrefix(where, "16383"), number == 16383)
		}
		_, address, err := c.parseRedirect("1 :6379", "unix:/run/a:b")
		require.NoError(t, err)
		require.Equal(t, "localhost:6379", address)
	})
}

// A transaction goes where ASK points to as a whole, with one ASKING before MULTI.
func TestATransactionFollowsASK(t *testing.T) {
	for name, refusedBy := range map[string]string{"a command": "SET", "EXEC": "EXEC"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := two()
				c := connectTo(t, config(n, "a:1"))
				askings := 0
				n.become(func() {
					n.servers["a:1"].answer = func(words []string, _ bool) string {
						switch {
						case words[0] == refusedBy:
							return "-ASK 5061 b:1\r\n"
						case words[0] == "EXEC":
							return "-EXECABORT no\r\n"
						default:
							return "+QUEUED\r\n"
						}
					}
					n.servers["b:1"].answer = func(words []string, _ bool) string {
						if words[0] == "EXEC" {
							return "*1\r\n+OK\r\n"
						}
						return "+QUEUED\r\n"
					}
					n.servers["b:1"].asking = func() { askings++ }
				})
				var call mux.Call
				require.NoError(t, c.Do(t.Context(), &call, transactionOf(set(low))))
				require.Equal(t, 3, call.Replies())
				require.Equal(t, "*1\r\n+OK\r\n", string(call.Frame(2)))
				require.Equal(t, 1, askings)
				replies := make(chan string, 1)
				c.Submit(transactionOf(set(low)), func(frames []byte, _ error) { replies <- string(frames) })
				require.Equal(t, "+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n", <-replies)
				require.Equal(t, 2, askings)
			})
		})
	}
}

// A server that has no slots yet is not part of the topology, and is not taken for one
// that has left while a slot is on its way to it.
func TestAServerThatIsAskedIsNotDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		n.add("new:1")
		c := connectTo(t, config(n, "a:1"))
		n.become(func() {
			n.servers["a:1"].answer = func([]string, bool) string { return "-ASK 5061 new:1\r\n" }
			n.servers["new:1"].answer = func([]string, bool) string {
				n.mu.Unlock()
				defer n.mu.Lock()
				time.Sleep(time.Minute) // It blocks there.
				return "+late\r\n"
			}
		})
		blocking := set(low)
		blocking.Timeout = 0
		var call mux.Call
		done := make(chan error, 1)
		go func() { done <- c.retryDedicated(context.Background(), &call, &blocking, (*member).tryDedicated) }()
		time.Sleep(time.Second)
		for range 3 {
			require.NoError(t, c.refresh(t.Context()))
			time.Sleep(10 * time.Second)
		}
		require.NoError(t, <-done)
		require.Equal(t, "+late\r\n", string(call.Frame(0)))
		time.Sleep(askedFor)
		require.NoError(t, c.refresh(t.Context()))
		c.mu.Lock()
		defer c.mu.Unlock()
		require.False(t, c.members[identity{"new:1", false}] != nil)
	})
}

func TestAClusterWhoseServersCannotBeReachedSaysWhoAnnouncedWhat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("?:1 0-8191", "unix:2 8192-16383")
		n.add("seed:1")
		c := New(config(n, "seed:1"))
		defer c.Close()
		err := c.Connect(t.Context())
		require.ErrorAs(t, err, new(*failure.ConnectionError))
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		require.ErrorContains(t, err, `seed:1 announces a node with the endpoint "?" and no IP address`)
		require.ErrorContains(t, err, `the host "unix" is neither a host name nor an IP address`)

		// Of what can be reached the rest is of use.
		n.become(func() { n.topology = []string{"?:1 0-8191", "b:1 8192-16383"} })
		n.add("b:1")
		require.NoError(t, c.Connect(t.Context()))
		requireReply(t, c, set(high), "b:1")
		_, err = do(t, c, set(low))
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.ErrorContains(t, err, `announces a node with the endpoint "?"`)
	})
}
