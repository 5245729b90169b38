package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// SScan returns some of the members of the set at key, and the cursor to go on with:
// begin with "0" and go on until the reply's IsFinished.
//
// Reply: members, perhaps none, and the next cursor. A member that exists from the
// first step to the last is returned at least once. Errors: ERR if the cursor is no
// number, WRONGTYPE if key holds no set.
// Complexity: O(1) for a step, O(N) for all N members. Since: 2.8.0.
// See https://valkey.io/commands/sscan/
func SScan(a *Args, key, cursor string) Reply[models.ScanResult] {
	a.Begin("SSCAN")
	a.Key(key)
	a.scanCursor(cursor)
	return scan
}

// SScanWithOptions returns some of the members of the set at key, of those that opts
// select, and the cursor to go on with: begin with "0" and go on until the reply's
// IsFinished.
//
// Reply: members, perhaps none, and the next cursor. A member that exists from the
// first step to the last is returned at least once. Errors: ERR if the cursor is no
// number, WRONGTYPE if key holds no set.
// Complexity: O(1) for a step, O(N) for all N members. Since: 2.8.0.
// See https://valkey.io/commands/sscan/
func SScanWithOptions(a *Args, key, cursor string, opts options.SScanOptions) Reply[models.ScanResult] {
	a.Begin("SSCAN")
	a.Key(key)
	a.scanCursor(cursor)
	a.check(opts.Validate())
	a.scanFilter(opts.Match, opts.Count)
	return scan
}
