package main

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

func TestConfiguration(t *testing.T) {
	jitter := 5
	configuration, b, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(object{
		{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}, {Name: "token", Value: "secret"}}},
		{Name: "addresses", Value: array{object{{Name: "host", Value: "h"}, {Name: "port", Value: 7000}}, object{}}},
		{Name: "databaseId", Value: 3},
		{Name: "credentials", Value: object{{Name: "username", Value: "u"}, {Name: "password", Value: "p"}}},
		{Name: "requestTimeout", Value: 1500},
		{Name: "protocol", Value: "RESP2"},
		{Name: "clientName", Value: "c"},
		{Name: "libName", Value: "l"},
		{Name: "clientInfoTag", Value: "t"},
		{Name: "inflightRequestsLimit", Value: 9},
		{Name: "useTLS", Value: false},
		{Name: "connectionBackoff", Value: object{
			{Name: "numberOfRetries", Value: 1}, {Name: "factor", Value: 10}, {Name: "exponentBase", Value: 3}, {Name: "jitterPercent", Value: jitter},
		}},
		{Name: "compression", Value: object{
			{Name: "enabled", Value: true},
			{Name: "backend", Value: 0},
			{Name: "compressionLevel", Value: 0},
			{Name: "minCompressionSize", Value: 10},
			{Name: "maxDecompressedSize", Value: 1000},
		}},
		{Name: "clientCircuitBreaker", Value: object{
			{Name: "windowSizeMs", Value: 100},
			{Name: "failureRateThreshold", Value: 0.25},
			{Name: "minErrors", Value: 2},
			{Name: "openTimeoutMs", Value: 30},
			{Name: "countTimeouts", Value: true},
			{Name: "consecutiveSuccesses", Value: 4},
		}},
		{Name: "advancedConfiguration", Value: object{
			{Name: "connectionTimeout", Value: 700},
			{Name: "pubsubReconciliationIntervalMs", Value: 1500},
			{Name: "dedicated", Value: object{{Name: "maxConnections", Value: 2}, {Name: "maxIdle", Value: -1}, {Name: "idleTimeout", Value: 50}}},
			{Name: "replyLimits", Value: object{
				{Name: "maxBulkLength", Value: 1}, {Name: "maxAggregateLength", Value: 2}, {Name: "maxReplySize", Value: 3}, {Name: "maxDepth", Value: 4},
			}},
		}},
		{Name: "readFrom", Value: "AZAffinity"},
		{Name: "clientAz", Value: "az1"},
		{Name: "lazyConnect", Value: true},
	})))
	require.NoError(t, err)
	require.Equal(t, bridge{url: "wss://b", token: "secret"}, b)
	require.Equal(t, options.ClientConfiguration{
		Addresses:   []options.NodeAddress{{Host: "h", Port: 7000}, {}},
		DatabaseID:  3,
		Credentials: &options.ServerCredentials{Username: "u", Password: "p"},
		Compression: &options.CompressionConfiguration{
			Backend: options.ZSTD, CompressionLevel: new(int), MinCompressionSize: 10, MaxDecompressedSize: 1000,
		},
		CircuitBreaker: &options.CircuitBreakerConfiguration{
			Window: 100 * time.Millisecond, FailureRate: 0.25, MinErrors: 2, OpenTimeout: 30 * time.Millisecond, CountTimeouts: true, ConsecutiveSuccesses: 4,
		},
		RequestTimeout:        1500 * time.Millisecond,
		Protocol:              options.ProtocolRESP2,
		ClientName:            "c",
		LibraryName:           "l",
		ClientInfoTag:         "t",
		InflightRequestsLimit: 9,
		ReconnectStrategy:     options.BackoffStrategy{NumberOfRetries: 1, Factor: 10 * time.Millisecond, ExponentBase: 3, JitterPercent: &jitter},
		ReadFrom:              options.AZAffinity,
		ClientAZ:              "az1",
		LazyConnect:           true,
		Advanced: options.AdvancedClientConfiguration{
			ConnectionTimeout: 700 * time.Millisecond, PubSubReconciliationInterval: 1500 * time.Millisecond,
			Dedicated:   options.DedicatedConfiguration{MaxConnections: 2, MaxIdle: -1, IdleTimeout: 50 * time.Millisecond},
			ReplyLimits: options.ReplyLimits{MaxBulkLength: 1, MaxAggregateLength: 2, MaxReplySize: 3, MaxDepth: 4},
		},
	}, configuration)
}

// Without a bridge JavaScript says so behind the configuration, and whether its sockets are secured.
func TestConfigurationWithoutABridge(t *testing.T) {
	arguments := boundarytest.Values(object{{Name: "addresses", Value: array{object{{Name: "socket", Value: "/s"}}}}})
	for _, secured := range []bool{false, true} {
		given := append(slices.Clone(arguments), boundarytest.Values(secured)...)
		configuration, b, err := readConfiguration(boundary.NewArguments("createClient", given))
		require.NoError(t, err)
		require.Equal(t, bridge{isLeftOut: true, isSecured: secured}, b)
		require.Equal(t, []options.NodeAddress{{Socket: "/s"}}, configuration.Addresses)
		_, b, err = readClusterConfiguration(boundary.NewArguments("createClient", given))
		require.NoError(t, err)
		require.Equal(t, bridge{isLeftOut: true, isSecured: secured}, b)
	}
	_, _, err := readConfiguration(boundary.NewArguments("createClient", arguments))
	require.ErrorContains(t, err, "addresses[0].socket: has no meaning with a bridge")
	_, _, err = readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(object{})))
	require.ErrorContains(t, err, "createClient configuration.bridge: is missing")
}

func TestConfigurationOfSentinels(t *testing.T) {
	configuration, b, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(object{
		{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}},
		{Name: "readOnly", Value: true},
		{Name: "sentinel", Value: object{
			{Name: "addresses", Value: array{object{{Name: "host", Value: "s"}}}},
			{Name: "primaryName", Value: "p"},
			{Name: "credentials", Value: object{{Name: "password", Value: "secret"}}},
		}},
	})))
	require.NoError(t, err)
	for number, mode := range []options.NodeDiscoveryMode{
		options.NodeDiscoveryModeStandard, options.NodeDiscoveryModeStatic, options.NodeDiscoveryModeDiscoverAll,
	} {
		discovering, _, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(object{
			{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}}, {Name: "nodeDiscoveryMode", Value: number},
		})))
		require.NoError(t, err)
		require.Equal(t, mode, discovering.NodeDiscoveryMode)
	}
	require.Equal(t, bridge{url: "wss://b"}, b)
	require.Equal(t, options.ClientConfiguration{
		ReadOnly: true,
		Sentinel: &options.SentinelConfiguration{
			Addresses: []options.NodeAddress{{Host: "s"}}, PrimaryName: "p", Credentials: &options.ServerCredentials{Password: "secret"},
		},
	}, configuration)
}

// What means nothing in a browser, and what is unknown, is refused by name at every
// level.
func TestConfigurationRefused(t *testing.T) {
	bridge := boundarytest.Field{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}}
	for name, value := range map[string]any{
		"useTLS": true,
		"advancedConfiguration.tlsAdvancedConfiguration": object{},
		"advancedConfiguration.tcpNoDelay":               1,
		"advancedConfiguration.unknown":                  1,
		"addresses[0].socket":                            "/s",
		"addresses[0].unknown":                           1,
		"credentials.unknown":                            1,
		"connectionBackoff.unknown":                      1,
		"compression.enabled":                            "yes",
		"compression.unknown":                            1,
		"compression.backend":                            2,
		"compression.minCompressionSize":                 0,
		"compression.maxDecompressedSize":                0,
		"clientCircuitBreaker.unknown":                   1,
		"clientCircuitBreaker.minErrors":                 0,
		"clientCircuitBreaker.windowSizeMs":              -1,
		"clientCircuitBreaker.failureRateThreshold":      1.5,
		"bridge.unknown":                                 1,
		"credentials.iamConfig":                          object{},
		"credentials.username":                           1,
		"sentinel.unknown":                               1,
		"sentinel.addresses[0].socket":                   "/s",
		"advancedConfiguration.dedicated.unknown":        1,
		"advancedConfiguration.replyLimits.unknown":      1,
		"readFrom":          "nearest",
		"nodeDiscoveryMode": 3,
		// By the configuration's own rules:
		"advancedConfiguration.dedicated.maxIdle": -2,
		"connectionBackoff.factor":                -1,
		"databaseId":                              -1,
		"libName":                                 "a b",
		"clientInfoTag":                           "a(b",
		"addresses[0].port":                       -1,
	} {
		t.Run(name, func(t *testing.T) {
			in := boundary.NewArguments("createClient", boundarytest.Values(object{bridge, nested(name, value)}))
			_, _, err := readConfiguration(in)
			require.Contains(t, inJavaScript(err), "configuration: createClient configuration."+name+": ")
		})
	}
}

// A password may be empty, since users without one exist; it must be there.
func TestConfigurationWithAnEmptyPassword(t *testing.T) {
	configuration, _, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(object{
		{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}},
		{Name: "credentials", Value: object{{Name: "username", Value: "u"}, {Name: "password", Value: ""}}},
	})))
	require.NoError(t, err)
	require.Equal(t, &options.ServerCredentials{Username: "u"}, configuration.Credentials)
}

// A token that is set must not be empty, as one is that was read from nowhere.
func TestConfigurationWithAnEmptyToken(t *testing.T) {
	for _, token := range []string{"", " ", "\n"} {
		_, _, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(object{
			{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}, {Name: "token", Value: token}}},
		})))
		require.ErrorContains(t, err, "createClient configuration.bridge.token: is empty; give the bridge's token")
	}
}

// inJavaScript returns what err says there.
func inJavaScript(err error) string { return failure.Spelled(err, spelling{}) }

// What excludes each other is refused in JavaScript's words.
func TestContradictions(t *testing.T) {
	url := boundarytest.Field{Name: "url", Value: "wss://b"}
	sentinel := boundarytest.Field{Name: "sentinel", Value: object{{Name: "addresses", Value: array{object{}}}, {Name: "primaryName", Value: "p"}}}
	addresses := boundarytest.Field{Name: "addresses", Value: array{object{}, object{}}}
	target := object{url, {Name: "target", Value: "t"}}
	for want, fields := range map[string]object{
		"addresses: is given together with sentinel, which":               {{Name: "bridge", Value: object{url}}, addresses, sentinel},
		"bridge.target: names the one server":                             {{Name: "bridge", Value: target}, addresses},
		"bridge.target: names the one server that all connections":        {{Name: "bridge", Value: target}, sentinel},
		"clientAz: is missing; readFrom AZAffinity needs":                 {{Name: "bridge", Value: object{url}}, {Name: "readFrom", Value: "AZAffinity"}},
		"nodeDiscoveryMode: is discoverAll together with readOnly, which": {{Name: "bridge", Value: object{url}}, {Name: "nodeDiscoveryMode", Value: 2}, {Name: "readOnly", Value: true}},
		"readFrom: is AZAffinity together with readOnly, which":           {{Name: "bridge", Value: object{url}}, {Name: "readFrom", Value: "AZAffinity"}, {Name: "clientAz", Value: "a"}, {Name: "readOnly", Value: true}},
		"credentials.password: is missing":                                {{Name: "bridge", Value: object{url}}, {Name: "credentials", Value: object{}}},
		"connectionBackoff.jitterPercent: is out of range; give 0 to 100": {{Name: "bridge", Value: object{url}}, {Name: "connectionBackoff", Value: object{{Name: "jitterPercent", Value: 101}}}},
	} {
		_, _, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(fields)))
		require.Contains(t, inJavaScript(err), "createClient configuration."+want)
	}
}

// nested returns the field that leads to name, such as "addresses[0].socket".
func nested(name string, value any) boundarytest.Field {
	for i := range len(name) {
		switch name[i] {
		case '.':
			return boundarytest.Field{Name: name[:i], Value: object{nested(name[i+1:], value)}}
		case '[':
			return boundarytest.Field{Name: name[:i], Value: array{object{nested(name[i+4:], value)}}}
		}
	}
	return boundarytest.Field{Name: name, Value: value}
}

func TestConfigurationOfCompression(t *testing.T) {
	read := func(fields ...boundarytest.Field) (*options.CompressionConfiguration, error) {
		c, _, err := readConfiguration(boundary.NewArguments("createClient", boundarytest.Values(object{
			{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}}, {Name: "compression", Value: object(fields)},
		})))
		return c.Compression, err
	}
	on, off := boundarytest.Field{Name: "enabled", Value: true}, boundarytest.Field{Name: "enabled", Value: false}
	c, err := read(on)
	require.NoError(t, err)
	require.Equal(t, &options.CompressionConfiguration{Backend: options.LZ4}, c, "which pages can write")
	c, err = read(off)
	require.NoError(t, err)
	require.Nil(t, c)
	_, err = read()
	require.ErrorContains(t, err, "compression.enabled: is missing")
	small := boundarytest.Field{Name: "minCompressionSize", Value: 5}
	for _, enabled := range []boundarytest.Field{on, off} {
		_, err = read(enabled, small)
		require.ErrorContains(t, err, "must be at least 6 bytes")
	}
}
