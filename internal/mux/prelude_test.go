package mux

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// asking is an echo behind an ASKING, whose reply nobody is to see.
func asking(word string) Request {
	request := ask("ECHO", word)
	request.Bytes = append(ask("ASKING").Bytes, request.Bytes...)
	request.Prelude = 1
	return request
}

func TestThePreludesReplyIsDropped(t *testing.T) {
	for name, wrap := range streams {
		t.Run(name, func(t *testing.T) {
			c, server := dial(t, Config{}, wrap)
			go server.answer(echo)
			var group sync.WaitGroup
			for caller := range 8 {
				group.Go(func() {
					var call Call
					for i := range 50 {
						want := strconv.Itoa(caller) + "/" + strconv.Itoa(i)
						request := ask("ECHO", want)
						if i%2 == caller%2 {
							request = asking(want)
						}
						if err := c.Do(context.Background(), &call, request); err != nil || string(call.Frames()) != string(resp.AppendBulk(nil, want)) {
							t.Errorf("got %q, %v; want %q", call.Frames(), err, want)
						}
					}
				})
			}
			group.Wait()
			require.Zero(t, c.Outstanding())
			replies := make(chan string)
			c.Submit(asking("x"), func(frames []byte, _ error) { replies <- string(frames) })
			require.Equal(t, "$1\r\nx\r\n", <-replies)
		})
	}
}

func TestACanceledPreludeIsDroppedWithItsReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		defer c.Close()
		request := asking("late")
		request.Timeout = time.Second
		var timeout *failure.TimeoutError
		require.ErrorAs(t, c.Do(t.Context(), new(Call), request), &timeout)
		go server.answer(echo)
		require.Equal(t, "next", text(t, c, t.Context(), "ECHO", "next"))
		require.Zero(t, c.Outstanding())
	})
}

func TestAPreludeIsNoReasonToTakeTheServerForSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{Silence: time.Second}, nil)
		defer c.Close()
		time.AfterFunc(10*time.Second, func() { server.answer(echo) })
		var call Call
		require.NoError(t, c.Do(t.Context(), &call, asking("slow")))
		require.Equal(t, "$4\r\nslow\r\n", string(call.Frame(0)))
	})
	synctest.Test(t, func(t *testing.T) {
		c, _ := dial(t, Config{Silence: time.Second}, nil)
		request := asking("lost")
		request.Timeout = time.Second
		require.Error(t, c.Do(t.Context(), new(Call), request))
		time.Sleep(5 * time.Second)
		require.Error(t, c.Err())
	})
}
