package mux

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/internal/resp"
)

// streams are the kinds of stream that a connection treats differently.
var streams = map[string]func(*streamtest.End) stream.Stream{
	"interruptible": func(e *streamtest.End) stream.Stream { return e },
	"bare":          func(e *streamtest.End) stream.Stream { return bare{e} },
	"one byte a read": func(e *streamtest.End) stream.Stream {
		e.LimitReads(1)
		return e
	},
}

func TestEveryCallerGetsItsOwnReply(t *testing.T) {
	for name, wrap := range streams {
		for _, callers := range []int{1, 2, 8, 64} {
			t.Run(name+"/"+strconv.Itoa(callers), func(t *testing.T) {
				c, server := dial(t, Config{}, wrap)
				go server.answer(echo)
				var group sync.WaitGroup
				for caller := range callers {
					group.Go(func() {
						var call Call
						for i := range 200 {
							want := strconv.Itoa(caller) + "/" + strconv.Itoa(i)
							err := c.Do(context.Background(), &call, ask("ECHO", want))
							if err != nil || !bytes.Equal(call.Frame(0), resp.AppendBulk(nil, want)) {
								t.Errorf("got %q, %v; want %q", call.Frames(), err, want)
								return
							}
						}
					})
				}
				group.Wait()
				require.Zero(t, c.Outstanding())
				require.EqualValues(t, callers*200, c.Stats().Replies)
			})
		}
	}
}

func TestCancellableCallersGetTheirReplies(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			c, server := dial(t, Config{}, wrap)
			go server.answer(echo)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			for i := range 100 {
				want := strconv.Itoa(i)
				require.Equal(t, want, text(t, c, ctx, "ECHO", want))
			}
		})
	}
}

func TestSeveralRepliesOfOneRequestStayTogether(t *testing.T) {
	c, server := dial(t, Config{}, nil)
	go server.answer(echo)
	var request Request
	for _, word := range []string{"a", "bb", "ccc"} {
		request.Bytes = append(request.Bytes, ask("ECHO", word).Bytes...)
	}
	request.Replies = 3
	var call Call
	for range 3 {
		require.NoError(t, c.Do(t.Context(), &call, request))
		require.Equal(t, 3, call.Replies())
		require.Equal(t, "$2\r\nbb\r\n", string(call.Frame(1)))
		require.Equal(t, "$1\r\na\r\n$2\r\nbb\r\n$3\r\nccc\r\n", string(call.Frames()))
	}
}

func TestALargeReplyIsWhole(t *testing.T) {
	c, server := dial(t, Config{}, nil)
	go server.answer(echo)
	large := strings.Repeat("x", 1<<20)
	require.Equal(t, large, text(t, c, t.Context(), "ECHO", large))
	require.Equal(t, "small", text(t, c, t.Context(), "ECHO", "small"))
}

func TestSubmitCallsBackInOrder(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			c, server := dial(t, Config{}, wrap)
			go server.answer(echo)
			const requests = 500
			replies := make(chan string, requests)
			for i := range requests {
				c.Submit(ask("ECHO", strconv.Itoa(i)), func(frames []byte, err error) {
					value, decodeErr := resp.Decode(frames)
					if err != nil || decodeErr != nil {
						t.Errorf("%v, %v", err, decodeErr)
					}
					replies <- value.Text
				})
			}
			for i := range requests {
				require.Equal(t, strconv.Itoa(i), <-replies)
			}
		})
	}
}

func TestPushMessagesAreHandedOnBetweenReplies(t *testing.T) {
	pushed := make(chan string, 2)
	c, server := dial(t, Config{}, nil)
	require.NoError(t, c.Listen(pushes(func(frame []byte) { pushed <- string(frame) })))
	const push = ">2\r\n$7\r\nmessage\r\n$2\r\nhi\r\n"
	const withAttribute = "|1\r\n+ttl\r\n:1\r\n" + push
	go server.answer(func(words []string) []byte {
		return []byte(push + string(echo(words)) + withAttribute)
	})
	require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
	require.Equal(t, push, <-pushed)
	require.Equal(t, withAttribute, <-pushed)
}

func TestRepliesThatNoRequestAwaitsAreHandedOn(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			const lines = 200
			received := make(chan string, lines)
			c, server := dial(t, Config{Unrequested: func(frame []byte) { received <- string(frame) }}, wrap)
			go server.answer(func(words []string) []byte { return []byte("+" + words[0] + "\r\n") })
			require.Equal(t, "MONITOR", text(t, c, t.Context(), "MONITOR"))
			for i := range lines {
				_, err := server.Write(resp.AppendSimpleString(nil, strconv.Itoa(i)))
				require.NoError(t, err)
			}
			for i := range lines {
				require.Equal(t, "+"+strconv.Itoa(i)+"\r\n", <-received)
			}
			require.Equal(t, "RESET", text(t, c, t.Context(), "RESET"))
			require.Empty(t, received)
			require.Equal(t, backgroundReader, readingRole(c))
		})
	}
}

func TestAReplyThatNobodyAskedForEndsTheConnection(t *testing.T) {
	closed := make(chan error, 1)
	c, server := dial(t, Config{Closed: func(reason error) { closed <- reason }}, nil)
	go server.answer(func(words []string) []byte { return append(echo(words), "+surplus\r\n"...) })
	var call Call
	_ = c.Do(t.Context(), &call, ask("ECHO", "x")) // the surplus may come before or after its end
	var protocol *resp.ProtocolError
	for protocol == nil {
		err := c.Do(t.Context(), &call, ask("ECHO", "y"))
		if err != nil {
			require.ErrorAs(t, err, &protocol)
		}
	}
	require.ErrorAs(t, <-closed, &protocol)
	require.Contains(t, protocol.Error(), "no request")
}

func TestGarbageEndsTheConnectionWithItsPlace(t *testing.T) {
	c, server := dial(t, Config{}, nil)
	go server.answer(func([]string) []byte { return []byte("HTTP/1.1 400 Bad Request\r\n") })
	var call Call
	err := c.Do(t.Context(), &call, ask("PING"))
	var connection *failure.ConnectionError
	require.ErrorAs(t, err, &connection)
	require.Equal(t, failure.Answered, failure.DeliveryOf(err))
	var protocol *resp.ProtocolError
	require.ErrorAs(t, err, &protocol)
	require.Zero(t, protocol.Offset)
}
