package mux

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream/streamtest"
	"github.com/glissade-io/glissade/models"
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
		if words[0] == "PING" {
			return pong
		}
		return ok
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
	require.Equal(t, models.Server{Name: "valkey", Version: "9.1.2", Protocol: 3, ConnectionID: 42, AvailabilityZone: "az1"}, c.Server())
	require.EqualValues(t, 1, c.Stats().Writes)
}

func TestHandshakeFallsBackToRESP2(t *testing.T) {
	for name, refusal := range map[string]string{
		"no HELLO":    "-ERR unknown command 'HELLO', with args beginning with: '3'\r\n",
		"no RESP3":    "-NOPROTO unsupported protocol version\r\n",
		"unsupported": "-ERR unsupported command `hello`\r\n",
		"invalid":     "-ERR invalid request\r\n",
		"arguments":   "-ERR wrong number of arguments for 'hello' command\r\n",
		"no code":     "-unknown command\r\n",
		"other code":  "-UNSUPPORTED not here\r\n",
		"bulk error":  "!13\r\nERR no HELLO!\r\n",
		"repeated":    "-ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'u' 'p'\r\n",
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

// Only OK says that we are who AUTH says, and that the database is the one that SELECT
// names; a server that answers with anything else has lost count of its replies.
func TestHandshakeTakesNoOtherAnswer(t *testing.T) {
	for name, handshake := range map[string]Handshake{
		"AUTH":           {Protocol: RESP2, Username: "u", Password: "p"},
		"SELECT":         {Protocol: RESP2, DatabaseID: 3},
		"READONLY":       {Protocol: RESP2, ReadOnly: true},
		"CLIENT SETNAME": {Protocol: RESP2, ClientName: "me"},
		"PING":           {Protocol: RESP2},
	} {
		command, _, _ := strings.Cut(name, " ")
		for _, reply := range []string{"+QUEUED\r\n", "+PING\r\n", "$2\r\nOK\r\n", ":1\r\n", "$-1\r\n", "*0\r\n", "+OK \r\n", "+ok\r\n"} {
			var seen []string
			_, err := connect(t, Config{Handshake: handshake}, answers(&seen, map[string]string{command: reply}))
			require.ErrorContains(t, err, "the reply to "+name+" in the handshake", reply)
			require.ErrorAs(t, err, new(*failure.ConnectionError))
		}
	}
}

func TestHandshakeAsksForTheRoleAndTheZoneWhereHelloDoesNotTellThem(t *testing.T) {
	const helloWithRole = "%2\r\n+proto\r\n:3\r\n+role\r\n+replica\r\n"
	const info = "$50\r\n# Server\r\navailability_zone:az2\r\ntcp_port:6379\r\n\r\n\r\n"
	for name, test := range map[string]struct {
		protocol Protocol
		replies  map[string]string
		sent     []string
		want     models.Server
	}{
		"RESP3": {
			RESP3,
			map[string]string{"HELLO": helloWithRole, "INFO": info},
			[]string{"HELLO 3", "READONLY", "INFO SERVER", "PING"},
			models.Server{Protocol: 3, Role: "replica", AvailabilityZone: "az2"},
		},
		"RESP3, HELLO tells the zone": {
			RESP3,
			map[string]string{"HELLO": helloReply, "INFO": info},
			[]string{"HELLO 3", "READONLY", "INFO SERVER", "PING"},
			models.Server{Name: "valkey", Version: "9.1.2", Protocol: 3, ConnectionID: 42, AvailabilityZone: "az1"},
		},
		"RESP2": {
			RESP2,
			map[string]string{"ROLE": "*5\r\n+slave\r\n+h\r\n:1\r\n+connected\r\n:9\r\n", "INFO": info},
			[]string{"READONLY", "INFO SERVER", "ROLE", "PING"},
			models.Server{Protocol: 2, Role: "replica", AvailabilityZone: "az2"},
		},
		"RESP2, a primary without a zone": {
			RESP2,
			map[string]string{"ROLE": "*3\r\n+master\r\n:9\r\n*0\r\n", "INFO": "$10\r\n# Server\r\n\r\n"},
			[]string{"READONLY", "INFO SERVER", "ROLE", "PING"},
			models.Server{Protocol: 2, Role: "master"},
		},
		"RESP2, a sentinel": {
			RESP2,
			map[string]string{"ROLE": "*2\r\n+sentinel\r\n*1\r\n+mymaster\r\n", "INFO": "$0\r\n\r\n"},
			[]string{"READONLY", "INFO SERVER", "ROLE", "PING"},
			models.Server{Protocol: 2, Mode: "sentinel"},
		},
		"RESP2, not permitted": {
			RESP2,
			map[string]string{"ROLE": "-NOPERM no permission\r\n", "INFO": "-BUSY running a script\r\n"},
			[]string{"READONLY", "INFO SERVER", "ROLE", "PING"},
			models.Server{Protocol: 2},
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

func TestHandshakeAsksForTheNameUnderRESP2(t *testing.T) {
	const old = "redis_version:7.0.15\r\n"
	for reply, want := range map[string]string{
		"# Server\r\n" + old: "redis",
		"# Server\r\n" + old + "server_name:valkey\r\nvalkey_version:9.1.2\r\n": "valkey",
		"": "",
	} {
		for _, protocol := range []Protocol{RESP2, RESP3, PreferRESP3} {
			var seen []string
			info := "$" + strconv.Itoa(len(reply)) + "\r\n" + reply + "\r\n"
			c, err := connect(t, Config{Handshake: Handshake{Protocol: protocol, AskName: true}}, answers(&seen, map[string]string{"INFO": info, "HELLO": helloReply}))
			require.NoError(t, err)
			if protocol == RESP2 {
				require.Equal(t, []string{"INFO SERVER", "PING"}, seen)
				require.Equal(t, want, c.Server().Name)
			} else {
				require.Equal(t, []string{"HELLO 3", "PING"}, seen)
				require.Equal(t, "valkey", c.Server().Name)
			}
			require.EqualValues(t, 1, c.Stats().Writes)
		}
	}
	c, err := connect(t, Config{Handshake: Handshake{Protocol: RESP2, AskName: true}}, answers(new([]string), map[string]string{"INFO": "-NOPERM no\r\n"}))
	require.NoError(t, err)
	require.Empty(t, c.Server().Name)
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

// What a server has against us, or for now, is no reason to speak RESP2.
func TestHandshakeDoesNotFallBackFromARefusalOfTheUser(t *testing.T) {
	for _, refusal := range []string{
		"WRONGPASS invalid username-password pair", "NOAUTH Authentication required", "NOPERM User u has no permissions to run the 'hello' command",
		"DENIED no", "LOADING the dataset", "BUSY a script", "MASTERDOWN no link", "ERR invalid password", "ERR Client is not authenticated",
	} {
		for _, protocol := range []Protocol{PreferRESP3, RESP3} {
			var seen []string
			_, err := connect(t, Config{Handshake: Handshake{Protocol: protocol, Username: "u", Password: "p"}},
				answers(&seen, map[string]string{"HELLO": "-" + refusal + "\r\n"}))
			var cause *failure.ServerError
			require.ErrorAs(t, err, &cause, refusal)
			require.Equal(t, failure.ParseServerError(refusal).Code, cause.Code)
			require.Equal(t, []string{"HELLO 3 AUTH u p", "PING"}, seen)
			require.Equal(t, cause.Code == "NOPERM", strings.Contains(err.Error(), "ProtocolRESP2"))
		}
	}
}

func TestHandshakeNamesRESP2WhereItCannotFallBack(t *testing.T) {
	const refusal = "-ERR unsupported\r\n"
	var seen []string
	_, err := connect(t, Config{Handshake: Handshake{Password: "p"}}, answers(&seen, map[string]string{"HELLO": refusal, "AUTH": "-ERR no AUTH\r\n"}))
	require.ErrorContains(t, err, "ProtocolRESP2")
	require.ErrorIs(t, err, &failure.ServerError{Code: "ERR", Message: "no AUTH"})

	_, err = Connect(t.Context(), saying(refusal), Config{Address: "fake:6379"})
	require.ErrorContains(t, err, "ProtocolRESP2", "the server closes with the refusal")
	require.ErrorIs(t, err, &failure.ServerError{Code: "ERR", Message: "unsupported"})
	_, err = Connect(t.Context(), saying("-ERR max number of clients reached\r\n"), Config{Address: "fake:6379"})
	require.NotContains(t, err.Error(), "ProtocolRESP2")
}

func TestHandshakeTakesTheProtocolThatHelloAnswers(t *testing.T) {
	for proto, test := range map[string]struct {
		reply     string
		preferred int // 0: refused
	}{
		"3":                  {"%1\r\n+proto\r\n:3\r\n", 3},
		"2":                  {"%1\r\n+proto\r\n:2\r\n", 2},
		"2 in an array":      {"*4\r\n+proto\r\n:2\r\n$7\r\nversion\r\n*1\r\n+x\r\n", 2},
		"4":                  {"%1\r\n+proto\r\n:4\r\n", 0},
		"1":                  {"%1\r\n+proto\r\n:1\r\n", 0},
		"none":               {"%1\r\n+server\r\n+x\r\n", 0},
		"no map":             {"+OK\r\n", 0},
		"null":               {"_\r\n", 0},
		"arrays for names":   {"%2\r\n*1\r\n+proto\r\n:3\r\n+proto\r\n:3\r\n", 0},
		"after other fields": {"%3\r\n+modules\r\n*1\r\n%1\r\n+proto\r\n:9\r\n+role\r\n+master\r\n+proto\r\n:3\r\n", 3},
	} {
		for _, demanded := range []bool{false, true} {
			var seen []string
			want, config := test.preferred, Config{}
			if demanded {
				config.Handshake.Protocol = RESP3
				if want == 2 {
					want = 0
				}
			}
			c, err := connect(t, config, answers(&seen, map[string]string{"HELLO": test.reply}))
			if want == 0 {
				require.ErrorContains(t, err, "ProtocolRESP2", "%s, demanded %v", proto, demanded)
				var connection *failure.ConnectionError
				require.ErrorAs(t, err, &connection)
				require.Equal(t, "HELLO", connection.Command)
				continue
			}
			require.NoError(t, err, "%s, demanded %v", proto, demanded)
			require.Equal(t, want, c.Server().Protocol)
		}
	}
}

func TestHandshakeInRESP2DoesWithoutANameThatTheUserMayNotGive(t *testing.T) {
	for refusal, fatal := range map[string]bool{
		"NOPERM User u has no permissions to run the 'client|setname' command": false,
		"ERR unknown command 'CLIENT', with args beginning with: 'SETNAME'":    false,
		"ERR unknown subcommand 'SETNAME'":                                     false,
		"unsupported command 'CLIENT'":                                         false, // as Envoy says
		"ERR Client names cannot contain spaces":                               true,
	} {
		var seen []string
		_, err := connect(t, Config{Handshake: Handshake{Protocol: RESP2, ClientName: "me"}},
			answers(&seen, map[string]string{"CLIENT SETNAME me": "-" + refusal + "\r\n"}))
		require.Equal(t, fatal, err != nil, refusal)
	}
}

func TestHandshakeShowsNoSecretThatAServerRepeats(t *testing.T) {
	const repeated = "-ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `u`, `top-secret`, \r\n"
	for _, test := range []struct {
		protocol Protocol
		replies  map[string]string
	}{
		{RESP3, map[string]string{"HELLO": repeated}},
		{PreferRESP3, map[string]string{"HELLO": repeated, "AUTH": "-ERR bad args top-secret\r\n"}},
		{RESP2, map[string]string{"AUTH": "-ERR unknown command `AUTH`, with args beginning with: `u`, `top-secret`, \r\n"}},
	} {
		var seen []string
		_, err := connect(t, Config{Handshake: Handshake{Protocol: test.protocol, Username: "u", Password: "top-secret"}}, answers(&seen, test.replies))
		require.ErrorAs(t, err, new(*failure.ServerError))
		require.NotContains(t, err.Error(), "top-secret")
	}
	_, err := Connect(t.Context(), saying(repeated), Config{Address: "fake:6379", Handshake: Handshake{Username: "u", Password: "top-secret"}})
	require.NotContains(t, err.Error(), "top-secret")
}

// A user without password (nopass) has to be logged in like any other.
func TestHandshakeWithAnEmptyPassword(t *testing.T) {
	for name, test := range map[string]struct {
		handshake Handshake
		want      string
	}{
		"RESP3, a user":        {Handshake{Username: "u", Authenticate: true}, "HELLO 3 AUTH u "},
		"RESP3, the default":   {Handshake{Authenticate: true}, "HELLO 3 AUTH default "},
		"RESP3, no credential": {Handshake{Username: "u"}, "HELLO 3"},
		"RESP2, a user":        {Handshake{Protocol: RESP2, Username: "u", Authenticate: true}, "AUTH u "},
		"RESP2, the default":   {Handshake{Protocol: RESP2, Authenticate: true}, "AUTH default "},
		"RESP2, no credential": {Handshake{Protocol: RESP2, Username: "u"}, "PING"},
	} {
		t.Run(name, func(t *testing.T) {
			var seen []string
			_, err := connect(t, Config{Handshake: test.handshake}, answers(&seen, map[string]string{"HELLO": helloReply}))
			require.NoError(t, err)
			require.Equal(t, test.want, seen[0])
		})
	}
}
