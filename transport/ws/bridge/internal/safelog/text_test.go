//go:build !js

package safelog

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                     "plain",
		"ünïcode 𝄞":                 "ünïcode 𝄞",
		"a\r\nb\tc":                 `a\r\nb\tc`,
		"\x00\x7f\u0085\u2028":      `\x00\x7f\u0085\u2028`,
		"\u202egnp.exe":             `\u202egnp.exe`,
		"\xff\xfe":                  `\xff\xfe`,
		"\U000e0041":                `\U000e0041`,
		`quoted "as is" and \ kept`: `quoted "as is" and \ kept`,
		"":                          "",
	} {
		require.Equal(t, want, Text(text, 100))
	}
	for limit := range 12 {
		require.LessOrEqual(t, len(Text("aü\x00€\x1b𝄞bc", limit)), limit+len("…"))
	}
}

func TestRedact(t *testing.T) {
	for text, want := range map[string]string{
		"redis://user:pass@host:6379/0":           "redis://host:6379/0",
		"https://user@host/path?token=1#x":        "https://host/path",
		"user:p@ss@host:6379":                     "host:6379",
		"https://u:a@b@host":                      "https://host",
		"https://u:a/b?c@host/p":                  "https://host/p",
		`dial "wss://u:p@h/v1?t=secret": refused`: `dial "wss://h/v1": refused`,
		"is it running? yes":                      "is it running? yes",
		"host:6379":                               "host:6379",
		"/v1/connect?token=1":                     "/v1/connect",
		"two http://a:b@c and http://d:e@f":       "two http://c and http://f",
	} {
		require.Equal(t, want, Redact(text))
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x00", 5)
	f.Add("http://u:p@h?x", 50)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit < 0 || limit > 1<<10 {
			return
		}
		shown := Text(text, limit)
		require.True(t, utf8.ValidString(shown))
		require.LessOrEqual(t, len(shown), limit+len("…"))
		require.Equal(t, -1, strings.IndexFunc(shown, func(r rune) bool { return !unicode.IsPrint(r) }))
	})
}
