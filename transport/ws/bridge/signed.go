//go:build !js

package bridge

import (
	"bytes"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/glissade-io/glissade/transport/ws"
)

// SignedTokens has the bridge take JSON Web Tokens (RFC 7519) as tokens: whoever has the
// key says in them who may connect, where to, as whom, and until when. A token must have
// the claims
//
//	iss, aud  those of Issuer and Audience
//	exp       when it ends, and the connection with it
//	targets   the names of the targets that it is for, or "*" alone for all of them
//
// and may have
//
//	sub       whom it is for: the log shows it, and limits by token count by it
//	user      the user of the server's ACL, one of the target's Users
//	nbf, iat  since when it is valid, and when it was made
type SignedTokens struct {
	// Algorithm is how tokens are signed: one of HS256, HS384, HS512, RS256, RS384,
	// RS512, PS256, PS384, PS512, ES256, ES384, ES512 and EdDSA. No other is taken,
	// whatever a token says of itself.
	Algorithm string
	// Secrets are the keys of the HS algorithms, of 32 bytes or more. A token may be
	// signed with any of them, so that they can be rotated.
	Secrets [][]byte
	// PublicKeys are those of the other algorithms: PEM, one or several after one
	// another (PUBLIC KEY or CERTIFICATE).
	PublicKeys []byte
	// KeySetURL is where the public keys are published as a JSON Web Key Set (RFC 7517),
	// in place of PublicKeys: https, or http of this machine. It is read at the start,
	// once an hour, and when a token names a key that is not known, once in 10 s at most.
	KeySetURL string
	// Issuer is what the claim iss must be, Audience one of those that aud names.
	Issuer, Audience string
	// ClockSkew is how far the clocks of the issuer and the bridge may be apart, 5 min
	// at most. Default 30 s.
	ClockSkew time.Duration
}

const (
	defaultSkew = 30 * time.Second
	maxSkew     = 5 * time.Minute
	// minSecretLength is that of the shortest hash; RFC 7518 section 3.2 demands it.
	minSecretLength = 32
	// minRSABits is what RFC 7518 section 3.3 demands.
	minRSABits = 2048
)

// claims are what the bridge reads of a token.
type claims struct {
	jwt.RegisteredClaims
	Targets []string `json:"targets"`
	User    string   `json:"user"`
}

// verifier checks signed tokens.
type verifier struct {
	parser *jwt.Parser
	keys   jwt.Keyfunc
	skew   time.Duration
	log    *slog.Logger
	close  func()
}

// newVerifier returns nil if no signed tokens are taken.
func newVerifier(config *SignedTokens, log *slog.Logger) (*verifier, error) {
	if config == nil {
		return nil, nil
	}
	skew := config.ClockSkew
	setDefault(&skew, defaultSkew)
	method := jwt.GetSigningMethod(config.Algorithm)
	switch {
	case method == nil || config.Algorithm == jwt.SigningMethodNone.Alg():
		return nil, fmt.Errorf(`bridge: SignedTokens.Algorithm: %q is none; use one such as "HS256", "RS256" or "EdDSA"`, config.Algorithm)
	case config.Issuer == "":
		return nil, errors.New("bridge: SignedTokens.Issuer: is empty; give what the claim iss of the tokens is")
	case config.Audience == "":
		return nil, errors.New("bridge: SignedTokens.Audience: is empty; give what the claim aud of the tokens is, such as the bridge's URL")
	case skew < 0 || skew > maxSkew:
		return nil, fmt.Errorf("bridge: SignedTokens.ClockSkew: %v is not from 0 to %v", skew, maxSkew)
	}
	v := &verifier{skew: skew, log: log, close: func() {}}
	v.parser = jwt.NewParser(jwt.WithValidMethods([]string{config.Algorithm}), jwt.WithIssuer(config.Issuer), jwt.WithAudience(config.Audience),
		jwt.WithLeeway(skew), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithStrictDecoding())
	return v, v.setKeys(config, method)
}

// setKeys has v verify with the keys of the one source that is configured.
func (v *verifier) setKeys(config *SignedTokens, method jwt.SigningMethod) (err error) {
	if _, isHMAC := method.(*jwt.SigningMethodHMAC); isHMAC {
		if len(config.PublicKeys) > 0 || config.KeySetURL != "" {
			return fmt.Errorf("bridge: SignedTokens: %s has Secrets, and neither PublicKeys nor a KeySetURL; what is public must not sign", config.Algorithm)
		}
		v.keys, err = secretKeys(config.Secrets)
		return err
	}
	switch {
	case len(config.Secrets) > 0:
		return fmt.Errorf("bridge: SignedTokens.Secrets: are for HS256, HS384 and HS512; %s has PublicKeys or a KeySetURL", config.Algorithm)
	case (len(config.PublicKeys) > 0) == (config.KeySetURL != ""):
		return fmt.Errorf("bridge: SignedTokens: %s needs either PublicKeys or a KeySetURL", config.Algorithm)
	case config.KeySetURL != "":
		v.keys, v.close, err = publishedKeys(config.KeySetURL, v.log)
	default:
		v.keys, err = publicKeys(config.PublicKeys, method)
	}
	return err
}

// looksSigned tells whether a token has the form of a signed one.
func looksSigned(token []byte) bool { return bytes.Count(token, []byte{'.'}) == 2 }

// errUnknownHeader is for tokens that say that something must be understood (RFC 7515
// section 4.1.11): the bridge understands nothing but what is always there.
var errUnknownHeader = errors.New("the token's header has crit, which names what is not known here")

// key returns the keys with which the signature of a token may have been made.
func (v *verifier) key(token *jwt.Token) (any, error) {
	if _, critical := token.Header["crit"]; critical {
		return nil, errUnknownHeader
	}
	key, err := v.keys(token)
	if public, isRSA := key.(*rsa.PublicKey); isRSA && public.N.BitLen() < minRSABits {
		return nil, fmt.Errorf("the key has %d bits; use one of %d or more", public.N.BitLen(), minRSABits)
	}
	return key, err
}

// verify returns whom a token names.
func (v *verifier) verify(token []byte) (*identity, *refusal) {
	var said claims
	_, err := v.parser.ParseWithClaims(string(token), &said, v.key)
	if err != nil {
		v.log.Warn("token refused", "error", err)
		if errors.Is(err, jwt.ErrTokenExpired) {
			return nil, refuse(ws.CloseUnauthorized, "token_expired", "the token has expired; get a new one and connect again")
		}
		return nil, refuse(ws.CloseUnauthorized, "token", "the token is not valid at this bridge; its log says why")
	}
	who := &identity{token: token, subject: said.Subject, user: said.User, expires: said.ExpiresAt.Add(v.skew)}
	switch {
	case len(said.Targets) == 0:
		return nil, refuse(ws.CloseUnauthorized, "token", `the token is for no target; its claim targets must name some, or be ["*"]`)
	case len(said.Targets) > 1 || said.Targets[0] != "*":
		who.targets = said.Targets
	}
	who.account = accountOf(token)
	if said.Subject != "" {
		who.account = "sub " + said.Subject
	}
	return who, nil
}
