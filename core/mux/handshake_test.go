package mux

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream/streamtest"
)

const helloReply = "%5\r\n$6\r\nserver\r\n$6\r\nvalkey\r\n$7\r\nversion\r\n$5\r\n9.1.2\r\n" +
	"$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:42\r\n$17\r\navailability_zone\r\n$3\r\naz1\r\n"

// answers replies by the first word of a request, or with OK, and records them.
func answers(seen *[]string, replies map[string]string) func([]string) []byte {
	return func(words []string) []byte {
		*seen = append(*seen, strings.Join(words, " "))
		for _, key := range []string{strings.Join(words, " "), words[0]} {
			if reply, ok := replies[key]; ok {
				return []byte(reply)
			}
		}
		return []byte("+OK\r\n")
	}
}

func TestHandshakeInRESP3IsOneRoundTrip(t *testing.T) {
	var seen []string
	c, err := connect(t, Config{Handshake: Handshake{
		Password: "secret", ClientName: "me", DatabaseID: 3, LibraryName: "glissade", LibraryVersion: "1",
	}}, answers(&seen, map[string]string{"HELLO": helloReply, "CLIENT": "-ERR unknown subcommand 'SETINFO'\r\n"}))
	require.NoError(t, err)
	require.Equal(t, []string{
		"HELLO 3 AUTH default secret SETNAME me", "SELECT 3",
		"CLIENT SETINFO LIB-NAME glissade", "CLIENT SETINFO LIB-VER 1",
	}, seen)
	require.Equal(t, Server{Name: "valkey", Version: "9.1.2", Protocol: 3, ConnectionID: 42, AvailabilityZone: "az1"}, c.Server())
	require.EqualValues(t, 1, c.Stats().Writes)
}

func TestHandshakeFallsBackToRESP2(t *testing.T) {
	for name, refusal := range map[string]string{
		"no HELLO": "-ERR unknown command 'HELLO', with args beginning with: '3'\r\n",
		"no RESP3": "-NOPROTO unsupported protocol version\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			var seen []string
			h := Handshake{Username: "u", Password: "p", ClientName: "me", DatabaseID: 3}
			replies := map[string]string{"HELLO": refusal}
			c, err := connect(t, Config{Handshake: h}, answers(&seen, replies))
			require.NoError(t, err)
			require.Equal(t, 2, c.Server().Protocol)
			require.Equal(t, []string{"AUTH u p", "CLIENT SETNAME me", "SELECT 3"}, seen[2:])

			h.Protocol = RESP3
			_, err = connect(t, Config{Handshake: h}, answers(&seen, replies))
			require.ErrorContains(t, err, "does not speak RESP3")
			var refused *failure.ServerError
			require.ErrorAs(t, err, &refused)
		})
	}
}

func TestHandshakeInRESP2SendsNoHello(t *testing.T) {
	var seen []string
	_, err := connect(t, Config{Handshake: Handshake{Protocol: RESP2, Password: "p"}}, answers(&seen, nil))
	require.NoError(t, err)
	_, err = connect(t, Config{Handshake: Handshake{Protocol: RESP2}}, answers(&seen, nil))
	require.NoError(t, err)
	require.Equal(t, []string{"AUTH p", "PING"}, seen)
}

func TestHandshakeRefusalsNameTheCommandAndNoSecret(t *testing.T) {
	const wrongPassword = "-WRONGPASS invalid username-password pair or user is disabled.\r\n"
	for name, test := range map[string]struct {
		handshake Handshake
		replies   map[string]string
		command   string
		code      string
	}{
		"HELLO AUTH": {Handshake{Password: "secret"}, map[string]string{"HELLO": wrongPassword}, "HELLO", "WRONGPASS"},
		"AUTH":       {Handshake{Protocol: RESP2, Password: "secret"}, map[string]string{"AUTH": wrongPassword}, "AUTH", "WRONGPASS"},
		"NOAUTH":     {Handshake{Protocol: RESP2}, map[string]string{"PING": "-NOAUTH Authentication required.\r\n"}, "PING", "NOAUTH"},
		"SELECT":     {Handshake{DatabaseID: 99}, map[string]string{"HELLO": helloReply, "SELECT": "-ERR DB index is out of range\r\n"}, "SELECT", "ERR"},
	} {
		t.Run(name, func(t *testing.T) {
			var seen []string
			_, err := connect(t, Config{Handshake: test.handshake}, answers(&seen, test.replies))
			var connection *failure.ConnectionError
			require.ErrorAs(t, err, &connection)
			require.Equal(t, test.command, connection.Command)
			require.ErrorIs(t, err, &failure.ServerError{Code: test.code})
			require.NotContains(t, err.Error(), "secret")
		})
	}
}

func TestHandshakeIsBoundByItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := streamtest.Pipe(1 << 10)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		_, err := Connect(ctx, client, Config{Address: "fake:6379"})
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		_, err = server.Read(make([]byte, 1<<10))
		require.NoError(t, err, "the hello was sent")
		_, err = server.Read(make([]byte, 1))
		require.Error(t, err, "the stream was closed")
	})
}
