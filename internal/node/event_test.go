package node

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/mux"
)

// Whoever tells of an event gets the listener's panic, and no lock stays held.
func TestListenersThatPanicLeaveTheNodeUsable(t *testing.T) {
	var told []EventKind
	n := New(Config{Dialer: &fakeServer{}, Address: "h:1", Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}}, Events: func(e Event) {
		told = append(told, e.Kind)
		if len(told) == 1 {
			panic("boom")
		}
	}})
	defer n.Close()
	n.mu.Lock()
	n.note(Event{Kind: ConnectFailed})
	n.note(Event{Kind: Disconnected})
	n.mu.Unlock()
	require.PanicsWithValue(t, "boom", n.tell)
	require.NoError(t, n.Connect(t.Context()))
	require.Equal(t, []EventKind{ConnectFailed, Disconnected, Connected}, told)
}
