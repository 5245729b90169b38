package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/frame"
	"github.com/glissade-io/glissade/wasm/internal/frame/frametest"
)

func TestConfiguration(t *testing.T) {
	jitter := 5
	configuration, b, err := readConfiguration(frame.NewArguments("createClient", frametest.Values(object{
		{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}, {Name: "target", Value: "t"}, {Name: "token", Value: "secret"}}},
		{Name: "addresses", Value: array{object{{Name: "host", Value: "h"}, {Name: "port", Value: 7000}}, object{}}},
		{Name: "databaseId", Value: 3},
		{Name: "credentials", Value: object{{Name: "username", Value: "u"}, {Name: "password", Value: "p"}}},
		{Name: "requestTimeout", Value: 1500},
		{Name: "protocol", Value: "RESP2"},
		{Name: "clientName", Value: "c"},
		{Name: "libName", Value: "l"},
		{Name: "inflightRequestsLimit", Value: 9},
		{Name: "useTLS", Value: false},
		{Name: "connectionBackoff", Value: object{
			{Name: "numberOfRetries", Value: 1}, {Name: "factor", Value: 10}, {Name: "exponentBase", Value: 3}, {Name: "jitterPercent", Value: jitter},
		}},
		{Name: "advancedConfiguration", Value: object{{Name: "connectionTimeout", Value: 700}}},
	})))
	require.NoError(t, err)
	require.Equal(t, bridge{url: "wss://b", target: "t", token: "secret"}, b)
	require.Equal(t, options.ClientConfiguration{
		Addresses:             []options.NodeAddress{{Host: "h", Port: 7000}, {}},
		DatabaseID:            3,
		Credentials:           &options.ServerCredentials{Username: "u", Password: "p"},
		RequestTimeout:        1500 * time.Millisecond,
		Protocol:              options.ProtocolRESP2,
		ClientName:            "c",
		LibraryName:           "l",
		InflightRequestsLimit: 9,
		ReconnectStrategy:     options.BackoffStrategy{NumberOfRetries: 1, Factor: 10 * time.Millisecond, ExponentBase: 3, JitterPercent: &jitter},
		Advanced:              options.AdvancedClientConfiguration{ConnectionTimeout: 700 * time.Millisecond},
	}, configuration)
}

// What means nothing in a browser, and what is unknown, is refused by name at every
// level.
func TestConfigurationRefused(t *testing.T) {
	bridge := frametest.Field{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}}
	for name, value := range map[string]any{
		"useTLS": true,
		"advancedConfiguration.tlsAdvancedConfiguration": object{},
		"advancedConfiguration.tcpNoDelay":               false,
		"advancedConfiguration.unknown":                  1,
		"addresses[0].socket":                            "/s",
		"addresses[0].unknown":                           1,
		"credentials.unknown":                            1,
		"connectionBackoff.unknown":                      1,
		"bridge.unknown":                                 1,
		"readFrom":                                       "primary",
	} {
		t.Run(name, func(t *testing.T) {
			in := frame.NewArguments("createClient", frametest.Values(object{bridge, nested(name, value)}))
			_, _, err := readConfiguration(in)
			require.ErrorContains(t, err, "configuration: createClient configuration."+name+": ")
		})
	}
}

// nested returns the field that leads to name, such as "addresses[0].socket".
func nested(name string, value any) frametest.Field {
	for i := range len(name) {
		switch name[i] {
		case '.':
			return frametest.Field{Name: name[:i], Value: object{nested(name[i+1:], value)}}
		case '[':
			return frametest.Field{Name: name[:i], Value: array{object{nested(name[i+4:], value)}}}
		}
	}
	return frametest.Field{Name: name, Value: value}
}
