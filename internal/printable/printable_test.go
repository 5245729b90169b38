package printable_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/printable"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		`ERR "quoted" \ as it is, 'x'`: `ERR "quoted" \ as it is, 'x'`,
		"größer 日本":                    "größer 日本",
		"a\r\nb\tc\x00\x1b[31m\x7f":    `a\r\nb\tc\x00\x1b[31m\x7f`,
		"\xff\xfe":                     `\xff\xfe`,
		"\u202e\u0085\u2028\ufeff":     `\u202e\u0085\u2028\ufeff`,
		"\ufffd":                       "\ufffd",
	} {
		require.Equal(t, want, printable.Text(text))
	}
}

func TestTextIsBounded(t *testing.T) {
	longest := strings.Repeat("x", printable.Longest)
	require.Equal(t, longest, printable.Text(longest))
	for _, text := range []string{longest + "x", strings.Repeat("\x00", 1<<20), strings.Repeat("é", 1<<10), strings.Repeat("\u202e", 1<<10)} {
		got := printable.Text(text)
		require.LessOrEqual(t, len(got), printable.Longest)
		require.Greater(t, len(got), printable.Longest-10)
		require.True(t, strings.HasSuffix(got, "…"))
		require.True(t, utf8.ValidString(got))
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x00\xff\u202e")
	f.Fuzz(func(t *testing.T, text string) {
		got := printable.Text(text)
		require.LessOrEqual(t, len(got), printable.Longest)
		require.True(t, utf8.ValidString(got))
		for _, r := range got {
			require.False(t, r < ' ' || r == 0x7f, "%q", got)
		}
	})
}
