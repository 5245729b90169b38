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
var errForbiddenAddress = errors.New("the address is link-local, multicast, unspecified or a metadata service, which the bridge never connects to")

// metadata are services that hand out a machine's credentials, beside those that
// link-local addresses (169.254.169.254) cover.
var metadata = []netip.Addr{
	netip.MustParseAddr("fd00:ec2::254"),   // Amazon EC2 over IPv6
	netip.MustParseAddr("100.100.100.200"), // Alibaba Cloud
	netip.MustParseAddr("168.63.129.16"),   // Azure
	netip.MustParseAddr("192.0.0.192"),     // Oracle Cloud
}

// nat64 is the prefix that translates to IPv4 (RFC 6052).
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

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
	ip = ip.WithZone("").Unmap()
	if nat64.Contains(ip) {
		bytes := ip.As16()
		ip = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	for _, service := range metadata {
		if ip == service {
			return true
		}
	}
	return !ip.IsValid() || ip.IsUnspecified() || ip.IsLinkLocalUnicast() || ip.IsMulticast() ||
		ip == netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

func isRefused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
