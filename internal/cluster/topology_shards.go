package cluster

import "github.com/glissade-io/glissade/internal/printable"

// ParseShards returns the topology in a reply to CLUSTER SHARDS, which servers know
// since 7.0, in RESP2 or RESP3. answeredBy is the address of the node that sent it, as
// it was dialled; tls tells which of a node's ports to take. The error is a
// *failure.ServerError if the reply is one.
//
// A primary that is failing or loading stays the primary of its shard unless another
// was promoted: its slots are still its own. Replicas must be online. A node whose
// endpoint is not known ("?") is taken with its IP address, or else its hostname; one
// without any, or whose host or port is none, cannot be reached and is left out, see
// [Topology.Problems]. A node that has only the other port is taken with that, since
// then something in front of it may speak TLS for it, or no TLS.
// See https://valkey.io/commands/cluster-shards/
func ParseShards(frame []byte, answeredBy string, tls bool) (Topology, error) {
	r := newReading("CLUSTER SHARDS", frame, answeredBy)
	n, err := r.list("the reply")
	if err != nil {
		return Topology{}, err
	}
	var t Topology
	for range n {
		shard, err := r.shard(tls)
		if err != nil {
			return Topology{}, err
		}
		t.Shards = append(t.Shards, shard)
	}
	if err := t.canonical(); err != nil {
		return Topology{}, r.wrong(err.Error())
	}
	t.Problems = r.problems
	return t, nil
}

func (r *reading) shard(tls bool) (shard Shard, err error) {
	var nodes []shardNode
	err = r.record("a shard", func(name string) (bool, error) {
		switch name {
		case "slots":
			shard.Slots, err = r.shardSlots()
		case "nodes":
			nodes, err = r.shardNodes(tls)
		default:
			return false, nil
		}
		return true, err
	})
	if err != nil {
		return Shard{}, err
	}
	best := 0
	for _, node := range nodes {
		switch {
		case node.replica && node.health == healthOnline && node.Address != "":
			shard.Replicas = append(shard.Replicas, node.Member)
		case !node.replica && int(node.health) > best:
			shard.Primary, best = node.Member, int(node.health)
		}
	}
	return shard, nil
}

// shardSlots reads a flat array of first and last slots.
func (r *reading) shardSlots() ([]SlotRange, error) {
	n, err := r.list("the list of slots of a shard")
	if err != nil {
		return nil, err
	}
	if n%2 != 0 {
		return nil, r.wrong("the slots of a shard have a first one without a last one")
	}
	ranges := make([]SlotRange, n/2)
	for i := range ranges {
		if ranges[i], err = r.slotRange(); err != nil {
			return nil, err
		}
	}
	return ranges, nil
}

// shardNode is a node as CLUSTER SHARDS describes it.
type shardNode struct {
	Member
	replica bool
	health  nodeHealth
}

// nodeHealth is how well a node is, the better the greater.
type nodeHealth int

const (
	healthFailed nodeHealth = iota + 1
	healthLoading
	healthOnline
)

func (r *reading) shardNodes(tls bool) ([]shardNode, error) {
	n, err := r.list("the list of nodes of a shard")
	if err != nil {
		return nil, err
	}
	var nodes []shardNode // They grow as they come: a length is only a promise.
	for range n {
		node, err := r.shardNode(tls)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, node)
	}
	return nodes, nil
}

func (r *reading) shardNode(tls bool) (node shardNode, err error) {
	var a announcement
	var role, state, tlsProblem string
	var hasEndpoint bool
	var tlsPort int
	err = r.record("a node", func(name string) (bool, error) {
		switch name {
		case "id":
			node.ID, err = r.text("the ID of a node")
		case "endpoint":
			a.endpoint, err = r.text("the endpoint of a node")
			hasEndpoint = true
		case "ip":
			a.ip, err = r.text("the IP address of a node")
		case "hostname":
			a.hostname, err = r.text("the hostname of a node")
		case "port":
			a.port, a.problem, err = r.port()
		case "tls-port":
			tlsPort, tlsProblem, err = r.port()
		case "role":
			role, err = r.text("the role of a node")
		case "health":
			state, err = r.text("the health of a node")
		default:
			return false, nil
		}
		return true, err
	})
	if err != nil {
		return shardNode{}, err
	}
	if !hasEndpoint {
		a.endpoint = a.ip
	}
	if tls && (tlsPort != 0 || tlsProblem != "") || a.port == 0 && a.problem == "" {
		a.port, a.problem = tlsPort, tlsProblem
	}
	a.id = node.ID
	node.Address = r.address(a)
	switch role {
	case "master", "primary":
	case "replica", "slave":
		node.replica = true
	default:
		return shardNode{}, r.wrong(`a node has the role "` + printable.Text(role) + `", neither master nor replica`)
	}
	switch state {
	case "online":
		node.health = healthOnline
	case "loading":
		node.health = healthLoading
	default: // "fail" or, by the documentation, "failed"
		node.health = healthFailed
	}
	return node, nil
}
