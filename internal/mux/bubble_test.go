package mux

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/core/stream/streamtest"
)

// bubbled is a stream of which nothing may be kept.
type bubbled struct{ *streamtest.End }

func (bubbled) InBubble() bool { return true }

// A Call that is used again may be another bubble's, or nobody's, where the channel of the
// last one must not be used.
func TestACallGoesFromBubbleToBubble(t *testing.T) {
	var call Call
	use := func(t *testing.T, wrap func(*streamtest.End) stream.Stream) {
		c, server := dial(t, Config{}, wrap)
		go server.answer(echo)
		require.NoError(t, c.Do(t.Context(), &call, ask("GET", "a")))
		require.NoError(t, c.Start(t.Context(), &call, ask("GET", "b")))
		require.NoError(t, c.Await(t.Context(), &call))
		require.Equal(t, "$1\r\nb\r\n", string(call.Frame(0)))
	}
	wrap := func(end *streamtest.End) stream.Stream { return bubbled{end} }
	use(t, nil)
	for range 2 {
		synctest.Test(t, func(t *testing.T) { use(t, wrap) })
	}
	use(t, nil)
	synctest.Test(t, func(t *testing.T) {
		c, _ := dial(t, Config{}, wrap)
		c.Close()
		require.Error(t, c.Do(t.Context(), &call, ask("GET", "a")))
	})
	use(t, nil)
}
