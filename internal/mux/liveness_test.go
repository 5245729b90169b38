package mux

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
)

// keptAlive is a stream that finds out by itself that its peer has vanished.
type keptAlive struct{ *streamtest.End }

func (keptAlive) KeepsAlive() bool { return true }

// witness answers PING with PONG and anything else with an echo, and counts pings.
type witness struct{ pings atomic.Int32 }

func (w *witness) answer(words []string) []byte {
	if words[0] == "PING" {
		w.pings.Add(1)
		return []byte("+PONG\r\n")
	}
	return echo(words)
}

// end is when a connection ended, and why.
type end struct {
	after  time.Duration
	reason error
}

// living returns a connection whose end is told.
func living(t *testing.T, config Config, wrap func(*streamtest.End) stream.Stream) (*Conn, *fakeServer, <-chan end) {
	began := time.Now()
	ended := make(chan end, 1)
	config.Closed = func(reason error) { ended <- end{time.Since(began), reason} }
	c, server := dial(t, config, wrap)
	return c, server, ended
}

// bubble runs a test with each kind of stream in a time of its own.
func bubble(t *testing.T, test func(t *testing.T, wrap func(*streamtest.End) stream.Stream)) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, wrap) })
		})
	}
}

func within(timeout time.Duration, words ...string) Request {
	request := ask(words...)
	request.Timeout = timeout
	return request
}

func TestAConnectionWhosePeerVanishedUnderTrafficEnds(t *testing.T) {
	bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		c, server, ended := living(t, Config{}, wrap)
		go server.answer(echo)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		server.Vanish()
		vanished := time.Now()
		for c.Err() == nil { // callers that give up and try again
			err := c.Do(t.Context(), new(Call), within(250*time.Millisecond, "ECHO", "x"))
			require.Error(t, err)
		}
		require.InDelta(t, 5*time.Second, time.Since(vanished), float64(keepaliveAfter))
		var connection *failure.ConnectionError
		require.ErrorAs(t, (<-ended).reason, &connection)
		require.ErrorContains(t, connection, "silent for 5s with replies due")
		require.ErrorContains(t, connection, "give a slow command a timeout that it can keep")
	})
}

func TestAnIdleConnectionWhosePeerVanishedEnds(t *testing.T) {
	bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		c, server, ended := living(t, Config{IdlePing: 3 * time.Second, Silence: 2 * time.Second}, wrap)
		go server.answer(echo)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		server.Vanish()
		e := <-ended
		require.ErrorContains(t, e.reason, "silent for 2s after PING")
		require.InDelta(t, 5*time.Second, e.after, float64(keepaliveAfter))
	})
}

// Who listens sends nothing, and what keeps the stream alive may be a proxy.
func TestAConnectionThatIsListenedToEndsWhenItIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := living(t, Config{}, func(e *streamtest.End) stream.Stream { return keptAlive{e} })
		go server.answer(echo)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		time.Sleep(time.Hour)
		require.NoError(t, c.Err(), "nobody has asked for more than the stream's own signs of life")
		require.NoError(t, c.Listen(pushes(func([]byte) {})))
		time.Sleep(time.Hour)
		require.NoError(t, c.Err())
		server.Vanish()
		vanished := time.Now()
		require.ErrorContains(t, (<-ended).reason, "silent for 5s after PING")
		require.LessOrEqual(t, time.Since(vanished), 16*time.Second)
	})
}

func TestRequestsBehindAnUnansweredPingEndWithTheConnection(t *testing.T) {
	bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		c, server, ended := living(t, Config{InFlightLimit: 1}, wrap)
		require.Equal(t, 10*time.Second, time.Duration(c.live.idlePing))
		go server.answer(echo)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		server.Vanish()
		time.Sleep(12 * time.Second)
		require.Equal(t, 0, c.Outstanding(), "the ping is no request")
		outcomes := make(chan error, 2)
		for range 2 {
			go func() { outcomes <- c.Do(t.Context(), new(Call), ask("ECHO", "x")) }()
			synctest.Wait()
		}
		require.Equal(t, 2, c.Outstanding())
		require.InDelta(t, 15*time.Second, (<-ended).after, float64(keepaliveAfter))
		deliveries := map[failure.Delivery]int{}
		for range 2 {
			err := <-outcomes
			var connection *failure.ConnectionError
			require.ErrorAs(t, err, &connection)
			require.Contains(t, connection.Reason, "silent")
			require.Equal(t, "ECHO", connection.Command)
			deliveries[connection.Delivery]++
		}
		require.Equal(t, map[failure.Delivery]int{failure.MaybeExecuted: 1, failure.NotSent: 1}, deliveries)
	})
}

func TestASlowCommandThatIsWaitedForKeepsTheConnection(t *testing.T) {
	bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		c, server, ended := living(t, Config{}, wrap)
		go server.answer(func(words []string) []byte {
			if words[0] == "EVAL" {
				time.Sleep(time.Minute)
			}
			return echo(words)
		})
		slow := make(chan string, 1)
		go func() { slow <- text(t, c, t.Context(), "EVAL", "slow") }()
		synctest.Wait()
		for range 10 {
			require.Error(t, c.Do(t.Context(), new(Call), within(time.Second, "ECHO", "x")))
		}
		require.Equal(t, "slow", <-slow)
		require.Empty(t, ended)
		require.Equal(t, "y", text(t, c, t.Context(), "ECHO", "y"))
		c.Close()
	})
}

func TestAServerThatPausesKeepsTheConnection(t *testing.T) {
	bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		c, server, ended := living(t, Config{}, wrap)
		release := make(chan struct{})
		go server.answer(silentUntil(release))
		time.AfterFunc(4900*time.Millisecond, func() { close(release) })
		for range 19 {
			require.Error(t, c.Do(t.Context(), new(Call), within(250*time.Millisecond, "ECHO", "late")))
		}
		require.Equal(t, "next", text(t, c, t.Context(), "ECHO", "next"))
		require.Empty(t, ended)
		require.EqualValues(t, 20, c.Stats().Replies)
		c.Close()
	})
}

// Time in which nothing was asked for is no silence.
func TestSilenceBeginsWithARequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := living(t, Config{IdlePing: -1}, nil)
		go server.answer(echo)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		time.Sleep(time.Hour)
		server.Vanish()
		require.Error(t, c.Do(t.Context(), new(Call), within(time.Second, "ECHO", "x")))
		require.Equal(t, time.Hour+5*time.Second, (<-ended).after)
	})
}

func TestSilenceCanBeTurnedOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := living(t, Config{Silence: -1}, nil)
		server.Vanish()
		require.Error(t, c.Do(t.Context(), new(Call), within(time.Second, "ECHO", "x")))
		time.Sleep(time.Hour)
		require.Empty(t, ended)
		c.Close()
	})
}

func TestAnIdleConnectionIsPingedAndStays(t *testing.T) {
	bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		var w witness
		c, server, ended := living(t, Config{}, wrap)
		go server.answer(w.answer)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		require.EqualValues(t, 0, w.pings.Load())
		time.Sleep(time.Hour)
		require.EqualValues(t, 359, w.pings.Load(), "one in 10 s and no more, the first a little later")
		require.NoError(t, server.Close())
		synctest.Wait()
		require.Len(t, ended, 1, "somebody still reads")
	})
}

func TestNoPingWhereItIsNotNeeded(t *testing.T) {
	alive := func(e *streamtest.End) stream.Stream { return keptAlive{e} }
	const tick = 9 * time.Second
	for name, test := range map[string]struct {
		config Config
		wrap   func(*streamtest.End) stream.Stream
		during func(t *testing.T, c *Conn, server *fakeServer)
	}{
		"the stream keeps itself alive": {Config{}, alive, func(*testing.T, *Conn, *fakeServer) { time.Sleep(time.Hour) }},
		"turned off":                    {Config{IdlePing: -1}, nil, func(*testing.T, *Conn, *fakeServer) { time.Sleep(time.Hour) }},
		"requests": {Config{}, nil, func(t *testing.T, c *Conn, _ *fakeServer) {
			for range 100 {
				time.Sleep(tick)
				require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
			}
		}},
		"push messages": {Config{}, nil, func(t *testing.T, c *Conn, server *fakeServer) {
			require.NoError(t, c.Listen(pushes(func([]byte) {})))
			for range 100 {
				time.Sleep(tick)
				_, err := server.Write([]byte(">1\r\n+x\r\n"))
				require.NoError(t, err)
			}
		}},
		"a request that is waited for": {Config{}, nil, func(t *testing.T, c *Conn, _ *fakeServer) {
			go func() { _ = c.Do(t.Context(), new(Call), ask("BLPOP")) }() // until the connection ends
			time.Sleep(time.Hour)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var w witness
				c, server, _ := living(t, test.config, test.wrap)
				go server.answer(func(words []string) []byte {
					if words[0] == "BLPOP" {
						return nil
					}
					return w.answer(words)
				})
				require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
				test.during(t, c, server)
				require.Zero(t, w.pings.Load())
				c.Close()
			})
		})
	}
	synctest.Test(t, func(t *testing.T) { // but where it was asked for
		var w witness
		c, server, _ := living(t, Config{IdlePing: time.Minute}, alive)
		go server.answer(w.answer)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		time.Sleep(time.Hour)
		require.EqualValues(t, 59, w.pings.Load())
		c.Close()
	})
}

func TestClosingDoesNotWaitForThePing(t *testing.T) {
	for name, end := range map[string]func(context.Context, *Conn) error{
		"Close":    func(_ context.Context, c *Conn) error { c.Close(); return nil },
		"Shutdown": func(ctx context.Context, c *Conn) error { return c.Shutdown(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server, ended := living(t, Config{}, nil)
				go server.answer(echo)
				require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
				server.Vanish()
				time.Sleep(12 * time.Second)
				synctest.Wait()
				require.NotNil(t, c.live.ping)
				began := time.Now()
				require.NoError(t, end(t.Context(), c))
				require.Zero(t, time.Since(began))
				var closing *failure.ClosingError
				require.ErrorAs(t, (<-ended).reason, &closing)
			})
		})
	}
}

// What a monitored server tells may come between a ping and its answer.
func TestAPingAndUnrequestedRepliesAreToldApart(t *testing.T) {
	for name, pong := range map[string]string{
		"PONG":       "+PONG\r\n",
		"subscribed": "*2\r\n$4\r\npong\r\n$0\r\n\r\n",
		"refused":    "-NOPERM no permission\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var lines []string
				c, server, ended := living(t, Config{Unrequested: func(frame []byte) { lines = append(lines, string(frame)) }}, nil)
				go server.answer(func(words []string) []byte {
					if words[0] == "PING" {
						return []byte("+1 [0 lua] \"GET\"\r\n" + pong + "+2 [0 lua] \"GET\"\r\n")
					}
					return echo(words)
				})
				require.Equal(t, "MONITOR", text(t, c, t.Context(), "MONITOR"))
				time.Sleep(25 * time.Second)
				synctest.Wait()
				require.Equal(t, strings.Repeat("+1 [0 lua] \"GET\"\r\n+2 [0 lua] \"GET\"\r\n", 2), strings.Join(lines, ""))
				require.Empty(t, ended)
				c.Close()
			})
		})
	}
}

// A machine that slept finds that much time has passed, although it did not listen:
// here the clock is told that it should have fired long ago.
func TestTimeInWhichNobodyListenedIsNoSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := living(t, Config{IdlePing: 10 * time.Second, Silence: 5 * time.Second}, nil)
		go server.answer(echo)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		server.Vanish()
		time.Sleep(12 * time.Second)
		c.mu.Lock()
		c.tickAt -= int64(time.Minute)
		c.mu.Unlock()
		require.InDelta(t, 20*time.Second, (<-ended).after, float64(keepaliveAfter))
	})
}

// Push messages come from somewhere else in a server than replies: a server that
// answers nobody may push for ever.
func TestPushMessagesAreNoSignThatRequestsAreAnswered(t *testing.T) {
	for name, push := range map[string]string{
		"whole": ">1\r\n+x\r\n", "large": ">1\r\n$100000\r\n" + strings.Repeat("x", 100000) + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
				c, server, ended := living(t, Config{}, wrap)
				require.NoError(t, c.Listen(pushes(func([]byte) {})))
				stop := make(chan struct{})
				defer close(stop)
				go server.answer(func([]string) []byte { return nil })
				go func() {
					for {
						select {
						case <-stop:
							return
						case <-time.After(90 * time.Millisecond):
							if _, err := server.Write([]byte(push)); err != nil {
								return
							}
						}
					}
				}()
				require.Error(t, c.Do(t.Context(), new(Call), within(time.Second, "GET")))
				e := <-ended
				require.InDelta(t, 5*time.Second, e.after, float64(keepaliveAfter))
				require.ErrorContains(t, e.reason, "silent for 5s")
			})
		})
	}
}

// A reply that comes in many pieces is a sign of life, although it ends late.
func TestAReplyThatTakesLongIsASignOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := living(t, Config{}, nil)
		require.NoError(t, c.Listen(pushes(func([]byte) {})))
		require.Error(t, c.Do(t.Context(), new(Call), within(time.Second, "GET")))
		_, err := server.Write([]byte("$100\r\n"))
		require.NoError(t, err)
		for range 100 {
			time.Sleep(time.Second)
			_, err := server.Write([]byte("x"))
			require.NoError(t, err)
		}
		require.Empty(t, ended)
		c.Close()
	})
}

// watched is a stream that knows whether its peer is gone.
type watched struct {
	*streamtest.End
	gone atomic.Pointer[error]
}

func (w *watched) PeerGone() error {
	if err := w.gone.Load(); err != nil {
		return *err
	}
	return nil
}

func TestAConnectionWhosePeerIsGoneEndsWhileItIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w *watched
		c, _, ended := living(t, Config{}, func(e *streamtest.End) stream.Stream {
			w = &watched{End: e}
			return w
		})
		time.AfterFunc(10*time.Second, func() {
			err := errors.New("nothing was acknowledged")
			w.gone.Store(&err)
		})
		err := c.Do(t.Context(), new(Call), within(time.Minute, "GET"))
		require.ErrorContains(t, err, "nothing was acknowledged")
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		require.InDelta(t, 10*time.Second, (<-ended).after, float64(2*keepaliveAfter))
	})
}
