package models

// finishedCursor is the cursor at which a scan starts, and which the server returns
// when there is nothing left to scan.
const finishedCursor = "0"

// ScanResult is one step of a scan over keys or elements, as SCAN and SSCAN take it,
// and HSCAN and ZSCAN where only the names are asked for. A step may hold no elements
// although the scan is not over, and an element may come more than once.
type ScanResult struct {
	// Cursor is where the next step goes on: an unsigned 64-bit number in decimal digits.
	Cursor   string
	Elements []string
}

// IsFinished reports whether the scan is over. Until then call again with Cursor.
func (r ScanResult) IsFinished() bool { return r.Cursor == finishedCursor }

// ScanFieldsResult is one step of a scan over the fields of a hash. See [ScanResult].
type ScanFieldsResult struct {
	// Cursor is where the next step goes on: an unsigned 64-bit number in decimal digits.
	Cursor string
	Fields []FieldValue
}

// IsFinished reports whether the scan is over. Until then call again with Cursor.
func (r ScanFieldsResult) IsFinished() bool { return r.Cursor == finishedCursor }

// ScanScoresResult is one step of a scan over the members of a sorted set. See [ScanResult].
type ScanScoresResult struct {
	// Cursor is where the next step goes on: an unsigned 64-bit number in decimal digits.
	Cursor  string
	Members []MemberAndScore
}

// IsFinished reports whether the scan is over. Until then call again with Cursor.
func (r ScanScoresResult) IsFinished() bool { return r.Cursor == finishedCursor }
