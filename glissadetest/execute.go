package glissadetest

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/alicebob/miniredis/v2/server"
)

// executeOn executes a command that no step is about.
func (s *Server) executeOn(c *conn, command []string, sentFrom string) {
	name := strings.ToUpper(command[0])
	if s.cluster != nil && s.engine != nil {
		if redirection, redirected := s.redirect(c, name, command); redirected {
			c.reply(redirection)
			return
		}
	}
	switch {
	case s.subscribe(c, name, command), s.executeState(c, name, command):
	case s.engine == nil && s.answersUnasked(c, name):
		c.reply(s.scriptedAnswer(c, name, command))
	case s.engine == nil:
		s.unexpected(c, command, sentFrom)
	default:
		s.executeByEngine(c, name, command)
	}
}

// executeByEngine has the engine execute a command.
func (s *Server) executeByEngine(c *conn, name string, command []string) {
	if !s.engine.has(command) {
		c.queue.fail()
		c.reply(Error("ERR unknown command '" + printableName(command[0]) + "'" + missing))
		return
	}
	if name == "SELECT" && len(command) == 2 && !isDatabase(command[1]) {
		c.queue.fail()
		c.reply(Error("ERR DB index is out of range"))
		return
	}
	if name == "EXEC" && c.queue.failed {
		c.queue.end()
		s.engine.ask(c, "DISCARD")
		c.reply(Error("EXECABORT Transaction discarded because of previous errors."))
		return
	}
	c.output.Reset()
	s.engine.dispatch(c, command)
	c.write(s.adapted(c, name, command, c.output.Bytes()))
	if c.peer.Closed() { // by QUIT
		c.end()
	}
}

// adapted follows what a command has changed, and returns the engine's reply as a server's.
func (s *Server) adapted(c *conn, name string, command []string, reply []byte) []byte {
	switch name {
	case "MULTI":
		c.queue.start(reply)
	case "EXEC":
		return c.queue.exec(c, reply)
	case "DISCARD":
		c.queue.end()
	case "AUTH":
		c.authenticated = c.authenticated || bytes.Equal(reply, okReply)
	}
	switch {
	case c.queue.note(command, reply) || len(reply) == 0:
		return reply
	case isUnknownSubcommand(reply):
		text, _, _ := strings.Cut(strings.TrimSuffix(string(reply), "\r\n"), ". Try")
		return []byte(text + missing + "\r\n")
	case strings.HasPrefix(name, "EVAL"):
		return errorOfScript(reply)
	case c.resp3.Load():
		return reshaped(command, reply)
	}
	return reply
}

// errorOfScript is the error that a command has in a script, where it ends that: the engine
// wraps it into another one.
func errorOfScript(reply []byte) []byte {
	text, wrapped := strings.CutPrefix(string(reply), "-ERR Error compiling script (new function): :")
	if !wrapped {
		return reply
	}
	_, text, _ = strings.Cut(text, ": ") // behind the line
	text, _, found := strings.Cut(text, " stack traceback:")
	code, _, _ := strings.Cut(text, " ")
	if !found || code == "" || strings.ToUpper(code) != code || strings.ContainsFunc(code, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		return reply
	}
	return []byte("-" + text + "\r\n")
}

func isUnknownSubcommand(reply []byte) bool {
	return bytes.HasPrefix(reply, []byte("-ERR unknown subcommand '"))
}

// isDatabase reports whether an index is that of a database of which servers have 16.
func isDatabase(index string) bool {
	n, err := strconv.Atoi(index)
	return err != nil || n >= 0 && n < 16 // What is no number is the engine's to refuse.
}

// printableName is what an error shows of a command's name.
func printableName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == '\'' {
			return '?'
		}
		return r
	}, name[:min(len(name), 64)])
}

// executeInScript executes what a script calls and the engine does not, and returns whether
// it did.
func (s *Server) executeInScript(peer *server.Peer, name string, args []string) bool {
	switch {
	case name == "PUBLISH" && len(args) == 2:
		peer.WriteInt(s.Publish(args[0], args[1]))
	case name == "SPUBLISH" && len(args) == 2:
		peer.WriteInt(s.SPublish(args[0], args[1]))
	default:
		return false
	}
	return true
}

// reply sends a reply to a command.
func (c *conn) reply(r Reply) { c.write(r.encode(c.resp3.Load())) }
