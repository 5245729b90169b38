//go:build !js

package bridge

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
)

func TestAddressesThatAreNeverDialled(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:6379":                 false,
		"10.0.0.1:6379":                  false,
		"[::1]:6379":                     false,
		"[2001:db8::1]:6379":             false,
		"[64:ff9b::5db8:d822]:6379":      false,
		"169.254.169.254:80":             true,
		"[::ffff:169.254.169.254]:80":    true,
		"[64:ff9b::a9fe:a9fe]:80":        true,
		"[fe80::1%eth0]:6379":            true,
		"[fd00:ec2::254]:80":             true,
		"100.100.100.200:80":             true,
		"168.63.129.16:80":               true,
		"192.0.0.192:80":                 true,
		"224.0.0.1:6379":                 true,
		"[ff02::1]:6379":                 true,
		"0.0.0.0:6379":                   true,
		"[::]:6379":                      true,
		"255.255.255.255:6379":           true,
		"a name that was not resolved:1": true,
	} {
		err := checkAddress("tcp", address, nil)
		if want {
			require.ErrorIs(t, err, errForbiddenAddress, address)
		} else {
			require.NoError(t, err, address)
		}
	}
	require.NoError(t, checkAddress("unix", "/tmp/valkey.sock", nil))
	require.True(t, forbidden(netip.Addr{}))
}

func TestClipKeepsCharactersWhole(t *testing.T) {
	for n := range 12 {
		clipped := clip("aüb€c𝄞", n)
		require.LessOrEqual(t, len(clipped), n)
		require.True(t, utf8.ValidString(clipped), "%q", clipped)
	}
	require.Equal(t, "short", clip("short", 123))
}

func TestConfigurationsThatCannotWork(t *testing.T) {
	for want, config := range map[string]Config{
		"Targets[0].Address":                  {Targets: []Target{{Address: "host"}}},
		"Targets[1].Address":                  {Targets: []Target{{Address: "host:1"}, {Address: "host:65536"}}},
		`Targets[1].Name: "a" is taken`:       {Targets: []Target{{Name: "a", Address: "h:1"}, {Name: "a", Address: "h:2"}}},
		"Targets[0]: configuration: TLS.Clie": {Targets: []Target{{Address: "h:1", TLS: &options.TLSConfiguration{ClientKey: []byte("x")}}}},
		"Targets[0].Name: is empty":           {Targets: []Target{{Address: "h:1", Cluster: &Cluster{}}}},
		"Targets[0].Cluster.Seeds[1]":         {Targets: []Target{{Name: "a", Address: "h:1", Cluster: &Cluster{Seeds: []string{"h:2", "h"}}}}},
		"Targets[0].Cluster.Password":         {Targets: []Target{{Name: "a", Address: "h:1", Cluster: &Cluster{Username: "u"}}}},
		"Origins[1]":                          {Origins: []string{"https://a", "https://a/path"}},
		"Origins[0]":                          {Origins: []string{"*"}},
		"no wildcard":                         {Origins: []string{"https://*.example"}},
		"Tokens[0] has 5 bytes":               {Tokens: []string{"short"}},
		"WriteTimeout is negative":            {WriteTimeout: -time.Second},
		"MaxConnections is negative":          {MaxConnections: -1},
	} {
		_, err := New(config)
		require.ErrorContains(t, err, want)
	}
}

func write(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "bridge.json")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestLoadConfig(t *testing.T) {
	path := write(t, `{
		"targets": [{"name": "cache", "address": "127.0.0.1:6379", "tls": {"serverName": "cache.example", "rootCertificatesFile": "ca.pem"}}, {"address": "unix:/run/valkey.sock"},
			{"name": "shop", "address": "a:1", "cluster": {"seeds": ["b:1"], "username": "bridge", "passwordFile": "password"}}],
		"origins": ["https://app.example"], "allowNoOrigin": true, "tokens": ["0123456789abcdef"],
		"maxMessageBytes": 1000, "maxConnections": 7, "maxConnectionsPerIP": 3,
		"dialTimeout": "1s", "writeTimeout": "2s", "pingInterval": "30s", "drainTimeout": "250ms"
	}`)
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "ca.pem"), []byte("PEM"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "password"), []byte("secret\n"), 0o600))
	config, err := LoadConfig(path)
	require.NoError(t, err)
	require.Equal(t, Config{
		Targets: []Target{
			{Name: "cache", Address: "127.0.0.1:6379", TLS: &options.TLSConfiguration{ServerName: "cache.example", RootCertificates: []byte("PEM")}},
			{Address: "unix:/run/valkey.sock"},
			{Name: "shop", Address: "a:1", Cluster: &Cluster{Seeds: []string{"b:1"}, Username: "bridge", Password: "secret"}},
		},
		Origins: []string{"https://app.example"}, AllowNoOrigin: true, Tokens: []string{"0123456789abcdef"},
		MaxMessage: 1000, MaxConnections: 7, MaxConnectionsPerIP: 3,
		DialTimeout: time.Second, WriteTimeout: 2 * time.Second, PingInterval: 30 * time.Second, DrainTimeout: 250 * time.Millisecond,
	}, config)
}

func TestLoadConfigIsStrict(t *testing.T) {
	for text, want := range map[string]string{
		`{"orgins": []}`:               `unknown field "orgins"`,
		`{"targets": [{"host": "x"}]}`: `unknown field "host"`,
		`{"maxConnections": "7"}`:      "maxConnections",
		`{"dialTimeout": "5"}`:         `"5" is no duration`,
		`{} {}`:                        "something follows",
		`{"origins": [`:                "unexpected EOF",
		`{"targets":[{"address":"h:1","tls":{"clientKeyFile":"absent"}}]}`:               "targets[0].tls.clientKeyFile",
		`{"targets":[{"name":"a","address":"h:1","cluster":{"passwordFile":"absent"}}]}`: "targets[0].cluster.passwordFile",
	} {
		_, err := LoadConfig(write(t, text))
		require.ErrorContains(t, err, want, text)
	}
	_, err := LoadConfig(filepath.Join(t.TempDir(), "absent"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
