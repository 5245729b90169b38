package cluster

import "github.com/glissade-io/glissade/internal/resp"

// ParseSlots returns the topology in a reply to CLUSTER SLOTS, in RESP2 or RESP3, of
// any version: before 4.0 nodes have no ID. answeredBy is the address of the node that
// sent it, as it was dialled. The error is a *failure.ServerError if the reply is one.
//
// The server leaves failing replicas out, and gives the ports of the kind that it was
// asked over. Of the names and addresses that a node has besides its endpoint, which is
// what redirections name, the IP address or else the hostname is taken where the endpoint
// is not known ("?"). A node without any, or whose host or port is none, cannot be
// reached and is left out, see [Topology.Problems].
// See https://valkey.io/commands/cluster-slots/
func ParseSlots(frame []byte, answeredBy string) (Topology, error) {
	r := newReading("CLUSTER SLOTS", frame, answeredBy)
	n, err := r.list("the reply")
	if err != nil {
		return Topology{}, err
	}
	var t Topology
	places := make(map[Member]int) // of shards, by their primaries
	for range n {
		shard, err := r.slotsEntry()
		if err != nil {
			return Topology{}, err
		}
		at, found := places[shard.Primary]
		switch {
		case found:
			known := &t.Shards[at]
			known.Slots = append(known.Slots, shard.Slots...)
			known.Replicas = append(known.Replicas, shard.Replicas...)
			continue
		case shard.Primary != Member{}:
			places[shard.Primary] = len(t.Shards)
		}
		t.Shards = append(t.Shards, shard)
	}
	if err := t.canonical(); err != nil {
		return Topology{}, r.wrong(err.Error())
	}
	t.Problems = r.problems
	return t, nil
}

// slotsEntry reads one range of slots with its nodes, the primary first.
func (r *reading) slotsEntry() (shard Shard, err error) {
	n, err := r.list("a range of slots")
	if err != nil {
		return Shard{}, err
	}
	if n < 2 {
		return Shard{}, r.wrong("a range of slots has no first or last slot")
	}
	slots, err := r.slotRange()
	if err != nil {
		return Shard{}, err
	}
	shard.Slots = []SlotRange{slots}
	for i := range n - 2 {
		member, err := r.slotsNode()
		switch {
		case err != nil:
			return Shard{}, err
		case i == 0:
			shard.Primary = member
		case member.Address != "":
			shard.Replicas = append(shard.Replicas, member)
		}
	}
	return shard, nil
}

func (r *reading) slotsNode() (member Member, err error) {
	n, err := r.list("a node")
	if err != nil {
		return Member{}, err
	}
	if n < 2 {
		return Member{}, r.wrong("a node has no host or port")
	}
	var a announcement
	if a.endpoint, err = r.text("the host of a node"); err != nil {
		return Member{}, err
	}
	if a.port, a.problem, err = r.port(); err != nil {
		return Member{}, err
	}
	if n > 2 {
		if member.ID, err = r.text("the ID of a node"); err != nil {
			return Member{}, err
		}
	}
	if n > 3 {
		if err := r.metadata(&a); err != nil {
			return Member{}, err
		}
	}
	for range n - 4 {
		if err := r.Skip(); err != nil {
			return Member{}, err
		}
	}
	a.id = member.ID
	member.Address = r.address(a)
	return member, nil
}

// metadata reads what servers since 7.0 tell of a node besides its endpoint.
func (r *reading) metadata(a *announcement) error {
	switch r.Peek() {
	case resp.TypeMap, resp.TypeArray:
	default:
		return r.Skip() // Something that is not known yet.
	}
	return r.record("what is told of a node", func(name string) (known bool, err error) {
		switch name {
		case "ip":
			a.ip, err = r.text("the IP address of a node")
		case "hostname":
			a.hostname, err = r.text("the hostname of a node")
		default:
			return false, nil
		}
		return true, err
	})
}
