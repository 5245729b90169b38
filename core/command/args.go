package command

import (
	"strconv"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

const (
	// headerRoom is kept before the arguments for "*N\r\n", which is written into
	// the end of it when N is known.
	headerRoom  = "0000000000000000"
	headerSpace = len(headerRoom)
	// keptCapacity is the largest buffer, in bytes, that Reset keeps for reuse.
	keptCapacity = 64 << 10
	// keptKeys is the largest number of keys whose places' memory Reset keeps.
	keptKeys = 1 << 10
)

// Args is one command, encoded while it is being built. The zero value is ready for
// use. It may be reused after Reset, and then allocates nothing for commands no
// larger than those before; it must not be copied or used by two goroutines at once.
//
// Arguments are binary-safe. Those that name keys are recorded as such, so that the
// command can be routed by them.
type Args struct {
	buffer []byte // headerSpace bytes, then the arguments
	count  int
	name   string
	keys   []span
	err    error
	shared error // why it must not be sent on a connection that is shared
	custom bool
	// unproven says that nobody knows how often the command is answered.
	unproven      bool
	block         time.Duration
	blocked       bool
	wait          time.Duration
	waits         bool
	ownConnection bool // in a batch it takes a connection of the batch's own

	unbatchable error // why a batch must not hold it, wherever it is sent
}

// span is where the bytes of an argument lie in the buffer.
type span struct{ start, end int }

// Reset empties a for the next command. A buffer that grew beyond 64 KiB is let go,
// so that one large command does not hold memory for ever.
func (a *Args) Reset() {
	if cap(a.buffer) > keptCapacity {
		a.buffer = nil
	}
	if cap(a.keys) > keptKeys {
		a.keys = nil
	}
	a.buffer, a.keys = a.buffer[:0], a.keys[:0]
	a.count, a.name, a.err, a.block, a.blocked = 0, "", nil, 0, false
	a.shared, a.custom, a.unproven, a.ownConnection, a.unbatchable = nil, false, false, false, nil
	a.wait, a.waits = 0, false
}

// CopyFrom makes a the same command as other, in memory of its own.
func (a *Args) CopyFrom(other *Args) {
	buffer, keys := append(a.buffer[:0], other.buffer...), append(a.keys[:0], other.keys...)
	*a = *other
	a.buffer, a.keys = buffer, keys
}

// CopyReplacing makes a the command that other is, in memory of its own, with what replace
// returns in place of each argument: it is called with the argument's place, as [Args.Arg]
// counts, and the bytes, and what it returns is copied. Keys are to stay as they are.
func (a *Args) CopyReplacing(other *Args, replace func(place int, argument []byte) []byte) {
	buffer, keys := append(a.buffer[:0], headerRoom...), append(a.keys[:0], other.keys...)
	*a = *other
	at, key := headerSpace, 0
	for place := range other.count {
		argument := other.argument(at)
		at = argument.end + len("\r\n")
		buffer = resp.AppendBulkBytes(buffer, replace(place, other.at(argument)))
		if key < len(keys) && keys[key] == argument {
			end := len(buffer) - len("\r\n")
			keys[key] = span{start: end - (argument.end - argument.start), end: end}
			key++
		}
	}
	a.buffer, a.keys = buffer, keys
}

// Begin resets a and starts the command name, in capitals. A name of two words
// ("CONFIG GET") is sent as two arguments.
func (a *Args) Begin(name string) {
	a.start(name)
	for {
		space := strings.IndexByte(name, ' ')
		if space < 0 {
			break
		}
		a.Word(name[:space])
		name = name[space+1:]
	}
	a.Word(name)
}

// start resets a for the command of that name, which is still to be appended.
func (a *Args) start(name string) {
	a.Reset()
	a.name = name
	a.buffer = append(a.buffer, headerRoom...)
}

// Key appends the name of a key.
func (a *Args) Key(key string) {
	a.String(key)
	end := len(a.buffer) - len("\r\n")
	a.keys = append(a.keys, span{start: end - len(key), end: end})
}

// Keys appends the names of keys. A command that takes keys takes at least one:
// an empty slice fails with a *failure.ConfigurationError.
func (a *Args) Keys(keys []string) {
	a.atLeastOne("keys", len(keys))
	for _, key := range keys {
		a.Key(key)
	}
}

// String appends s as it is.
func (a *Args) String(s string) {
	a.buffer = resp.AppendBulk(a.buffer, s)
	a.count++
}

// Strings appends every string of values. An empty slice fails with a
// *failure.ConfigurationError that names field, the parameter's name.
func (a *Args) Strings(field string, values []string) {
	a.atLeastOne(field, len(values))
	for _, value := range values {
		a.String(value)
	}
}

// all is Strings for values of which there may be none.
func (a *Args) all(values []string) {
	for _, value := range values {
		a.String(value)
	}
}

// Bytes appends a copy of b.
func (a *Args) Bytes(b []byte) {
	a.buffer = resp.AppendBulkBytes(a.buffer, b)
	a.count++
}

// Int appends n in decimal digits.
func (a *Args) Int(n int64) {
	a.buffer = resp.AppendBulkInt(a.buffer, n)
	a.count++
}

// Uint appends n in decimal digits.
func (a *Args) Uint(n uint64) {
	var digits [20]byte
	a.Bytes(strconv.AppendUint(digits[:0], n, 10))
}

// Float appends f in the shortest text that reads back as the same number; an
// infinity becomes "inf" or "-inf".
func (a *Args) Float(f float64) {
	var text [32]byte
	a.Bytes(resp.AppendFloatText(text[:0], f))
}

// Word appends a keyword of the protocol, such as "LIMIT".
func (a *Args) Word(word string) { a.String(word) }

// Encoded returns the command as it goes onto the wire: an array of bulk strings.
// It is valid until the next call that changes a.
func (a *Args) Encoded() []byte {
	if a.count == 0 {
		return nil
	}
	at := headerSpace - len("\r\n")
	a.buffer[at], a.buffer[at+1] = '\r', '\n'
	for n := a.count; n > 0; n /= 10 {
		at--
		a.buffer[at] = byte('0' + n%10)
	}
	at--
	a.buffer[at] = '*'
	return a.buffer[at:]
}

// Name returns the command's name in capitals, whatever is sent.
func (a *Args) Name() string { return a.name }

// Len returns the number of arguments, the words of the name included.
func (a *Args) Len() int { return a.count }

// Arg returns argument i, counted from 0 with the words of the name included, or nil
// where there is none. It is valid until the next call that changes a.
func (a *Args) Arg(i int) []byte {
	if i < 0 || i >= a.count {
		return nil
	}
	argument := a.argument(headerSpace)
	for range i {
		argument = a.argument(argument.end + len("\r\n"))
	}
	return a.at(argument)
}

// argument returns where the argument lies whose length stands at a place of the buffer.
func (a *Args) argument(at int) span {
	length := 0
	for at++; a.buffer[at] != '\r'; at++ { // past the '$'
		length = length*10 + int(a.buffer[at]-'0')
	}
	at += len("\r\n")
	return span{start: at, end: at + length}
}

// FirstKey returns the first key, and whether the command has one.
func (a *Args) FirstKey() ([]byte, bool) {
	if len(a.keys) == 0 {
		return nil, false
	}
	return a.at(a.keys[0]), true
}

// EachKey calls yield with each key in order until yield returns false. It is an
// iterator: for key := range a.EachKey.
func (a *Args) EachKey(yield func(key []byte) bool) {
	for _, key := range a.keys {
		if !yield(a.at(key)) {
			return
		}
	}
}

func (a *Args) at(s span) []byte { return a.buffer[s.start:s.end:s.end] }

// Fail records that the command must not be sent, and why. The first error stays.
func (a *Args) Fail(err error) {
	if a.err == nil {
		a.err = err
	}
}

// Err returns why the command must not be sent, or nil.
func (a *Args) Err() error {
	if a.err != nil {
		return a.err
	}
	return a.shared
}

// ErrUnshared is Err for a connection that its user has to itself. There, commands
// may change the connection that Err refuses to send, such as MULTI.
func (a *Args) ErrUnshared() error { return a.err }

// ErrInBatch is Err for a batch, and whether it is a matter of the connection: then one
// that its user has to itself takes the batch.
func (a *Args) ErrInBatch() (err error, onlyShared bool) {
	switch {
	case a.err != nil:
		return a.err, false
	case a.unbatchable != nil:
		return a.unbatchable, false
	case a.ownConnection:
		return nil, false
	default:
		return a.shared, true
	}
}

// NeedsOwnConnection reports whether a batch with the command is executed on a
// connection of its own, since the command changes that.
func (a *Args) NeedsOwnConnection() bool { return a.ownConnection }

// Custom reports whether the command was built by [CustomCommand], whose reply may
// be anything.
func (a *Args) Custom() bool { return a.custom }

// Unproven reports whether the command is not known to be answered exactly once, as
// one that the catalog does not have.
func (a *Args) Unproven() bool { return a.unproven }

// Block records that the server may hold back its reply for timeout, or for ever
// where timeout is 0, so that the command gets a connection of its own and a request
// timeout to match.
func (a *Args) Block(timeout time.Duration) { a.block, a.blocked = timeout, true }

// Wait records the same of a command that has to be sent where others are, since it
// asks about them, as WAIT does: it gets a request timeout to match, but no connection
// of its own.
func (a *Args) Wait(timeout time.Duration) { a.wait, a.waits = timeout, true }

// Blocking returns how long the server may hold back its reply to a command that gets
// a connection of its own for it, 0 meaning for ever, and whether it may at all.
func (a *Args) Blocking() (time.Duration, bool) { return a.block, a.blocked }

// Waiting is Blocking for a command that gets no connection of its own.
func (a *Args) Waiting() (time.Duration, bool) { return a.wait, a.waits }

// check fails the command if err is not nil.
func (a *Args) check(err error) {
	if err != nil {
		a.Fail(err)
	}
}

// refuse fails the command with a *failure.ConfigurationError about field.
func (a *Args) refuse(field string, message failure.Text) { a.Fail(a.refusal(field, message)) }

func (a *Args) refusal(field string, message failure.Text) error {
	return &failure.ConfigurationError{Field: a.name + " " + field, Message: message}
}

func (a *Args) atLeastOne(field string, n int) {
	if n == 0 {
		a.refuse(field, "is empty; give at least one")
	}
}
