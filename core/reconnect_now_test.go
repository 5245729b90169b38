package core

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/options"
)

func TestReconnectNowEndsThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fakeserver.New(t, func(_ *fakeserver.Conn, command []string) string { return fakeserver.Reply(command) })
		c, err := NewClient(t.Context(), s, options.ClientConfiguration{
			Protocol: options.ProtocolRESP2, ReconnectStrategy: options.BackoffStrategy{NumberOfRetries: 1, Factor: time.Hour, ExponentBase: 2},
		})
		require.NoError(t, err)
		defer c.Close()
		c.ReconnectNow() // where there is nothing to do
		s.Stop()
		synctest.Wait()
		s.Accept()
		began := time.Now()
		c.ReconnectNow()
		_, err = c.Ping(t.Context())
		require.NoError(t, err)
		require.Zero(t, time.Since(began))
	})
}
