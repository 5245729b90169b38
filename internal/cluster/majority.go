package cluster

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
)

// leastAgreement is how large a part of the nodes must share the view that wins, as
// in GLIDE. Below it, the cluster is changing faster than it can be asked.
const leastAgreement = 0.2

// Elect returns the topology that most of several nodes' views agree on. A tie is won by
// the view that covers more slots, and else by the smaller hash, so that the order in
// which the nodes answered decides nothing.
//
// It is an error if there are no views, and if less than a fifth of them agree, which
// takes six views at least.
func Elect(views []Topology) (Topology, error) {
	type candidate struct {
		view  Topology
		hash  uint64
		votes int
	}
	var candidates []candidate
	for _, view := range views {
		hash := view.Hash()
		at := slices.IndexFunc(candidates, func(c candidate) bool { return c.hash == hash })
		if at < 0 {
			at = len(candidates)
			candidates = append(candidates, candidate{view: view, hash: hash})
		}
		candidates[at].votes++
	}
	if len(candidates) == 0 {
		return Topology{}, errors.New("no node told its view of the cluster")
	}
	best := slices.MaxFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.votes, b.votes), cmp.Compare(a.view.Covered(), b.view.Covered()), cmp.Compare(b.hash, a.hash))
	})
	if float64(best.votes)/float64(len(views)) < leastAgreement {
		return Topology{}, errors.New("the nodes of the cluster disagree about its topology: of " +
			strconv.Itoa(len(views)) + " views no more than " + strconv.Itoa(best.votes) + " are the same")
	}
	return best.view, nil
}
