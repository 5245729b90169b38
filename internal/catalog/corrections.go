package catalog

import (
	"slices"
	"strings"
)

// Correction is a change to what the server says of some commands.
type Correction struct {
	// Commands are the names of those that it changes.
	Commands []string
	// Reason says why a client cannot go by the server's answer.
	Reason string

	apply func(*Command)
}

// Corrections are all changes to the server's answers. Most give a policy to
// commands for which the server names none although in a cluster a single node's
// answer is only part of the whole.
var Corrections = []Correction{
	{
		Commands: []string{"SORT", "SORT_RO"},
		Reason: "the patterns of BY and GET name no keys of the command, and are marked as unknown; " +
			"the key behind STORE is marked so because it can be anywhere, but the last STORE is it",
		apply: func(c *Command) {
			c.Keys = slices.DeleteFunc(c.Keys, func(k KeySpec) bool { return k.Begin == "unknown" })
			if c.Name == "SORT" {
				c.Keys = append(c.Keys, KeySpec{
					Begin: "keyword", Keyword: "STORE", From: -2, Find: "range", Step: 1, Flags: []string{"OW", "update"},
				})
			}
		},
	},
	{
		Commands: []string{"MIGRATE"},
		Reason:   "the key argument is an empty string, and no key, where KEYS is given",
		apply: func(c *Command) {
			c.Keys[0].Flags = append(c.Keys[0].Flags, Fallback)
			c.Keys[0], c.Keys[1] = c.Keys[1], c.Keys[0]
		},
	},
	{
		Commands: []string{"MSETEX"},
		Reason:   "NX and XX hold for all of its keys at once, which a command split over shards cannot keep",
		apply:    policies("", ""),
	},
	{
		Commands: []string{"PUBSUB CHANNELS", "PUBSUB SHARDCHANNELS"},
		Reason:   "a node knows its own subscribers only",
		apply:    policies("all_nodes", ""),
	},
	{
		Commands: []string{"PUBSUB NUMPAT"},
		Reason:   "a node knows its own subscribers only",
		apply:    policies("all_nodes", "agg_sum"),
	},
	{
		Commands: []string{"PUBSUB NUMSUB", "PUBSUB SHARDNUMSUB"},
		Reason:   "a node knows its own subscribers only, and the numbers of each channel are to be added up",
		apply:    policies("all_nodes", "special"),
	},
	{
		Commands: []string{"CLIENT KILL"},
		Reason:   "a client may be connected to any node",
		apply:    policies("all_nodes", "agg_sum"),
	},
	{
		Commands: []string{"AUTH", "RESET", "SELECT"},
		Reason:   "the connections to all nodes are to be in the same state",
		apply:    policies("all_nodes", "all_succeeded"),
	},
	{
		Commands: []string{"CLIENT PAUSE", "CLIENT UNPAUSE", "SAVE", "UNWATCH"},
		Reason:   "it concerns the whole data set, of which a shard has a part",
		apply:    policies("all_shards", "all_succeeded"),
	},
	{
		Commands: []string{"BGREWRITEAOF", "BGSAVE"},
		Reason:   "it concerns the whole data set, of which a shard has a part; each shard says in words what it does",
		apply:    policies("all_shards", ""),
	},
}

// Fallback is a flag of key specifications that the server does not have: such a
// specification counts only if those before it have found no key.
const Fallback = "fallback"

const (
	requestPolicy  = "request_policy:"
	responsePolicy = "response_policy:"
)

// policies returns a correction that replaces both policies; "" means none.
func policies(request, response string) func(*Command) {
	return func(c *Command) {
		c.Tips = slices.DeleteFunc(c.Tips, func(tip string) bool {
			return strings.HasPrefix(tip, requestPolicy) || strings.HasPrefix(tip, responsePolicy)
		})
		if request != "" {
			c.Tips = append(c.Tips, requestPolicy+request)
		}
		if response != "" {
			c.Tips = append(c.Tips, responsePolicy+response)
		}
	}
}

// RequestPolicy returns the command's request policy, such as "all_shards", or "".
func (c Command) RequestPolicy() string { return c.tip(requestPolicy) }

// ResponsePolicy returns the command's response policy, such as "agg_sum", or "".
func (c Command) ResponsePolicy() string { return c.tip(responsePolicy) }

func (c Command) tip(prefix string) string {
	for _, tip := range c.Tips {
		if value, ok := strings.CutPrefix(tip, prefix); ok {
			return value
		}
	}
	return ""
}

// Has reports whether the command has the flag, such as "readonly".
func (c Command) Has(flag string) bool { return slices.Contains(c.Flags, flag) }
