package command

// RequestPolicy tells to which nodes of a cluster a command goes.
// See https://valkey.io/topics/command-tips/
type RequestPolicy uint8

// The request policies.
const (
	// RequestDefault sends to the node of the command's keys, or to any node where
	// it has none.
	RequestDefault RequestPolicy = iota
	// RequestAllNodes sends to every node, primaries and replicas.
	RequestAllNodes
	// RequestAllShards sends to every primary.
	RequestAllShards
	// RequestMultiShard splits the command by its keys' slots.
	RequestMultiShard
	// RequestSpecial means that the command needs code of its own, as SCAN does.
	RequestSpecial
)

var requestPolicies = [...]string{"default", "all_nodes", "all_shards", "multi_shard", "special"}

// String returns the policy as the server spells it ("all_shards"), or "default".
func (p RequestPolicy) String() string { return nameOf(requestPolicies[:], int(p)) }

// ResponsePolicy tells how the replies of several nodes become one.
// See https://valkey.io/topics/command-tips/
type ResponsePolicy uint8

// The response policies.
const (
	// ResponseDefault puts arrays together, for a split command in the order of its
	// keys; other replies are kept by node.
	ResponseDefault ResponsePolicy = iota
	// ResponseOneSucceeded takes the first reply that is no error.
	ResponseOneSucceeded
	// ResponseAllSucceeded takes any reply, or the first error if there is one.
	ResponseAllSucceeded
	// ResponseLogicalAnd takes 1 where every reply is 1, else 0, element by element.
	ResponseLogicalAnd
	// ResponseLogicalOr takes 0 where every reply is 0, else 1, element by element.
	ResponseLogicalOr
	// ResponseMin takes the smallest number, element by element.
	ResponseMin
	// ResponseMax takes the largest number, element by element.
	ResponseMax
	// ResponseSum adds the numbers up.
	ResponseSum
	// ResponseSpecial means that the command needs code of its own.
	ResponseSpecial
)

var responsePolicies = [...]string{
	"default", "one_succeeded", "all_succeeded", "agg_logical_and", "agg_logical_or", "agg_min", "agg_max", "agg_sum", "special",
}

// String returns the policy as the server spells it ("agg_sum"), or "default".
func (p ResponsePolicy) String() string { return nameOf(responsePolicies[:], int(p)) }

func nameOf(names []string, i int) string {
	if i >= len(names) {
		return "unknown"
	}
	return names[i]
}

// indexOf returns the place of name, or 0 where it is not among names.
func indexOf(names []string, name string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	return 0
}
