package cluster

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/options"
)

// two is a cluster of two shards, the halves of the slots.
func two() *network { return newNetwork("a:1 0-8191 c:1", "b:1 8192-16383 d:1") }

func requireReply(t *testing.T, c *Cluster, r Request, want string) {
	t.Helper()
	got, err := do(t, c, r)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestRequestsGoWhereTheirSlotIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "nobody:1", "b:1"))
		requireReply(t, c, set(low), "a:1")
		requireReply(t, c, set(high), "b:1")
		requireReply(t, c, get(high), "b:1")
		anywhere := set(low)
		anywhere.To = AnyPrimary()
		seen := map[string]bool{}
		for range 4 {
			reply, err := do(t, c, anywhere)
			require.NoError(t, err)
			seen[reply] = true
		}
		require.Equal(t, map[string]bool{"a:1": true, "b:1": true}, seen)
		replica := get(low)
		replica.Replica = true
		requireReply(t, c, replica, "c:1") // which is connected to for that
		address := set(low)
		address.To = ByAddress("d:1")
		requireReply(t, c, address, "d:1")
	})
}

func TestAddressesThatNobodyIsAtAreToldFromServersThatAreSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		n.servers["d:1"].Delay(time.Hour)
		for address, reason := range map[string]string{
			"d:1": "the server could not be connected to that has the address d:1",
			"x:1": "no server of the cluster has the address x:1",
		} {
			r := set(low)
			r.To = ByAddress(address)
			_, err := do(t, c, r)
			var timeout *failure.TimeoutError
			require.ErrorAs(t, err, &timeout)
			require.Equal(t, reason, string(timeout.Reason))
		}
	})
}

func TestAReplicaThatIsNotReadyIsWaitedForIfThereIsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		refusals := 3
		n.become(func() {
			n.servers["c:1"].answer = func([]string, bool) string {
				if refusals--; refusals >= 0 {
					return "-LOADING not yet\r\n"
				}
				return "next"
			}
		})
		replica := get(low)
		replica.Replica = true
		requireReply(t, c, replica, "c:1")
	})
}

func TestMovedIsFollowedAndRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		n.become(func() {
			n.servers["a:1"].answer = func([]string, bool) string { return "-MOVED 5061 b:1\r\n" }
		})
		requireReply(t, c, set(low), "b:1")
		requireReply(t, c, set(low), "b:1")
		require.Len(t, n.servers["a:1"].seen, 1)
		n.become(func() { // to a server that was not known
			n.add("e:1")
			n.topology = []string{"a:1 0-5060", "e:1 5061-5061", "b:1 5062-16383"}
			n.servers["b:1"].answer = func([]string, bool) string { return "-MOVED 5061 e:1\r\n" }
		})
		requireReply(t, c, set(low), "e:1")
		time.Sleep(time.Second)
		requireReply(t, c, set(low), "e:1")
		require.Len(t, n.servers["b:1"].seen, 3, "the topology was asked for")
	})
}

func TestAskIsFollowedOnceOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		n.become(func() {
			n.servers["a:1"].answer = func([]string, bool) string { return "-ASK 5061 b:1\r\n" }
			n.servers["b:1"].answer = func(_ []string, asked bool) string {
				if !asked {
					return "-MOVED 5061 a:1\r\n"
				}
				return "next"
			}
		})
		for range 2 {
			requireReply(t, c, set(low), "b:1")
		}
		require.Len(t, n.servers["a:1"].seen, 2, "it is asked first each time")
		replies := make(chan string, 1)
		c.Submit(set(low), func(frames []byte, _ error) { replies <- string(frames) })
		require.Equal(t, "$3\r\nb:1\r\n", <-replies)
	})
}

func TestWhatIsNotReadyIsAskedAgainInTime(t *testing.T) {
	for _, refusal := range []string{"TRYAGAIN no", "CLUSTERDOWN no", "LOADING no", "MASTERDOWN no", "READONLY no", "UNBLOCKED force unblock no", "MOVED 5061 a:1"} {
		t.Run(refusal, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := two()
				c := connectTo(t, config(n, "a:1"))
				refuse := func([]string, bool) string { return "-" + refusal + "\r\n" }
				n.become(func() { n.servers["a:1"].answer = refuse })
				time.AfterFunc(300*time.Millisecond, func() { n.become(func() { n.servers["a:1"].answer = nil }) })
				requireReply(t, c, set(low), "a:1")
				n.become(func() { n.servers["a:1"].answer = refuse })
				began := time.Now()
				requireReply(t, c, set(low), refusal)
				require.LessOrEqual(t, time.Since(began), time.Second)
			})
		})
	}
}

func TestWhatClientUnblockSaysIsFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		n.become(func() {
			n.servers["a:1"].answer = func([]string, bool) string { return "-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n" }
		})
		requireReply(t, c, set(low), "UNBLOCKED client unblocked via CLIENT UNBLOCK")
		require.Len(t, n.servers["a:1"].seen, 1)
	})
}

func TestRedirectionsInCirclesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		n.become(func() {
			n.servers["a:1"].answer = func([]string, bool) string { return "-MOVED 5061 b:1\r\n" }
			n.servers["b:1"].answer = func([]string, bool) string { return "-MOVED 5061 a:1\r\n" }
		})
		began := time.Now()
		reply, err := do(t, c, set(low))
		require.NoError(t, err)
		require.Contains(t, reply, "MOVED")
		require.LessOrEqual(t, time.Since(began), time.Second)
		require.Less(t, len(n.servers["a:1"].seen), 50)
	})
}

func TestAFailoverIsWaitedForInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1", "b:1"))
		requireReply(t, c, set(low), "a:1")
		n.servers["a:1"].Stop()
		time.Sleep(time.Millisecond) // else the command may be written before the connection is seen to be lost
		patient := set(low)
		patient.Timeout = 10 * time.Second
		time.AfterFunc(2*time.Second, func() {
			n.become(func() { n.topology = []string{"c:1 0-8191", "b:1 8192-16383 d:1"} })
		})
		hasty := set(low)
		hasty.Timeout = 500 * time.Millisecond
		began := time.Now()
		_, err := do(t, c, hasty)
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.Equal(t, 500*time.Millisecond, timeout.After)
		require.Equal(t, 500*time.Millisecond, time.Since(began))
		require.ErrorIs(t, err, fakeserver.ErrRefused)
		requireReply(t, c, set(high), "b:1")
		require.Equal(t, 500*time.Millisecond, time.Since(began), "the other shard never pauses")

		requireReply(t, c, patient, "c:1")
		require.Less(t, time.Since(began), 2500*time.Millisecond)
	})
}

func TestALostConnectionLeavesItOpenWhetherACommandWasExecuted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		lose := func() {
			n.become(func() {
				n.servers["a:1"].answer = func([]string, bool) string {
					n.servers["a:1"].answer = nil
					return ""
				}
			})
		}
		lose()
		_, err := do(t, c, set(low))
		var connection *failure.ConnectionError
		require.ErrorAs(t, err, &connection)
		require.Equal(t, failure.MaybeExecuted, connection.Delivery)
		lose()
		requireReply(t, c, get(low), "a:1")
		lose()
		idempotent := set(low)
		idempotent.Idempotent = true
		requireReply(t, c, idempotent, "a:1")
	})
}

func TestATransactionIsRedirectedAsAWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		n.become(func() {
			n.servers["a:1"].answer = func(words []string, _ bool) string {
				if words[0] == "EXEC" {
					return "-EXECABORT no\r\n"
				}
				return "-MOVED 5061 b:1\r\n"
			}
			n.servers["b:1"].answer = func(words []string, _ bool) string {
				if words[0] == "EXEC" {
					return "*1\r\n+OK\r\n"
				}
				return "+QUEUED\r\n"
			}
		})
		r := set(low)
		r.Bytes = append(append(encode("MULTI"), r.Bytes...), encode("EXEC")...)
		r.Replies, r.Transaction = 3, true
		var call mux.Call
		require.NoError(t, c.Do(t.Context(), &call, r))
		require.Equal(t, "*1\r\n+OK\r\n", string(call.Frame(2)))
	})
}

func TestASlotOfNobodyIsSaidToBeThat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-8191")
		c := connectTo(t, config(n, "a:1"))
		_, err := do(t, c, set(high))
		require.ErrorContains(t, err, "no server has the slot")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var canceled *failure.CanceledError
		require.ErrorAs(t, c.Do(ctx, new(mux.Call), set(high)), &canceled)
		time.AfterFunc(100*time.Millisecond, func() { n.become(func() { n.topology = []string{"a:1 0-16383"} }) })
		requireReply(t, c, set(high), "a:1")
	})
}

func TestALazyClusterConnectsWhenItIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := New(config(n, "a:1"))
		defer c.Close()
		require.Zero(t, len(n.servers["a:1"].Conns()))
		requireReply(t, c, set(high), "b:1")

		nobody := New(config(n, "nobody:1"))
		defer nobody.Close()
		_, err := do(t, nobody, set(low))
		require.ErrorContains(t, err, "the topology of the cluster is not known")
		require.ErrorIs(t, err, fakeserver.ErrRefused)
		require.ErrorContains(t, nobody.Connect(t.Context()), "no server tells the topology")
	})
}

func TestReadsAreSpreadOverReplicas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-16383 b:1 c:1")
		with := config(n, "a:1")
		with.ReadFrom = options.PreferReplica
		c := connectTo(t, with)
		synctest.Wait()
		for range 4 {
			_, err := do(t, c, get(low))
			require.NoError(t, err)
		}
		require.Len(t, n.servers["b:1"].seen, 2)
		require.Len(t, n.servers["c:1"].seen, 2)
		requireReply(t, c, set(low), "a:1")
		n.become(func() {
			n.servers["b:1"].answer = func([]string, bool) string { return "-LOADING no\r\n" }
			n.servers["c:1"].Stop()
		})
		for range 4 {
			requireReply(t, c, get(low), "a:1")
		}
	})
}

func TestCloseEndsWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-8191")
		c := connectTo(t, config(n, "a:1"))
		outcomes := make(chan error, 2)
		waiting := set(high)
		waiting.Timeout = 0
		go func() { outcomes <- c.Do(context.Background(), new(mux.Call), waiting) }()
		c.Submit(waiting, func(_ []byte, err error) { outcomes <- err })
		synctest.Wait()
		c.Close()
		var closing *failure.ClosingError
		require.ErrorAs(t, <-outcomes, &closing)
		require.ErrorAs(t, <-outcomes, &closing)
		require.ErrorAs(t, c.Do(t.Context(), new(mux.Call), set(low)), &closing)
		require.NoError(t, c.Shutdown(t.Context()))
	})
}

func TestAReplicaIsConnectedToWhenARequestDemandsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork("a:1 0-16383 a:2")
		c := connectTo(t, config(n, "a:1"))
		require.Zero(t, len(n.servers["a:2"].Conns()))
		r := set(low)
		r.Reads, r.Replica = true, true
		requireReply(t, c, r, "a:2")
	})
}

func TestAReplyThatCannotBeTakenIsNotAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		settings := config(n, "a:1")
		settings.Node.Mux.Limits.MaxBulkLength = 1 << 10
		c := connectTo(t, settings)
		n.become(func() {
			n.servers["a:1"].answer = func([]string, bool) string { return "$2000\r\n" }
		})
		_, err := do(t, c, get(low))
		var connection *failure.ConnectionError
		require.ErrorAs(t, err, &connection)
		require.Equal(t, failure.Answered, connection.Delivery)
		require.Len(t, n.servers["a:1"].seen, 1)
	})
}

// slow is a network in which it takes a while to connect, once that is set.
type slow struct {
	*network
	dial *time.Duration
}

func (s slow) Dial(ctx context.Context, address string) (stream.Stream, error) {
	select {
	case <-time.After(*s.dial):
		return s.network.Dial(ctx, address)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestTheTimeToConnectCountsForThoseWhoAreAlone(t *testing.T) {
	for name, single := range map[string]func(t *testing.T, c *Cluster) error{
		"Do": func(t *testing.T, c *Cluster) error {
			r := get(low)
			return c.retryDedicated(t.Context(), new(mux.Call), &r, (*member).tryDedicated)
		},
		"Submit": func(_ *testing.T, c *Cluster) error {
			outcome := make(chan error, 1)
			c.SubmitDedicated(get(low), func(_ []byte, err error) { outcome <- err })
			return <-outcome
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := two()
				settings := config(n, "a:1")
				var dial time.Duration
				settings.Node.Dialer = slow{n, &dial}
				c := connectTo(t, settings)
				n.become(func() {
					n.servers["a:1"].answer = func([]string, bool) string { return "" } // the connection is lost
				})
				dial = 700 * time.Millisecond
				began := time.Now()
				require.Error(t, single(t, c))
				require.LessOrEqual(t, time.Since(began), time.Second)
			})
		})
	}
}
