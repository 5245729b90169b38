package node

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/models"
)

// Whoever emits an event gets the listener's panic, and no lock stays held.
func TestListenersThatPanicLeaveTheNodeUsable(t *testing.T) {
	var emitted []models.ConnectionEventKind
	n := New(Config{Dialer: newServer(t), Address: "h:1", Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}}, Events: func(e models.ConnectionEvent) {
		emitted = append(emitted, e.Kind)
		if len(emitted) == 1 {
			panic("boom")
		}
	}})
	defer n.Close()
	n.mu.Lock()
	n.queueEvent(models.ConnectionEvent{Kind: models.ConnectFailed})
	n.queueEvent(models.ConnectionEvent{Kind: models.Disconnected})
	n.mu.Unlock()
	require.PanicsWithValue(t, "boom", n.emitEvents)
	require.NoError(t, n.Connect(t.Context()))
	require.Equal(t, []models.ConnectionEventKind{models.ConnectFailed, models.Disconnected, models.Connected}, emitted)
}
