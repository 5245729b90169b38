package options

import "github.com/glissade-io/glissade/core/failure"

// NodeDiscoveryMode says how a client of servers that are no cluster finds out which
// servers there are, and which of them is the primary. It has GLIDE's names and values.
type NodeDiscoveryMode string

const (
	// NodeDiscoveryModeStandard uses the configured addresses, and asks each server for its
	// role (ROLE). When the primary fails the client follows to the server that has become
	// one, among those that are configured. It is the default.
	NodeDiscoveryModeStandard NodeDiscoveryMode = ""
	// NodeDiscoveryModeStatic asks no server for its role: the first address is the
	// primary's, the others are replicas', whatever happens. It is for proxies that refuse
	// ROLE and INFO, such as Envoy, and for servers whose roles are known. A primary that
	// answers READONLY is connected to anew, since its address may lead elsewhere by now.
	NodeDiscoveryModeStatic NodeDiscoveryMode = "static"
	// NodeDiscoveryModeDiscoverAll finds the primary and all replicas by asking any of them
	// (INFO REPLICATION), so that the address of one server is enough. Servers that are
	// added later are found, those that are removed are left, and a replica that is promoted
	// is followed to. The servers must announce addresses at which the client can reach
	// them; configured addresses stay in use in any case.
	NodeDiscoveryModeDiscoverAll NodeDiscoveryMode = "discoverAll"
)

// validate checks a mode together with what else decides about roles.
func (m NodeDiscoveryMode) validate(c *ClientConfiguration) error {
	switch {
	case m != NodeDiscoveryModeStandard && m != NodeDiscoveryModeStatic && m != NodeDiscoveryModeDiscoverAll:
		return invalid("NodeDiscoveryMode", "is unknown; use {NodeDiscoveryModeStandard}, {NodeDiscoveryModeStatic} or {NodeDiscoveryModeDiscoverAll}")
	case m != NodeDiscoveryModeStandard && c.Sentinel != nil:
		return invalid("NodeDiscoveryMode", "is "+failure.Text(m)+" together with {ClientConfiguration.Sentinel}, which finds the servers; leave one of them out")
	case m == NodeDiscoveryModeDiscoverAll && c.ReadOnly:
		return invalid("NodeDiscoveryMode", "is discoverAll together with {ClientConfiguration.ReadOnly}, which asks no server for its role; leave one of them out")
	}
	return nil
}
