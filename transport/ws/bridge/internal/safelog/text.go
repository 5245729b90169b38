//go:build !js

package safelog

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is how much of one value a line shows, in bytes.
const MaxText = 512

// Long is a text of which eight times as much is shown, such as a stack trace.
type Long string

// Text returns s as it may stand in a line: without the user and the query of URLs,
// with everything that is not printable escaped as in Go's source, and with at most
// limit bytes of it, after which an ellipsis stands.
func Text(s string, limit int) string {
	return escape(Redact(s), limit)
}

func escape(s string, limit int) string {
	const ellipsis = "…"
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		shown := s[i : i+size]
		if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) {
			shown = escaped(r, s[i], size)
		}
		if b.Len()+len(shown) > limit {
			b.WriteString(ellipsis)
			break
		}
		b.WriteString(shown)
		i += size
	}
	return b.String()
}

// escaped returns a character that is not printable, or a byte that is none.
func escaped(r rune, first byte, size int) string {
	const digits = "0123456789abcdef"
	hex := func(prefix string, value rune, width int) string {
		for shift := 4 * (width - 1); shift >= 0; shift -= 4 {
			prefix += string(digits[value>>shift&15])
		}
		return prefix
	}
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case size == 1:
		return hex(`\x`, rune(first), 2)
	case r <= 0xFFFF:
		return hex(`\u`, r, 4)
	default:
		return hex(`\U`, r, 8)
	}
}

// Redact returns s without the user, password, query and fragment of URLs in it, and
// without what stands before the @ of an address.
func Redact(s string) string {
	if !strings.ContainsAny(s, "@?") {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		end := strings.IndexFunc(s, separates)
		word := s
		if end >= 0 {
			word = s[:end]
		}
		b.WriteString(redactWord(word))
		if end < 0 {
			break
		}
		_, size := utf8.DecodeRuneInString(s[end:])
		b.WriteString(s[end : end+size])
		s = s[end+size:]
	}
	return b.String()
}

// separates tells what ends a URL within a sentence.
func separates(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"'<>`, r) }

func redactWord(word string) string {
	scheme, rest, isURL := strings.Cut(word, "://")
	if !isURL {
		scheme, rest = "", word
	} else {
		scheme += "://"
	}
	// A password may contain anything, so the last @ counts.
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	if isURL || strings.HasPrefix(rest, "/") {
		if query := strings.IndexAny(rest, "?#"); query >= 0 {
			rest = rest[:query]
		}
	}
	return scheme + rest
}
