// Package printable makes text that others sent fit to stand in an error, and so in a
// log or a terminal: without control characters, and of bounded length.
package printable

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Longest is the most bytes that [Text] returns.
const Longest = 512

const cut = "…"

// Text returns text with what is not printable escaped as in Go's source ("\r\n",
// "\x1b", "\u202e"), and what is beyond [Longest] bytes cut off. Other text, quotation
// marks and backslashes too, is returned as it is.
func Text(text string) string {
	if len(text) <= Longest && isPlain(text) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		piece := text[:size]
		if r == utf8.RuneError && size == 1 || !strconv.IsPrint(r) {
			quoted := strconv.Quote(piece)
			piece = quoted[1 : len(quoted)-1]
		}
		if b.Len()+len(piece) > Longest-len(cut) && b.Len()+len(piece)+len(text)-size > Longest {
			return b.String() + cut
		}
		b.WriteString(piece)
		text = text[size:]
	}
	return b.String()
}

func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// Secret returns what stands for a secret where a configuration is printed: not even
// its length.
func Secret(isSet bool) string {
	if isSet {
		return "(redacted)"
	}
	return "(none)"
}
