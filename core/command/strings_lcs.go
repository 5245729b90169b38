package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// LCS returns the longest sequence of bytes that the strings at key1 and key2 have in
// common, in order but not necessarily next to each other.
//
// Reply: the sequence; a key that does not exist counts as empty. Errors: ERR if a key
// holds no string.
// Complexity: O(N*M) for strings of N and M bytes. Since: 7.0.0.
// See https://valkey.io/commands/lcs/
func LCS(a *Args, key1, key2 string) Reply[string] {
	a.Begin("LCS")
	a.Key(key1)
	a.Key(key2)
	return text
}

// LCSLen returns the length of the longest sequence of bytes that the strings at key1
// and key2 have in common.
//
// Reply: the length in bytes; a key that does not exist counts as empty. Errors: ERR if
// a key holds no string.
// Complexity: O(N*M) for strings of N and M bytes. Since: 7.0.0.
// See https://valkey.io/commands/lcs/
func LCSLen(a *Args, key1, key2 string) Reply[int64] {
	a.Begin("LCS")
	a.Key(key1)
	a.Key(key2)
	a.Word("LEN")
	return integer
}

// LCSWithOptions returns where in the strings at key1 and key2 the parts of their
// longest common sequence lie.
//
// Reply: the parts, the last one first, and the length of the whole sequence in bytes.
// Errors: ERR if a key holds no string.
// Complexity: O(N*M) for strings of N and M bytes. Since: 7.0.0.
// See https://valkey.io/commands/lcs/
//
//glissade:javascript lcsIdx
func LCSWithOptions(a *Args, key1, key2 string, opts options.LCSIdxOptions) Reply[models.LCSMatch] {
	a.Begin("LCS")
	a.Key(key1)
	a.Key(key2)
	a.check(opts.Validate())
	a.Word("IDX")
	if opts.MinMatchLen > 0 {
		a.Word("MINMATCHLEN")
		a.Int(opts.MinMatchLen)
	}
	if opts.WithMatchLen {
		a.Word("WITHMATCHLEN")
	}
	return lcsMatch
}
