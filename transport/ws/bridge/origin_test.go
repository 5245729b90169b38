//go:build !js

package bridge_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// Without a list of origins the bridge trusts its own, which the request's Host tells.
// A page can have any name of its own lead to the bridge, so only what is no name counts.
func TestTheOwnOriginIsTrustedOnlyWithoutAName(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	targets := []bridge.Target{{Address: address}}
	defaults := start(t, bridge.Config{Targets: targets, Origins: []string{}})
	tokens := start(t, bridge.Config{Targets: targets, Origins: []string{}, AllowNoOrigin: true, Tokens: []string{"0123456789abcdef"}})
	for _, test := range []struct {
		host, origin string
		allowed      bool
	}{
		{"127.0.0.1:8080", "http://127.0.0.1:8080", true},
		{"127.0.0.1", "http://127.0.0.1", true},
		{"127.0.0.1", "http://127.0.0.1:80", true},
		{"10.0.0.1:8080", "http://10.0.0.1:8080", true},
		{"[::1]:8080", "http://[::1]:8080", true},
		{"[2001:DB8::1]:8080", "http://[2001:db8::1]:8080", true},
		{"[::ffff:7f00:1]:8080", "http://[::ffff:7f00:1]:8080", true},
		{"localhost:8080", "http://localhost:8080", true},
		{"LocalHost:8080", "http://localhost:8080", true},

		{"evil.test:8080", "http://evil.test:8080", false},
		{"EVIL.test:8080", "http://evil.test:8080", false},
		{"evil.test", "http://evil.test", false},
		{"evil.test.:8080", "http://evil.test.:8080", false},
		{"localhost.:8080", "http://localhost.:8080", false},
		{"127.0.0.1.:8080", "http://127.0.0.1.:8080", false},
		{"app.localhost:8080", "http://app.localhost:8080", false},
		{"localhost.evil.test:8080", "http://localhost.evil.test:8080", false},
		{"127.0.0.1.evil.test:8080", "http://127.0.0.1.evil.test:8080", false},
		{"localhostevil:8080", "http://localhostevil:8080", false},
		{"2130706433:8080", "http://2130706433:8080", false},
		{"0x7f000001:8080", "http://0x7f000001:8080", false},
		{"127.1:8080", "http://127.1:8080", false},
		{"bridge:8080", "http://bridge:8080", false},
		{"localhost:8080", "http://evil.test:8080", false},
		{"127.0.0.1:8080", "http://127.0.0.1:8081", false},
		{"127.0.0.1:8080", "https://127.0.0.1:8080", false},
		{"127.0.0.1:8080", "http://localhost:8080", false},
		{"127.0.0.1:8080", "null", false},
		{"127.0.0.1:8080", "", false},
		{"127.0.0.1:8080", "file://", false},
		{"127.0.0.1:8080", "http://user@127.0.0.1:8080", false},
		{"127.0.0.1@evil.test:8080", "http://127.0.0.1@evil.test:8080", false},
		{"evil.test@127.0.0.1:8080", "http://evil.test@127.0.0.1:8080", false},
		{"127.0.0.1:8080", "http://127.0.0.1:8080/", false},
		{"", "http://", false},
	} {
		for _, s := range []*site{defaults, tokens} {
			conn, answer := ask(t, s, "GET /v1/connect?address="+address+" HTTP/1.1\r\nHost: "+test.host+"\r\nOrigin: "+test.origin+"\r\n"+upgrade+"\r\n")
			if answer.StatusCode == 400 { // net/http reads no such Host
				require.False(t, test.allowed)
				continue
			}
			require.Equal(t, 101, answer.StatusCode, test)
			code := 0
			if !test.allowed || s == tokens {
				header := make([]byte, 4)
				_, err := conn.Read(header)
				require.NoError(t, err)
				require.Equal(t, byte(0x88), header[0], test)
				code = int(header[2])<<8 | int(header[3])
			}
			conn.Close()
			switch {
			case !test.allowed:
				require.Equal(t, int(ws.CloseForbidden), code, "%+v", test)
			case s == tokens:
				require.Equal(t, int(ws.CloseUnauthorized), code, "%+v", test)
			}
		}
	}
	require.Eventually(t, func() bool { return defaults.metric("glissade_bridge_connections_total") == 9 }, patience, poll)
}

func TestANameIsTrustedWhereItIsListed(t *testing.T) {
	address := fakeserver.ServeTCP(t, echo)
	s := start(t, bridge.Config{Targets: []bridge.Target{{Address: address}}, Origins: []string{"http://bridge.example:8080"}})
	_, answer := ask(t, s, "GET /v1/connect?address="+address+" HTTP/1.1\r\nHost: bridge.example:8080\r\nOrigin: http://bridge.example:8080\r\n"+upgrade+"\r\n")
	require.Equal(t, 101, answer.StatusCode)
	s.awaitMetric("glissade_bridge_connections_total", 1)
}
