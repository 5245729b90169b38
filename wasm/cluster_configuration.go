package main

import (
	"time"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// anyNode is the address of whichever node the bridge chooses of a cluster that it has
// as a target. No other host can have such a name (RFC 2606).
var anyNode = options.NodeAddress{Host: "cluster.invalid", Port: 6379}

// readClusterConfiguration is readConfiguration for a client of a cluster.
func readClusterConfiguration(in *boundary.Arguments) (options.ClusterClientConfiguration, bridge, error) {
	var common options.ClientConfiguration
	var c options.ClusterClientConfiguration
	var b bridge
	var connectAll, said bool
	in.Object("configuration", func(field string) bool {
		switch field {
		case "connectAll":
			connectAll, said = in.Bool(field), true
		case "periodicChecks":
			c.PeriodicChecks = readPeriodicChecks(in, field)
		case "advancedConfiguration":
			readAdvanced(in, &common.Advanced, &c.RefreshTopologyFromInitialNodes)
		default:
			return readCommon(in, field, &common, &b)
		}
		return true
	})
	checkBridge(in, &b, common.Addresses)
	if err := in.Err(); err != nil {
		return c, b, err
	}
	settleInvalidation(common.Cache, common.Protocol)
	b.isCluster = b.target != ""
	if b.isCluster && len(common.Addresses) == 0 {
		common.Addresses = []options.NodeAddress{anyNode}
	}
	c = withCommonSettings(common, c)
	// A page's way to a node is long: its first call there would have to connect in its own time.
	c.ConnectAll = connectAll || !said && !c.LazyConnect
	return c, b, c.Validate()
}

// withCommonSettings returns c with the settings of common.
func withCommonSettings(common options.ClientConfiguration, c options.ClusterClientConfiguration) options.ClusterClientConfiguration {
	c.Addresses = common.Addresses
	c.Credentials = common.Credentials
	c.RequestTimeout = common.RequestTimeout
	c.DatabaseID = common.DatabaseID
	c.ClientName = common.ClientName
	c.Protocol = common.Protocol
	c.InflightRequestsLimit = common.InflightRequestsLimit
	c.LibraryName = common.LibraryName
	c.ClientInfoTag = common.ClientInfoTag
	c.ReadFrom = common.ReadFrom
	c.ClientAZ = common.ClientAZ
	c.LazyConnect = common.LazyConnect
	c.Subscriptions = common.Subscriptions
	c.ReconnectStrategy = common.ReconnectStrategy
	c.Compression = common.Compression
	c.Cache = common.Cache
	c.Advanced = common.Advanced
	return c
}

// readPeriodicChecks reads what GLIDE has under that name, in seconds where all else
// is in milliseconds.
func readPeriodicChecks(in *boundary.Arguments, name string) (checks options.PeriodicChecks) {
	if in.Peek() != boundary.TagObject {
		words := []string{"enabledDefaultConfigs", "disabled"}
		checks.Disabled = boundary.Enum(in, name, words, words) == "disabled"
		return checks
	}
	in.Object(name, func(field string) bool {
		if field != "duration_in_sec" {
			return false
		}
		seconds := in.Float(field)
		if !(seconds > 0 && seconds <= 1e9) {
			in.Refuse(field, "is no number of seconds that can be waited; give a positive one")
		}
		checks.Interval = time.Duration(seconds * float64(time.Second))
		return true
	})
	return checks
}
