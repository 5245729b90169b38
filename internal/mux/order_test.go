package mux

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/resp"
)

// outcome is what a caller that asked for an echo got.
type outcome struct {
	asked, got string
	err        error
}

// askAll has count callers ask for an echo each, at the same time, and returns what
// they got.
func askAll(t *testing.T, c *Conn, count int, timeout time.Duration) []outcome {
	outcomes := make([]outcome, count)
	var all sync.WaitGroup
	for i := range outcomes {
		all.Go(func() {
			o := &outcomes[i]
			o.asked = "for " + strconv.Itoa(i)
			request := ask("ECHO", o.asked)
			request.Timeout = timeout
			var call Call
			if o.err = c.Do(t.Context(), &call, request); o.err == nil {
				value, err := resp.Decode(call.Frame(0))
				o.got, o.err = value.Text, err
			}
		})
	}
	all.Wait()
	return outcomes
}

// requireNoneWrong checks that whoever got something got what it asked for, and returns
// how many did.
func requireNoneWrong(t *testing.T, outcomes []outcome) (right int) {
	t.Helper()
	for _, o := range outcomes {
		if o.err == nil {
			require.Equal(t, o.asked, o.got)
			right++
		}
	}
	return right
}

// except answers like echo, but to one command.
func except(name string, answer string) func(words []string) []byte {
	return func(words []string) []byte {
		if words[0] == name {
			return []byte(answer)
		}
		return echo(words)
	}
}

// A request that is never answered leaves a place that the next reply comes to. When
// it is given up nobody may get a reply before it is clear whose it is.
func TestAReplyThatNeverComesCostsTheConnectionAndNobodyElsesReply(t *testing.T) {
	for name, detach := range map[string]func(t *testing.T, c *Conn) error{
		"timeout": func(t *testing.T, c *Conn) error {
			return c.Do(t.Context(), new(Call), within(100*time.Millisecond, "LOST"))
		},
		"context": func(t *testing.T, c *Conn) error {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(100*time.Millisecond, cancel)
			return c.Do(ctx, new(Call), ask("LOST"))
		},
		"submitted": func(t *testing.T, c *Conn) error {
			ended := make(chan error, 1)
			cancel := c.Submit(ask("LOST"), func(_ []byte, err error) { ended <- err })
			time.Sleep(100 * time.Millisecond)
			cancel(errors.New("not wanted any more"))
			return <-ended
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
				c, server, ended := living(t, Config{}, wrap)
				go server.answer(except("LOST", ""))
				require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(detach(t, c)))
				synctest.Wait()
				require.Zero(t, requireNoneWrong(t, askAll(t, c, 8, time.Second)))
				require.ErrorContains(t, (<-ended).reason, "replies do not match requests")
			})
		})
	}
}

// The same where others ask all the time: they come between the request that is not
// answered and the moment at which it is given up.
func TestRepliesBehindADoubtfulOneAreHeldUntilTheyAreProven(t *testing.T) {
	for name, test := range map[string]struct {
		answer string // to SLOW, in the end
		right  int    // of eight callers behind it
	}{
		"it was slow":               {"$4\r\nslow\r\n", 8},
		"it was an error":           {"-ERR slow\r\n", 8},
		"it is never answered":      {"", 0},
		"it is answered twice":      {"+a\r\n+b\r\n", 0},
		"a push message came along": {">1\r\n+x\r\n$4\r\nslow\r\n", 8},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
				c, server, ended := living(t, Config{}, wrap)
				release := make(chan struct{})
				go server.answer(func(words []string) []byte {
					if words[0] == "SLOW" {
						<-release
						return []byte(test.answer)
					}
					return echo(words)
				})
				require.Error(t, c.Do(t.Context(), new(Call), within(100*time.Millisecond, "SLOW")))
				time.AfterFunc(100*time.Millisecond, func() { close(release) })
				require.Equal(t, test.right, requireNoneWrong(t, askAll(t, c, 8, time.Second)))
				if test.right > 0 {
					require.Empty(t, ended)
					require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
					require.Zero(t, c.Outstanding())
					c.Close()
				} else {
					require.Len(t, ended, 1)
				}
			})
		})
	}
}

// The reply of a request that is to be verified is compared with what comes behind it
// before anybody gets anything.
func TestARequestThatIsToBeVerified(t *testing.T) {
	for name, test := range map[string]struct {
		answer string
		right  bool
	}{
		"is answered":               {"+fine\r\n", true},
		"is refused":                {"-ERR unknown command\r\n", true},
		"is not answered":           {"", false},
		"is answered twice":         {"+fine\r\n+again\r\n", false},
		"is answered three times":   {"+fine\r\n+again\r\n:3\r\n", false},
		"has a push beside it":      {">1\r\n+x\r\n+fine\r\n", true},
		"has an array for a reply":  {"*2\r\n+a\r\n*1\r\n:1\r\n", true},
		"is answered by a subcount": {"*2\r\n$9\r\nsubscribe\r\n:1\r\n*2\r\n$9\r\nsubscribe\r\n:2\r\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
				c, server, ended := living(t, Config{}, wrap)
				go server.answer(except("ODD", test.answer))
				odd := make(chan error, 1)
				var call Call
				go func() {
					request := within(time.Second, "ODD")
					request.Verify = true
					odd <- c.Do(t.Context(), &call, request)
				}()
				right := requireNoneWrong(t, askAll(t, c, 8, time.Second))
				if test.right {
					require.NoError(t, <-odd)
					require.Contains(t, test.answer, string(call.Frame(0)))
					require.Equal(t, 8, right)
					require.Empty(t, ended)
					c.Close()
					return
				}
				err := <-odd
				require.ErrorContains(t, err, "replies do not match requests")
				require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
				require.Len(t, ended, 1)
			})
		})
	}
}

func TestSeveralRepliesAreVerifiedTogether(t *testing.T) {
	for answers, right := range map[string]bool{"+OK\r\n": true, "": false, "+a\r\n+b\r\n": false} {
		synctest.Test(t, func(t *testing.T) {
			c, server, _ := living(t, Config{}, nil)
			go server.answer(except("ODD", answers))
			request := ask("ECHO", "before")
			request.Bytes = append(append(request.Bytes, ask("ODD").Bytes...), ask("ECHO", "behind").Bytes...)
			request.Replies, request.Verify, request.Timeout = 3, true, time.Second
			var call Call
			err := c.Do(t.Context(), &call, request)
			if right {
				require.NoError(t, err)
				require.Equal(t, "$6\r\nbefore\r\n+OK\r\n$6\r\nbehind\r\n", string(call.Frames()))
			} else {
				require.Error(t, err)
			}
			c.Close()
		})
	}
}

// Who submits gets what was held back as well, once.
func TestHeldRepliesReachWhoSubmitted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, _ := living(t, Config{}, nil)
		release := make(chan struct{})
		go server.answer(silentUntil(release))
		require.Error(t, c.Do(t.Context(), new(Call), within(time.Millisecond, "ECHO", "late")))
		var got []string
		for _, word := range []string{"a", "b"} {
			c.Submit(ask("ECHO", word), func(frames []byte, err error) {
				got = append(got, string(frames))
				if err != nil {
					t.Error(err)
				}
			})
		}
		close(release)
		synctest.Wait()
		require.Equal(t, []string{"$1\r\na\r\n", "$1\r\nb\r\n"}, got)
		c.Close()
	})
}

// A caller whose reply is held is bound by its time, and its context, like any other.
func TestACallerWhoseReplyIsHeldIsNotHeldUp(t *testing.T) {
	bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		c, server, ended := living(t, Config{}, wrap)
		probe := make(chan []byte, 1)
		go server.answer(func(words []string) []byte {
			switch words[0] {
			case "SLOW":
				time.Sleep(time.Second)
			case "PING":
				probe <- echo(words)
				return nil
			}
			return echo(words)
		})
		slow := make(chan error, 1)
		go func() { slow <- c.Do(t.Context(), new(Call), within(10*time.Millisecond, "SLOW", "late")) }()
		synctest.Wait()
		began := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(1500*time.Millisecond, cancel)
		cancelled := make(chan error, 1)
		go func() { cancelled <- c.Do(ctx, new(Call), ask("ECHO", "cancelled")) }()
		err := c.Do(t.Context(), new(Call), within(2*time.Second, "ECHO", "timed out"))
		require.ErrorContains(t, err, "no reply that is proven to be its own within 2s")
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		require.Equal(t, 2*time.Second, time.Since(began))
		require.ErrorIs(t, <-cancelled, context.Canceled)
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(<-slow))
		_, err = server.Write(<-probe)
		require.NoError(t, err)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		require.Empty(t, ended)
		c.Close()
	})
}

// A reply of an impossible type is reason to look whether others are right.
func TestAReplyThatIsDistrusted(t *testing.T) {
	for name, right := range map[string]int{"is as odd as its command": 3, "was another's": 0} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
				c, server, ended := living(t, Config{}, wrap)
				release := make(chan struct{})
				go server.answer(func(words []string) []byte {
					switch words[0] {
					case "ONCE":
						return []byte(":1\r\n")
					case "TWICE":
						return nil // Answered when the next has come: it is the one that gets what is too much.
					case "WAIT":
						_, _ = server.Write([]byte("+surplus\r\n:1\r\n"))
						<-release
					}
					return echo(words)
				})
				var call Call
				if right > 0 {
					require.NoError(t, c.Do(t.Context(), &call, ask("ONCE")))
				} else {
					c.Submit(ask("TWICE"), func([]byte, error) {})
					require.NoError(t, c.Do(t.Context(), &call, ask("WAIT", "for it")))
				}
				require.Equal(t, ":1\r\n", string(call.Frame(0)))
				call.Distrust()
				close(release)
				require.Equal(t, right, requireNoneWrong(t, askAll(t, c, 3, time.Second)))
				synctest.Wait() // for who tells that the connection has ended
				require.Equal(t, right == 0, len(ended) == 1)
				c.Close()
			})
		})
	}
	new(Call).Distrust() // of a request that was never sent
}

// Servers that do not answer PING as Valkey does.
func TestProbesOfServersThatAnswerThemOtherwise(t *testing.T) {
	for name, test := range map[string]struct {
		ping, slow string
		right      bool
	}{
		"PONG alone":                      {"+PONG\r\n", "+slow\r\n", true},
		"PONG alone, and a reply is lost": {"+PONG\r\n", "", false},
		"not permitted":                   {"-NOPERM no permission\r\n", "+slow\r\n", true},
		"no argument is known":            {"-ERR wrong number of arguments for 'PING' command\r\n", "+slow\r\n", true},
		"refused in no way that PING can": {"-MOVED 1 h:1\r\n", "+slow\r\n", false},
		"refused, though others are not":  {"-LOADING\r\n", "+slow\r\n", false},
		"the same, and a reply is lost":   {"-LOADING\r\n", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server, _ := living(t, Config{}, nil)
				go server.answer(func(words []string) []byte {
					switch words[0] {
					case "SLOW":
						time.Sleep(time.Second)
						return []byte(test.slow)
					case "PING":
						return []byte(test.ping)
					}
					return echo(words)
				})
				require.Error(t, c.Do(t.Context(), new(Call), within(time.Millisecond, "SLOW")))
				right := requireNoneWrong(t, askAll(t, c, 3, 5*time.Second))
				require.Equal(t, test.right, right == 3)
				c.Close()
			})
		})
	}
}

// A server that refuses everything for the moment does not lose its connections.
func TestAProbeThatIsRefusedLikeTheRestEndsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := living(t, Config{}, nil)
		go server.answer(func([]string) []byte { return []byte("-BUSY a script runs\r\n") })
		request := ask("ODD")
		request.Verify = true
		var call Call
		require.NoError(t, c.Do(t.Context(), &call, request))
		require.Equal(t, "-BUSY a script runs\r\n", string(call.Frame(0)))
		require.Empty(t, ended)
		c.Close()
	})
}

// What a refused probe has left in doubt stays so, however often the next are refused.
func TestADoubtOutlivesProbesThatAreRefused(t *testing.T) {
	for _, refused := range []int{0, 1, 2, 5} {
		synctest.Test(t, func(t *testing.T) {
			c, server, ended := living(t, Config{}, nil)
			probes, due := 0, []byte("+surplus\r\n")
			go server.answer(func(words []string) (answer []byte) {
				if words[0] == "ODD" {
					return echo(words)
				}
				if words[0] == "PING" {
					if probes++; probes <= refused {
						return []byte("-BUSY a script runs\r\n")
					}
				}
				answer, due = due, echo(words)
				return answer
			})
			var call Call
			require.NoError(t, c.Do(t.Context(), &call, ask("ODD")))
			call.Distrust()
			synctest.Wait()
			require.Zero(t, requireNoneWrong(t, askAll(t, c, 3, time.Second)))
			synctest.Wait() // for who tells that the connection has ended
			require.Len(t, ended, 1)
		})
	}
}

// Nothing is proven by an error that the server has for every command.
func TestARefusedProbeProvesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := living(t, Config{}, nil)
		go server.answer(func(words []string) []byte {
			if words[0] == "PING" {
				return []byte("-BUSY a script runs\r\n")
			}
			return echo(words)
		})
		var call Call
		require.NoError(t, c.Do(t.Context(), &call, ask("ODD")))
		unproven := call.Prove(t.Context(), time.Second)
		require.ErrorContains(t, unproven, "BUSY a script runs")
		require.Empty(t, ended)
		c.Close()
	})
}

// A reply too many, of whatever cause, is noticed after half a second of traffic at the latest.
func TestABusyConnectionIsProbedNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := living(t, Config{}, nil)
		var probes atomic.Int64
		var surplus atomic.Bool
		go server.answer(func(words []string) []byte {
			time.Sleep(time.Millisecond)
			switch {
			case words[0] == "PING":
				probes.Add(1)
			case surplus.CompareAndSwap(true, false):
				return append(echo(words), echo(words)...)
			}
			return echo(words)
		})
		// By two callers, so that there is always a request for the surplus to answer.
		askFor := func(rounds int) {
			var callers sync.WaitGroup
			for range 2 {
				callers.Go(func() {
					for range rounds {
						if c.Do(t.Context(), new(Call), within(time.Second, "ECHO", "same")) != nil {
							return
						}
					}
				})
			}
			callers.Wait()
		}
		askFor(2500)
		require.Empty(t, ended)
		require.GreaterOrEqual(t, probes.Load(), int64(3))
		require.LessOrEqual(t, probes.Load(), int64(11), "two a second")
		require.EqualValues(t, 5000, c.Stats().Requests)
		require.EqualValues(t, 5000, c.Stats().Replies, "probes are nobody's requests")

		surplus.Store(true)
		askFor(10000)
		require.ErrorContains(t, (<-ended).reason, "replies do not match requests")
		require.Less(t, c.Stats().Requests, uint64(5000+2500))
		time.Sleep(time.Second) // the server is still asleep
	})
}

// What comes together with a reply too many is not handed out.
func TestWhatComesWithAReplyTooManyIsNotHandedOut(t *testing.T) {
	bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		c, server, ended := living(t, Config{}, wrap)
		go server.answer(func([]string) []byte { return []byte("$5\r\nwrong\r\n$5\r\nright\r\n") })
		err := c.Do(t.Context(), new(Call), within(time.Second, "GET", "x"))
		reason := (<-ended).reason
		require.ErrorContains(t, reason, "no request was sent for")
		if err != nil { // All of it came at once.
			require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		}
	})
}

func TestAnExclusiveConnectionIsNotProbed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, _ := living(t, Config{Exclusive: true}, nil)
		var seen []string
		go server.answer(func(words []string) []byte {
			seen = append(seen, words[0])
			if words[0] == "LOST" {
				return nil
			}
			return echo(words)
		})
		var call Call
		require.NoError(t, c.Do(t.Context(), &call, ask("ECHO", "x")))
		require.Error(t, c.Do(t.Context(), new(Call), within(time.Second, "LOST")))
		synctest.Wait()
		require.Equal(t, "ECHO LOST", strings.Join(seen, " "))
		call.Distrust()
		require.ErrorContains(t, c.Err(), "cannot be its own")
	})
}
