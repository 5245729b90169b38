//go:build !js

package bridge

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/glissade-io/glissade/transport/ws"
)

// minTokenLength keeps out tokens that can be guessed, in bytes.
const minTokenLength = 16

// tokenList holds the hashes of the tokens that are accepted. Hashes have one
// length, so that comparing them takes the same time for every guess.
type tokenList [][sha256.Size]byte

func newTokenList(tokens []string) tokenList {
	var list tokenList
	for _, token := range tokens {
		list = append(list, sha256.Sum256([]byte(token)))
	}
	return list
}

func (l tokenList) contains(token []byte) bool {
	presented := sha256.Sum256(token)
	match := 0
	for i := range l { // all of them, or the time would tell which one matched
		match |= subtle.ConstantTimeCompare(l[i][:], presented[:])
	}
	return match != 0
}

// presentedToken returns the token in the subprotocol "bearer.BASE64URL".
func presentedToken(r *http.Request) ([]byte, bool) {
	for _, header := range r.Header.Values("Sec-WebSocket-Protocol") {
		for name := range strings.SplitSeq(header, ",") {
			if encoded, ok := strings.CutPrefix(strings.TrimSpace(name), ws.BearerPrefix); ok {
				token, err := base64.RawURLEncoding.DecodeString(encoded)
				return token, err == nil
			}
		}
	}
	return nil, false
}
