package glob_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/glob"
)

func TestPatternsMatchAsTheyDoOnServers(t *testing.T) {
	for pattern, keys := range map[string]map[string]bool{
		"":            {"": true, "a": false},
		"abc":         {"abc": true, "ab": false, "abcd": false, "xbc": false},
		"*":           {"": true, "a": true, "a/b\x00\n": true},
		"a*":          {"a": true, "ab": true, "ba": false, "": false},
		"*c":          {"c": true, "abc": true, "cb": false, "ccc": true},
		"a*b*c":       {"abc": true, "aXbXc": true, "abcbc": true, "acb": false},
		"**b":         {"b": true, "aab": true, "ba": false},
		"a?c":         {"abc": true, "ac": false, "a\xffc": true, "abbc": false},
		"[abc]x":      {"ax": true, "cx": true, "dx": false, "x": false},
		"[a-c]x":      {"bx": true, "dx": false, "-x": false},
		"[c-a]x":      {"bx": true, "dx": false},
		"[^a-c]x":     {"bx": false, "dx": true, "x": false},
		"[^a]":        {"a": false, "^": true},
		`[\]]`:        {"]": true, `\`: false},
		`[\a-c]`:      {"a": true, "-": true, "c": true, "b": false},
		"[a":          {"a": true, "b": false},
		"[":           {"a": false, "[": false},
		"[]a":         {"a": false, "]": false},
		"x[a-":        {"xa": true, "x-": true},
		`a\*`:         {"a*": true, "ab": false},
		`a\`:          {`a\`: true, "a": false},
		`\[x`:         {"[x": true},
		"*[0-9]":      {"key7": true, "key": false, "7key": false},
		"{user*}:*:?": {"{user1}:mail:x": true, "{user1}:mail": false},
	} {
		for key, want := range keys {
			require.Equal(t, want, glob.Matches(pattern, key), "%q with %q", pattern, key)
		}
	}
}

func TestManyStarsTakeNoTimeToSpeakOf(t *testing.T) {
	key := make([]byte, 10_000)
	require.False(t, glob.Matches("*a*a*a*a*a*a*a*a*a*a*a*a*b", string(key)))
}
