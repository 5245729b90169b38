package core

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// What servers answer under both protocols, and what they should not.
func TestDecodeNotifications(t *testing.T) {
	var args command.Args
	decode := askForNotifications(&args).Decode
	for _, head := range []string{"%1\r\n", "*2\r\n"} {
		settings, err := decode([]byte(head + "$22\r\nnotify-keyspace-events\r\n$3\r\nAKE\r\n"))
		require.NoError(t, err)
		require.Equal(t, map[string]string{"notify-keyspace-events": "AKE"}, settings)
	}
	for _, nothing := range []string{"%0\r\n", "*0\r\n", "*1\r\n$1\r\na\r\n", "+OK\r\n"} {
		settings, err := decode([]byte(nothing))
		require.NoError(t, err)
		require.Empty(t, settings)
	}
	_, err := decode([]byte("-NOPERM no\r\n"))
	var refused *failure.ServerError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "NOPERM", refused.Code)
	for _, malformed := range []string{"", "%1\r\n$1\r\na\r\n"} {
		_, err := decode([]byte(malformed))
		var protocol *resp.ProtocolError
		require.ErrorAs(t, err, &protocol, "%q", malformed)
	}
}
