package goredis

import (
	"strconv"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/submission"
)

// session is what a connection to a server would have of its own.
type session struct {
	protocol int
	name     string
	queued   *queue.Queue         // since MULTI; nil outside of a transaction
	refusal  []byte               // of one of its commands
	watched  submission.Dedicated // that has the watched keys; nil without any
	own      submission.Dedicated // that all commands take since SELECT; nil without one
	subscriptions
}

// isPlain reports whether commands go where all others do.
func (s *session) isPlain() bool { return s.queued == nil && s.own == nil && !s.listens() }

// release gives back what is not shared.
func (s *session) release() {
	s.unwatch()
	s.leaveDatabase()
	s.subscriptions.close()
}

// execute executes the command that was parsed, which is the one encoded.
func (c *conn) execute(encoded []byte) {
	if c.queued != nil {
		c.executeQueued(encoded)
		return
	}
	switch string(name(encoded)) {
	case "HELLO":
		c.hello(words(encoded))
	case "CLIENT":
		c.clientCommand(words(encoded))
	case "SELECT":
		c.selectDatabase(words(encoded))
	case "MULTI":
		c.queued, c.refusal = &queue.Queue{Atomic: true}, nil
		c.answerOK()
	case "EXEC", "DISCARD":
		c.refuse("ERR " + string(name(encoded)) + " without MULTI")
	case "WATCH":
		c.watch(words(encoded))
	case "UNWATCH":
		c.unwatch()
		c.answerOK()
	case "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE":
		c.subscribe(words(encoded))
	case "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE":
		c.unsubscribe(words(encoded))
	case "PING":
		c.ping(words(encoded))
	case "SCAN":
		c.scan(words(encoded))
	case "RESET":
		c.session.release()
		c.session = session{protocol: protocol2}
		c.answer(c.protocol, []byte("+RESET\r\n"))
	case "QUIT":
		c.answerOK()
		c.replies.end(errQuit)
	case "AUTH":
		c.refuse("ERR AUTH: the Glissade client has logged in; give it the credentials")
	case "MONITOR":
		c.refuse("ERR MONITOR: use the Glissade client's Monitor")
	default:
		c.executeOne()
	}
}

// executeOne sends the command that was parsed.
func (c *conn) executeOne() {
	switch {
	case c.own != nil:
	case c.isLone():
		c.lone.isPending = true
		return
	default:
		c.sendOne()
		return
	}
	c.own.Do(c.life, &c.args, 0, c.promiseOf(c.args.Name(), c.protocol).fulfill)
}

func (c *conn) answerOK()          { c.answer(c.protocol, []byte("+OK\r\n")) }
func (c *conn) refuse(text string) { c.answer(c.protocol, resp.AppendSimpleError(nil, text)) }

// hello is HELLO: what a server says of itself, for the client that is one here.
func (c *conn) hello(words []string) {
	protocol, named := c.protocol, c.session.name
	if len(words) > 1 {
		n, err := strconv.Atoi(words[1])
		if err != nil || n != protocol2 && n != protocol3 {
			c.refuse("NOPROTO unsupported protocol version")
			return
		}
		protocol = n
	}
	for i := 2; i < len(words); i++ {
		switch {
		case is(words[i], "AUTH"):
			c.refuse("ERR HELLO with AUTH: the Glissade client has logged in; leave Username and Password out, and give it the credentials")
			return
		case is(words[i], "SETNAME") && i+1 < len(words):
			named = words[i+1]
			i++
		default:
			c.refuse("ERR syntax error in HELLO")
			return
		}
	}
	c.protocol, c.session.name = protocol, named
	reply := resp.AppendMapHeader(nil, 7)
	for _, field := range [][2]string{{"server", "glissade"}, {"version", core.Version}, {"mode", c.backend.mode()}, {"role", "master"}} {
		reply = resp.AppendBulk(resp.AppendBulk(reply, field[0]), field[1])
	}
	reply = resp.AppendInteger(resp.AppendBulk(reply, "proto"), int64(protocol))
	reply = resp.AppendInteger(resp.AppendBulk(reply, "id"), c.number)
	reply = resp.AppendArrayHeader(resp.AppendBulk(reply, "modules"), 0)
	c.answer(c.protocol, reply)
}

// clientCommand is CLIENT, of which some is of the connection alone.
func (c *conn) clientCommand(words []string) {
	switch {
	case len(words) == 4 && is(words[1], "SETINFO"):
		c.answerOK()
	case len(words) == 3 && is(words[1], "SETNAME"):
		c.session.name = words[2]
		c.answerOK()
	case len(words) == 2 && is(words[1], "GETNAME") && c.session.name == "":
		c.answer(c.protocol, []byte("$-1\r\n"))
	case len(words) == 2 && is(words[1], "GETNAME"):
		c.answer(c.protocol, resp.AppendBulk(nil, c.session.name))
	case len(words) == 2 && is(words[1], "ID"):
		c.answer(c.protocol, resp.AppendInteger(nil, c.number))
	default:
		c.executeOne()
	}
}

// ping is PING, which is answered otherwise by RESP2 where there are subscriptions.
func (c *conn) ping(words []string) {
	if !c.listens() || c.protocol == protocol3 {
		c.executeOne()
		return
	}
	payload := ""
	if len(words) > 1 {
		payload = words[1]
	}
	c.answer(protocol3, resp.AppendCommand(nil, "pong", payload))
}
