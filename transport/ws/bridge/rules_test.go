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
		"[64:ff9b::7f00:1]:6379":         true,
		"[64:ff9b::]:6379":               true,
		"[64:ff9b:1::a00:1]:6379":        true,
		"[64:ff9b:1:ffff::1]:6379":       true,
		"[64:ff9b:2::1]:6379":            false,
		"[fd00:ec2::23]:80":              true,
		"[fd00:ec2:1::1]:6379":           true,
		"[fd00:ec3::1]:6379":             false,
		"[fd20:ce::254]:80":              true,
		"[fd20:cf::254]:6379":            false,
		"[fd00:42::42]:80":               true,
		"[fd00:a9fe:a9fe::1]:80":         true,
		"[fe80::a9fe:a9fe]:80":           true,
		"169.254.170.2:80":               true,
		"169.254.170.23:80":              true,
		"192.0.0.1:6379":                 true,
		"192.0.2.1:6379":                 false,
		"192.88.99.1:6379":               true,
		"0.1.2.3:6379":                   true,
		"[::ffff:0.0.0.0]:6379":          true,
		"[::ffff:0.1.2.3]:6379":          true,
		"[::ffff:10.0.0.1]:6379":         false,
		"[::ffff:127.0.0.1]:6379":        false,
		"[::ffff:100.100.100.200]:80":    true,
		"100.100.100.201:6379":           false,
		"[2002:a9fe:a9fe::1]:80":         true,
		"[2002:7f00:1::]:6379":           true,
		"[2001::53aa:64c:0:0]:6379":      true,
		"[2001:0:1::1]:6379":             true,
		"[2001:470::1]:6379":             false,
		"[::127.0.0.1]:6379":             true,
		"[::169.254.169.254]:80":         true,
		"[::2]:6379":                     true,
		"[::ffff:0:127.0.0.1]:6379":      true,
		"[2001:db8::5efe:127.0.0.1]:1":   true,
		"[2001:db8::200:5efe:a00:1]:1":   true,
		"[fec0::1]:6379":                 true,
		"[fc00::1]:6379":                 false,
		"239.255.255.250:1900":           true,
		"[ff0e::1]:6379":                 true,
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
		"Targets[0].Cluster.Networks[1]":      {Targets: []Target{{Name: "a", Address: "h:1", Cluster: &Cluster{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), {}}}}}},
		"Targets[0].Cluster.Networks[0]":      {Targets: []Target{{Name: "a", Address: "h:1", Cluster: &Cluster{Networks: []netip.Prefix{netip.MustParsePrefix("::ffff:10.0.0.0/104")}}}}},
		"Targets[0].Cluster.Ports[0]":         {Targets: []Target{{Name: "a", Address: "h:1", Cluster: &Cluster{Ports: []PortRange{{}}}}}},
		"Targets[0].Cluster.Ports[1]":         {Targets: []Target{{Name: "a", Address: "h:1", Cluster: &Cluster{Ports: []PortRange{{1, 1}, {2, 1}}}}}},
		"MaxLifetime is negative":             {MaxLifetime: -1},
		"TicketLifetime: 6m0s is more than":   {TicketLifetime: 6 * time.Minute},
		"1023 is too little":                  {MaxBytesPerSecondToServer: 4096, MaxBytesPerSecondToClient: 1023},
		"TrustedProxies[0]":                   {TrustedProxies: []netip.Prefix{{}}},
		`"X-Real-IP" is neither`:              {ForwardedHeader: "X-Real-IP"},
		"MaxSocketsPerIP is negative":         {MaxSocketsPerIP: -1},
		"MessageTimeout is negative":          {MessageTimeout: -1},
		"Targets[0].Login.Password":           {Targets: []Target{{Address: "h:1", Login: &Credentials{Username: "u"}}}},
		"Targets[0].Users[0].Password":        {Targets: []Target{{Address: "h:1", Users: []Credentials{{Username: "u"}}}}},
		"Targets[0].Users[0].Username":        {Targets: []Target{{Address: "h:1", Users: []Credentials{{Password: "p"}}}}},
		"Targets[0].Users[1].Username: is th": {Targets: []Target{{Address: "h:1", Users: []Credentials{{"u", "p"}, {"u", "q"}}}}},
		"Targets[0].Commands[0]: begins with": {Targets: []Target{{Address: "h:1", Commands: []string{"-@dangerous"}}}},
		`Commands[1]: "+@reads" is no catego`: {Targets: []Target{{Address: "h:1", Commands: []string{"+@read", "+@reads"}}}},
		`Commands[1]: "get" is no rule`:       {Targets: []Target{{Address: "h:1", Commands: []string{"+@read", "get"}}}},
		`Commands[1]: "++get" is no rule`:     {Targets: []Target{{Address: "h:1", Commands: []string{"+@read", "++get"}}}},
		`Commands[1]: "+" is no rule`:         {Targets: []Target{{Address: "h:1", Commands: []string{"+@read", "+"}}}},
		`Commands[1]: "-config get" is no`:    {Targets: []Target{{Address: "h:1", Commands: []string{"+@read", "-config get"}}}},
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
		"targets": [{"name": "cache", "address": "127.0.0.1:6379", "tls": {"serverName": "cache.example", "rootCertificatesFile": "ca.pem"}}, {"address": "unix:/run/valkey.sock", "commands": ["+@read"], "login": {"username": "page", "passwordFile": "password"}, "users": [{"username": "alice", "passwordFile": "password"}]},
			{"name": "shop", "address": "a:1", "cluster": {"seeds": ["b:1"], "username": "bridge", "passwordFile": "password", "networks": ["10.0.0.0/8"], "ports": ["6379", "7000-7005"]}}],
		"origins": ["https://app.example"], "allowNoOrigin": true, "tokens": ["0123456789abcdef"],
		"signedTokens": {"algorithm": "HS256", "secretsFile": "secrets", "issuer": "i", "audience": "a", "clockSkew": "5s"},
		"maxMessageBytes": 1000, "maxConnections": 7, "maxConnectionsPerIP": 3, "maxSockets": 9, "maxSocketsPerIP": 5,
		"maxConnectionsPerToken": 2, "maxConnectsPerSecond": 20, "maxConnectsPerSecondPerIP": 10, "maxBytesPerSecondToServer": 2048, "maxBytesPerSecondToClient": 4096,
		"ticketLifetime": "20s", "idleTimeout": "5m", "maxLifetime": "24h", "trustedProxies": ["10.1.0.0/16"], "forwardedHeader": "Forwarded",
		"dialTimeout": "1s", "writeTimeout": "2s", "messageTimeout": "3s", "pingInterval": "30s", "drainTimeout": "250ms"
	}`)
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "ca.pem"), []byte("PEM"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "password"), []byte("secret\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "secrets"), []byte("# new\nfirst \n\nsecond"), 0o600))
	config, err := LoadConfig(path)
	require.NoError(t, err)
	require.Equal(t, Config{
		Targets: []Target{
			{Name: "cache", Address: "127.0.0.1:6379", TLS: &options.TLSConfiguration{ServerName: "cache.example", RootCertificates: []byte("PEM")}},
			{Address: "unix:/run/valkey.sock", Commands: []string{"+@read"}, Login: &Credentials{"page", "secret"}, Users: []Credentials{{"alice", "secret"}}},
			{Name: "shop", Address: "a:1", Cluster: &Cluster{Seeds: []string{"b:1"}, Username: "bridge", Password: "secret", Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, Ports: []PortRange{{6379, 6379}, {7000, 7005}}}},
		},
		Origins: []string{"https://app.example"}, AllowNoOrigin: true, Tokens: []string{"0123456789abcdef"},
		SignedTokens: &SignedTokens{Algorithm: "HS256", Secrets: [][]byte{[]byte("first"), []byte("second")}, Issuer: "i", Audience: "a", ClockSkew: 5 * time.Second},
		MaxMessage:   1000, MaxConnections: 7, MaxConnectionsPerIP: 3, MaxSockets: 9, MaxSocketsPerIP: 5,
		MaxConnectionsPerToken: 2, MaxConnectsPerSecond: 20, MaxConnectsPerSecondPerIP: 10, MaxBytesPerSecondToServer: 2048, MaxBytesPerSecondToClient: 4096,
		TicketLifetime: 20 * time.Second, IdleTimeout: 5 * time.Minute, MaxLifetime: 24 * time.Hour, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}, ForwardedHeader: "Forwarded",
		DialTimeout: time.Second, WriteTimeout: 2 * time.Second, MessageTimeout: 3 * time.Second, PingInterval: 30 * time.Second, DrainTimeout: 250 * time.Millisecond,
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
		`{"targets":[{"address":"h:1","login":{"username":"u"}}]}`:                       "targets[0].login.passwordFile: is missing",
		`{"targets":[{"address":"h:1","users":[{"passwordFile":"absent"}]}]}`:            "targets[0].users[0].passwordFile",
		`{"targets":[{"name":"a","address":"h:1","cluster":{"networks":["10.0.0.0"]}}]}`: "10.0.0.0",
		`{"targets":[{"name":"a","address":"h:1","cluster":{"ports":["0"]}}]}`:           `"0" is no port`,
		`{"targets":[{"name":"a","address":"h:1","cluster":{"ports":["1-65536"]}}]}`:     `"1-65536" is no port`,
		`{"targets":[{"name":"a","address":"h:1","cluster":{"ports":["2-1"]}}]}`:         `"2-1" is no port`,
	} {
		_, err := LoadConfig(write(t, text))
		require.ErrorContains(t, err, want, text)
	}
	for field, text := range map[string]string{
		"tls.rootCertificatesFile":    `{"targets":[{"address":"h:1","tls":{"rootCertificatesFile":"empty"}}]}`,
		"tls.clientCertificateFile":   `{"targets":[{"address":"h:1","tls":{"clientCertificateFile":"empty"}}]}`,
		"signedTokens.secretsFile":    `{"signedTokens":{"secretsFile":"empty"}}`,
		"signedTokens.publicKeysFile": `{"signedTokens":{"publicKeysFile":"empty"}}`,
		"cluster.passwordFile":        `{"targets":[{"name":"a","address":"h:1","cluster":{"passwordFile":"empty"}}]}`,
	} {
		path := write(t, text)
		require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), "empty"), []byte("\n"), 0o600))
		_, err := LoadConfig(path)
		require.ErrorContains(t, err, field)
		require.ErrorContains(t, err, "is empty")
	}
	_, err := LoadConfig(filepath.Join(t.TempDir(), "absent"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
