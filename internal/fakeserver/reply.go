package fakeserver

import (
	"strings"
	"testing"

	"github.com/glissade-io/glissade/internal/resp"
)

// Reply is what an ordinary server answers in a handshake, to PING and to ECHO, and OK to
// everything else.
func Reply(command []string) string {
	switch {
	case command[0] == "HELLO":
		return hello(command)
	case command[0] == "PING" && len(command) == 1:
		return "+PONG\r\n"
	case command[0] == "PING" || command[0] == "ECHO":
		return string(resp.AppendBulk(nil, command[len(command)-1]))
	}
	return "+OK\r\n"
}

func hello(command []string) string {
	const fields = "$6\r\nserver\r\n$6\r\nvalkey\r\n$7\r\nversion\r\n$5\r\n9.1.0\r\n$2\r\nid\r\n:1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n" +
		"$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n$5\r\nproto\r\n"
	if len(command) > 1 && command[1] == "3" {
		return "%7\r\n" + fields + ":3\r\n"
	}
	return "*14\r\n" + fields + ":2\r\n"
}

// AfterHandshake answers handshakes, which end with PING, by [Reply], and has handle answer
// what comes after them.
func AfterHandshake(handle Handler) Handler {
	return func(c *Conn, command []string) string {
		if !c.handshaken {
			return Reply(command)
		}
		return handle(c, command)
	}
}

// Step is a command that is expected, as its words with spaces between, and the bytes that
// answer it.
type Step struct{ Command, Reply string }

// Script expects commands in this order on a connection, and ends it after the last.
func Script(t testing.TB, steps ...Step) Handler {
	return func(c *Conn, command []string) string {
		if c.steps == len(steps) {
			_ = c.Close()
			return ""
		}
		step := steps[c.steps]
		c.steps++
		if got := strings.Join(command, " "); got != step.Command {
			t.Errorf("the command %q came, and not %q", got, step.Command)
		}
		return step.Reply
	}
}
