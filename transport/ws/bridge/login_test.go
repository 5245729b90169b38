//go:build !js

package bridge_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

const loginPassword = "top-secret-password"

// lines is a log that can be read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// A server that refuses the bridge's password, or is none, in ways that a real one has
// not: it repeats the password, says too much, or nothing.
func TestLoginsThatFailShowNoPassword(t *testing.T) {
	hello := make(chan struct{})
	defer close(hello)
	for answer, want := range map[string]string{
		"-WRONGPASS invalid " + loginPassword + "\r\n":       "it refuses the bridge's user or password",
		"-" + loginPassword + " is wrong\r\n":                "it refuses the bridge's user or password",
		"-ERR AUTH '" + loginPassword + "'\r\n":              "it refuses the bridge's user or password",
		"+" + loginPassword + "\r\n":                         "see the bridge's log",
		":1\r\n":                                             "see the bridge's log",
		"+OK\r\n+OK\r\n":                                     "see the bridge's log",
		"HTTP/1.1 400 Bad Request " + loginPassword + "\r\n": "see the bridge's log",
		"":                                       "no answer in time",
		"$99999999\r\n" + loginPassword + "\r\n": "see the bridge's log",
	} {
		var log lines
		address := fakeserver.ServeTCP(t, func(c net.Conn) {
			io.ReadFull(c, make([]byte, len(resp.AppendCommand(nil, "AUTH", "page", loginPassword))))
			io.WriteString(c, answer)
			io.Copy(io.Discard, c)
		})
		s := start(t, bridge.Config{
			Targets: []bridge.Target{{Address: address, Login: &bridge.Credentials{Username: "page", Password: loginPassword}}},
			Logger:  slog.New(slog.NewJSONHandler(&log, nil)), DialTimeout: time.Second,
		})
		data := requireClosed(t, s.dial(s.dialer(), address), ws.CloseDialFailed, want)
		require.Empty(t, data)
		s.awaitMetric("glissade_bridge_dial_errors_total", 1)
		require.Contains(t, log.String(), "dial failed")
		require.NotContains(t, log.String(), loginPassword, "%q", answer)
	}
}

// Where the bridge has logged in, what is no request of a library ends the connection.
func TestInlineCommandsEndTheSession(t *testing.T) {
	got := make(chan []byte, 16)
	address := fakeserver.ServeTCP(t, func(c net.Conn) {
		io.ReadFull(c, make([]byte, len(resp.AppendCommand(nil, "AUTH", loginPassword))))
		io.WriteString(c, "+OK\r\n")
		rest, _ := io.ReadAll(c)
		got <- rest
	})
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address, Login: &bridge.Credentials{Password: loginPassword}}}})
	for text, reason := range map[string]string{
		"AUTH other password\r\n":             "inline commands are not taken",
		"\r\n":                                "inline commands are not taken",
		"*2\r\n$4\r\nAUTH\r\n$-1\r\n":         "malformed",
		"*1\r\n$4\r\nPINGAUTH other secret\r": "malformed",
	} {
		opened := s.dial(s.dialer(), address)
		_, err := opened.Write([]byte(text))
		require.NoError(t, err)
		requireClosed(t, opened, ws.CloseForbidden, reason)
		require.NotContains(t, string(<-got), "other")
	}
	s.awaitMetric(`glissade_bridge_ends_total{reason="bad_request"}`, 4)
}

func TestTokensNameUsers(t *testing.T) {
	address := fakeserver.ServeTCP(t, func(c net.Conn) {
		reader := resp.NewReader(c, resp.Limits{})
		frame, err := reader.Next()
		if err != nil {
			return
		}
		fmt.Fprintf(c, "+OK\r\n")
		said := bytes.Clone(frame)
		io.ReadFull(c, make([]byte, len(resp.AppendCommand(nil, "PING"))))
		c.Write(said)
	})
	users := []bridge.Credentials{{Username: "alice", Password: "a-password"}, {Username: "bob", Password: "b-password"}}
	signed := bridge.SignedTokens{Algorithm: "HS256", Secrets: [][]byte{hmacSecret}, Issuer: issuer, Audience: audience}
	open := func(target bridge.Target) *site {
		target.Name, target.Address = "cache", address
		return start(t, bridge.Config{Targets: []bridge.Target{target}, SignedTokens: &signed, Tokens: []string{"opaque-0123456789"}})
	}
	token := func(user string) string {
		claims := good()
		if user != "" {
			claims["user"] = user
		}
		return signedBy(t, jwt.SigningMethodHS256, hmacSecret, claims)
	}
	requireLogin := func(s *site, token string, words ...string) {
		t.Helper()
		dialer := s.dialer()
		dialer.Target, dialer.Token = "cache", token
		opened := s.dial(dialer, "")
		_, err := opened.Write(resp.AppendCommand(nil, "PING"))
		require.NoError(t, err)
		said, err := io.ReadAll(opened)
		require.NoError(t, err)
		require.Equal(t, string(resp.AppendCommand(nil, words...)), string(said))
	}

	both := open(bridge.Target{Users: users, Login: &bridge.Credentials{Username: "page", Password: "p-password"}})
	requireLogin(both, token("alice"), "AUTH", "alice", "a-password")
	requireLogin(both, token("bob"), "AUTH", "bob", "b-password")
	requireLogin(both, token("page"), "AUTH", "page", "p-password")
	requireLogin(both, token(""), "AUTH", "page", "p-password")
	requireLogin(both, "opaque-0123456789", "AUTH", "page", "p-password")
	both.requireRefused(token("carol"), ws.CloseForbidden, "whose password the bridge does not have")
	both.requireRefused(token("Alice"), ws.CloseForbidden, "whose password the bridge does not have")

	some := open(bridge.Target{Users: users})
	requireLogin(some, token("alice"), "AUTH", "alice", "a-password")
	some.requireRefused(token(""), ws.CloseForbidden, "the token names no user")
	some.requireRefused("opaque-0123456789", ws.CloseForbidden, "the token names no user")

	none := open(bridge.Target{})
	none.requireRefused(token("alice"), ws.CloseForbidden, "whose password the bridge does not have")
	require.Zero(t, none.metric("glissade_bridge_connections_total"))
}
