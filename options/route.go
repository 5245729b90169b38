package options

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
)

// Route says which nodes of a cluster execute a command, where the client is not to
// choose them: [AllNodes], [AllPrimaries], [RandomNode], [SlotIDRoute],
// [SlotKeyRoute] or [ByAddressRoute].
type Route interface {
	// Validate returns a *failure.ConfigurationError about the first field that cannot
	// work, or nil.
	Validate() error
	route()
}

// AllNodes has every node execute the command, primaries and replicas.
type AllNodes struct{}

// AllPrimaries has every primary execute the command.
type AllPrimaries struct{}

// RandomNode has any one node execute the command: one of the primaries if the
// command may write.
type RandomNode struct{}

// SlotType tells which node of the shard that owns a slot is meant.
type SlotType string

const (
	// SlotTypePrimary is the primary of the shard.
	SlotTypePrimary SlotType = ""
	// SlotTypeReplica is one of the replicas of the shard, whatever ReadFrom says, and
	// the primary where there is no replica that can be reached, as in GLIDE. With
	// CallOptions.Replica the command fails instead.
	SlotTypeReplica SlotType = "replica"
)

// SlotIDRoute has a node of the shard that owns a slot execute the command.
type SlotIDRoute struct {
	// SlotType tells which node of the shard.
	SlotType SlotType
	// SlotID is the number of the slot, from 0 to 16383.
	SlotID int
}

// SlotKeyRoute has a node of the shard that owns a key's slot execute the command.
type SlotKeyRoute struct {
	// SlotType tells which node of the shard.
	SlotType SlotType
	// Key is the key, which need not exist. Of one with a hash tag, as in "{tag}key",
	// the tag decides.
	Key string
}

// ByAddressRoute has the node at an address execute the command. The address is the
// one that the cluster announces for it, as in the results of other commands.
type ByAddressRoute struct {
	// Host is the node's name or IP address. If Port is 0 it holds the port too, as in
	// "node.example:6379" or "[::1]:6379".
	Host string
	// Port is the node's TCP port.
	Port int
}

func (AllNodes) route()       {}
func (AllPrimaries) route()   {}
func (RandomNode) route()     {}
func (SlotIDRoute) route()    {}
func (SlotKeyRoute) route()   {}
func (ByAddressRoute) route() {}

// Validate returns nil.
func (AllNodes) Validate() error { return nil }

// Validate returns nil.
func (AllPrimaries) Validate() error { return nil }

// Validate returns nil.
func (RandomNode) Validate() error { return nil }

// Validate returns a *failure.ConfigurationError about a slot that does not exist or
// an unknown SlotType, or nil.
func (r SlotIDRoute) Validate() error {
	if r.SlotID < 0 || r.SlotID > maxSlot {
		return invalid("SlotIDRoute.SlotID", "is "+failure.Text(strconv.Itoa(r.SlotID))+"; give a slot from 0 to 16383")
	}
	return r.SlotType.validate("SlotIDRoute.SlotType")
}

// Validate returns a *failure.ConfigurationError about an unknown SlotType, or nil.
func (r SlotKeyRoute) Validate() error { return r.SlotType.validate("SlotKeyRoute.SlotType") }

// Validate returns a *failure.ConfigurationError about a host or a port that no node
// can have, or nil.
func (r ByAddressRoute) Validate() error {
	_, err := r.address()
	return err
}

// Address returns "host:port", or "[host]:port" for an IPv6 address: the form in which
// addresses stand in the results of other commands. It is empty if the route is not valid.
func (r ByAddressRoute) Address() string {
	address, err := r.address()
	if err != nil {
		return ""
	}
	return address.String()
}

func (r ByAddressRoute) address() (NodeAddress, error) {
	host, port := r.Host, r.Port
	if port == 0 {
		colon := strings.LastIndexByte(host, ':')
		if colon < 0 || strings.Contains(host[:colon], ":") && !isBracketed(host[:colon]) {
			return NodeAddress{}, invalid("ByAddressRoute.Port", `is missing; give it, or a {ByAddressRoute.Host} like "node.example:6379" or "[::1]:6379"`)
		}
		number, err := strconv.ParseUint(host[colon+1:], 10, 16)
		if err != nil || number == 0 {
			return NodeAddress{}, invalid("ByAddressRoute.Host", "ends in no port from 1 to 65535; give one, or give it as {ByAddressRoute.Port}")
		}
		host, port = host[:colon], int(number)
	}
	if isBracketed(host) {
		host = host[1 : len(host)-1]
	}
	if host == "" {
		return NodeAddress{}, invalid("ByAddressRoute.Host", "is empty; give the node's name or IP address")
	}
	address := NodeAddress{Host: host, Port: port}
	return address, address.validate("ByAddressRoute")
}

// isBracketed reports whether host is an IPv6 address in brackets.
func isBracketed(host string) bool {
	return strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") && strings.Contains(host, ":")
}

func (s SlotType) validate(field string) error {
	if s != SlotTypePrimary && s != SlotTypeReplica {
		return invalid(field, "is unknown; use {SlotTypePrimary} or {SlotTypeReplica}")
	}
	return nil
}

// maxSlot is the number of a cluster's last slot.
const maxSlot = 16383

// validateRoute checks a route that may be left out.
func validateRoute(field string, route Route) error {
	switch route.(type) {
	case nil:
		return nil
	case AllNodes, AllPrimaries, RandomNode, SlotIDRoute, SlotKeyRoute, ByAddressRoute:
		return route.Validate()
	default:
		return invalid(field, "is a pointer; give the route by value")
	}
}
