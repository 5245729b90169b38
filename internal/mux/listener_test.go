package mux

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
)

// pushes is a listener to whom the messages matter.
type pushes func(frame []byte)

func (p pushes) Push(frames [][]byte) {
	for _, frame := range frames {
		p(frame)
	}
}
func (p pushes) Pushed()     {}
func (p pushes) Ended(error) {}

// recorder is a listener that notes everything.
type recorder struct {
	events chan string
	ended  chan error
}

func newRecorder() *recorder {
	return &recorder{events: make(chan string, 100), ended: make(chan error, 2)}
}

// message returns the next message, whatever was read together with it.
func (r *recorder) message() string {
	for {
		if event := <-r.events; event != "pushed" {
			return event
		}
	}
}

func (r *recorder) Push(frames [][]byte) {
	for _, frame := range frames {
		r.events <- string(frame)
	}
}
func (r *recorder) Pushed()            { r.events <- "pushed" }
func (r *recorder) Ended(reason error) { r.ended <- reason }

func TestAListenerGetsWhatIsPushedAndTheEnd(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			c, server := dial(t, Config{}, wrap)
			go server.answer(echo)
			require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
			r := newRecorder()
			require.NoError(t, c.Listen(r))
			_, err := server.Write([]byte(">1\r\n+a\r\n>1\r\n+b\r\n"))
			require.NoError(t, err)
			require.Equal(t, ">1\r\n+a\r\n", r.message(), "nobody has to wait for a reply meanwhile")
			require.Equal(t, ">1\r\n+b\r\n", r.message())
			require.Equal(t, "pushed", <-r.events)
			require.Equal(t, "y", text(t, c, t.Context(), "ECHO", "y"))
			require.NoError(t, server.Close())
			require.Error(t, <-r.ended)
			require.Error(t, c.Listen(r), "a connection that has ended")
			require.Empty(t, r.ended)
			require.Empty(t, r.events)
		})
	}
}

// counter is a listener that counts.
type counter struct {
	got, reported, times int // reported is of how many
}

func (l *counter) Push(frames [][]byte) { l.got += len(frames) }
func (l *counter) Pushed()              { l.reported, l.times = l.got, l.times+1 }
func (l *counter) Ended(error)          {}

// Of messages that come in a row a listener is told once in a while, but of the last always.
func TestAListenerIsToldOfManyMessagesTogether(t *testing.T) {
	const count = 20 * mostHeld
	for name, wrap := range map[string]func(*streamtest.End) stream.Stream{
		"by what has arrived": nil,
		"in any case":         func(e *streamtest.End) stream.Stream { return struct{ stream.Stream }{e} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, Config{}, wrap)
				l := &counter{}
				require.NoError(t, c.Listen(l))
				message := ">1\r\n$400\r\n" + strings.Repeat("x", 400) + "\r\n"
				for _, messages := range []int{count, 1, 3, mostHeld} {
					before := *l
					_, err := server.Write([]byte(strings.Repeat(message, messages)))
					require.NoError(t, err)
					synctest.Wait()
					require.Equal(t, before.got+messages, l.got)
					require.Equal(t, l.got, l.reported)
				}
				if c.arrived != nil {
					require.Less(t, l.times, 2*count/mostHeld)
				}
				c.Close()
			})
		})
	}
}

// What a listener has got, and is not told of yet, it is told of though nobody listens any
// more.
func TestTheEndOfListeningHoldsNothingBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		l := &counter{}
		require.NoError(t, c.Listen(l))
		require.NoError(t, c.Listen(endsListening{l, c}))
		_, err := server.Write([]byte(strings.Repeat(">1\r\n$400\r\n"+strings.Repeat("x", 400)+"\r\n", 50)))
		require.NoError(t, err)
		synctest.Wait()
		require.Positive(t, l.got)
		require.Equal(t, l.got, l.reported)
		c.Close()
	})
}

// endsListening listens once.
type endsListening struct {
	*counter
	conn *Conn
}

func (l endsListening) Push(frames [][]byte) {
	l.counter.Push(frames)
	_ = l.conn.Listen(nil)
}

// Who listens no more leaves the connection as it was: a lone caller reads for itself.
func TestTheEndOfListening(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		go server.answer(echo)
		require.NoError(t, c.Listen(newRecorder()))
		require.Equal(t, backgroundReader, c.reader)
		for range 2 * maxLoneReplies {
			require.Equal(t, "x", text(t, c, context.Background(), "ECHO", "x"))
		}
		synctest.Wait()
		require.Equal(t, backgroundReader, c.reader)
		require.NoError(t, c.Listen(nil))
		for range 2 * maxLoneReplies {
			require.Equal(t, "x", text(t, c, context.Background(), "ECHO", "x"))
		}
		synctest.Wait()
		require.Equal(t, noReader, c.reader)
		c.Close()
	})
}

// fenced is what became of a fenced request.
type fenced struct {
	frames string
	err    error
}

func submitFenced(c *Conn, commands int) <-chan fenced {
	done := make(chan fenced, 1)
	var request []byte
	for i := range commands {
		request = append(request, ask("SUBSCRIBE", strconv.Itoa(i)).Bytes...)
	}
	c.SubmitFenced(Request{Name: "SUBSCRIBE", Bytes: request}, commands, func(frames []byte, err error) {
		done <- fenced{string(frames), err}
	})
	return done
}

// answerFenced answers SUBSCRIBE with what says returns for a name, PING as servers do, and
// anything else with an echo.
func answerFenced(says func(name string) string, ping func(nonce string) string) func(words []string) []byte {
	return func(words []string) []byte {
		switch {
		case words[0] == "SUBSCRIBE":
			return []byte(says(words[1]))
		case words[0] == "PING" && len(words) > 1:
			return []byte(ping(words[1]))
		default:
			return echo(words)
		}
	}
}

func bulk(text string) string { return "$" + strconv.Itoa(len(text)) + "\r\n" + text + "\r\n" }

func confirm(name string) string { return ">3\r\n$9\r\nsubscribe\r\n" + bulk(name) + ":1\r\n" }

func TestAFencedRequestHasTheErrorsOfItsCommands(t *testing.T) {
	const denied = "-NOPERM No permissions to access a channel\r\n"
	says := func(name string) string {
		if name == "1" || name == "3" {
			return denied
		}
		return confirm(name)
	}
	for name, wrap := range streams {
		for ping, reply := range map[string]string{
			"answered": "", "PONG": "+PONG\r\n", "loading": "-LOADING x\r\n",
			"forbidden": "-NOPERM User u has no permissions to run the 'ping' command\r\n",
			"unknown":   "-ERR unknown command 'PING', with args beginning with: \r\n",
		} {
			t.Run(name+"/"+ping, func(t *testing.T) {
				c, server := dial(t, Config{}, wrap)
				var last string
				go server.answer(answerFenced(says, func(nonce string) string {
					last = reply
					if reply == "" {
						last = bulk(nonce)
					}
					return last
				}))
				done := submitFenced(c, 5)
				require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"), "who comes behind gets its own reply")
				got := <-done
				require.NoError(t, got.err)
				require.Equal(t, denied+denied+last, got.frames)
				require.Zero(t, c.Outstanding())
				require.Zero(t, c.replies)
			})
		}
	}
}

// A server that runs a script refuses everything, the PING too.
func TestAFencedRequestThatIsRefusedAltogether(t *testing.T) {
	c, server := dial(t, Config{}, nil)
	const busy = "-BUSY Valkey is busy\r\n"
	go server.answer(answerFenced(func(string) string { return busy }, func(string) string { return busy }))
	done := submitFenced(c, 2)
	require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
	got := <-done
	require.NoError(t, got.err)
	require.Equal(t, busy+busy+busy, got.frames)
}

// Whatever else comes would be another request's.
func TestAReplyInPlaceOfAFenceEndsTheConnection(t *testing.T) {
	c, server := dial(t, Config{}, nil)
	go server.answer(answerFenced(confirm, func(string) string { return "" }))
	done := submitFenced(c, 2)
	var call Call
	err := c.Do(t.Context(), &call, ask("ECHO", "x"))
	require.ErrorContains(t, err, "something else came in place of the confirmations to SUBSCRIBE")
	require.Error(t, (<-done).err)
	require.Error(t, c.Err())
	require.Error(t, (<-submitFenced(c, 1)).err, "on a connection that has ended")
}

// Nobody can take a fenced request back; a server that is gone is missed nevertheless.
func TestAFencedRequestThatIsNeverAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _, ended := living(t, Config{}, nil)
		done := submitFenced(c, 1)
		got := <-done
		require.ErrorContains(t, got.err, "silent")
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(got.err))
		require.InDelta(t, defaultSilence, (<-ended).after, float64(time.Second))
		c.Close()
	})
}

// Errors of a fenced request are held back like everything else that is in doubt.
func TestAFencedRequestBehindADoubt(t *testing.T) {
	c, server := dial(t, Config{}, nil)
	go server.answer(answerFenced(func(string) string { return "-ERR no\r\n" }, bulk))
	request := ask("ECHO", "x")
	request.Verify = true
	doubted := make(chan error, 1)
	go func() {
		var call Call
		err := c.Do(t.Context(), &call, request)
		if err == nil && string(call.Frame(0)) != "$1\r\nx\r\n" {
			err = errors.New(string(call.Frame(0)))
		}
		doubted <- err
	}()
	got := <-submitFenced(c, 1)
	require.NoError(t, got.err)
	require.Contains(t, got.frames, "-ERR no\r\n$")
	require.NoError(t, <-doubted)
}

// Under RESP2 messages are arrays, on a connection that is for nothing else.
func TestASubscriberUnderRESP2(t *testing.T) {
	c, server := dial(t, Config{Subscriber: true, Exclusive: true}, nil)
	r := newRecorder()
	require.NoError(t, c.Listen(r))
	const confirmed, message = "*3\r\n$9\r\nsubscribe\r\n$1\r\n0\r\n:1\r\n", "*3\r\n$7\r\nmessage\r\n$1\r\n0\r\n$1\r\nm\r\n"
	go server.answer(answerFenced(func(string) string { return message + confirmed }, func(nonce string) string {
		return "*2\r\n$4\r\npong\r\n" + bulk(nonce)
	}))
	got := <-submitFenced(c, 1)
	require.NoError(t, got.err)
	require.Contains(t, got.frames, "*2\r\n$4\r\npong")
	require.Equal(t, message, r.message())
	require.Equal(t, confirmed, r.message())
	for _, piece := range []string{message[:1], message[1:12], message[12:]} {
		_, err := server.Write([]byte(piece))
		require.NoError(t, err)
	}
	require.Equal(t, message, r.message())
	require.NoError(t, c.Err())
}
