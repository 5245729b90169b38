//go:build !js

package bridge

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// The headers in which proxies name whom they forward.
const (
	xForwardedFor = "X-Forwarded-For"
	forwarded     = "Forwarded" // RFC 7239
)

// client is where a request comes from.
type client struct {
	group string // what connections are counted by
	text  string // for the log
}

// clientOf returns where a request comes from. The header of forwarded requests is
// believed as far as trusted proxies wrote it: each adds whom it was reached by at the
// end, and what stands before an address that is no trusted proxy anybody can have sent.
func (s *settings) clientOf(r *http.Request) client {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return client{r.RemoteAddr, r.RemoteAddr}
	}
	address := remote.Addr().Unmap()
	if !s.trusts(address) {
		return client{addressGroup(address), r.RemoteAddr}
	}
	hops := hopsOf(r.Header, s.config.ForwardedHeader)
	for i := len(hops) - 1; i >= 0 && s.trusts(address); i-- {
		hop, ok := hopAddress(hops[i])
		if !ok {
			break
		}
		address = hop
	}
	return client{addressGroup(address), address.String() + " by " + r.RemoteAddr}
}

// trusts tells whether an address is that of a proxy.
func (s *settings) trusts(address netip.Addr) bool { return trusts(s.config.TrustedProxies, address) }

func trusts(networks []netip.Prefix, address netip.Addr) bool {
	address = address.WithZone("").Unmap()
	return slices.ContainsFunc(networks, func(network netip.Prefix) bool { return network.Contains(address) })
}

// hopsOf returns what the header names, the nearest last. What cannot be read is "".
func hopsOf(header http.Header, name string) []string {
	var hops []string
	for _, line := range header.Values(name) {
		for _, element := range splitOutsideQuotes(line, ',') {
			if name == forwarded {
				element = forOf(element)
			}
			hops = append(hops, strings.TrimSpace(element))
		}
	}
	return hops
}

// forOf returns whom an element of Forwarded names, or "".
func forOf(element string) string {
	for _, pair := range splitOutsideQuotes(element, ';') {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if strings.EqualFold(name, "for") {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

// splitOutsideQuotes splits from the end on: that is what the nearest proxy wrote, and a quote
// that somebody has opened before it and not closed does not reach into it.
func splitOutsideQuotes(s string, separator byte) []string {
	var parts []string
	quoted, end := false, len(s)
	for i := len(s) - 1; i >= 0; i-- {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == separator && !quoted:
			parts = append(parts, s[i+1:end])
			end = i
		}
	}
	parts = append(parts, s[:end])
	slices.Reverse(parts)
	return parts
}

// hopAddress reads an address with or without a port and brackets.
func hopAddress(text string) (netip.Addr, bool) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().WithZone("").Unmap(), true
	}
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	return address.WithZone("").Unmap(), err == nil
}
