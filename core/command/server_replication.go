package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// Role tells what part the server plays in replication.
//
// Reply: the role with what belongs to it.
// Complexity: O(1). Since: 2.8.12.
// See https://valkey.io/commands/role/
func Role(a *Args) Reply[models.RoleResponse] {
	a.Begin("ROLE")
	return role
}

// ReplicaOf makes the server a replica of the one at host and port. It drops its own
// data and takes the other's.
//
// Reply: OK, or a sentence beginning with OK if it is one already.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/replicaof/
//
//glissade:route explicit one_node: it changes the role of the node that it is sent to
func ReplicaOf(a *Args, host string, port int) Reply[string] {
	a.Begin("REPLICAOF")
	a.hostAndPort(host, port)
	return text
}

// ReplicaOfNoOne makes a replica a primary. It keeps its data.
//
// Reply: OK.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/replicaof/
func ReplicaOfNoOne(a *Args) Reply[string] {
	a.Begin("REPLICAOF")
	a.Word("NO")
	a.Word("ONE")
	return ok
}

// SlaveOf makes the server a replica of the one at host and port.
//
// Reply: OK, or a sentence beginning with OK if it is one already.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/slaveof/
//
// Deprecated: use ReplicaOf.
//
//glissade:route explicit one_node: it changes the role of the node that it is sent to
func SlaveOf(a *Args, host string, port int) Reply[string] {
	a.Begin("SLAVEOF")
	a.hostAndPort(host, port)
	return text
}

// SlaveOfNoOne makes a replica a primary.
//
// Reply: OK.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/slaveof/
//
// Deprecated: use ReplicaOfNoOne.
func SlaveOfNoOne(a *Args) Reply[string] {
	a.Begin("SLAVEOF")
	a.Word("NO")
	a.Word("ONE")
	return ok
}

// Failover makes a replica of the server the primary, and the server a replica of
// that. Clients wait meanwhile. It goes on after the reply: INFO tells how far it is.
//
// Reply: OK. Errors: ERR if the server has no replica that is connected.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/failover/
//
//glissade:route explicit one_node: it changes the role of the node that it is sent to
func Failover(a *Args) Reply[string] {
	a.Begin("FAILOVER")
	return ok
}

// FailoverWithOptions makes the replica in opts the primary, and the server a replica
// of that. Clients wait meanwhile. It goes on after the reply: INFO tells how far it is.
//
// Reply: OK. Errors: ERR if the server has no such replica that is connected.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/failover/
func FailoverWithOptions(a *Args, opts options.FailoverOptions) Reply[string] {
	a.Begin("FAILOVER")
	a.check(opts.Validate())
	if opts.Target != nil {
		a.Word("TO")
		a.String(opts.Target.Host)
		a.Int(int64(opts.Target.Port))
		if opts.Target.Force {
			a.Word("FORCE")
		}
	}
	if opts.Timeout > 0 {
		a.Word("TIMEOUT")
		a.Int(milliseconds(opts.Timeout))
	}
	return ok
}

// FailoverAbort ends a failover that is under way: the server stays the primary.
//
// Reply: OK. Errors: ERR if no failover is under way.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/failover/
func FailoverAbort(a *Args) Reply[string] {
	a.Begin("FAILOVER")
	a.Word("ABORT")
	return ok
}

// hostAndPort appends the address of a server.
func (a *Args) hostAndPort(host string, port int) {
	if host == "" {
		a.refuse("host", "is empty; give a host name or an address")
	}
	if port < 1 || port > 65535 {
		a.refuse("port", "is no port; give one from 1 to 65535")
	}
	a.String(host)
	a.Int(int64(port))
}
