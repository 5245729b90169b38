package options_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func at(host string, port int) options.ClientConfiguration {
	return options.ClientConfiguration{Addresses: []options.NodeAddress{{Host: host, Port: port}}}
}

func with(c options.ClientConfiguration, change func(*options.ClientConfiguration)) options.ClientConfiguration {
	change(&c)
	return c
}

func TestParseURL(t *testing.T) {
	user := func(name, password string) func(*options.ClientConfiguration) {
		return func(c *options.ClientConfiguration) {
			c.Credentials = &options.ServerCredentials{Username: name, Password: password}
		}
	}
	tests := map[string]options.ClientConfiguration{
		"valkey://":                            at("", 0),
		"redis://localhost":                    at("localhost", 0),
		"REDIS://localhost/":                   at("localhost", 0),
		"valkey://10.0.0.1:7000":               at("10.0.0.1", 7000),
		"valkey://[::1]:7000/3":                with(at("::1", 7000), func(c *options.ClientConfiguration) { c.DatabaseID = 3 }),
		"valkey://[fe80::1%25eth0]":            at("fe80::1%eth0", 0),
		"valkey://:6380":                       at("", 6380),
		"valkey:///2":                          with(at("", 0), func(c *options.ClientConfiguration) { c.DatabaseID = 2 }),
		"valkey://h?db=4":                      with(at("h", 0), func(c *options.ClientConfiguration) { c.DatabaseID = 4 }),
		"valkeys://h:1":                        with(at("h", 1), func(c *options.ClientConfiguration) { c.UseTLS = true }),
		"rediss://h:1":                         with(at("h", 1), func(c *options.ClientConfiguration) { c.UseTLS = true }),
		"valkey://:secret@h":                   with(at("h", 0), user("", "secret")),
		"valkey://u%40x:p%2F%3f%23%40%3A%25@h": with(at("h", 0), user("u@x", "p/?#@:%")),
		"valkey://u:a+b@h":                     with(at("h", 0), user("u", "a+b")),
		"valkey://u:@h":                        with(at("h", 0), user("u", "")),
		"valkey://:@h":                         with(at("h", 0), user("", "")),
		"valkey://u:p@ss@h":                    with(at("h", 0), user("u", "p@ss")),
		"unix:///run/valkey.sock":              {Addresses: []options.NodeAddress{{Socket: "/run/valkey.sock"}}},
		"unix://:pw@/run/a%20b@c?db=1": {
			Addresses:   []options.NodeAddress{{Socket: "/run/a b@c"}},
			Credentials: &options.ServerCredentials{Password: "pw"}, DatabaseID: 1,
		},
		"valkey+unix:///s?protocol=2": {Addresses: []options.NodeAddress{{Socket: "/s"}}, Protocol: options.ProtocolRESP2},
		"redis+unix:///s":             {Addresses: []options.NodeAddress{{Socket: "/s"}}},
		"valkeys://h?protocol=resp3&client_name=a%2Bb&library_name=lib&client_info_tag=tag&request_timeout=1.5s&connection_timeout=300" +
			"&inflight_requests_limit=7&insecure=true&server_name=other": with(at("h", 0), func(c *options.ClientConfiguration) {
			c.UseTLS = true
			c.Protocol = options.ProtocolRESP3
			c.ClientName = "a+b"
			c.LibraryName = "lib"
			c.ClientInfoTag = "tag"
			c.RequestTimeout = 1500 * time.Millisecond
			c.InflightRequestsLimit = 7
			c.Advanced.ConnectionTimeout = 300 * time.Millisecond
			c.Advanced.TLS = options.TLSConfiguration{Insecure: true, ServerName: "other"}
		}),
	}
	for url, want := range tests {
		got, err := options.ParseURL(url)
		require.NoError(t, err, url)
		require.Equal(t, want, got, url)
	}
}

func TestParseURLRefuses(t *testing.T) {
	tests := map[string]string{
		"":                                        "has no scheme",
		"localhost:6379":                          "has no scheme",
		"http://localhost":                        "unknown scheme",
		"valkey://h:0":                            "has a port",
		"valkey://h:65536":                        "has a port",
		"valkey://h:port":                         "has a port",
		"valkey://::1":                            "IPv6 host in brackets",
		"valkey://[::1":                           `without its "]"`,
		"valkey://[::1]7":                         "has a port",
		"valkey://h%zz":                           "has a host",
		"valkey://a b":                            "has a host",
		"valkey://h/x":                            "no database number",
		"valkey://h/1/2":                          "no database number",
		"valkey://h/-1":                           "no database number",
		"valkey://h/99999999999":                  "no database number",
		"valkey://user@h":                         "no password",
		"valkey://u:a:b@h":                        "%3A",
		"valkey://u:%zz@h":                        "%25",
		"valkey://u:%f@h":                         "%25",
		"valkey://h#x":                            "%23",
		"valkey://h/0?db=0":                       "db, that is given twice",
		"valkey://h?db=1&db=1":                    "db, that is given twice",
		"valkey://h?db=x":                         "db, that is no number",
		"valkey://h?protocol=4":                   "protocol, that is no version",
		"valkey://h?request_timeout=0":            "request_timeout, that is no positive duration",
		"valkey://h?request_timeout=-1s":          "no positive duration",
		"valkey://h?connection_timeout=soon":      "no positive duration",
		"valkey://h?inflight_requests_limit=many": "no number",
		"valkey://h?insecure=true":                "needs TLS",
		"valkeys://h?insecure=yes":                "neither true nor false",
		"valkey://h?server_name=x":                "needs TLS",
		"valkey://h?client_name=a%20b":            "ClientName",
		"valkey://h?client_name=%2":               "client_name",
		"valkey://h?timeout=1":                    "timeout, that is unknown; the settings are db",
		"valkey://h?&":                            "unknown",
		"valkey://h?client_name=a@b":              "%40",
		"unix://":                                 "names no Unix socket",
		"unix:///":                                "names no Unix socket",
		"unix://path":                             "names a host",
		"unix:///p%zz":                            "names no Unix socket",
	}
	for url, want := range tests {
		_, err := options.ParseURL(url)
		var configuration *failure.ConfigurationError
		require.ErrorAs(t, err, &configuration, url)
		require.ErrorContains(t, err, want, url)
	}
}

func TestParseURLNeverTellsThePassword(t *testing.T) {
	const password = "s3cr3t"
	for _, url := range []string{
		"nope://u:" + password + "@h", "valkey://u:" + password + "@h:x", "valkey://u:x/" + password + "@h",
		"valkey://u:x?" + password + "@h", "valkey://u:x#" + password + "@h", "valkey://u:x:" + password + "@h",
		"valkey://u:%zz" + password + "@h", "valkey://u:" + password + "@h?z=1",
		"valkey://u:" + password + "/", "unix://u:" + password + "@", "valkey://" + password + "@h", "u:" + password + "@h",
	} {
		_, err := options.ParseURL(url)
		require.Error(t, err, url)
		require.NotContains(t, err.Error(), password, url)
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{
		"valkey://", "valkeys://u:p%40@[::1]:7/3?protocol=2&request_timeout=5", "unix:///run/s?db=1", "redis://:%", "://", "valkey://h?a=%2&b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, url string) {
		c, err := options.ParseURL(url)
		if err != nil {
			var configuration *failure.ConfigurationError
			require.True(t, errors.As(err, &configuration))
			require.Equal(t, options.ClientConfiguration{}, c)
			return
		}
		require.NoError(t, c.Validate())
		require.Len(t, c.Addresses, 1)
	})
}
