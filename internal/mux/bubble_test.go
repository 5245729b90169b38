package mux

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// A Call that is used again may be another bubble's, or nobody's, where the channel of the
// last one must not be used.
func TestACallGoesFromBubbleToBubble(t *testing.T) {
	var call Call
	use := func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		go server.answer(echo)
		require.NoError(t, c.Do(t.Context(), &call, ask("GET", "a")))
		require.NoError(t, c.Start(t.Context(), &call, ask("GET", "b")))
		require.NoError(t, c.Await(t.Context(), &call))
		require.Equal(t, "$1\r\nb\r\n", string(call.Frame(0)))
	}
	use(t)
	for range 2 {
		synctest.Test(t, func(t *testing.T) { use(t) })
	}
	use(t)
	synctest.Test(t, func(t *testing.T) {
		c, _ := dial(t, Config{}, nil)
		c.Close()
		require.Error(t, c.Do(t.Context(), &call, ask("GET", "a")))
	})
	use(t)
}
