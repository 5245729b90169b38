package cluster

import (
	"strings"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
)

// policy is where a command goes if its user gave no route, and how the replies
// become one if several nodes execute it, whoever chose them.
type policy struct {
	destination destination
	response    response
	// argument is the place, in the whole command, of the argument that toSlot and
	// toArgument are about.
	argument int
	// reason says why a command that goes nowhere needs a route, and what to do.
	reason failure.Text
}

// Why a command is refused that has no route, by the word behind "route explicit" in
// its directive.
const (
	concernsOneNode   = "concerns one node: give a route that says which, such as a ByAddressRoute"
	changesConnection = "would change one connection of many, which nothing can be sent on by choice; leave it out"
	useScan           = "goes through the keys of one node: use the client's {ClusterClient.Scan}, which goes through those of all, or give a route"
)

// destination says which nodes execute a command.
type destination uint8

const (
	// toKeys is the shard that owns the keys. A command that can have none, as EVAL
	// can, then goes where toAny would send it.
	toKeys destination = iota
	// toEachKey is the same with the keys split by their slots.
	toEachKey
	// toAny is any node, or any primary if the command may write.
	toAny
	toAllNodes
	toAllPrimaries
	// toSlot is the shard that owns the slot whose number is an argument.
	toSlot
	// toArgument is the shard that owns an argument as if it were a key.
	toArgument
	// toNowhere is nowhere: the command is refused unless it has a route.
	toNowhere
)

var destinations = [...]string{
	"keys", "each key", "any node", "all nodes", "all primaries", "slot", "argument", "nowhere",
}

// String returns the destination in words, for the list of all of them.
func (d destination) String() string { return destinations[d] }

// policyOf returns the policy of a command by its [command.Args.Name]. Most commands
// have keys in one slot, and need not ask.
func policyOf(name string) policy {
	p := catalogPolicy(name)
	p.correct(name)
	return p
}

// catalogPolicy returns what the server's catalog says of a command.
func catalogPolicy(name string) policy {
	metadata, known := command.Lookup(name)
	var p policy
	switch metadata.RequestPolicy() {
	case command.RequestAllNodes:
		p.destination, p.response = toAllNodes, concatenated
	case command.RequestAllShards:
		p.destination, p.response = toAllPrimaries, concatenated
	case command.RequestMultiShard:
		p.destination, p.response = toEachKey, concatenated
	case command.RequestDefault:
		// A rule for keys complains about arguments that are too few, so it shows
		// here whether there is one.
		if _, none := metadata.Keys(nil); known && none {
			p.destination = toAny
		}
		if _, none := metadata.RoutingArguments(nil); !none {
			p.destination, p.argument = toArgument, 1
		}
		if !known {
			p = ofModule(name)
		}
	}
	if policy := metadata.ResponsePolicy(); policy != command.ResponseDefault {
		p.response = responses[policy]
	}
	return p
}

// responses are what the catalog's response policies mean, apart from the default.
var responses = [...]response{
	command.ResponseOneSucceeded: oneSucceeded,
	command.ResponseAllSucceeded: allSucceeded,
	command.ResponseLogicalAnd:   logicalAnd,
	command.ResponseLogicalOr:    logicalOr,
	command.ResponseMin:          smallest,
	command.ResponseMax:          largest,
	command.ResponseSum:          sum,
	command.ResponseSpecial:      byNode,
}

// ofModule returns the policy of a command that the catalog does not know, if its keys
// are not known otherwise. Those of valkey-search name an index, which every node
// knows, so they are spread. Of others the first argument is most likely a key; where
// it is not, the wrong node says so, or it was no matter.
func ofModule(name string) policy {
	if strings.HasPrefix(name, "FT.") {
		return policy{destination: toAny}
	}
	return policy{destination: toArgument, argument: 1}
}
