package ws

import (
	"strings"

	"github.com/glissade-io/glissade/internal/printable"
)

// redacted stands where a secret was.
const redacted = "…"

// redactedURL returns the bridge's URL as errors show it: without user, password and
// query, any of which may be a secret. It is meant for URLs that base takes.
func redactedURL(url string) string {
	scheme, rest, _ := strings.Cut(url, "://")
	rest, _, _ = strings.Cut(rest, "?")
	return scheme + "://" + rest[strings.LastIndexByte(rest, '@')+1:]
}

// redactSecrets returns the text of an error that came from elsewhere, in which URLs
// may be quoted, such as a proxy's with its password. Of each word what stands before an
// "@" is left out, and of a URL its query.
func redactSecrets(text string) string {
	const separators = " \t\r\n\"'`<>(),;"
	var b strings.Builder
	for text != "" {
		end := strings.IndexAny(text, separators)
		if end < 0 {
			end = len(text)
		}
		b.WriteString(redactWord(text[:end]))
		text = text[end:]
		if text != "" {
			b.WriteByte(text[0]) // separators are ASCII
			text = text[1:]
		}
	}
	return printable.Text(b.String())
}

func redactWord(word string) string {
	scheme, rest, isURL := strings.Cut(word, "://")
	if !isURL {
		scheme, rest = "", word
	} else {
		scheme += "://"
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = redacted + rest[at:]
	}
	if question := strings.IndexByte(rest, '?'); isURL && question >= 0 {
		rest = rest[:question+1] + redacted
	}
	return scheme + rest
}
