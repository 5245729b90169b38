package cluster

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
)

func TestAPartThatWasNotSentDoesNotSpeakForTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := two()
		c := connectTo(t, config(n, "a:1"))
		del := func() error {
			a := commandOf("DEL", "@foo", "@bar") // at b and at a
			var call mux.Call
			r := Request{Request: mux.Request{Name: a.Name(), Bytes: a.Encoded(), Timeout: time.Second}}
			return c.Execute(t.Context(), &call, a, &r, nil)
		}
		n.become(func() {
			n.servers["a:1"].answer = func([]string, bool) string { return ":1\r\n" }
			n.servers["b:1"].Stop()
		})
		time.Sleep(time.Millisecond) // else the command may be written before the connection is seen to be lost
		var timeout *failure.TimeoutError
		require.ErrorAs(t, del(), &timeout)
		require.Equal(t, failure.MaybeExecuted, timeout.Delivery, "a key was deleted at a")
		n.servers["a:1"].Stop()
		time.Sleep(time.Millisecond)
		require.ErrorAs(t, del(), &timeout)
		require.Equal(t, failure.NotSent, timeout.Delivery, "nothing was")
	})
}
