package catalog

import (
	"slices"
	"strings"
)

// Correction is what a client has to know of some commands beyond what the server says,
// or against it. It is for commands that core/command has no function for: those that
// have one carry directives.
type Correction struct {
	// Commands are the names of those that it is about.
	Commands []string
	// Directive is what would stand behind "//glissade:" above their functions, without
	// the reason.
	Directive string
	// Reason says why a client cannot go by the server's answer.
	Reason string
}

// Corrections are all of them.
var Corrections = []Correction{
	{
		Commands:  []string{"AUTH", "RESET"},
		Directive: "route all_nodes",
		Reason:    "the connections to all nodes are to be in the same state",
	},
	{
		Commands:  []string{"AUTH", "RESET"},
		Directive: "response all_succeeded",
		Reason:    "it is done when every node has done it",
	},
	{
		Commands:  []string{"UNWATCH"},
		Directive: "route all_shards",
		Reason:    "it concerns the whole data set, of which a shard has a part",
	},
	{
		Commands:  []string{"UNWATCH"},
		Directive: "response all_succeeded",
		Reason:    "it is done when every shard has done it",
	},
	{
		Commands:  []string{"CLUSTER SYNCSLOTS", "DEBUG", "REPLCONF"},
		Directive: "route explicit one_node",
		Reason:    "it concerns the role, the slots or the life of the node that it is sent to",
	},
	{
		Commands:  []string{"ASKING", "CLIENT CACHING", "CLIENT REPLY", "CLIENT TRACKING", "READONLY", "READWRITE"},
		Directive: "route explicit connection",
		Reason:    "it changes one connection of many, which nothing can be sent on by choice",
	},
	{
		Commands:  []string{"JSON.DEBUG"},
		Directive: "route argument 2",
		Reason:    "its key comes after a subcommand, which the name of a custom command does not have",
	},
	{
		Commands:  []string{"ASKING", "AUTH", "HELLO", "QUIT", "READONLY", "READWRITE", "RESET"},
		Directive: "connection changed",
		Reason:    "the connection is no longer as a new one afterwards",
	},
	{
		Commands:  []string{"CLIENT HELP"},
		Directive: "connection unchanged",
		Reason:    "it prints usage only",
	},
}

// Fallback is a flag of key specifications that the server does not have: such a
// specification counts only if those before it have found no key.
const Fallback = "fallback"

const (
	requestPolicy  = "request_policy:"
	responsePolicy = "response_policy:"
)

// SetRequestPolicy replaces the command's request policy; "" means none.
func (c *Command) SetRequestPolicy(policy string) { c.setTip(requestPolicy, policy) }

// SetResponsePolicy replaces the command's response policy; "" means none.
func (c *Command) SetResponsePolicy(policy string) { c.setTip(responsePolicy, policy) }

func (c *Command) setTip(prefix, value string) {
	c.Tips = slices.DeleteFunc(slices.Clone(c.Tips), func(tip string) bool { return strings.HasPrefix(tip, prefix) })
	if value != "" {
		c.Tips = append(c.Tips, prefix+value)
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
