//go:build !js

package main

import (
	"io"
	"net/http"
	"net/netip"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/transport/ws/bridge"
)

func TestFlagsGoBeforeTheEnvironmentAndThatBeforeTheFile(t *testing.T) {
	folder := t.TempDir()
	config := filepath.Join(folder, "bridge.json")
	writeFile(t, filepath.Join(folder, "tokens"), "from-file-0123456789\n")
	writeFile(t, config, `{"listen": "127.0.0.1:1", "maxConnections": 1, "maxConnectionsPerIP": 1, "maxSockets": 1, "tokenFile": "tokens", "shutdownTimeout": "1s",
		"origins": ["https://file"], "allowNoOrigin": true, "idleTimeout": "1m", "tokens": ["in-file-0123456789"], "targets": [{"address": "file:1"}]}`)
	t.Setenv("GLISSADE_BRIDGE_CONFIG", config)
	t.Setenv("GLISSADE_BRIDGE_LISTEN", "127.0.0.1:2")
	t.Setenv("GLISSADE_BRIDGE_MAX_CONNECTIONS", "2")
	t.Setenv("GLISSADE_BRIDGE_MAX_CONNECTIONS_PER_IP", "2")
	t.Setenv("GLISSADE_BRIDGE_ORIGIN", "https://env,https://env2")
	t.Setenv("GLISSADE_BRIDGE_ALLOW_NO_ORIGIN", "false")
	t.Setenv("GLISSADE_BRIDGE_TOKENS", "in-environment-0123456789")
	t.Setenv("GLISSADE_BRIDGE_TARGET", "env=env:1 env:2")
	t.Setenv("GLISSADE_BRIDGE_CLUSTER", "shop=shop:1")
	t.Setenv("GLISSADE_BRIDGE_CLUSTER_PORTS", "shop=7000-7005")
	t.Setenv("GLISSADE_BRIDGE_TRUSTED_PROXY", "10.0.0.0/8")
	t.Setenv("GLISSADE_BRIDGE_SIGNED_TOKENS", `{"algorithm": "HS256", "issuer": "i"}`)
	s, err := parse([]string{"-max-connections", "3", "-origin", "https://flag", "-origin", "https://flag2", "-target", "flag:1", "-idle-timeout=3m"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:2", s.listen)
	require.Equal(t, time.Second, s.drainTimeout)
	require.ElementsMatch(t, []bridge.Target{
		{Address: "file:1"},
		{Address: "flag:1"},
		{Name: "shop", Address: "shop:1", Cluster: &bridge.Cluster{Seeds: []string{}, Ports: []bridge.PortRange{{First: 7000, Last: 7005}}}},
		{Name: "env", Address: "env:1"},
		{Address: "env:2"},
	}, s.bridge.Targets)
	s.bridge.Targets = nil
	require.Equal(t, bridge.Config{
		MaxConnections: 3, MaxConnectionsPerIP: 2, MaxSockets: 1, IdleTimeout: 3 * time.Minute,
		Origins:        []string{"https://file", "https://env", "https://env2", "https://flag", "https://flag2"},
		Tokens:         []string{"in-file-0123456789", "in-environment-0123456789", "from-file-0123456789"},
		SignedTokens:   &bridge.SignedTokens{Algorithm: "HS256", Issuer: "i"},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	}, s.bridge)
}

func TestEnvironmentsThatCannotWork(t *testing.T) {
	for name, test := range map[string]struct{ value, want string }{
		"GLISSADE_BRIDGE_MAX_CONECTIONS":  {"1", "GLISSADE_BRIDGE_MAX_CONECTIONS: is no setting"},
		"GLISSADE_BRIDGE_MAX_CONNECTIONS": {"many", `GLISSADE_BRIDGE_MAX_CONNECTIONS: "many" is no whole number`},
		"GLISSADE_BRIDGE_ALLOW_NO_ORIGIN": {"maybe", `"maybe" is neither true nor false`},
		"GLISSADE_BRIDGE_IDLE_TIMEOUT":    {"5", `"5" is no duration`},
		"GLISSADE_BRIDGE_TARGETS":         {"a:1", "GLISSADE_BRIDGE_TARGETS: is no JSON"},
		"GLISSADE_BRIDGE_SIGNED_TOKENS":   {`{"secret": 1}`, `unknown field "secret"`},
		"GLISSADE_BRIDGE_CLUSTER":         {"a:1", "GLISSADE_BRIDGE_CLUSTER: give it a name"},
		"GLISSADE_BRIDGE_TRUSTED_PROXY":   {"10.0.0.1", "10.0.0.1"},
		"GLISSADE_BRIDGE_TOKEN_FILE":      {"absent", "-token-file: open"},
		"GLISSADE_BRIDGE_CONFIG":          {"absent", "-config: open"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, test.value)
			_, err := parse(nil, io.Discard)
			require.ErrorContains(t, err, test.want)
		})
	}
}

// Each field of the configuration is a setting, and each setting a field.
func TestEverySettingCanBeGivenInAllWays(t *testing.T) {
	shared := 0
	for _, one := range all {
		require.NotEmpty(t, one.key)
		if !one.own {
			_, err := bridge.ParseConfig([]byte(`{"`+one.key+`": null}`), ".")
			require.NoError(t, err)
			shared++
		}
	}
	require.Equal(t, reflect.TypeFor[bridge.Config]().NumField()-1, shared, "all fields but the logger")
}

func TestProbes(t *testing.T) {
	tokens := filepath.Join(t.TempDir(), "tokens")
	writeFile(t, tokens, "0123456789abcdef\n")
	r := startCommand(t, "-metrics-listen", "127.0.0.1:0", "-metrics-token-file", tokens, "-allow-no-origin", "-target", "silent="+silent(t), "-drain-timeout", "10s")
	address := "http://" + r.line("serving metrics")["address"].(string)
	status := func(path string) int {
		answer, err := http.Get(address + path)
		require.NoError(t, err)
		defer answer.Body.Close()
		return answer.StatusCode
	}
	require.Equal(t, http.StatusOK, status("/healthz"))
	require.Equal(t, http.StatusOK, status("/readyz"))
	require.Equal(t, http.StatusUnauthorized, status("/metrics"), "probes need no token, and metrics do")
	require.Equal(t, http.StatusNotFound, status("/v1/connect"))
}
