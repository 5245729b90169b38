package glob_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/glob"
)

// The tests on real servers compare with what servers match.
func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern string
		is, not []string
	}{
		{"", []string{""}, []string{"a"}},
		{"*", []string{"", "a", "\x00\xff"}, nil},
		{"**a", []string{"a", "ba", "aa"}, []string{"", "ab"}},
		{"a*b*c", []string{"abc", "axxbxxc", "abcbc"}, []string{"ab", "acb", "abcd"}},
		{"a?c", []string{"abc", "a?c", "a\xffc"}, []string{"ac", "abbc"}},
		{"[abc]", []string{"a", "c"}, []string{"", "d", "ab", "["}},
		{"[^abc]x", []string{"dx", "^x"}, []string{"ax", "x"}},
		{"[a-c][9-0]", []string{"b5", "c0"}, []string{"d5", "ba"}},
		{`[\]\-a]`, []string{"]", "-", "a"}, []string{`\`}},
		{`\*\[\\`, []string{`*[\`}, []string{`a[\`, `*[`}},
		{"[ab", []string{"a", "b"}, []string{"[ab", "c"}},
		{"[]a", nil, []string{"]a", "a"}},
		{`a\`, []string{`a\`}, []string{"a"}},
	} {
		for _, text := range c.is {
			require.True(t, glob.Matches(c.pattern, text), "%q, %q", c.pattern, text)
		}
		for _, text := range c.not {
			require.False(t, glob.Matches(c.pattern, text), "%q, %q", c.pattern, text)
		}
	}
}

func TestMatchingIsNotExponential(t *testing.T) {
	require.False(t, glob.Matches(strings.Repeat("a*", 50)+"b", strings.Repeat("a", 10000)))
}

func FuzzMatches(f *testing.F) {
	f.Add("a[^b-", "text")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		_ = glob.Matches(pattern, text)
		require.True(t, glob.Matches("*"+strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`, `\`, `\\`).Replace(text), text))
	})
}
