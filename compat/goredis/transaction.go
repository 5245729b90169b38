package goredis

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

// watch is WATCH, on a connection that is dedicated to it until EXEC, DISCARD or UNWATCH.
func (c *conn) watch(words []string) {
	if len(words) < 2 {
		c.refuse("ERR wrong number of arguments for 'watch' command")
		return
	}
	keys, err := words[1:], error(nil)
	switch {
	case c.watched != nil:
		err = c.watched.Watch(c.life, keys)
	case c.own != nil:
		err = c.own.Watch(c.life, keys)
	default:
		c.watched, err = c.backend.watch(c.life, keys)
	}
	c.promise(c.protocol).fulfill([]byte("+OK\r\n"), err)
}

// unwatch gives back the connection that has the watched keys.
func (s *session) unwatch() {
	if s.watched != nil {
		s.watched.Release()
		s.watched = nil
	}
}

// executeQueued is execute within a transaction.
func (c *conn) executeQueued(encoded []byte) {
	switch string(name(encoded)) {
	case "MULTI":
		c.refuse("ERR MULTI calls can not be nested")
	case "WATCH":
		c.refuse("ERR WATCH inside MULTI is not allowed")
	case "EXEC":
		c.exec()
	case "DISCARD":
		c.discard()
		c.answerOK()
	case "RESET":
		c.discard()
		c.execute(encoded)
	default:
		if err, _ := c.args.ErrInBatch(); err != nil {
			c.refusal, _ = refusalOf(err)
			c.answer(c.protocol, c.refusal)
			return
		}
		c.queued.AddRaw(&c.args)
		c.answer(c.protocol, []byte("+QUEUED\r\n"))
	}
}

func (c *conn) discard() {
	c.queued, c.refusal = nil, nil
	c.unwatch()
}

// exec is EXEC: the transaction is sent as a whole.
func (c *conn) exec() {
	b, refused := c.queued, c.refusal != nil
	p := c.promise(protocol3)
	protocol := c.protocol
	completion := func(replies [][]byte, err error) { p.fulfill(execReply(replies, protocol, b.Name), err) }
	defer c.discard()
	switch {
	case refused:
		p.fulfill(errorReply("EXECABORT Transaction discarded because of previous errors."), nil)
	case b.Len() == 0:
		p.fulfill([]byte("*0\r\n"), nil)
	case c.watched != nil:
		c.watched.Execute(c.life, b, options.BatchOptions{}, completion)
	case c.own != nil:
		c.own.Execute(c.life, b, options.BatchOptions{}, completion)
	default:
		c.backend.submitBatch(c.life, b, completion)
	}
}

// execReply returns the reply to EXEC, which is null where a watched key had changed.
func execReply(replies [][]byte, protocol int, name func(i int) string) []byte {
	if replies == nil {
		return []byte("*-1\r\n")
	}
	reply := resp.AppendArrayHeader(nil, len(replies))
	for i, r := range replies {
		if protocol == protocol3 {
			reply = append(reply, r...)
		} else {
			reply = appendRESP2(reply, r, differences[name(i)])
		}
	}
	return reply
}
