package ws

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/mux"
)

// A page is told nothing of a peer that has vanished, so that the connection asks.
func TestAVanishedServerIsMissedInJavaScript(t *testing.T) {
	s, err := bridgeDialer(t).Dial(t.Context(), environment(t, "GLISSADE_VANISHING"))
	require.NoError(t, err)
	ended := make(chan error, 1)
	c, err := mux.Connect(t.Context(), s, mux.Config{
		Handshake: mux.Handshake{Protocol: mux.RESP2},
		IdlePing:  50 * time.Millisecond, Silence: 100 * time.Millisecond,
		Closed: func(reason error) { ended <- reason },
	})
	require.NoError(t, err)
	defer c.Close()
	require.ErrorContains(t, <-ended, "silent for 100ms after PING")
	_, err = s.Write([]byte("x"))
	require.Equal(t, ErrClosed, err, "the WebSocket is given up too")
}
