package command

import "github.com/glissade-io/glissade/options"

// ClusterMeet makes the node and the one at host, an address, and port one cluster.
// It goes on after the reply.
//
// Reply: OK. Errors: ERR if host is no address.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-meet/
func ClusterMeet(a *Args, host string, port int) Reply[string] {
	a.Begin("CLUSTER MEET")
	a.hostAndPort(host, port)
	return ok
}

// ClusterMeetWithOptions makes the node and the one at host, an address, and port one
// cluster. The other's bus port may be in opts. It goes on after the reply.
//
// Reply: OK. Errors: ERR if host is no address.
// Complexity: O(1). Since: 4.0.0.
// See https://valkey.io/commands/cluster-meet/
func ClusterMeetWithOptions(a *Args, host string, port int, opts options.ClusterMeetOptions) Reply[string] {
	a.Begin("CLUSTER MEET")
	a.hostAndPort(host, port)
	a.check(opts.Validate())
	if opts.BusPort > 0 {
		a.Int(int64(opts.BusPort))
	}
	return ok
}

// ClusterForget has the node forget another, and refuse it for a minute. Every node
// of the cluster must be told.
//
// Reply: OK. Errors: ERR if there is no such node, or it is the node itself or its primary.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-forget/
//
//glissade:route explicit one_node: it changes what the node that it is sent to knows of the cluster
func ClusterForget(a *Args, nodeID string) Reply[string] {
	a.Begin("CLUSTER FORGET")
	a.String(nodeID)
	return ok
}

// ClusterReplicate makes the node a replica of a primary. It drops its own data and
// takes the other's.
//
// Reply: OK. Errors: ERR if there is no such primary, or the node is a primary with
// keys or slots.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-replicate/
//
//glissade:route explicit one_node: it changes the role of the node that it is sent to
func ClusterReplicate(a *Args, nodeID string) Reply[string] {
	a.Begin("CLUSTER REPLICATE")
	a.String(nodeID)
	return ok
}

// ClusterReplicateNoOne makes a replica a primary without slots, in a shard of its
// own. It drops its data.
//
// Reply: OK.
// Complexity: O(1). Since: 9.0.0.
// See https://valkey.io/commands/cluster-replicate/
func ClusterReplicateNoOne(a *Args) Reply[string] {
	a.Begin("CLUSTER REPLICATE")
	a.Word("NO")
	a.Word("ONE")
	return ok
}

// ClusterFailover makes a replica the primary of its shard, with the old primary's
// consent. It goes on after the reply.
//
// Reply: OK. Errors: ERR if the node is no replica, or its primary is not to be reached.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-failover/
//
//glissade:route explicit one_node: it changes the role of the node that it is sent to
func ClusterFailover(a *Args) Reply[string] {
	a.Begin("CLUSTER FAILOVER")
	return ok
}

// ClusterFailoverWithOptions makes a replica the primary of its shard, without the
// consent that mode names. It goes on after the reply.
//
// Reply: OK. Errors: ERR if the node is no replica.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-failover/
func ClusterFailoverWithOptions(a *Args, mode options.ClusterFailoverMode) Reply[string] {
	a.Begin("CLUSTER FAILOVER")
	a.check(mode.Validate())
	a.Word(string(mode))
	return ok
}

// ClusterReset has the node forget the other nodes and its slots. A replica drops its
// data too.
//
// Reply: OK. Errors: ERR if the node is a primary with keys.
// Complexity: O(N) for N nodes. Since: 3.0.0.
// See https://valkey.io/commands/cluster-reset/
//
//glissade:route explicit one_node: it changes what the node that it is sent to knows of the cluster
func ClusterReset(a *Args) Reply[string] {
	a.Begin("CLUSTER RESET")
	return ok
}

// ClusterResetWithOptions has the node forget what mode says. A replica drops its
// data too.
//
// Reply: OK. Errors: ERR if the node is a primary with keys.
// Complexity: O(N) for N nodes. Since: 3.0.0.
// See https://valkey.io/commands/cluster-reset/
func ClusterResetWithOptions(a *Args, mode options.ClusterResetMode) Reply[string] {
	a.Begin("CLUSTER RESET")
	a.check(mode.Validate())
	a.Word(string(mode))
	return ok
}

// ClusterSaveConfig writes what the node knows of the cluster to disk, which it also
// does by itself.
//
// Reply: OK. Errors: ERR if it cannot be written.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-saveconfig/
//
//glissade:route all_nodes: at one node it would do harm, or have no effect on the cluster
//glissade:response all_succeeded: it is done when every node has done it
func ClusterSaveConfig(a *Args) Reply[string] {
	a.Begin("CLUSTER SAVECONFIG")
	return ok
}

// ClusterSetConfigEpoch gives a new node, which knows no other, its first epoch.
//
// Reply: OK. Errors: ERR if the node knows others or has an epoch already.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-set-config-epoch/
//
//glissade:route explicit one_node: it changes what the node that it is sent to knows of the cluster
func ClusterSetConfigEpoch(a *Args, configEpoch int64) Reply[string] {
	a.Begin("CLUSTER SET-CONFIG-EPOCH")
	if configEpoch < 0 {
		a.refuse("configEpoch", "is negative; give 0 or more")
	}
	a.Int(configEpoch)
	return ok
}

// ClusterBumpEpoch gives the node a higher epoch than all others have, unless it has
// the highest.
//
// Reply: BUMPED or STILL with the node's epoch behind it.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/cluster-bumpepoch/
//
//glissade:route explicit one_node: it changes what the node that it is sent to knows of the cluster
func ClusterBumpEpoch(a *Args) Reply[string] {
	a.Begin("CLUSTER BUMPEPOCH")
	return text
}
