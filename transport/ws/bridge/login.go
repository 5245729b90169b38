//go:build !js

package bridge

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/transport/ws"
)

// Credentials are a user of a server's ACL, and the password.
type Credentials struct {
	// Username is empty for the user "default".
	Username string
	// Password must be set.
	Password string
}

// checkLogins finds credentials that cannot work.
func checkLogins(t Target) error {
	if t.Login != nil && t.Login.Password == "" {
		return errors.New(".Login.Password: is empty; give that of the user")
	}
	known := map[string]bool{}
	for i, user := range t.Users {
		switch {
		case user.Username == "":
			return fmt.Errorf(".Users[%d].Username: is empty; give what tokens call the user", i)
		case user.Password == "":
			return fmt.Errorf(".Users[%d].Password: is empty; give that of the user", i)
		case known[user.Username]:
			return fmt.Errorf(".Users[%d].Username: is that of an earlier one", i)
		}
		known[user.Username] = true
	}
	return nil
}

// logins are whom the bridge can authenticate clients as, at one target.
type logins struct {
	usual *Credentials // of those whose token names none
	users map[string]Credentials
}

func newLogins(t Target) logins {
	l := logins{usual: t.Login, users: map[string]Credentials{}}
	for _, user := range t.Users {
		l.users[user.Username] = user
	}
	return l
}

// of returns as whom a client is authenticated, or nil if that is up to itself.
func (l logins) of(who *identity) (*Credentials, *refusal) {
	known := l.usual != nil || len(l.users) > 0
	if named, ok := l.users[who.user]; ok && who.user != "" {
		return &named, nil
	}
	switch {
	case who.user != "" && (l.usual == nil || l.usual.Username != who.user):
		return nil, refuse(ws.CloseForbidden, "user", "the token names a user whose password the bridge does not have; add it to the target's users")
	case known && l.usual == nil:
		return nil, refuse(ws.CloseForbidden, "user", "the token names no user, without which this target is not reached")
	default:
		return l.usual, nil
	}
}

// loginError is a server's refusal of the bridge's credentials. Of what the server says
// there is the code alone: it could repeat the password.
type loginError struct{ code string }

func (e *loginError) Error() string {
	return "the server refuses the bridge's user or password (" + e.code + "); see the target's login and users"
}

// largestLoginReply bounds the answer to AUTH, in bytes.
const largestLoginReply = 4 << 10

// logIn authenticates a new stream to a server.
func logIn(ctx context.Context, opened stream.Stream, user Credentials) error {
	defer context.AfterFunc(ctx, func() { _ = opened.Close() })()
	words := []string{"AUTH", user.Username, user.Password}
	if user.Username == "" {
		words = []string{"AUTH", user.Password}
	}
	if _, err := opened.Write(resp.AppendCommand(nil, words...)); err != nil {
		return err
	}
	reader := resp.NewReader(opened, resp.Limits{MaxReplySize: largestLoginReply})
	frame, err := reader.Next()
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("the server's answer to AUTH: %w", err)
	}
	var refused *failure.ServerError
	switch err := mux.ErrorOf(frame); {
	case errors.As(err, &refused):
		return &loginError{loginCode(refused.Code)}
	case err != nil || string(frame) != "+OK\r\n":
		return errors.New("the server's answer to AUTH is none; is it a Valkey or Redis server?")
	case len(reader.Unread()) > 0:
		return errors.New("the server says more than it was asked; is it a Valkey or Redis server?")
	}
	return ctx.Err()
}

// loginCode returns a code as servers have them, such as WRONGPASS.
func loginCode(code string) string {
	if code == "" || len(code) > 16 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "ERR"
	}
	return code
}
