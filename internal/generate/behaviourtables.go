package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/behaviour"
	"github.com/glissade-io/glissade/internal/generate/model"
)

// cases are the names of commands by what a switch does for them, which is Go.
type cases struct {
	names map[string][]string
	order []string
}

func (c *cases) add(name, body string) {
	if c.names == nil {
		c.names = map[string][]string{}
	}
	if c.names[body] == nil {
		c.order = append(c.order, body)
	}
	c.names[body] = append(c.names[body], name)
}

// String returns the cases, in order of the first name of each.
func (c *cases) String() string {
	var b strings.Builder
	for _, body := range c.order {
		b.WriteString("\tcase " + list(c.names[body]) + ":\n\t\t" + body + "\n")
	}
	return b.String()
}

// list writes names as Go, a few in a line.
func list(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	var lines []string
	for chunk := range slices.Chunk(quoted, 6) {
		lines = append(lines, strings.Join(chunk, ", "))
	}
	return strings.Join(lines, ",\n\t\t")
}

// policies returns the emitter of what the cluster does with commands otherwise than
// by the catalog.
func policies(behaviours []behaviour.Command) func(*model.API) ([]byte, error) {
	return func(*model.API) ([]byte, error) {
		var c cases
		for _, b := range behaviours {
			if b.Corrected {
				c.add(b.Name, "*p = policy{"+policyFields(b)+"}")
			}
		}
		return goFile("cluster", nil, "// correct replaces what follows from the catalog by what the directives of the command\n// say, where the catalog has no words for it.\n"+
			"func (p *policy) correct(name string) {\n\tswitch name {\n"+c.String()+"\t}\n}\n")
	}
}

// policyFields returns the fields of package cluster's policy.
func policyFields(b behaviour.Command) string {
	route, parameter, _ := strings.Cut(b.Route, " ")
	fields := "destination: " + map[string]string{
		"all_nodes": "toAllNodes", "all_shards": "toAllPrimaries", "multi_shard": "toEachKey", "keys": "toKeys", "any": "toAny",
		"slot": "toSlot", "argument": "toArgument", "explicit": "toNowhere",
	}[route]
	switch route {
	case "slot", "argument":
		fields += ", argument: " + parameter
	case "explicit":
		fields += ", reason: " + map[string]string{"one_node": "concernsOneNode", "connection": "changesConnection", "scan": "useScan"}[parameter]
	}
	if response := map[string]string{
		"one_succeeded": "oneSucceeded", "all_succeeded": "allSucceeded", "agg_logical_and": "logicalAnd", "agg_logical_or": "logicalOr",
		"agg_min": "smallest", "agg_max": "largest", "agg_sum": "sum", "concatenated": "concatenated", "distinct": "distinct",
		"counts_by_name": "countsByName", "drawn_by_keys": "drawn",
	}[b.Response]; response != "" { // The zero value is that of by_node.
		fields += ", response: " + response
	}
	return fields
}

// splitRules returns the emitter of how the cluster divides commands by their keys.
func splitRules(behaviours []behaviour.Command) func(*model.API) ([]byte, error) {
	return func(*model.API) ([]byte, error) {
		var c cases
		for _, b := range behaviours {
			if b.Split != nil {
				replies := map[string]string{"agg_sum": "counts", "all_succeeded": "confirmations", "concatenated": "values"}[b.Response]
				c.add(b.Name, fmt.Sprintf("return splitRule{%d, %d, %s}, true", b.Split.Item, b.Split.Tail, replies))
			}
		}
		return goFile("cluster", nil, "// splitRuleOf returns how a command is divided by its keys, if it may be.\n"+
			"func splitRuleOf(name string) (rule splitRule, found bool) {\n\tswitch name {\n"+c.String()+"\t}\n\treturn splitRule{}, false\n}\n")
	}
}

// commandBehaviour returns the emitter of what package command has to know of commands
// whose arguments it did not build, or not from the catalog.
func commandBehaviour(behaviours []behaviour.Command) func(*model.API) ([]byte, error) {
	return func(*model.API) ([]byte, error) {
		var timeouts, writes cases
		for _, b := range behaviours {
			if b.Timeout != nil {
				timeouts.add(b.Name, timeoutCall(b.Timeout))
			}
			if b.Writes {
				writes.add(b.Name, "return true")
			}
		}
		return goFile("command", nil, "// blockAsTyped finds out from the arguments behind the first word of a custom command\n// whether and how long the server may hold back its reply. What is malformed is left for\n// the server to refuse.\n"+
			"func (a *Args) blockAsTyped(name string, args []string) {\n\tswitch name {\n"+timeouts.String()+"\t}\n}\n\n"+
			"// writesUnseen reports whether a command may write although the catalog does not say so.\n"+
			"func writesUnseen(name string) bool {\n\tswitch name {\n"+writes.String()+"\t}\n\treturn false\n}\n")
	}
}

func timeoutCall(t *behaviour.Timeout) string {
	var argument string
	switch {
	case t.Last:
		argument = "lastArgument(args)"
	case t.Word != "":
		argument = fmt.Sprintf("argumentBehind(args, %q, %q)", t.Word, t.Until)
	default:
		argument = fmt.Sprintf("argumentAt(args, %d)", t.Argument)
	}
	method := "blockFor"
	switch {
	case t.Positive:
		method = "waitForPositive"
	case t.Shared:
		method = "waitFor"
	}
	return fmt.Sprintf("a.%s(%s, %sDuration)", method, argument, t.Unit)
}

// connectionBehaviour returns the emitter of what commands do to the connection that
// they are sent on.
func connectionBehaviour(behaviours []behaviour.Command) func(*model.API) ([]byte, error) {
	return func(*model.API) ([]byte, error) {
		var changes, names cases
		for _, b := range behaviours {
			switch b.Connection {
			case "changed":
				changes.add(b.Name, "return true")
			case "unchanged":
				changes.add(b.Name, "return false")
			case "named":
				names.add(b.Name, "return true")
			}
		}
		return goFile("core", []string{"strings"}, "// changesConnection reports whether a command changes the connection that it is sent\n"+
			"// on, for as long as the connection lasts. A subcommand of CLIENT that is not known\n"+
			"// to only ask, or to be about other connections, does.\n"+
			"func changesConnection(name string) bool {\n\tswitch name {\n"+changes.String()+"\t}\n\treturn strings.HasPrefix(name, \"CLIENT\")\n}\n\n"+
			"// namesConnection reports whether a command gives the connection a name, which those that\n// are made later are to bear as well.\n"+
			"func namesConnection(name string) bool {\n\tswitch name {\n"+names.String()+"\t}\n\treturn false\n}\n")
	}
}
