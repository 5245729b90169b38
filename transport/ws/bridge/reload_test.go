//go:build !js

package bridge_test

import (
	"errors"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// reload has config hold.
func (s *site) reload(config bridge.Config) {
	s.t.Helper()
	if config.Origins == nil {
		config.Origins = []string{origin}
	}
	require.NoError(s.t, s.Reload(func() (bridge.Config, error) { return config, nil }))
}

// Each case is a connection that another configuration ends, beside one that goes on.
func TestAReloadEndsWhatWouldNotBeLetIn(t *testing.T) {
	address, other := fakeserver.ServeTCP(t, echo), fakeserver.ServeTCP(t, echo)
	signedWith := func(secret string) *bridge.SignedTokens {
		return &bridge.SignedTokens{Algorithm: "HS256", Secrets: [][]byte{[]byte(secret)}, Issuer: issuer, Audience: audience}
	}
	const opaque = "opaque-0123456789"
	before := func() bridge.Config {
		return bridge.Config{
			Targets: []bridge.Target{{Name: "cache", Address: address}, {Name: "kept", Address: address}}, Origins: []string{origin, "http://other.example"},
			Tokens: []string{opaque, "kept-0123456789a"}, SignedTokens: signedWith(string(hmacSecret)),
		}
	}
	signed := signedBy(t, jwt.SigningMethodHS256, hmacSecret, good())
	for name, test := range map[string]struct {
		token  string
		change func(*bridge.Config)
		code   ws.CloseCode
	}{
		"the token":      {opaque, func(c *bridge.Config) { c.Tokens = c.Tokens[1:] }, ws.CloseUnauthorized},
		"the key":        {signed, func(c *bridge.Config) { c.SignedTokens = signedWith("another-0123456789abcdef01234567") }, ws.CloseUnauthorized},
		"signed tokens":  {signed, func(c *bridge.Config) { c.SignedTokens = nil }, ws.CloseUnauthorized},
		"the target":     {opaque, func(c *bridge.Config) { c.Targets = c.Targets[1:] }, ws.CloseForbidden},
		"where it leads": {opaque, func(c *bridge.Config) { c.Targets[0].Address = other }, ws.CloseForbidden},
		"as whom":        {opaque, func(c *bridge.Config) { c.Targets[0].Login = &bridge.Credentials{Password: "p"} }, ws.CloseForbidden},
		"the origin":     {opaque, func(c *bridge.Config) { c.Origins = c.Origins[1:] }, ws.CloseForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, before())
			open := func(target, token, from string) stream.Stream {
				dialer := s.dialer()
				dialer.Target, dialer.Token = target, token
				dialer.Header = map[string][]string{"Origin": {from}}
				opened := s.dial(dialer, "")
				requireEcho(t, opened, "hello")
				return opened
			}
			ended, kept := open("cache", test.token, origin), open("kept", "kept-0123456789a", "http://other.example")
			s.reload(before())
			requireEcho(t, ended, "still here")
			after := before()
			test.change(&after)
			s.reload(after)
			requireClosed(t, ended, test.code, "")
			requireEcho(t, kept, "still here")
			s.awaitMetric(`glissade_bridge_ends_total{reason="revoked"}`, 1)
			require.Equal(t, 2.0, s.metric(`glissade_bridge_reloads_total{result="ok"}`))
		})
	}
}

func TestAReloadThatFailsChangesNothing(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}})
	opened := s.dial(s.dialer(), address)
	broken := errors.New("broken")
	require.ErrorIs(t, s.Reload(func() (bridge.Config, error) { return bridge.Config{}, broken }), broken)
	require.ErrorContains(t, s.Reload(func() (bridge.Config, error) { return bridge.Config{Tokens: []string{"x"}}, nil }), "Tokens[0]")
	require.ErrorContains(t, s.Reload(func() (bridge.Config, error) {
		return bridge.Config{Targets: []bridge.Target{{Address: address, Login: &bridge.Credentials{}}}}, nil
	}), "Login.Password")
	requireEcho(t, opened, "still here")
	requireEcho(t, s.dial(s.dialer(), address), "and new ones")
	require.Equal(t, 3.0, s.metric(`glissade_bridge_reloads_total{result="failed"}`))
	require.NoError(t, s.Close())
	require.ErrorContains(t, s.Reload(func() (bridge.Config, error) { return bridge.Config{}, nil }), "shutting down")
}

// What the seeds of a cluster have said is known after a reload, when they are down.
func TestAReloadKeepsWhatSeedsAnnounced(t *testing.T) {
	node := fakeserver.ServeTCP(t, echo)
	seed := startSeed(t, node)
	config := bridge.Config{Targets: []bridge.Target{{Name: "shop", Address: seed.address, Cluster: &bridge.Cluster{Ports: []bridge.PortRange{{First: 1, Last: 65535}}}}}, DialTimeout: 2 * time.Second}
	s := start(t, config)
	dialer := s.dialer()
	dialer.Resolve = func(address string) (ws.Destination, error) {
		return ws.Destination{Target: "shop", Address: address}, nil
	}
	requireEcho(t, s.dial(dialer, node), "hello")
	asked := seed.asked.Load()
	seed.silent.Store(true)
	s.reload(config)
	requireEcho(t, s.dial(dialer, node), "hello")
	require.Equal(t, asked, seed.asked.Load())
}
