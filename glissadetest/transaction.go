package glissadetest

import (
	"bytes"

	"github.com/glissade-io/glissade/internal/resp"
)

// transaction is what a connection has between MULTI and EXEC. The engine queues commands;
// for one that it does not have itself it queues an ECHO, in whose place the reply stands
// that is made when the transaction is executed.
type transaction struct {
	open   bool
	failed bool // a command could not be queued
	queued []queued
}

// queued is a command of a transaction.
type queued struct {
	command []string
	execute func() Reply // nil if the engine does
}

var (
	queuedReply = []byte("+QUEUED\r\n")
	okReply     = []byte("+OK\r\n")
)

// start begins a transaction if the engine has.
func (q *transaction) start(reply []byte) {
	if bytes.Equal(reply, okReply) {
		*q = transaction{open: true}
	}
}

// end forgets the transaction.
func (q *transaction) end() { *q = transaction{} }

// note notes a command if the engine has queued it, and returns whether it has.
func (q *transaction) note(command []string, reply []byte) bool {
	if !q.open || !bytes.Equal(reply, queuedReply) {
		return false
	}
	q.queued = append(q.queued, queued{command: command})
	return true
}

// fail has EXEC fail, since a command could not be queued.
func (q *transaction) fail() { q.failed = q.open }

// add queues a command of our own.
func (q *transaction) add(c *conn, command []string, execute func() Reply) {
	reply := []byte(c.server.engine.ask(c, "ECHO", ""))
	if q.note(command, reply) {
		q.queued[len(q.queued)-1].execute = execute
	}
	c.write(reply)
}

// exec ends the transaction and returns the reply to EXEC, of that of the engine.
func (q *transaction) exec(c *conn, reply []byte) []byte {
	commands := q.queued
	q.end()
	results, err := resp.Decode(reply)
	if err != nil || results.Type != resp.TypeArray || len(results.Elems) != len(commands) {
		return reply // of a transaction that was not executed
	}
	resp3 := c.resp3.Load()
	whole := resp.AppendArrayHeader(nil, len(commands))
	decoder := resp.NewDecoder(reply)
	_, _ = decoder.Next() // the header, which Decode has read already
	for _, queued := range commands {
		begin := decoder.Offset()
		if err := decoder.Skip(); err != nil {
			return reply
		}
		switch result := reply[begin:decoder.Offset()]; {
		case queued.execute != nil:
			whole = append(whole, queued.execute().encode(resp3)...)
		case resp3:
			whole = append(whole, reshaped(queued.command, result)...)
		default:
			whole = append(whole, result...)
		}
	}
	return whole
}
