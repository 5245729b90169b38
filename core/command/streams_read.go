package command

import (
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

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
	a.numberOption("COUNT", opts.Count)
	return streamEntries
}

// XRevRange returns the entries of the stream at key from start back to end. A nil
// start is the highest ID, a nil end the lowest.
//
// Reply: the entries, newest first, none if the key does not exist. Errors:
// WRONGTYPE if key holds no stream.
// Complexity: O(N) for N entries returned. Since: 5.0.0.
// See https://valkey.io/commands/xrevrange/
func XRevRange(a *Args, key string, start, end options.StreamBound) Reply[[]models.StreamEntry] {
	a.Begin("XREVRANGE")
	a.Key(key)
	a.streamBound("start", start, false)
	a.streamBound("end", end, true)
	return streamEntries
}

// XRevRangeWithOptions returns the entries of the stream at key from start back to end,
// up to the number in opts. A nil start is the highest ID, a nil end the lowest.
//
// Reply: the entries, newest first, none if the key does not exist. Errors:
// WRONGTYPE if key holds no stream.
// Complexity: O(N) for N entries returned. Since: 5.0.0.
// See https://valkey.io/commands/xrevrange/
func XRevRangeWithOptions(a *Args, key string, start, end options.StreamBound, opts options.XRangeOptions) Reply[[]models.StreamEntry] {
	a.Begin("XREVRANGE")
	a.Key(key)
	a.streamBound("start", start, false)
	a.streamBound("end", end, true)
	a.check(opts.Validate())
	a.numberOption("COUNT", opts.Count)
	return streamEntries
}

// XRead returns the entries of several streams that lie after an ID, which is given
// for each stream.
//
// Reply: the streams that have such entries, with these, oldest first; none if no
// stream has any. Errors: WRONGTYPE if one of the keys holds no stream.
// Complexity: O(N) for N entries returned. Since: 5.0.0.
// See https://valkey.io/commands/xread/
//
//glissade:route keys: they stand behind a word, and whether there are any does not show without the arguments
//glissade:blocks milliseconds BLOCK until STREAMS
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
	a.blockOption(opts.Block)
	a.streams("keysAndIDs", keysAndIDs)
	return streamResponses
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
		a.refuse(parameter, "has an empty ID; give an entry's ID, or {nil} for no bound")
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

// blockOption appends how long to wait for an entry, if at all.
func (a *Args) blockOption(block *time.Duration) {
	if block != nil {
		a.Word("BLOCK")
		a.Int(milliseconds(*block))
		a.Block(*block)
	}
}
