//go:build !js

package bridge

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"syscall"

	"github.com/glissade-io/glissade/transport/tcp"
)

// errForbiddenAddress is the cause of a dial that checkAddress stopped.
var errForbiddenAddress = errors.New("the address is link-local, multicast, unspecified, translated or a metadata service, which the bridge never connects to")

// never are networks that no server is in. Those of clouds hand out a machine's
// credentials or configuration; link-local addresses (169.254.169.254 and others) come
// beside them. Those of IPv6 that carry an IPv4 address lead past what is checked.
var never = prefixes(
	"0.0.0.0/8",           // "this network": Linux takes 0.0.0.0 for loopback
	"192.0.0.0/24",        // protocol assignments; 192.0.0.192 is Oracle Cloud's metadata
	"192.88.99.0/24",      // relays of 6to4
	"255.255.255.255/32",  // broadcast
	"100.100.100.200/32",  // Alibaba Cloud
	"168.63.129.16/32",    // Azure
	"fd00:ec2::/32",       // Amazon: ::254 is EC2's metadata, ::23 EKS' credentials
	"fd20:ce::/48",        // Google Cloud: ::254
	"fd00:42::42/128",     // Scaleway
	"fd00:a9fe:a9fe::/48", // Akamai (Linode): ::1
	"fec0::/10",           // site-local, given up by RFC 3879
	"64:ff9b:1::/48",      // NAT64 of a site's own, RFC 8215
	"2001::/32",           // Teredo, RFC 4380
	"2002::/16",           // 6to4, RFC 3056
	"::ffff:0:0:0/96",     // IPv4-translated, RFC 2765
)

// compatible is the prefix of IPv4-compatible addresses (RFC 4291 section 2.5.5.1),
// which ::1 shares.
var compatible = netip.MustParsePrefix("::/96")

// nat64 is the prefix that translates to IPv4 (RFC 6052).
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

func prefixes(texts ...string) []netip.Prefix {
	parsed := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		parsed[i] = netip.MustParsePrefix(text)
	}
	return parsed
}

// checkAddress is the Control function of the targets' dialers. It sees the address
// after name resolution, the very one that is connected to, so a name that resolves
// differently the second time cannot get past it.
func checkAddress(network, address string, _ tcp.Socket) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	parsed, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %q cannot be read", errForbiddenAddress, address)
	}
	if forbidden(parsed.Addr()) {
		return fmt.Errorf("%w: %s", errForbiddenAddress, parsed.Addr())
	}
	return nil
}

func forbidden(ip netip.Addr) bool {
	ip, translated := plainAddress(ip)
	for _, network := range never {
		if network.Contains(ip) {
			return true
		}
	}
	return !ip.IsValid() || ip.IsUnspecified() || ip.IsLinkLocalUnicast() || ip.IsMulticast() ||
		translated && ip.IsLoopback() || compatible.Contains(ip) && !ip.IsLoopback() || isISATAP(ip)
}

// plainAddress returns an address in its shortest form: without a zone, and as IPv4
// where IPv6 only wraps it or translates to it.
func plainAddress(ip netip.Addr) (plain netip.Addr, translated bool) {
	ip = ip.WithZone("").Unmap()
	if nat64.Contains(ip) {
		bytes := ip.As16()
		return netip.AddrFrom4([4]byte(bytes[12:])), true
	}
	return ip, false
}

// isISATAP tells whether an interface identifier carries an IPv4 address (RFC 5214
// section 6.1), which may be any in any network.
func isISATAP(ip netip.Addr) bool {
	if !ip.Is6() {
		return false
	}
	bytes := ip.As16()
	return bytes[8]&^0x03 == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE
}

func isRefused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
