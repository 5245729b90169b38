package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Keys returns the names of all keys that match pattern, such as "user:*". The server
// does nothing else meanwhile: where there are many keys use Scan.
//
// Reply: the keys, in no order.
// Complexity: O(N) for N keys in the database. Since: 1.0.0.
// See https://valkey.io/commands/keys/
func Keys(a *Args, pattern string) Reply[[]string] {
	a.Begin("KEYS")
	a.String(pattern)
	return texts
}

// Scan returns some of the database's keys and the cursor to go on with: begin with
// "0" and go on until the reply's IsFinished.
//
// Reply: keys, perhaps none, and the next cursor. A key that exists from the first
// step to the last is returned at least once.
// Complexity: O(1) for a step, O(N) for all N keys. Since: 2.8.0.
// See https://valkey.io/commands/scan/
//
//glissade:route explicit scan: a cursor is that of one node
func Scan(a *Args, cursor string) Reply[models.ScanResult] {
	a.Begin("SCAN")
	a.scanCursor(cursor)
	return scan
}

// ScanWithOptions returns some of the database's keys, of those that opts select, and
// the cursor to go on with: begin with "0" and go on until the reply's IsFinished.
//
// Reply: keys, perhaps none, and the next cursor. A key that exists from the first
// step to the last is returned at least once. Errors: ERR if there is no such type.
// Complexity: O(1) for a step, O(N) for all N keys. Since: 2.8.0.
// See https://valkey.io/commands/scan/
func ScanWithOptions(a *Args, cursor string, opts options.ScanOptions) Reply[models.ScanResult] {
	a.Begin("SCAN")
	a.scanCursor(cursor)
	a.check(opts.Validate())
	a.scanFilter(opts.Match, opts.Count)
	if opts.Type != "" {
		a.Word("TYPE")
		a.String(string(opts.Type))
	}
	return scan
}

// scanCursor appends where a step of a scan begins.
func (a *Args) scanCursor(cursor string) {
	if cursor == "" {
		a.refuse("cursor", `is empty; begin with "0"`)
	}
	a.String(cursor)
}

// scanFilter appends the options that all kinds of scan have.
func (a *Args) scanFilter(match *string, count int64) {
	if match != nil {
		a.Word("MATCH")
		a.String(*match)
	}
	if count > 0 {
		a.Word("COUNT")
		a.Int(count)
	}
}
