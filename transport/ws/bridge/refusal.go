//go:build !js

package bridge

import (
	"strconv"
	"unicode/utf8"

	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge/internal/safelog"
)

// maxReason is how long the reason in a close frame may be, in bytes (RFC 6455
// section 5.5: 125 with the code).
const maxReason = 123

// refusal is a connection that is not let through. It is told in a close frame
// after the handshake, because a browser hides the status of a failed one.
type refusal struct {
	code   ws.CloseCode
	label  string // for metrics
	reason string // for the person who reads the page's console: what to do
}

func refuse(code ws.CloseCode, label, reason string) *refusal {
	return &refusal{code, label, clip(reason, maxReason)}
}

// maxQuoted is how much of somebody's words stands in a reason or an error, in bytes:
// little enough to leave room for the advice after them.
const maxQuoted = 40

// quoted returns a client's words for use in a reason, without the passwords that may be
// in a URL.
func quoted(s string) string { return strconv.Quote(clip(safelog.Redact(s), maxQuoted)) }

// clip cuts s to at most n bytes between two characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
