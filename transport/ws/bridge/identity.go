//go:build !js

package bridge

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"time"

	"github.com/glissade-io/glissade/transport/ws"
)

// identity is who a client is: what the token says that it presented.
type identity struct {
	token   []byte    // what was presented; nil where none is demanded
	account string    // what the connections of one token are counted by
	subject string    // whom the issuer names, for the log
	user    string    // of the server's ACL, or "" for that of the target
	targets []string  // those that may be reached, by name; nil for all
	expires time.Time // when the token ends, or zero
}

// mayReach refuses a target that the token is not for.
func (i *identity) mayReach(t *target) *refusal {
	if i.targets == nil || slices.Contains(i.targets, t.name) {
		return nil
	}
	return refuse(ws.CloseForbidden, "token_target", "the token is not for this target; ask its issuer for one whose claim targets names it")
}

// accountOf returns a short name for a token, which does not tell the token.
func accountOf(token []byte) string {
	sum := sha256.Sum256(token)
	return hex.EncodeToString(sum[:8])
}

// tokens are what clients may present: secrets that are listed, and signed tokens.
type tokens struct {
	listed tokenList
	signed *verifier // nil unless they are taken
}

func newTokens(config Config) (tokens, error) {
	signed, err := newVerifier(config.SignedTokens, config.Logger)
	if err != nil {
		return tokens{}, err
	}
	return tokens{newTokenList(config.Tokens), signed}, nil
}

// demanded tells whether a client needs a token.
func (t tokens) demanded() bool { return len(t.listed) > 0 || t.signed != nil }

// check returns who presents the token of r.
func (t tokens) check(r *http.Request) (*identity, *refusal) {
	if !t.demanded() {
		return &identity{}, nil
	}
	token, ok := presentedToken(r)
	if !ok {
		return nil, refuse(ws.CloseUnauthorized, "token", "this bridge demands a token; set the dialer's Token")
	}
	return t.identify(token)
}

// identify returns who a token stands for.
func (t tokens) identify(token []byte) (*identity, *refusal) {
	if t.listed.contains(token) {
		return &identity{token: token, account: accountOf(token)}, nil
	}
	if t.signed != nil && looksSigned(token) {
		return t.signed.verify(token)
	}
	return nil, refuse(ws.CloseUnauthorized, "token", "the token is not one of this bridge's; ask its operator for a valid one")
}

func (t tokens) close() {
	if t.signed != nil {
		t.signed.close()
	}
}
