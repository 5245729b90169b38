//go:build !js

package bridge

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/transport/tcp"
)

// errOutside is the cause of a dial that [limits.check] stopped.
var errOutside = errors.New("the node is outside the networks and ports of its cluster")

var loopback = prefixes("127.0.0.0/8", "::1/128")

// place is where a seed is.
type place struct {
	networks []netip.Prefix // of its addresses: the /24 or the /64, or all of loopback
	loopback bool
}

// add notes an address of a seed.
func (p *place) add(ip netip.Addr) {
	ip, _ = plainAddress(ip)
	switch {
	case forbidden(ip):
	case ip.IsLoopback():
		p.loopback = true
		p.networks = append(p.networks, loopback...)
	default:
		bits := 64
		if ip.Is4() {
			bits = 24
		}
		network, _ := ip.Prefix(bits)
		p.networks = append(p.networks, network)
	}
}

// placeOf returns where a seed is: the addresses that its name leads to now.
func placeOf(ctx context.Context, seed string) (place, error) {
	var found place
	if strings.HasPrefix(seed, unixPrefix) {
		found.loopback = true
		return found, nil
	}
	host, _, err := net.SplitHostPort(seed)
	if err != nil {
		return place{}, err
	}
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return place{}, err
	}
	for _, ip := range addresses {
		found.add(ip)
	}
	return found, nil
}

// portsOf returns the ports of seeds.
func portsOf(seeds []string) []PortRange {
	var ports []PortRange
	for _, seed := range seeds {
		if strings.HasPrefix(seed, unixPrefix) {
			continue
		}
		_, port, _ := net.SplitHostPort(seed)
		if number, err := strconv.ParseUint(port, 10, 16); err == nil {
			ports = append(ports, PortRange{uint16(number), uint16(number)})
		}
	}
	return ports
}

// limits are where the announced nodes of a cluster may be.
type limits struct {
	networks []netip.Prefix // none for those of the seeds
	ports    []PortRange
}

// newLimits checks what is configured.
func newLimits(seeds []string, configured Cluster) (limits, error) {
	for i, network := range configured.Networks {
		if !network.IsValid() || network.Addr().Is4In6() {
			return limits{}, fmt.Errorf(`.Cluster.Networks[%d]: is no network such as 10.0.0.0/16 or 2001:db8::/48`, i)
		}
	}
	for i, ports := range configured.Ports {
		if !ports.valid() {
			return limits{}, fmt.Errorf(`.Cluster.Ports[%d]: is no range of ports from 1 to 65535`, i)
		}
	}
	l := limits{networks: configured.Networks, ports: configured.Ports}
	if len(l.ports) == 0 {
		l.ports = portsOf(seeds)
	}
	return l, nil
}

// check refuses to dial what is outside the limits, seeds being at places.
func (l limits) check(places []place, node netip.AddrPort) error {
	if !slices.ContainsFunc(l.ports, func(p PortRange) bool { return p.contains(node.Port()) }) {
		return fmt.Errorf("%w: port %d; state it in Ports", errOutside, node.Port())
	}
	ip, _ := plainAddress(node.Addr())
	within := func(network netip.Prefix) bool { return network.Contains(ip) }
	if ip.IsLoopback() && !slices.ContainsFunc(places, func(p place) bool { return p.loopback }) {
		return fmt.Errorf("%w: %s is this machine, where no seed is", errOutside, ip)
	}
	allowed := slices.ContainsFunc(l.networks, within)
	if len(l.networks) == 0 {
		allowed = slices.ContainsFunc(places, func(p place) bool { return slices.ContainsFunc(p.networks, within) })
	}
	if !allowed {
		return fmt.Errorf("%w: %s; state its network in Networks", errOutside, ip)
	}
	return nil
}

// checkNode is the Control function for dialling announced nodes.
func (d *directory) checkNode(network, address string, socket tcp.Socket) error {
	if err := checkAddress(network, address, socket); err != nil {
		return err
	}
	node, err := netip.ParseAddrPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") {
		return fmt.Errorf("%w: it is no TCP address", errOutside)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	places := make([]place, 0, len(d.places))
	for _, p := range d.places {
		places = append(places, p)
	}
	return d.limits.check(places, node)
}
