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
		"CLIENT SETINFO LIB-NAME glissade", "CLIENT SETINFO LIB-VER 1", "PING",
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
			require.Equal(t, []string{"AUTH u p", "CLIENT SETNAME me", "SELECT 3", "PING"}, seen[3:])

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
	require.Equal(t, []string{"AUTH p", "PING", "PING"}, seen)
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
		"READONLY":   {Handshake{ReadOnly: true}, map[string]string{"HELLO": helloReply, "READONLY": "-ERR This instance has cluster support disabled\r\n"}, "READONLY", "ERR"},
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

func TestHandshakeAsksForTheRoleAndTheZoneWhereHelloDoesNotTellThem(t *testing.T) {
	const helloWithRole = "%2\r\n+proto\r\n:3\r\n+role\r\n+replica\r\n"
	const info = "$50\r\n# Server\r\navailability_zone:az2\r\ntcp_port:6379\r\n\r\n\r\n"
	for name, test := range map[string]struct {
		protocol Protocol
		replies  map[string]string
		sent     []string
		want     Server
	}{
		"RESP3": {
			RESP3,
			map[string]string{"HELLO": helloWithRole, "INFO": info},
			[]string{"HELLO 3", "READONLY", "INFO SERVER", "PING"},
			Server{Protocol: 3, Role: "replica", AvailabilityZone: "az2"},
		},
		"RESP3, HELLO tells the zone": {
			RESP3,
			map[string]string{"HELLO": helloReply, "INFO": info},
			[]string{"HELLO 3", "READONLY", "INFO SERVER", "PING"},
			Server{Name: "valkey", Version: "9.1.2", Protocol: 3, ConnectionID: 42, AvailabilityZone: "az1"},
		},
		"RESP2": {
			RESP2,
			map[string]string{"ROLE": "*5\r\n+slave\r\n+h\r\n:1\r\n+connected\r\n:9\r\n", "INFO": info},
			[]string{"READONLY", "INFO SERVER", "ROLE", "PING"},
			Server{Protocol: 2, Role: "replica", AvailabilityZone: "az2"},
		},
		"RESP2, a primary without a zone": {
			RESP2,
			map[string]string{"ROLE": "*3\r\n+master\r\n:9\r\n*0\r\n", "INFO": "$10\r\n# Server\r\n\r\n"},
			[]string{"READONLY", "INFO SERVER", "ROLE", "PING"},
			Server{Protocol: 2, Role: "master"},
		},
		"RESP2, a sentinel": {
			RESP2,
			map[string]string{"ROLE": "*2\r\n+sentinel\r\n*1\r\n+mymaster\r\n", "INFO": "$0\r\n\r\n"},
			[]string{"READONLY", "INFO SERVER", "ROLE", "PING"},
			Server{Protocol: 2, Mode: "sentinel"},
		},
		"RESP2, not permitted": {
			RESP2,
			map[string]string{"ROLE": "-NOPERM no permission\r\n", "INFO": "-BUSY running a script\r\n"},
			[]string{"READONLY", "INFO SERVER", "ROLE", "PING"},
			Server{Protocol: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var seen []string
			c, err := connect(t, Config{Handshake: Handshake{
				Protocol: test.protocol, ReadOnly: true, AskRole: true, AskZone: true,
			}}, answers(&seen, test.replies))
			require.NoError(t, err)
			require.Equal(t, test.sent, seen)
			require.Equal(t, test.want, c.Server())
			require.EqualValues(t, 1, c.Stats().Writes)
		})
	}
}

func TestHandshakeFailsWithAServerThatIsNotReady(t *testing.T) {
	for _, protocol := range []Protocol{RESP2, RESP3} {
		for refusal, ready := range map[string]bool{
			"LOADING Valkey is loading the dataset in memory": false,
			"NOPERM no permission":                            true,
			"BUSY Valkey is busy running a script.":           true,
			"MASTERDOWN Link with MASTER is down":             true,
			"ERR unknown command 'PING'":                      true,
		} {
			var seen []string
			_, err := connect(t, Config{Handshake: Handshake{Protocol: protocol}},
				answers(&seen, map[string]string{"HELLO": helloReply, "PING": "-" + refusal + "\r\n"}))
			if ready {
				require.NoError(t, err, refusal)
				continue
			}
			var connection *failure.ConnectionError
			require.ErrorAs(t, err, &connection)
			require.Equal(t, "PING", connection.Command)
			var cause *failure.ServerError
			require.ErrorAs(t, connection.Cause, &cause)
			require.Equal(t, refusal, cause.Error())
		}
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

func TestHandshakeInRESP2ForgoesTheNameOfABusyServer(t *testing.T) {
	const setName = "CLIENT SETNAME me"
	var seen []string
	config := Config{Handshake: Handshake{Protocol: RESP2, ClientName: "me"}}
	busy := "-BUSY running a script\r\n"
	_, err := connect(t, config, answers(&seen, map[string]string{setName: busy, "PING": busy}))
	require.NoError(t, err, "it must be reachable for SCRIPT KILL")
	require.Contains(t, seen, setName)
	_, err = connect(t, config, answers(&seen, map[string]string{setName: "-ERR no such name\r\n"}))
	require.ErrorContains(t, err, "no such name")
}
