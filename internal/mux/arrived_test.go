package mux

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
)

// lone makes a connection that nobody reads, since its last request was a lone one.
func lone(t *testing.T, config Config) (*Conn, *fakeServer, <-chan end) {
	c, server, ended := living(t, config, nil)
	go server.answer(echo)
	require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
	require.Equal(t, noReader, readingRole(c))
	return c, server, ended
}

// The server has closed the connection, and nobody has noticed: the next request is
// not lost on it.
func TestAConnectionThatWasClosedWhileIdleTakesNoRequest(t *testing.T) {
	for name, hangUp := range map[string]func(server *fakeServer){
		"closed": func(server *fakeServer) { _ = server.Close() },
		"reset":  func(server *fakeServer) { server.Reset() },
		"with last words": func(server *fakeServer) {
			_, _ = server.Write([]byte("-ERR idle for too long\r\n"))
			_ = server.Close()
		},
	} {
		for way, request := range map[string]func(t *testing.T, c *Conn) error{
			"Do": func(t *testing.T, c *Conn) error {
				var call Call
				err := c.Do(t.Context(), &call, ask("INCR"))
				require.False(t, call.Taken())
				return err
			},
			"Start": func(t *testing.T, c *Conn) error { return c.Start(t.Context(), new(Call), ask("INCR")) },
			"Submit": func(_ *testing.T, c *Conn) (err error) {
				c.Submit(ask("INCR"), func(_ []byte, failed error) { err = failed })
				return err
			},
		} {
			t.Run(name+"/"+way, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c, server, ended := lone(t, Config{})
					time.Sleep(keepaliveAfter / 2)
					hangUp(server)
					err := request(t, c)
					require.Error(t, err)
					require.Equal(t, failure.NotSent, failure.DeliveryOf(err), "%v", err)
					require.Error(t, (<-ended).reason)
				})
			})
		}
	}
}

// A reply that nobody awaits must not be taken for the next request's.
func TestAReplyThatComesWhileIdleIsNobodys(t *testing.T) {
	for _, surplus := range []string{"$5\r\nwrong\r\n", "$5\r\nwro", "$"} {
		t.Run(surplus, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server, ended := lone(t, Config{})
				time.Sleep(time.Millisecond)
				_, err := server.Write([]byte(surplus))
				require.NoError(t, err)
				err = c.Do(t.Context(), new(Call), ask("GET"))
				require.Equal(t, failure.NotSent, failure.DeliveryOf(err), "%v", err)
				require.ErrorContains(t, (<-ended).reason, "no request was sent for")
			})
		})
	}
}

func TestAPushThatComesWhileIdleIsNoReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := lone(t, Config{})
		time.Sleep(time.Millisecond)
		_, err := server.Write([]byte(">1\r\n+x\r\n"))
		require.NoError(t, err)
		require.Equal(t, "y", text(t, c, t.Context(), "ECHO", "y"))
		require.Empty(t, ended)
		c.Close()
	})
}

// counting counts how often what has arrived is read.
type counting struct {
	*streamtest.End
	reads int
}

func (s *counting) ReadArrived(p []byte) (int, error) {
	s.reads++
	return s.End.ReadArrived(p)
}

// Requests that come one right after the other are spared the look.
func TestOnlyAConnectionThatWasIdleIsChecked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s *counting
		c, server, _ := living(t, Config{}, func(e *streamtest.End) stream.Stream {
			s = &counting{End: e}
			return s
		})
		go server.answer(func(words []string) []byte {
			time.Sleep(100 * time.Millisecond) // which is no idleness
			return echo(words)
		})
		for range 10 {
			require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		}
		require.Zero(t, s.reads)
		time.Sleep(idleCheckAfter)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		require.Equal(t, 1, s.reads)
		c.Close()
	})
}

// An interruption that came when the read that it was for was done is none of the look.
func TestTheIdleCheckIsNotInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server, ended := living(t, Config{}, func(e *streamtest.End) stream.Stream { return e })
		go server.answer(echo)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		c.mu.Lock()
		c.readInterrupted = true
		require.NoError(t, c.readInterrupter.InterruptRead(true))
		c.mu.Unlock()
		time.Sleep(idleCheckAfter)
		require.Equal(t, "y", text(t, c, t.Context(), "ECHO", "y"))
		require.Empty(t, ended)
		c.Close()
	})
}
