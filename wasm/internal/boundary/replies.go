package boundary

import (
	"encoding/binary"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
)

// Status says how a request ended.
type Status byte

// The statuses, each with what follows it in the record.
const (
	// StatusReply is a reply: the RESP bytes.
	StatusReply Status = iota
	// StatusFailure is an error: its class as a uint8, its delivery as a uint8, and
	// as strings (a uint32 length and UTF-8) its code, its message and the server's
	// address, which may be empty.
	StatusFailure
	// StatusDone is the end of a request that has no reply; nothing follows.
	StatusDone
	// StatusReplies is the replies of a batch: a uint32 count, and of each reply a uint8 0,
	// a uint32 length and the RESP bytes; or FailedReply in place of the 0, the length and
	// an error, in the form that a failure has.
	StatusReplies
	// StatusNotExecuted is a transaction that a watched key prevented; nothing follows.
	StatusNotExecuted
	// StatusEvent is an event of a client's connections; the record's id is the client's.
	// It has as strings the event's type and the server's address, a uint32 count of
	// attempts, a uint32 of milliseconds to wait, and a uint8: 1 if an error follows,
	// in the form that a failure has.
	StatusEvent
	// StatusByNode is the replies of several servers to one command: a uint32 count, and
	// for each the server's address as a string and its reply as in a batch.
	StatusByNode
	// StatusMessages is what a subscription has: entries until the record's end, see [Entry].
	StatusMessages
	// StatusSubscriptions is what a client is to be subscribed to, and what it is: of each a
	// uint32 count of modes, and for each a uint32 count and as many strings.
	StatusSubscriptions
	// StatusParts is replies to some of the commands of OperationCommands: a uint32, which is
	// the place of the first among all, counted from 0, and for each that follows upon it a
	// uint32 length and the RESP bytes, until the record's end.
	StatusParts
	// StatusPartFailure is why one of them has no reply: a uint32, which is its place, and an
	// error, in the form that a failure has.
	StatusPartFailure
	// StatusInvalidation tells what a client's cache is not to believe any more; the record's
	// id is the client's. It has as a string the reason, a uint32 count of keys, which is 0
	// where it is about everything, and as many strings.
	StatusInvalidation
)

// FailedReply stands before what is no reply but an error.
const FailedReply = 1

// Class is the class of an error in JavaScript.
type Class byte

// The classes of errors.
const (
	ClassRequest Class = iota
	ClassConfiguration
	ClassConnection
	ClassTimeout
	ClassClosing
	ClassExecAbort
	ClassCircuitBreaker
)

// Replies collects records. Its zero value is empty and ready.
type Replies struct {
	// Spelling is how errors spell the names that they mention; nil is as in Go.
	Spelling failure.Spelling

	buffer []byte
	open   parts // the last record, if it is one that takes more parts
}

// parts is a record of StatusParts.
type parts struct {
	id    uint32 // 0 if there is none
	next  int    // the place of the part that it takes next
	start int
}

// keptCapacity is the largest buffer, in bytes, that Reset keeps.
const keptCapacity = 1 << 20

// Bytes returns the records, valid until the next change.
func (r *Replies) Bytes() []byte { return r.buffer }

// Len returns the size of the records in bytes.
func (r *Replies) Len() int { return len(r.buffer) }

// Reset empties r. Memory beyond 1 MiB is released.
func (r *Replies) Reset() {
	if cap(r.buffer) > keptCapacity {
		r.buffer = nil
	}
	r.buffer, r.open = r.buffer[:0], parts{}
}

// Part adds the reply to the i-th of several commands: RESP bytes, which it copies.
func (r *Replies) Part(id uint32, i int, resp []byte) {
	if r.open.id != id || r.open.next != i {
		start := r.startRecord(id, StatusParts)
		r.uint32(i)
		r.open = parts{id: id, start: start}
	}
	r.uint32(len(resp))
	r.buffer = append(r.buffer, resp...)
	r.endRecord(r.open.start)
	r.open.next = i + 1
}

// PartFailure adds the error of the i-th of several commands.
func (r *Replies) PartFailure(id uint32, i int, err error) {
	start := r.startRecord(id, StatusPartFailure)
	r.uint32(i)
	r.error(err)
	r.endRecord(start)
}

// Reply adds the reply to a request: RESP bytes, which it copies.
func (r *Replies) Reply(id uint32, resp []byte) {
	start := r.startRecord(id, StatusReply)
	r.buffer = append(r.buffer, resp...)
	r.endRecord(start)
}

// ReplyList adds the replies of one record: in order, as many as its count says, and End
// after the last.
type ReplyList struct {
	replies *Replies
	start   int
}

// Batch starts the record of the replies to the commands of a batch.
func (r *Replies) Batch(id uint32, count int) ReplyList { return r.list(id, StatusReplies, count) }

// ByNode starts the record of the replies of several servers to one command.
func (r *Replies) ByNode(id uint32, count int) ReplyList { return r.list(id, StatusByNode, count) }

func (r *Replies) list(id uint32, status Status, count int) ReplyList {
	l := ReplyList{r, r.startRecord(id, status)}
	r.uint32(count)
	return l
}

// Add adds a reply, or why there is none.
func (l ReplyList) Add(resp []byte, err error) {
	r := l.replies
	if err == nil {
		r.buffer = append(r.buffer, 0)
		r.uint32(len(resp))
		r.buffer = append(r.buffer, resp...)
		return
	}
	r.buffer = append(r.buffer, FailedReply)
	start := len(r.buffer)
	r.uint32(0) // the length, known at the end
	r.error(err)
	r.endRecord(start)
}

// AddFrom adds what the server at an address replied, or why it did not.
func (l ReplyList) AddFrom(address string, resp []byte, err error) {
	l.replies.string(address)
	l.Add(resp, err)
}

// End completes the record.
func (l ReplyList) End() { l.replies.endRecord(l.start) }

// Done adds the end of a request without a reply.
func (r *Replies) Done(id uint32) { r.endRecord(r.startRecord(id, StatusDone)) }

// NotExecuted adds the end of a transaction that a watched key prevented.
func (r *Replies) NotExecuted(id uint32) { r.endRecord(r.startRecord(id, StatusNotExecuted)) }

// Failure adds the error of a request.
func (r *Replies) Failure(id uint32, err error) {
	start := r.startRecord(id, StatusFailure)
	r.error(err)
	r.endRecord(start)
}

// Event adds an event of a client's connections.
func (r *Replies) Event(client uint32, name, address string, attempt int, wait time.Duration, err error) {
	start := r.startRecord(client, StatusEvent)
	r.string(name)
	r.string(address)
	r.uint32(attempt)
	r.uint32(int(wait.Milliseconds()))
	if err == nil {
		r.buffer = append(r.buffer, 0)
	} else {
		r.buffer = append(r.buffer, 1)
		r.error(err)
	}
	r.endRecord(start)
}

// Invalidation adds what a client's cache is not to believe any more; no keys stand for all.
func (r *Replies) Invalidation(client uint32, reason string, keys []string) {
	start := r.startRecord(client, StatusInvalidation)
	r.string(reason)
	r.strings(keys)
	r.endRecord(start)
}

func (r *Replies) error(err error) {
	class, code := classify(err)
	r.buffer = append(r.buffer, byte(class), byte(failure.DeliveryOf(err)))
	message, address := messageAndAddress(err, r.Spelling)
	r.string(code)
	r.string(message)
	r.string(address)
}

// messageAndAddress returns the message of an error and the address of the server that it
// is about, which the message of a server's own error leaves out.
func messageAndAddress(err error, spelling failure.Spelling) (message, address string) {
	switch e := err.(type) {
	case *failure.ServerError:
		without := *e
		without.Address = ""
		return without.Spelled(spelling), e.Address
	case *failure.ConnectionError:
		address = e.Address
	case *failure.TimeoutError:
		address = e.Address
	}
	return failure.Spelled(err, spelling), address
}

// startRecord adds the header of a record, and returns where the record starts.
func (r *Replies) startRecord(id uint32, status Status) int {
	start := len(r.buffer)
	r.open = parts{}
	r.uint32(0) // the length, known at the end
	r.buffer = binary.LittleEndian.AppendUint32(r.buffer, id)
	r.buffer = append(r.buffer, byte(status))
	return start
}

// endRecord writes the length of the record that starts there.
func (r *Replies) endRecord(start int) {
	binary.LittleEndian.PutUint32(r.buffer[start:], uint32(len(r.buffer)-start-4))
}

func (r *Replies) uint32(n int) {
	r.buffer = binary.LittleEndian.AppendUint32(r.buffer, uint32(n))
}

//go:noinline
func (r *Replies) string(s string) {
	r.uint32(len(s))
	r.buffer = append(r.buffer, s...)
}

// classify returns the class of err and, for an error of the server, its code.
func classify(err error) (Class, string) {
	server, isServer := errtype.As[*failure.ServerError](err)
	switch {
	case errtype.Is[*Refusal](err), errtype.Is[*failure.ConfigurationError](err):
		return ClassConfiguration, ""
	case errtype.Is[*failure.ExecAbortError](err):
		return ClassExecAbort, "EXECABORT"
	case errtype.Is[*failure.TimeoutError](err):
		return ClassTimeout, ""
	case errtype.Is[*failure.CircuitBreakerError](err):
		return ClassCircuitBreaker, ""
	case errtype.Is[*failure.ClosingError](err):
		return ClassClosing, ""
	case errtype.Is[*failure.ConnectionError](err):
		// A server that refused the handshake is behind it, with its code.
		if isServer {
			return ClassConnection, server.Code
		}
		return ClassConnection, ""
	case isServer:
		return ClassRequest, server.Code
	default:
		return ClassRequest, ""
	}
}
