// StreamCommands are the commands for streams: entries of fields and values in the order
// in which they were added, which are read from any place on, also by groups of consumers
// that share the work and acknowledge it.
// See https://valkey.io/commands/#stream
//
//glissade:family Streams

package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// XAdd adds an entry with the fields values to the stream at key, which is created if
// it does not exist. The server chooses the ID.
//
// Reply: the entry's ID. Errors: WRONGTYPE if key holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xadd/
func XAdd(a *Args, key string, values []models.FieldValue) Reply[string] {
	a.Begin("XADD")
	a.Key(key)
	a.Word("*")
	a.fieldValues("values", values)
	return text
}

// XAddWithOptions adds an entry with the fields values to the stream at key, under an
// ID of the caller's, or trimming the stream, as opts say.
//
// Reply: the entry's ID, or nil if NoMakeStream is set and the stream does not
// exist. Errors: ERR if the ID is not above all IDs that the stream had, WRONGTYPE
// if key holds no stream.
// Complexity: O(1), and O(N) for N entries trimmed. Since: 5.0.0.
// See https://valkey.io/commands/xadd/
func XAddWithOptions(a *Args, key string, values []models.FieldValue, opts options.XAddOptions) Reply[models.Result[string]] {
	a.Begin("XADD")
	a.Key(key)
	a.check(opts.Validate())
	if opts.NoMakeStream {
		a.Word("NOMKSTREAM")
	}
	a.streamTrim("opts.Trim", opts.Trim)
	if opts.ID == "" {
		a.Word("*")
	} else {
		a.String(opts.ID)
	}
	a.fieldValues("values", values)
	return nullableText
}

// XLen counts the entries of the stream at key.
//
// Reply: the number of entries, 0 if the key does not exist. Errors: WRONGTYPE if key holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xlen/
func XLen(a *Args, key string) Reply[int64] {
	a.Begin("XLEN")
	a.Key(key)
	return integer
}

// XDel deletes entries from the stream at key. The stream stays when it is empty.
//
// Reply: how many of the entries there were. Errors: ERR if an ID is malformed,
// WRONGTYPE if key holds no stream.
// Complexity: O(1) for each entry. Since: 5.0.0.
// See https://valkey.io/commands/xdel/
func XDel(a *Args, key string, ids []string) Reply[int64] {
	a.Begin("XDEL")
	a.Key(key)
	a.Strings("ids", ids)
	return integer
}

// XTrim removes the oldest entries of the stream at key, as many as trim says.
//
// Reply: how many entries were removed. Errors: WRONGTYPE if key holds no stream.
// Complexity: O(N) for N entries removed. Since: 5.0.0; by ID, and with a limit: 6.2.0.
// See https://valkey.io/commands/xtrim/
func XTrim(a *Args, key string, trim options.StreamTrim) Reply[int64] {
	a.Begin("XTRIM")
	a.Key(key)
	if trim == nil {
		a.refuse("trim", "is missing; give a TrimByMaxLen or TrimByMinID by value")
	} else {
		a.check(trim.Validate())
	}
	a.streamTrim("trim", trim)
	return integer
}

// XSetID sets the highest ID that the stream at key counts as having had, which the
// next entry's ID must exceed.
//
// Reply: OK. Errors: ERR if the key does not exist or the stream has an entry with a
// higher ID, WRONGTYPE if key holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xsetid/
func XSetID(a *Args, key, lastID string) Reply[string] {
	a.Begin("XSETID")
	a.Key(key)
	a.String(lastID)
	return ok
}

// XSetIDWithOptions sets the highest ID that the stream at key counts as having had,
// and the numbers in opts.
//
// Reply: OK. Errors: ERR if the key does not exist, the stream has an entry with a
// higher ID, or more entries than it is to count as having had, WRONGTYPE if key
// holds no stream.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/xsetid/
func XSetIDWithOptions(a *Args, key, lastID string, opts options.XSetIDOptions) Reply[string] {
	a.Begin("XSETID")
	a.Key(key)
	a.String(lastID)
	a.check(opts.Validate())
	a.numberOption("ENTRIESADDED", opts.EntriesAdded)
	if opts.MaxDeletedID != "" {
		a.Word("MAXDELETEDID")
		a.String(opts.MaxDeletedID)
	}
	return ok
}

func (a *Args) streamTrim(parameter string, trim options.StreamTrim) {
	switch t := trim.(type) {
	case nil:
	case options.TrimByMaxLen:
		a.Word("MAXLEN")
		a.approximate(t.Approximate)
		a.Int(t.MaxLen)
		a.trimLimit(t.Limit)
	case options.TrimByMinID:
		a.Word("MINID")
		a.approximate(t.Approximate)
		a.String(t.MinID)
		a.trimLimit(t.Limit)
	default:
		a.refuse(parameter, "is a pointer; give a TrimByMaxLen or TrimByMinID by value")
	}
}

func (a *Args) approximate(yes bool) {
	if yes {
		a.Word("~")
	} else {
		a.Word("=")
	}
}

func (a *Args) trimLimit(limit *int64) { a.numberOption("LIMIT", limit) }

// numberOption appends a keyword with a number, if there is one.
func (a *Args) numberOption(word string, number *int64) {
	if number != nil {
		a.Word(word)
		a.Int(*number)
	}
}
