//go:build !js

package bridge

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/time/rate"
)

const (
	// keySetTime bounds reading a key set, keySetSize its size in bytes.
	keySetTime = 5 * time.Second
	keySetSize = 1 << 20
	// keySetLife is how often it is read without a cause, keySetPause how often at
	// most because of a token whose key is not known.
	keySetLife  = time.Hour
	keySetPause = 10 * time.Second
)

// fixedKeys verifies with keys that do not change.
func fixedKeys(keys []jwt.VerificationKey) jwt.Keyfunc {
	return func(*jwt.Token) (any, error) { return jwt.VerificationKeySet{Keys: keys}, nil }
}

func secretKeys(secrets [][]byte) (jwt.Keyfunc, error) {
	if len(secrets) == 0 {
		return nil, errors.New("bridge: SignedTokens.Secrets: are missing; give the key of the tokens")
	}
	var keys []jwt.VerificationKey
	for i, secret := range secrets {
		if len(secret) < minSecretLength {
			return nil, fmt.Errorf("bridge: SignedTokens.Secrets[%d] has %d bytes; use %d or more random ones", i, len(secret), minSecretLength)
		}
		keys = append(keys, secret)
	}
	return fixedKeys(keys), nil
}

// publicKeys reads PEM. Each key must be one of the algorithm's.
func publicKeys(text []byte, method jwt.SigningMethod) (jwt.Keyfunc, error) {
	var keys []jwt.VerificationKey
	for len(text) > 0 {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		key, err := publicKey(block)
		if err == nil && !fits(key, method) {
			err = fmt.Errorf("is no key for %s, or too short a one", method.Alg())
		}
		if err != nil {
			return nil, fmt.Errorf("bridge: SignedTokens.PublicKeys: block %d (%s): %w", len(keys)+1, block.Type, err)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errors.New("bridge: SignedTokens.PublicKeys: hold no PEM block; give a PUBLIC KEY or CERTIFICATE")
	}
	return fixedKeys(keys), nil
}

func publicKey(block *pem.Block) (any, error) {
	switch block.Type {
	case "PUBLIC KEY":
		return x509.ParsePKIXPublicKey(block.Bytes)
	case "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		return certificate.PublicKey, nil
	default:
		return nil, errors.New("is none of PUBLIC KEY and CERTIFICATE; the bridge needs no private keys")
	}
}

func fits(key any, method jwt.SigningMethod) bool {
	switch m := method.(type) {
	case *jwt.SigningMethodRSA, *jwt.SigningMethodRSAPSS:
		public, ok := key.(*rsa.PublicKey)
		return ok && public.N.BitLen() >= minRSABits
	case *jwt.SigningMethodECDSA:
		public, ok := key.(*ecdsa.PublicKey)
		return ok && public.Curve.Params().BitSize == m.CurveBits
	case *jwt.SigningMethodEd25519:
		_, ok := key.(ed25519.PublicKey)
		return ok
	default:
		return false
	}
}

// publishedKeys reads a key set and keeps it fresh until the function that it returns
// is called.
func publishedKeys(address string, log *slog.Logger) (jwt.Keyfunc, func(), error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.Scheme != "https" && (parsed.Scheme != "http" || !isThisMachine(parsed.Hostname())) {
		return nil, nil, errors.New("bridge: SignedTokens.KeySetURL: is no https URL; keys that come in the clear are anybody's")
	}
	ctx, cancel := context.WithCancel(context.Background())
	storage, err := jwkset.NewStorageFromHTTP(address, jwkset.HTTPClientStorageOptions{
		Ctx: ctx, HTTPTimeout: keySetTime, RefreshInterval: keySetLife,
		Client: &http.Client{
			Transport:     boundedTransport{&http.Transport{DisableKeepAlives: true, Proxy: http.ProxyFromEnvironment}},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RefreshErrorHandler: func(_ context.Context, err error) {
			log.Error("the key set cannot be read; the keys of the last time hold", "error", err)
		},
	})
	if err != nil {
		cancel()
		return nil, nil, fmt.Errorf("bridge: SignedTokens.KeySetURL: %w", err)
	}
	client, err := jwkset.NewHTTPClient(jwkset.HTTPClientOptions{
		HTTPURLs:         map[string]jwkset.Storage{address: storage},
		RateLimitWaitMax: keySetTime, RefreshUnknownKID: rate.NewLimiter(rate.Every(keySetPause), 1),
	})
	if err != nil {
		cancel()
		return nil, nil, fmt.Errorf("bridge: SignedTokens.KeySetURL: %w", err)
	}
	keys, err := keyfunc.New(keyfunc.Options{Ctx: ctx, Storage: client, UseWhitelist: []jwkset.USE{jwkset.UseSig, ""}})
	if err != nil {
		cancel()
		return nil, nil, fmt.Errorf("bridge: SignedTokens.KeySetURL: %w", err)
	}
	return keys.Keyfunc, cancel, nil
}

func isThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// boundedTransport reads no more of a body than a key set may have.
type boundedTransport struct{ next http.RoundTripper }

// RoundTrip makes the request.
func (t boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := t.next.RoundTrip(r)
	if err == nil {
		response.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(response.Body, keySetSize), response.Body}
	}
	return response, err
}
