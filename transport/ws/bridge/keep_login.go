//go:build !js

package bridge

import (
	"bytes"

	"github.com/glissade-io/glissade/transport/ws/bridge/internal/request"
)

// Why commands are refused where the bridge has logged in.
var (
	refusedName  = request.Refuse("refused by the bridge: the name of a command is printable ASCII")
	refusedLogin = request.Refuse("refused by the bridge, which has logged in by itself: AUTH, RESET and HELLO with AUTH")
)

// keepLogin refuses what would change the user that the bridge has logged in.
func keepLogin(c request.Command) request.Decision {
	if !isName(c.Words[0]) {
		return refusedName
	}
	switch {
	case isWord(c.Words[0], "AUTH"), isWord(c.Words[0], "RESET"):
		return refusedLogin
	case !isWord(c.Words[0], "HELLO"):
		return request.Pass
	case !c.Complete():
		return request.More
	}
	// HELLO [version [SETNAME name]], and nothing of which it is not known what it does.
	for options := c.Words[min(2, len(c.Words)):]; len(options) > 0; options = options[min(2, len(options)):] {
		if !isWord(options[0], "SETNAME") {
			return refusedLogin
		}
	}
	return request.Pass
}

func isWord(word []byte, name string) bool { return bytes.EqualFold(word, []byte(name)) }

// isName tells whether a word can be the name of a command. Servers compare names up to
// a zero byte, so "AUTH\x00…" is AUTH to them where the hash of both is alike, which
// chance brings about.
func isName(word []byte) bool {
	for _, c := range word {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}
