package mux

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// requireBeyond checks the error of a reply that was stepped over.
func requireBeyond(t *testing.T, err error, command string) {
	t.Helper()
	var connection *failure.ConnectionError
	require.ErrorAs(t, err, &connection)
	require.Equal(t, failure.Answered, connection.Delivery)
	require.Equal(t, command, connection.Command)
	var protocol *resp.ProtocolError
	require.ErrorAs(t, err, &protocol)
	require.Equal(t, "Advanced.ReplyLimits.MaxBulkLength", protocol.Limit)
	require.ErrorContains(t, err, "raise Advanced.ReplyLimits.MaxBulkLength")
}

var tight = resp.Limits{MaxBulkLength: 8}

const tooLong = "$9\r\n123456789\r\n"

func TestAReplyBeyondALimitFailsItsRequestAlone(t *testing.T) {
	for name, config := range map[string]Config{
		"read by callers":        {Limits: tight},
		"read in the background": {Limits: tight, Unrequested: func([]byte) {}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := dial(t, config, nil)
				outcomes := make([]error, 9)
				for i := range outcomes {
					go func() { outcomes[i] = c.Do(context.Background(), new(Call), ask("GET", "k")) }()
					synctest.Wait()
				}
				for i := range outcomes {
					reply := "+OK\r\n"
					if i%2 == 1 {
						reply = tooLong
					}
					_, err := server.Write([]byte(reply))
					require.NoError(t, err)
					if i%3 == 0 {
						synctest.Wait() // else it comes together with the next
					}
				}
				synctest.Wait()
				for i, err := range outcomes {
					if i%2 == 1 {
						requireBeyond(t, err, "GET")
					} else {
						require.NoError(t, err)
					}
				}
				require.NoError(t, c.Err())
				require.Zero(t, c.Outstanding())
			})
		})
	}
}

// The request is told at once; those behind it wait until the reply has gone past.
func TestAReplyBeyondALimitThatComesInPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{Limits: tight}, nil)
		outcomes := make([]chan error, 4)
		for i := range outcomes {
			outcomes[i] = make(chan error, 1)
			go func() {
				request := ask("GET", "k")
				if i == 2 {
					request.Timeout = time.Second
				}
				outcomes[i] <- c.Do(context.Background(), new(Call), request)
			}()
			synctest.Wait()
		}
		_, err := server.Write([]byte("+OK\r\n$1000000\r\n"))
		require.NoError(t, err)
		require.NoError(t, <-outcomes[0])
		requireBeyond(t, <-outcomes[1], "GET")
		for range 1000 {
			time.Sleep(10 * time.Millisecond)
			_, err := server.Write([]byte(strings.Repeat("v", 1000)))
			require.NoError(t, err)
		}
		var timeout *failure.TimeoutError
		require.ErrorAs(t, <-outcomes[2], &timeout, "its own time goes on meanwhile")
		require.Empty(t, outcomes[3])
		_, err = server.Write([]byte("\r\n+OK\r\n+OK\r\n"))
		require.NoError(t, err)
		words, _ := server.Next()
		for words[0] != "PING" { // which shows whose the last reply is, since one was given up
			words, _ = server.Next()
		}
		_, err = server.Write(echo(words))
		require.NoError(t, err)
		require.NoError(t, <-outcomes[3])
		require.NoError(t, c.Err())
		require.Zero(t, c.Outstanding())
	})
}

// What is at fault within a reply that is stepped over is no answer to the next request.
func TestAReplyBeyondALimitThatIsMalformed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{Limits: tight}, nil)
		outcomes := make([]chan error, 2)
		for i := range outcomes {
			outcomes[i] = make(chan error, 1)
			go func() { outcomes[i] <- c.Do(context.Background(), new(Call), ask("GET", "k")) }()
			synctest.Wait()
		}
		_, err := server.Write([]byte("$9\r\n123456789xx"))
		require.NoError(t, err)
		requireBeyond(t, <-outcomes[0], "GET")
		err = <-outcomes[1]
		require.ErrorAs(t, err, new(*resp.ProtocolError))
		require.Equal(t, failure.MaybeExecuted, failure.DeliveryOf(err))
		require.Error(t, c.Err())
	})
}

func TestAReplyBeyondALimitAmongOthersOfItsRequest(t *testing.T) {
	for _, independent := range []bool{false, true} {
		for _, missing := range [][]int{{0}, {1}, {2}, {0, 2}, {0, 1, 2}} {
			replies := []string{"+a\r\n", "+b\r\n", "+c\r\n"}
			for _, i := range missing {
				replies[i] = tooLong
			}
			c, server := dial(t, Config{Limits: tight}, nil)
			go server.answer(func(words []string) []byte {
				if words[0] == "PING" {
					return []byte(strings.Join(replies, ""))
				}
				return echo(words)
			})
			request := ask("PING")
			request.Name, request.Replies, request.Independent = "batch", 3, independent
			var call Call
			err := c.Do(t.Context(), &call, request)
			if !independent {
				requireBeyond(t, err, "batch")
			} else {
				require.NoError(t, err)
				require.Equal(t, 3, call.Replies())
				for i, reply := range replies {
					if reply == tooLong {
						requireBeyond(t, call.ReplyErr(i, "GET"), "GET")
						reply = "_\r\n"
					} else {
						require.NoError(t, call.ReplyErr(i, "GET"))
					}
					require.Equal(t, reply, string(call.Frame(i)))
				}
			}
			require.NoError(t, c.Do(t.Context(), &call, ask("ECHO", "x")))
			require.NoError(t, call.ReplyErr(0, "ECHO"))
			require.Equal(t, "$1\r\nx\r\n", string(call.Frame(0)))
		}
	}
}

func TestWhatIsBeyondALimitAndAnswersNothing(t *testing.T) {
	pushed := make(chan string, 2)
	closed := make(chan error, 1)
	c, server := dial(t, Config{
		Limits: tight,
		Closed: func(reason error) { closed <- reason },
	}, nil)
	require.NoError(t, c.Listen(pushes(func(frame []byte) { pushed <- string(frame) })))
	go server.answer(func(words []string) []byte {
		return append([]byte(">2\r\n+m\r\n"+tooLong+">1\r\n+m\r\n|1\r\n+k\r\n"+tooLong+">1\r\n+n\r\n"), echo(words)...)
	})
	require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"), "a push message is nobody's reply")
	require.Equal(t, ">1\r\n+m\r\n", <-pushed)
	require.Empty(t, pushed)

	_, err := server.Write([]byte(tooLong))
	require.NoError(t, err)
	var protocol *resp.ProtocolError
	require.ErrorAs(t, <-closed, &protocol, "a reply that no request was sent for ends the connection")
}

func TestAnUnrequestedReplyBeyondALimitEndsTheConnection(t *testing.T) {
	closed := make(chan error, 1)
	c, server := dial(t, Config{
		Limits:      tight,
		Unrequested: func([]byte) {},
		Closed:      func(reason error) { closed <- reason },
	}, nil)
	go server.answer(echo)
	require.Equal(t, "MONITOR", text(t, c, t.Context(), "MONITOR"))
	_, err := server.Write([]byte("+123456789\r\n"))
	require.NoError(t, err)
	require.ErrorContains(t, <-closed, "raise Advanced.ReplyLimits.MaxBulkLength", "a gap among such lines would be unseen")
}

// A server says why it closes a connection, of its own accord.
func TestAnErrorThatNobodyAskedForIsWhyTheConnectionEnds(t *testing.T) {
	closed := make(chan error, 1)
	c, server := dial(t, Config{Closed: func(reason error) { closed <- reason }}, nil)
	require.NoError(t, c.Listen(pushes(func([]byte) {})))
	go server.answer(echo)
	require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
	_, err := server.Write([]byte("-ERR closed for maintenance\r\n"))
	require.NoError(t, err)
	require.NoError(t, server.Close())
	require.ErrorIs(t, <-closed, &failure.ServerError{Code: "ERR", Message: "closed for maintenance"})
}
