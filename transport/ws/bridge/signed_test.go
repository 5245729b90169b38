//go:build !js

package bridge_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

const issuer, audience = "https://login.example", "https://bridge.example"

var hmacSecret = []byte("0123456789abcdef0123456789abcdef")

// good are the claims of a token that is accepted.
func good() jwt.MapClaims {
	return jwt.MapClaims{
		"iss": issuer, "aud": audience, "sub": "alice", "targets": []string{"cache"},
		"exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nbf": time.Now().Unix(),
	}
}

// with returns good claims with one changed; nil leaves it out.
func with(name string, value any) jwt.MapClaims {
	claims := good()
	claims[name] = value
	if value == nil {
		delete(claims, name)
	}
	return claims
}

func signedBy(t *testing.T, method jwt.SigningMethod, key any, claims jwt.MapClaims, header ...any) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	for i := 0; i < len(header); i += 2 {
		token.Header[header[i].(string)] = header[i+1]
	}
	text, err := token.SignedString(key)
	require.NoError(t, err)
	return text
}

func publicPEM(t *testing.T, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

func rsaKey(t *testing.T, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	require.NoError(t, err)
	return key
}

// dialAs connects to the target "cache" with a token.
func (s *site) dialAs(token string) (read func() ([]byte, error)) {
	s.t.Helper()
	dialer := s.dialer()
	dialer.Target, dialer.Token = "cache", token
	opened := s.dial(dialer, "")
	return func() ([]byte, error) { return io.ReadAll(opened) }
}

// requireAdmitted asks for an echo with a token, requireRefused for a refusal.
func (s *site) requireAdmitted(token string) {
	s.t.Helper()
	dialer := s.dialer()
	dialer.Target, dialer.Token = "cache", token
	requireEcho(s.t, s.dial(dialer, ""), "hello")
}

func (s *site) requireRefused(token string, code ws.CloseCode, reason string) {
	s.t.Helper()
	_, err := s.dialAs(token)()
	var closed *ws.CloseError
	require.ErrorAs(s.t, err, &closed)
	require.Equal(s.t, code, closed.Code, closed.Reason)
	require.Contains(s.t, closed.Reason, reason)
	require.NotContains(s.t, closed.Reason, token)
}

func startSigned(t *testing.T, signed bridge.SignedTokens) *site {
	t.Helper()
	signed.Issuer, signed.Audience = issuer, audience
	return start(t, bridge.Config{
		Targets: []bridge.Target{{Name: "cache", Address: fakeserver.ServeTCP(t, echo)}, {Name: "other", Address: fakeserver.ServeTCP(t, echo)}},
		Tokens:  []string{"opaque-0123456789"}, SignedTokens: &signed,
	})
}

func TestSignedTokens(t *testing.T) {
	key := rsaKey(t, 2048)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	for _, test := range []struct {
		method jwt.SigningMethod
		key    any
	}{
		{jwt.SigningMethodHS256, hmacSecret},
		{jwt.SigningMethodHS512, hmacSecret},
		{jwt.SigningMethodRS256, key},
		{jwt.SigningMethodPS384, key},
		{jwt.SigningMethodES256, curve},
		{jwt.SigningMethodEdDSA, edwards},
	} {
		t.Run(test.method.Alg(), func(t *testing.T) {
			signed := bridge.SignedTokens{Algorithm: test.method.Alg()}
			if signer, ok := test.key.(crypto.Signer); ok {
				signed.PublicKeys = append(publicPEM(t, &rsaKey(t, 2048).PublicKey), publicPEM(t, signer.Public())...)
				if _, isRSA := test.key.(*rsa.PrivateKey); !isRSA {
					signed.PublicKeys = publicPEM(t, signer.Public())
				}
			} else {
				signed.Secrets = [][]byte{[]byte(strings.Repeat("new ", 10)), hmacSecret}
			}
			s := startSigned(t, signed)
			s.requireAdmitted(signedBy(t, test.method, test.key, good()))
			s.requireAdmitted(signedBy(t, test.method, test.key, with("targets", []string{"*"})))
			s.requireAdmitted(signedBy(t, test.method, test.key, with("aud", []string{"others", audience})))
			s.requireAdmitted("opaque-0123456789")
		})
	}
}

// Each is a way to be let in with a token that the issuer did not make for it.
func TestSignedTokensThatAreNone(t *testing.T) {
	s := startSigned(t, bridge.SignedTokens{Algorithm: "HS256", Secrets: [][]byte{hmacSecret}})
	sign := func(claims jwt.MapClaims, header ...any) string {
		return signedBy(t, jwt.SigningMethodHS256, hmacSecret, claims, header...)
	}
	valid := sign(good())
	parts := strings.Split(valid, ".")
	ago, ahead := time.Now().Add(-time.Hour).Unix(), time.Now().Add(time.Hour).Unix()
	for name, token := range map[string]string{
		"no signature, alg none":       signedBy(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good()),
		"no signature":                 parts[0] + "." + parts[1] + ".",
		"another's claims":             parts[0] + "." + strings.Split(sign(with("sub", "mallory")), ".")[1] + "." + parts[2],
		"another key":                  signedBy(t, jwt.SigningMethodHS256, []byte(strings.Repeat("x", 32)), good()),
		"the empty key":                signedBy(t, jwt.SigningMethodHS256, []byte{}, good()),
		"another hash":                 signedBy(t, jwt.SigningMethodHS512, hmacSecret, good()),
		"RSA where HMAC is configured": signedBy(t, jwt.SigningMethodRS256, rsaKey(t, 2048), good()),
		"padding behind it":            valid + "=",
		"no issuer":                    sign(with("iss", nil)),
		"another issuer":               sign(with("iss", issuer+"/")),
		"no audience":                  sign(with("aud", nil)),
		"another audience":             sign(with("aud", "https://other.example")),
		"no expiry":                    sign(with("exp", nil)),
		"an expiry that is none":       sign(with("exp", "tomorrow")),
		"not valid yet":                sign(with("nbf", ahead)),
		"made in the future":           sign(with("iat", ahead)),
		"no targets":                   sign(with("targets", nil)),
		"no target":                    sign(with("targets", []string{})),
		"targets that are no list":     sign(with("targets", "cache")),
		"a critical header":            sign(good(), "crit", []string{"exp"}, "exp", ahead),
		"a list of headers":            "W10." + parts[1] + "." + parts[2],
		"nothing":                      "..",
		"nothing in it":                "e30.e30.e30",
	} {
		t.Run(name, func(t *testing.T) {
			s := *s
			s.t = t
			s.requireRefused(token, ws.CloseUnauthorized, "token")
		})
	}
	s.requireRefused(sign(with("exp", ago)), ws.CloseUnauthorized, "has expired; get a new one")
	s.requireRefused(sign(with("targets", []string{"other"})), ws.CloseForbidden, "not for this target")
	s.requireRefused(sign(with("targets", []string{"*", "other"})), ws.CloseForbidden, "not for this target")
	require.Zero(t, s.metric("glissade_bridge_connections_total"))
}

// A public key is known to everybody: where it stands for verifying, nothing may be
// signed with it.
func TestAPublicKeyIsNoSecret(t *testing.T) {
	key := rsaKey(t, 2048)
	public := publicPEM(t, &key.PublicKey)
	s := startSigned(t, bridge.SignedTokens{Algorithm: "RS256", PublicKeys: public})
	s.requireAdmitted(signedBy(t, jwt.SigningMethodRS256, key, good()))
	der, _ := pem.Decode(public)
	for _, secret := range [][]byte{public, []byte(strings.TrimSpace(string(public))), der.Bytes} {
		s.requireRefused(signedBy(t, jwt.SigningMethodHS256, secret, good()), ws.CloseUnauthorized, "token")
	}
	s.requireRefused(signedBy(t, jwt.SigningMethodPS256, key, good()), ws.CloseUnauthorized, "token")
}

func TestTheClockMayBeAskewALittle(t *testing.T) {
	s := startSigned(t, bridge.SignedTokens{Algorithm: "HS256", Secrets: [][]byte{hmacSecret}, ClockSkew: 5 * time.Minute})
	minutes := func(n time.Duration) int64 { return time.Now().Add(n * time.Minute).Unix() }
	for claim, offset := range map[string]time.Duration{"exp": -4, "nbf": 4, "iat": 4} {
		s.requireAdmitted(signedBy(t, jwt.SigningMethodHS256, hmacSecret, with(claim, minutes(offset))))
		s.requireRefused(signedBy(t, jwt.SigningMethodHS256, hmacSecret, with(claim, minutes(offset*3/2))), ws.CloseUnauthorized, "token")
	}
}

func TestSessionsEndWithTheirToken(t *testing.T) {
	s := startSigned(t, bridge.SignedTokens{Algorithm: "HS256", Secrets: [][]byte{hmacSecret}, ClockSkew: time.Millisecond})
	ends := time.Now().Add(2 * time.Second).Truncate(time.Second)
	dialer := s.dialer()
	dialer.Target, dialer.Token = "cache", signedBy(t, jwt.SigningMethodHS256, hmacSecret, with("exp", ends.Unix()))
	opened := s.dial(dialer, "")
	requireClosed(t, opened, ws.CloseUnauthorized, "the token has expired")
	require.False(t, time.Now().Before(ends))
	s.awaitMetric(`glissade_bridge_ends_total{reason="token_expired"}`, 1)
	s.awaitMetric("glissade_bridge_connections_active", 0)
}

// keySet is a site that publishes keys.
type keySet struct {
	*httptest.Server
	body  atomic.Value
	asked atomic.Int32
}

func publish(t *testing.T, keys map[string]any) *keySet {
	t.Helper()
	s := &keySet{}
	s.set(t, keys)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/", http.StatusFound)
			return
		}
		io.WriteString(w, s.body.Load().(string))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *keySet) set(t *testing.T, keys map[string]any) {
	t.Helper()
	var set jwkset.JWKSMarshal
	for id, key := range keys {
		jwk, err := jwkset.NewJWKFromKey(key, jwkset.JWKOptions{
			Metadata: jwkset.JWKMetadataOptions{KID: id}, Marshal: jwkset.JWKMarshalOptions{Private: true},
		})
		require.NoError(t, err)
		set.Keys = append(set.Keys, jwk.Marshal())
	}
	text, err := json.Marshal(set)
	require.NoError(t, err)
	s.body.Store(string(text))
}

func TestPublishedKeys(t *testing.T) {
	first, second := rsaKey(t, 2048), rsaKey(t, 2048)
	set := publish(t, map[string]any{"1": &first.PublicKey, "secret": hmacSecret, "short": &rsaKey(t, 1024).PublicKey})
	s := startSigned(t, bridge.SignedTokens{Algorithm: "RS256", KeySetURL: set.URL})
	s.requireAdmitted(signedBy(t, jwt.SigningMethodRS256, first, good(), "kid", "1"))
	s.requireAdmitted(signedBy(t, jwt.SigningMethodRS256, first, good()))
	for _, token := range []string{
		signedBy(t, jwt.SigningMethodRS256, second, good(), "kid", "1"),
		signedBy(t, jwt.SigningMethodHS256, hmacSecret, good(), "kid", "secret"),
		signedBy(t, jwt.SigningMethodRS256, first, good(), "kid", "secret"),
		signedBy(t, jwt.SigningMethodRS256, first, good(), "kid", "short"),
		signedBy(t, jwt.SigningMethodRS256, first, good(), "kid", 1),
	} {
		s.requireRefused(token, ws.CloseUnauthorized, "token")
	}
	require.EqualValues(t, 1, set.asked.Load())

	// The issuer has new keys, and the old one is gone.
	set.set(t, map[string]any{"2": &second.PublicKey})
	s.requireAdmitted(signedBy(t, jwt.SigningMethodRS256, second, good(), "kid", "2"))
	for range 5 {
		s.requireRefused(signedBy(t, jwt.SigningMethodRS256, first, good(), "kid", "1"), ws.CloseUnauthorized, "token")
	}
	require.EqualValues(t, 2, set.asked.Load(), "clients do not decide how often the issuer is asked")
}

func TestSignedTokensThatCannotWork(t *testing.T) {
	key := rsaKey(t, 2048)
	public := publicPEM(t, &key.PublicKey)
	set := publish(t, nil)
	huge := publish(t, nil)
	huge.body.Store(`{"x":"` + strings.Repeat("x", 2<<20) + `"}`)
	secrets := [][]byte{hmacSecret}
	for want, signed := range map[string]bridge.SignedTokens{
		`Algorithm: "" is none`:                 {Secrets: secrets},
		`Algorithm: "none" is none`:             {Algorithm: "none", Secrets: secrets},
		`Algorithm: "hs256" is none`:            {Algorithm: "hs256", Secrets: secrets},
		"Secrets: are missing":                  {Algorithm: "HS256"},
		"Secrets[1] has 31 bytes":               {Algorithm: "HS256", Secrets: append(secrets, hmacSecret[1:])},
		"neither PublicKeys":                    {Algorithm: "HS256", Secrets: secrets, PublicKeys: public},
		"nor a KeySetURL":                       {Algorithm: "HS256", Secrets: secrets, KeySetURL: set.URL},
		"Secrets: are for HS256":                {Algorithm: "RS256", Secrets: secrets},
		"RS512 needs either PublicKeys or":      {Algorithm: "RS512"},
		"RS256 needs either PublicKeys or":      {Algorithm: "RS256", PublicKeys: public, KeySetURL: set.URL},
		"PublicKeys: hold no PEM":               {Algorithm: "RS256", PublicKeys: []byte("text")},
		"is no key for ES256":                   {Algorithm: "ES256", PublicKeys: public},
		"block 1 (PUBLIC KEY): is no key for R": {Algorithm: "RS256", PublicKeys: publicPEM(t, &rsaKey(t, 1024).PublicKey)},
		"needs no private keys":                 {Algorithm: "RS256", PublicKeys: pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})},
		"KeySetURL: is no https URL":            {Algorithm: "RS256", KeySetURL: "http://login.example/keys"},
		"KeySetURL: is no https":                {Algorithm: "RS256", KeySetURL: "file:///etc/keys"},
		"invalid HTTP status code: 302":         {Algorithm: "RS256", KeySetURL: set.URL + "/moved"},
		"unexpected EOF":                        {Algorithm: "RS256", KeySetURL: huge.URL},
		"ClockSkew: 6m0s is not from 0 to 5m0s": {Algorithm: "HS256", Secrets: secrets, ClockSkew: 6 * time.Minute},
		"ClockSkew: -1s":                        {Algorithm: "HS256", Secrets: secrets, ClockSkew: -time.Second},
	} {
		signed.Issuer, signed.Audience = issuer, audience
		_, err := bridge.New(bridge.Config{SignedTokens: &signed})
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), string(hmacSecret))
	}
	for want, signed := range map[string]bridge.SignedTokens{
		"Issuer: is empty":   {Algorithm: "HS256", Secrets: secrets, Audience: audience},
		"Audience: is empty": {Algorithm: "HS256", Secrets: secrets, Issuer: issuer},
	} {
		_, err := bridge.New(bridge.Config{SignedTokens: &signed})
		require.ErrorContains(t, err, want)
	}
}
