package node

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
)

func TestAConnectionToSubscribeOn(t *testing.T) {
	for protocol, wantsShared := range map[mux.Protocol]bool{mux.RESP2: false, mux.RESP3: true, mux.PreferRESP3: true} {
		server := fakeserver.New(t, (&fakeserver.PubSub{}).Answer)
		n := New(Config{Dialer: server, Mux: mux.Config{Handshake: mux.Handshake{Protocol: protocol}}})
		t.Cleanup(n.Close)
		conn, shared, err := n.Subscriber(t.Context())
		require.NoError(t, err)
		require.Equal(t, wantsShared, shared)
		require.Equal(t, wantsShared, conn == n.Shared())
		again, _, err := n.Subscriber(t.Context())
		require.NoError(t, err)
		require.Equal(t, wantsShared, conn == again, "one that is for nothing else is the caller's")
		n.Close()
		require.Error(t, conn.Err(), "it ends with the node")
		require.Error(t, again.Err())
		_, _, err = n.Subscriber(t.Context())
		require.IsType(t, &failure.ClosingError{}, err)
	}
}

func TestNoConnectionToSubscribeOn(t *testing.T) {
	server := newServer(t)
	server.Stop()
	n := New(Config{Dialer: server, Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}}})
	t.Cleanup(n.Close)
	_, _, err := n.Subscriber(t.Context())
	require.ErrorIs(t, err, fakeserver.ErrRefused)
	server.Accept()
	require.NoError(t, n.Connect(t.Context()))
	server.Refuse()
	_, _, err = n.Subscriber(t.Context())
	require.ErrorIs(t, err, fakeserver.ErrRefused, "under RESP2 the shared one does not do")
}
