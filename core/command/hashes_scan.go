package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// HScan returns some of the fields of the hash at key with their values, and the
// cursor to go on with: begin with "0" and go on until the reply's IsFinished.
//
// Reply: fields with their values, perhaps none, and the next cursor. A field that
// exists from the first step to the last is returned at least once. Errors: ERR if the
// cursor is no number, WRONGTYPE if key holds no hash.
// Complexity: O(1) for a step, O(N) for all N fields. Since: 2.8.0.
// See https://valkey.io/commands/hscan/
func HScan(a *Args, key, cursor string) Reply[models.ScanFieldsResult] {
	a.Begin("HSCAN")
	a.Key(key)
	a.scanCursor(cursor)
	return scanFields
}

// HScanWithOptions returns some of the fields of the hash at key with their values, of
// those that opts select, and the cursor to go on with: begin with "0" and go on until
// the reply's IsFinished.
//
// Reply: fields with their values, perhaps none, and the next cursor. A field that
// exists from the first step to the last is returned at least once. Errors: ERR if the
// cursor is no number, WRONGTYPE if key holds no hash.
// Complexity: O(1) for a step, O(N) for all N fields. Since: 2.8.0.
// See https://valkey.io/commands/hscan/
func HScanWithOptions(a *Args, key, cursor string, opts options.HScanOptions) Reply[models.ScanFieldsResult] {
	a.Begin("HSCAN")
	a.Key(key)
	a.scanCursor(cursor)
	a.check(opts.Validate())
	a.scanFilter(opts.Match, opts.Count)
	return scanFields
}

// HScanNoValues returns some of the fields of the hash at key without their values, of
// those that opts select, and the cursor to go on with: begin with "0" and go on until
// the reply's IsFinished.
//
// Reply: fields, perhaps none, and the next cursor. A field that exists from the first
// step to the last is returned at least once. Errors: ERR if the cursor is no number,
// WRONGTYPE if key holds no hash.
// Complexity: O(1) for a step, O(N) for all N fields. Since: 2.8.0; without the values: 8.0.0.
// See https://valkey.io/commands/hscan/
//
//glissade:javascript hscan
func HScanNoValues(a *Args, key, cursor string, opts options.HScanOptions) Reply[models.ScanResult] {
	a.Begin("HSCAN")
	a.Key(key)
	a.scanCursor(cursor)
	a.check(opts.Validate())
	a.scanFilter(opts.Match, opts.Count)
	a.Word("NOVALUES")
	return scan
}
