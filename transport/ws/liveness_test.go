//go:build !js

package ws_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// A bridge keeps its WebSocket open whatever becomes of the server behind it, so
// that the connection asks the server itself.
func TestAVanishedServerIsMissed(t *testing.T) {
	address := fakeserver.ServeTCP(t, vanish)
	b, err := bridge.New(bridge.Config{Targets: []bridge.Target{{Address: address}}, AllowNoOrigin: true})
	require.NoError(t, err)
	server := httptest.NewServer(b)
	defer server.Close()
	defer b.Close()
	dialer := &ws.Dialer{URL: server.URL, Platform: ws.Platform{HTTPClient: server.Client()}}
	s, err := dialer.Dial(t.Context(), address)
	require.NoError(t, err)
	_, keeps := s.(stream.KeptAlive)
	require.False(t, keeps, "or idle connections would not be pinged unless asked for")
	ended := make(chan error, 1)
	c, err := mux.Connect(t.Context(), s, mux.Config{
		Handshake: mux.Handshake{Protocol: mux.RESP2},
		IdlePing:  50 * time.Millisecond, Silence: 100 * time.Millisecond,
		Closed: func(reason error) { ended <- reason },
	})
	require.NoError(t, err)
	defer c.Close()
	require.ErrorContains(t, <-ended, "silent for 100ms after PING")
}
