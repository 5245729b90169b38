package mux

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

const (
	wrongPass = "-WRONGPASS invalid username-password pair or user is disabled.\r\n"
	busy      = "-BUSY Valkey is busy running a script.\r\n"
	loading   = "-LOADING Valkey is loading the dataset in memory\r\n"
	noPing    = "-NOPERM User app has no permissions to run the 'ping' command\r\n"
)

// answerAuth answers AUTH and the PING behind it, and anything else with its last word.
// "" stands for no reply, and "nonce" for the argument of the PING.
func answerAuth(auth, ping string) func(words []string) []byte {
	return func(words []string) []byte {
		reply := ""
		switch {
		case words[0] == "AUTH":
			reply = auth
		case words[0] == "PING" && ping != "nonce":
			reply = ping
		default:
			return echo(words)
		}
		return []byte(reply)
	}
}

// Valkey 8.1 leaves a refusal unanswered where other replies are due.
func TestAUserIsAuthenticatedAmongOtherRequests(t *testing.T) {
	for name, test := range map[string]struct {
		auth, ping string
		refused    string // the code of the error; "" stands for none
	}{
		"taken":                       {"+OK\r\n", "nonce", ""},
		"taken, PONG alone":           {"+OK\r\n", "+PONG\r\n", ""},
		"taken, no PING":              {"+OK\r\n", noPing, ""},
		"taken, PING without words":   {"+OK\r\n", "-ERR wrong number of arguments for 'ping' command\r\n", ""},
		"taken, busy":                 {"+OK\r\n", busy, ""},
		"taken, loading":              {"+OK\r\n", loading, ""},
		"refused":                     {wrongPass, "nonce", "WRONGPASS"},
		"refused, no password":        {"-ERR AUTH <password> called without any password configured\r\n", "nonce", "ERR"},
		"refused, no PING":            {wrongPass, noPing, "WRONGPASS"},
		"refused in silence":          {"", "nonce", "WRONGPASS"},
		"refused in silence, busy":    {"", busy, "WRONGPASS"},
		"refused in silence, PONG":    {"", "+PONG\r\n", "WRONGPASS"},
		"refused in silence, no PING": {"", noPing, "WRONGPASS"},
	} {
		t.Run(name, func(t *testing.T) {
			c, server := dial(t, Config{}, nil)
			go server.answer(answerAuth(test.auth, test.ping))
			before, behind := submitEcho(c, "before"), make(chan string, 1)
			outcome := make(chan error, 1)
			go func() { outcome <- c.Authenticate(t.Context(), "app", "secret") }()
			require.Equal(t, "$6\r\nbefore\r\n", <-before)
			err := <-outcome
			go func() { behind <- <-submitEcho(c, "behind") }()
			require.Equal(t, "$6\r\nbehind\r\n", <-behind, "who comes behind gets its own reply")
			require.NoError(t, c.Err())
			require.Zero(t, c.Outstanding())
			if test.refused == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, &failure.ServerError{Code: test.refused})
		})
	}
}

func submitEcho(c *Conn, word string) <-chan string {
	replied := make(chan string, 1)
	c.Submit(ask("ECHO", word), func(frames []byte, err error) {
		if err != nil {
			replied <- err.Error()
			return
		}
		replied <- string(frames)
	})
	return replied
}

// Whatever else comes in place of a reply belongs to another request.
func TestAReplyInPlaceOfTheOneToAuthEndsTheConnection(t *testing.T) {
	for name, test := range map[string]struct{ auth, ping string }{
		"of AUTH": {"$1\r\nx\r\n", "nonce"},
		"of PING": {"+OK\r\n", "$1\r\nx\r\n"},
		"two":     {"+OK\r\n+OK\r\n", "nonce"},
	} {
		t.Run(name, func(t *testing.T) {
			c, server := dial(t, Config{}, nil)
			go server.answer(answerAuth(test.auth, test.ping))
			err := c.Authenticate(t.Context(), "", "secret")
			require.ErrorContains(t, err, "something else came in place of the reply to AUTH")
			require.Error(t, c.Err())
			require.Error(t, c.Authenticate(t.Context(), "", "secret"), "it has ended")
		})
	}
}

func TestARefusalThatRepeatsThePassword(t *testing.T) {
	c, server := dial(t, Config{}, nil)
	go server.answer(answerAuth("-ERR no 'hunter2' here, with args beginning with: 'hunter2'\r\n", "nonce"))
	err := c.Authenticate(t.Context(), "", "hunter2")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "hunter2")
}

func TestAnAuthenticationThatIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := dial(t, Config{}, nil)
		answers := make(chan struct{})
		go func() {
			<-answers
			server.answer(answerAuth("+OK\r\n", "nonce"))
		}()
		ctx, cancel := context.WithCancel(t.Context())
		outcome := make(chan error, 1)
		go func() { outcome <- c.Authenticate(ctx, "app", "secret") }()
		synctest.Wait()
		cancel()
		var canceled *failure.CanceledError
		require.ErrorAs(t, <-outcome, &canceled)
		close(answers)
		require.Equal(t, "x", text(t, c, t.Context(), "ECHO", "x"))
		require.NoError(t, c.Err())
		c.Close()
	})
}

func TestAuthInEitherForm(t *testing.T) {
	for want, h := range map[string]Handshake{
		"AUTH p":        {Password: "p"},
		"AUTH u p":      {Username: "u", Password: "p"},
		"AUTH u ":       {Username: "u"},
		"AUTH default ": {},
	} {
		got := ""
		for i, word := range h.auth() {
			if i > 0 {
				got += " "
			}
			got += word
		}
		require.Equal(t, want, got)
	}
}
