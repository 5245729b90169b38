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
	a.streamTrim(opts.Trim)
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

// XRange returns the entries of the stream at key from start to end. A nil start is
// the lowest ID, a nil end the highest.
//
// Reply: the entries, oldest first, none if the key does not exist. Errors:
// WRONGTYPE if key holds no stream.
// Complexity: O(N) for N entries returned. Since: 5.0.0.
// See https://valkey.io/commands/xrange/
func XRange(a *Args, key string, start, end options.StreamBound) Reply[[]models.StreamEntry] {
	a.Begin("XRANGE")
	a.Key(key)
	a.streamBound("start", start, true)
	a.streamBound("end", end, false)
	return streamEntries
}

// XRangeWithOptions returns the entries of the stream at key from start to end, up to
// the number in opts. A nil start is the lowest ID, a nil end the highest.
//
// Reply: the entries, oldest first, none if the key does not exist. Errors:
// WRONGTYPE if key holds no stream.
// Complexity: O(N) for N entries returned. Since: 5.0.0.
// See https://valkey.io/commands/xrange/
func XRangeWithOptions(a *Args, key string, start, end options.StreamBound, opts options.XRangeOptions) Reply[[]models.StreamEntry] {
	a.Begin("XRANGE")
	a.Key(key)
	a.streamBound("start", start, true)
	a.streamBound("end", end, false)
	a.check(opts.Validate())
	a.countOption(opts.Count)
	return streamEntries
}

// XRead returns the entries of several streams that lie after an ID, which is given
// for each stream.
//
// Reply: the streams that have such entries, with these, oldest first; none if no
// stream has any. Errors: WRONGTYPE if one of the keys holds no stream.
// Complexity: O(N) for N entries returned. Since: 5.0.0.
// See https://valkey.io/commands/xread/
func XRead(a *Args, keysAndIDs []models.KeyAndID) Reply[[]models.StreamResponse] {
	a.Begin("XREAD")
	a.streams("keysAndIDs", keysAndIDs)
	return streamResponses
}

// XReadWithOptions returns the entries of several streams that lie after an ID, which
// is given for each stream. Opts bound their number, or let the server wait for
// one; the ID "$" then stands for entries that are added from now on.
//
// Reply: the streams that have such entries, with these, oldest first; none if no
// stream has any, or none came in time. Errors: WRONGTYPE if one of the keys holds no stream.
// Complexity: O(N) for N entries returned. Since: 5.0.0.
// See https://valkey.io/commands/xread/
func XReadWithOptions(a *Args, keysAndIDs []models.KeyAndID, opts options.XReadOptions) Reply[[]models.StreamResponse] {
	a.Begin("XREAD")
	a.check(opts.Validate())
	a.countOption(opts.Count)
	if opts.Block != nil {
		a.Word("BLOCK")
		a.Int(milliseconds(*opts.Block))
		a.Block(*opts.Block)
	}
	a.streams("keysAndIDs", keysAndIDs)
	return streamResponses
}

func (a *Args) streamTrim(trim options.StreamTrim) {
	switch t := trim.(type) {
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
	}
}

func (a *Args) approximate(yes bool) {
	if yes {
		a.Word("~")
	} else {
		a.Word("=")
	}
}

func (a *Args) trimLimit(limit int64) {
	if limit > 0 {
		a.Word("LIMIT")
		a.Int(limit)
	}
}

func (a *Args) streamBound(parameter string, bound options.StreamBound, start bool) {
	switch b := bound.(type) {
	case nil:
		a.infinity(start)
	case options.MinID:
		a.infinity(true)
	case options.MaxID:
		a.infinity(false)
	case options.InclusiveID:
		a.requireID(parameter, b.ID)
		a.String(b.ID)
	case options.ExclusiveID:
		a.requireID(parameter, b.ID)
		a.String("(" + b.ID)
	default:
		a.refuse(parameter, "is a pointer; give a bound by value")
	}
}

func (a *Args) requireID(parameter, id string) {
	if id == "" {
		a.refuse(parameter, "has an empty ID; give an entry's ID, or nil for no bound")
	}
}

func (a *Args) countOption(count int64) {
	if count > 0 {
		a.Word("COUNT")
		a.Int(count)
	}
}

func (a *Args) streams(parameter string, keysAndIDs []models.KeyAndID) {
	a.atLeastOne(parameter, len(keysAndIDs))
	a.Word("STREAMS")
	for _, stream := range keysAndIDs {
		a.Key(stream.Key)
	}
	for _, stream := range keysAndIDs {
		a.String(stream.ID)
	}
}
