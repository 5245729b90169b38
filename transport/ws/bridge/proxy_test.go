//go:build !js

package bridge

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever a client says of itself, it is counted by the address that its proxy adds.
func FuzzForwardedHeaders(f *testing.F) {
	for _, line := range []string{"198.51.100.7, 192.0.2.1", `for=198.51.100.7;by="a, b", For="[2001:db9::1]:4711"`, "unknown", `for="`, `"`, "10.1.2.3, 10.1.2.4"} {
		for how := range uint8(4) {
			f.Add(line, "192.0.2.9", how)
		}
	}
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, line, client string, how uint8) {
		set := &settings{config: Config{TrustedProxies: proxies, ForwardedHeader: xForwardedFor}}
		address, err := netip.ParseAddr(client)
		if err != nil || set.trusts(address) || address.Zone() != "" {
			return
		}
		added := address.String()
		if how&1 != 0 {
			set.config.ForwardedHeader, added = forwarded, `for="[`+added+`]"`
		}
		// The proxy adds whom it was reached by: to the line that came, or as a line of its own.
		lines := []string{line, added}
		if how&2 != 0 {
			lines = []string{line + ", " + added}
		}
		header := http.Header{set.config.ForwardedHeader: lines}
		from := set.clientOf(&http.Request{RemoteAddr: "10.0.0.1:4711", Header: header})
		require.Equal(t, addressGroup(address), from.group)
		stranger := set.clientOf(&http.Request{RemoteAddr: "203.0.113.1:4711", Header: header})
		require.Equal(t, "203.0.113.1", stranger.group)
		hidden := set.clientOf(&http.Request{RemoteAddr: "10.0.0.1:4711", Header: http.Header{set.config.ForwardedHeader: {line}}})
		require.NotEmpty(t, hidden.group)
	})
}
