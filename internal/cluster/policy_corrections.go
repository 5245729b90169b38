package cluster

const (
	concernsOneNode   = "concerns one node: give a route that says which, such as a ByAddressRoute"
	changesConnection = "would change one connection of many, which nothing can be sent on by choice; leave it out"
	useScan           = "goes through the keys of one node: use the client's Scan, which goes through those of all, or give a route"
)

// correct changes what the server's catalog says where following it would be of no
// use, and adds what it leaves open.
func (p *policy) correct(name string) {
	switch name {
	// To a random node they would do harm, or have no effect on the cluster.
	case "ACL LOAD", "CLUSTER SAVECONFIG", "MODULE LOAD", "MODULE LOADEX", "MODULE UNLOAD":
		*p = policy{destination: toAllNodes, response: allSucceeded}
	// They set how the server treats the client's connections, as CLIENT SETNAME does.
	case "CLIENT CAPA", "CLIENT IMPORT-SOURCE", "CLIENT NO-EVICT", "CLIENT NO-TOUCH":
		*p = policy{destination: toAllNodes, response: allSucceeded}
	// Replicas run scripts and functions that only read.
	case "FUNCTION KILL", "SCRIPT KILL", "FUNCTION STATS":
		p.destination = toAllNodes
	// Databases are swapped in all of the cluster or not at all.
	case "SWAPDB":
		*p = policy{destination: toAllPrimaries, response: allSucceeded}

	// Their replies tell of nodes, and mean nothing without the node's name.
	case "BGREWRITEAOF", "BGSAVE":
		p.response = byNode
	// A name may be subscribed to, or a migration take part, at several nodes.
	case "PUBSUB CHANNELS", "PUBSUB SHARDCHANNELS":
		p.response = distinct
	case "PUBSUB NUMSUB", "PUBSUB SHARDNUMSUB":
		p.response = countsByName
	case "CLUSTER GETSLOTMIGRATIONS":
		*p = policy{destination: toAllPrimaries, response: concatenated}
	case "CLUSTER CANCELSLOTMIGRATIONS":
		*p = policy{destination: toAllPrimaries, response: allSucceeded}
	// Shards may be empty.
	case "RANDOMKEY":
		p.response = drawn

	// Messages on one channel stay in order if they take the same way.
	case "PUBLISH":
		*p = policy{destination: toArgument, argument: 1}
	// The cursor names the slot that it has come to.
	case "CLUSTERSCAN":
		*p = policy{destination: toArgument, argument: 1}
	// The catalog has no rule that would show without their arguments.
	case "XREAD", "XREADGROUP":
		*p = policy{destination: toKeys}
	// Their keys come after a subcommand.
	case "JSON.DEBUG":
		p.argument = 2
	// They need every document or path, so they are split.
	case "JSON.MGET":
		*p = policy{destination: toEachKey, response: concatenated}
	case "JSON.MSET":
		*p = policy{destination: toEachKey, response: allSucceeded}

	// Whoever owns the slot is who knows about it, or has to let it go.
	case "CLUSTER COUNTKEYSINSLOT", "CLUSTER DELSLOTS", "CLUSTER DELSLOTSRANGE", "CLUSTER FLUSHSLOT",
		"CLUSTER GETKEYSINSLOT", "CLUSTER SETSLOT":
		*p = policy{destination: toSlot, argument: 2}
	case "CLUSTER MIGRATESLOTS": // SLOTSRANGE comes before the slot.
		*p = policy{destination: toSlot, argument: 3}

	case "SCAN":
		*p = policy{destination: toNowhere, reason: useScan}
	// They change the role, the slots or the life of the node that they are sent to.
	case "CLUSTER ADDSLOTS", "CLUSTER ADDSLOTSRANGE", "CLUSTER BUMPEPOCH", "CLUSTER FAILOVER", "CLUSTER FLUSHSLOTS",
		"CLUSTER FORGET", "CLUSTER REPLICATE", "CLUSTER RESET", "CLUSTER SET-CONFIG-EPOCH", "CLUSTER SYNCSLOTS",
		"DEBUG", "FAILOVER", "REPLCONF", "REPLICAOF", "SHUTDOWN", "SLAVEOF":
		*p = policy{destination: toNowhere, reason: concernsOneNode}
	// The ID of a connection is that of another on each node.
	case "CLIENT UNBLOCK":
		*p = policy{destination: toNowhere, reason: concernsOneNode}
	case "ASKING", "CLIENT CACHING", "CLIENT REPLY", "CLIENT TRACKING", "READONLY", "READWRITE":
		*p = policy{destination: toNowhere, reason: changesConnection}
	}
}
