package standalone_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/standalone"
)

func TestEveryServerAnswersForItself(t *testing.T) {
	withGroup(t, func(t *testing.T, g *standalone.Group, servers *fakeGroup) {
		role := standalone.Request{Request: mux.Request{Name: "ROLE", Bytes: resp.AppendCommand(nil, "ROLE"), Timeout: time.Second}}
		outcomes, err := g.OnEach(t.Context(), role)
		require.NoError(t, err)
		require.Equal(t, []standalone.Outcome{
			{Address: "a", Frame: []byte("*1\r\n+master\r\n")}, {Address: "b", Frame: []byte("*1\r\n+slave\r\n")},
		}, outcomes)
		servers.servers["b"].Stop()
		outcomes, err = g.OnEach(t.Context(), role)
		require.NoError(t, err)
		require.NoError(t, outcomes[0].Err)
		require.Error(t, outcomes[1].Err)
		require.Nil(t, outcomes[1].Frame)
		g.Close()
		_, err = g.OnEach(t.Context(), role)
		require.ErrorAs(t, err, new(*failure.ClosingError))
	})
}
