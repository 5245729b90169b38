package main

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// bridge is how to reach the bridge between WebSocket and TCP, or that there is none.
type bridge struct {
	// isLeftOut is set where JavaScript opens sockets itself, and isSecured where those are of TLS.
	isLeftOut, isSecured bool
	url, target, token   string
	// asks is set where JavaScript calls functions for settings of each connection.
	asks bool
	// isMapped is set where JavaScript maps addresses, by addressMap.
	isMapped bool
	// isCluster is set where target is a cluster, whose nodes addresses name.
	isCluster bool
	// invalidations is set where JavaScript takes those of the cache, by onInvalidation.
	invalidations bool
}

// What a page cannot set, and what to do instead. To ignore such a setting would let its
// user rely on a protection that is not there.
const (
	noTLS  = "has no meaning with a bridge: use a wss: URL for the bridge, and set up TLS between bridge and server in the bridge"
	noFile = "has no meaning with a bridge, which reaches no Unix sockets; give host and port"
	noIAM  = "has no meaning in a browser, which must not hold the keys of an AWS account; have your server make the token, " +
		"give it as password, and renew it with updateConnectionPassword"
)

// readConfiguration reads the argument of createClient. Its fields are named as in
// GLIDE for Node; bridge is our own.
func readConfiguration(in *boundary.Arguments) (options.ClientConfiguration, bridge, error) {
	var c options.ClientConfiguration
	var b bridge
	in.Object("configuration", func(field string) bool {
		switch field {
		case "readOnly":
			c.ReadOnly = in.Bool(field)
		case "nodeDiscoveryMode":
			c.NodeDiscoveryMode = readDiscoveryMode(in, field)
		case "sentinel":
			c.Sentinel = readSentinel(in)
		case "advancedConfiguration":
			readAdvanced(in, &c.Advanced, nil)
		default:
			return readCommon(in, field, &c, &b)
		}
		return true
	})
	checkBridge(in, &b, c.Addresses)
	if c.Sentinel != nil {
		refuseFiles(in, &b, "configuration.sentinel.addresses", c.Sentinel.Addresses)
	}
	if b.target != "" && (c.Sentinel != nil || len(c.Addresses) > 1) {
		in.Refuse("configuration.bridge.target", "names the one server that all connections lead to, but there are several; leave it out")
	}
	if err := in.Err(); err != nil {
		return c, b, err
	}
	settleInvalidation(c.Cache, c.Protocol)
	return c, b, c.Validate()
}

// readDiscoveryMode reads a mode, which is a number, as in GLIDE.
func readDiscoveryMode(in *boundary.Arguments, field string) options.NodeDiscoveryMode {
	modes := []options.NodeDiscoveryMode{
		options.NodeDiscoveryModeStandard, options.NodeDiscoveryModeStatic, options.NodeDiscoveryModeDiscoverAll,
	}
	if i := boundary.Integer[int](in, field); i >= 0 && i < len(modes) {
		return modes[i]
	}
	in.Refuse(field, "must be one of NodeDiscoveryMode")
	return ""
}

// readCommon reads a field that clients of both kinds have.
func readCommon(in *boundary.Arguments, field string, c *options.ClientConfiguration, b *bridge) bool {
	switch field {
	case "bridge":
		readBridge(in, b)
	case "addresses":
		c.Addresses = boundary.Slice(in, field, readAddress)
	case "databaseId":
		c.DatabaseID = boundary.Integer[int](in, field)
	case "credentials":
		c.Credentials = readCredentials(in)
	case "readFrom":
		c.ReadFrom = boundary.Enum(in, field,
			[]string{"primary", string(options.PreferReplica), string(options.ReadFromAllNodes), string(options.AZAffinity), string(options.AZAffinityReplicasAndPrimary), string(options.AZAffinityAllNodes)},
			[]options.ReadFrom{options.Primary, options.PreferReplica, options.ReadFromAllNodes, options.AZAffinity, options.AZAffinityReplicasAndPrimary, options.AZAffinityAllNodes})
	case "clientAz":
		c.ClientAZ = in.String(field)
	case "lazyConnect":
		c.LazyConnect = in.Bool(field)
	case "requestTimeout":
		c.RequestTimeout = in.Duration(field)
	case "protocol":
		c.Protocol = boundary.Enum(in, field, []string{"RESP2", "RESP3"}, []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3})
	case "clientName":
		c.ClientName = in.String(field)
	case "libName":
		c.LibraryName = in.String(field)
	case "clientInfoTag":
		c.ClientInfoTag = in.String(field)
	case "inflightRequestsLimit":
		c.InflightRequestsLimit = boundary.Integer[int](in, field)
	case "connectionBackoff":
		readBackoff(in, &c.ReconnectStrategy)
	case "compression":
		c.Compression = readCompression(in)
	case "clientCircuitBreaker":
		c.CircuitBreaker = readCircuitBreaker(in)
	case "clientSideCache":
		c.Cache = readCache(in, &b.invalidations)
	case "pubsubSubscriptions":
		c.Subscriptions = readSubscriptions(in)
	case "useTLS":
		if in.Bool(field) {
			in.Refuse(field, noTLS)
		}
	default:
		return false
	}
	return true
}

// checkBridge reads whether JavaScript opens sockets itself, which are then secured or not.
func checkBridge(in *boundary.Arguments, b *bridge, addresses []options.NodeAddress) {
	if !in.Absent() {
		b.isLeftOut, b.isSecured = true, in.Bool("secured")
	}
	b.asks = !in.Absent() && in.Bool("asks")
	in.End()
	refuseFiles(in, b, "configuration.addresses", addresses)
	if b.url == "" && !b.isLeftOut {
		in.Refuse("configuration.bridge", `is missing; a page reaches a server through a bridge only: give {url: "wss://…"}, and elsewhere, with nothing of node:net, connect`)
	}
}

// refuseFiles refuses Unix sockets where there is a bridge.
func refuseFiles(in *boundary.Arguments, b *bridge, name string, addresses []options.NodeAddress) {
	for i, address := range addresses {
		if address.Socket != "" && !b.isLeftOut {
			in.Refuse(name+"["+strconv.Itoa(i)+"].socket", noFile)
		}
	}
}

func readBridge(in *boundary.Arguments, b *bridge) {
	in.Object("bridge", func(field string) bool {
		switch field {
		case "url":
			b.url = in.String(field)
		case "target":
			b.target = in.String(field)
		case "token":
			b.token = in.String(field)
			if strings.Trim(b.token, " \t\r\n") == "" {
				in.Refuse(field, "is empty; give the bridge's token, or leave it out")
			}
		case "addressMap":
			b.isMapped = in.Bool(field) // it stays in JavaScript
		default:
			return false
		}
		return true
	})
}

func readAddress(in *boundary.Arguments, name string) options.NodeAddress {
	var address options.NodeAddress
	in.Object(name, func(field string) bool {
		switch field {
		case "host":
			address.Host = in.String(field)
		case "port":
			address.Port = boundary.Integer[int](in, field)
		case "socket":
			address.Socket = in.String(field)
		default:
			return false
		}
		return true
	})
	return address
}

func readCredentials(in *boundary.Arguments) *options.ServerCredentials {
	credentials := new(options.ServerCredentials)
	hasPassword := false // which may be empty
	in.Object("credentials", func(field string) bool {
		switch field {
		case "username":
			credentials.Username = in.String(field)
		case "password":
			credentials.Password, hasPassword = in.String(field), true
		case "iamConfig":
			in.Refuse(field, noIAM)
		default:
			return false
		}
		return true
	})
	if !hasPassword {
		in.Refuse("credentials.password", "is missing; give the user's password, or leave the credentials out")
	}
	return credentials
}

func readSentinel(in *boundary.Arguments) *options.SentinelConfiguration {
	sentinel := new(options.SentinelConfiguration)
	in.Object("sentinel", func(field string) bool {
		switch field {
		case "addresses":
			sentinel.Addresses = boundary.Slice(in, field, readAddress)
		case "primaryName":
			sentinel.PrimaryName = in.String(field)
		case "credentials":
			sentinel.Credentials = readCredentials(in)
		default:
			return false
		}
		return true
	})
	return sentinel
}

func readBackoff(in *boundary.Arguments, b *options.BackoffStrategy) {
	in.Object("connectionBackoff", func(field string) bool {
		switch field {
		case "numberOfRetries":
			b.NumberOfRetries = boundary.Integer[int](in, field)
		case "factor":
			b.Factor = in.Duration(field)
		case "exponentBase":
			b.ExponentBase = boundary.Integer[int](in, field)
		case "jitterPercent":
			b.JitterPercent = boundary.Pointer(in, field, boundary.Integer[int])
		default:
			return false
		}
		return true
	})
}

func readCircuitBreaker(in *boundary.Arguments) *options.CircuitBreakerConfiguration {
	c := new(options.CircuitBreakerConfiguration)
	in.Object("clientCircuitBreaker", func(field string) bool {
		switch field {
		case "windowSizeMs":
			c.Window = in.Duration(field)
			refuseZero(in, field, c.Window == 0)
		case "failureRateThreshold":
			c.FailureRate = in.Float(field)
			refuseZero(in, field, c.FailureRate == 0)
		case "minErrors":
			c.MinErrors = boundary.Integer[int](in, field)
			refuseZero(in, field, c.MinErrors == 0)
		case "openTimeoutMs":
			c.OpenTimeout = in.Duration(field)
			refuseZero(in, field, c.OpenTimeout == 0)
		case "countTimeouts":
			c.CountTimeouts = in.Bool(field)
		case "consecutiveSuccesses":
			c.ConsecutiveSuccesses = boundary.Integer[int](in, field)
			refuseZero(in, field, c.ConsecutiveSuccesses == 0)
		default:
			return false
		}
		return true
	})
	return c
}

// refuseZero refuses 0 where Go would take it for the default.
func refuseZero(in *boundary.Arguments, field string, zero bool) {
	if zero {
		in.Refuse(field, "is 0; give a positive number, or leave it out for the default")
	}
}

// readAdvanced also reads what only clients of a cluster have, if fromInitial is set. It is not
// inlined, since pages download each copy.
//
//go:noinline
func readAdvanced(in *boundary.Arguments, c *options.AdvancedClientConfiguration, fromInitial *bool) {
	in.Object("advancedConfiguration", func(field string) bool {
		switch field {
		case "connectionTimeout":
			c.ConnectionTimeout = in.Duration(field)
		case "tlsAdvancedConfiguration":
			in.Refuse(field, noTLS)
		case "tcpNoDelay":
			in.Bool(field) // A WebSocket has no such setting, and nothing depends on it.
		case "pubsubReconciliationIntervalMs":
			c.PubSubReconciliationInterval = in.Duration(field)
			if c.PubSubReconciliationInterval <= 0 {
				in.Refuse(field, "must be a positive number of milliseconds; leave it out for 3000")
			}
		case "dedicated":
			readDedicated(in, &c.Dedicated)
		case "replyLimits":
			readReplyLimits(in, &c.ReplyLimits)
		case "refreshTopologyFromInitialNodes":
			if fromInitial == nil {
				return false
			}
			*fromInitial = in.Bool(field)
		default:
			return false
		}
		return true
	})
}

func readDedicated(in *boundary.Arguments, d *options.DedicatedConfiguration) {
	in.Object("dedicated", func(field string) bool {
		switch field {
		case "maxConnections":
			d.MaxConnections = boundary.Integer[int](in, field)
		case "maxIdle":
			d.MaxIdle = boundary.Integer[int](in, field)
		case "idleTimeout":
			d.IdleTimeout = in.Duration(field)
		default:
			return false
		}
		return true
	})
}

func readReplyLimits(in *boundary.Arguments, l *options.ReplyLimits) {
	in.Object("replyLimits", func(field string) bool {
		switch field {
		case "maxBulkLength":
			l.MaxBulkLength = boundary.Integer[int](in, field)
		case "maxAggregateLength":
			l.MaxAggregateLength = boundary.Integer[int](in, field)
		case "maxReplySize":
			l.MaxReplySize = boundary.Integer[int](in, field)
		case "maxDepth":
			l.MaxDepth = boundary.Integer[int](in, field)
		default:
			return false
		}
		return true
	})
}
