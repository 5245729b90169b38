package cluster

import (
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/policies.txt anew")

// catalogNames are the names of all commands that the catalog has.
func catalogNames(t *testing.T) []string {
	source, err := os.ReadFile("../../core/command/catalog_gen.go")
	require.NoError(t, err)
	var names []string
	for line := range strings.Lines(string(source)) {
		if name, _, is := strings.Cut(line, ";"); is && !strings.HasPrefix(name, "//") {
			names = append(names, name)
		}
	}
	require.Greater(t, len(names), 300)
	return names
}

// describe returns a policy in a line.
func describe(p policy) string {
	text := p.destination.String()
	if p.argument > 0 {
		text += " " + strconv.Itoa(p.argument)
	}
	return text + " | " + p.response.String()
}

// The list shows where every command goes, so that a new catalog shows what it changes.
func TestPoliciesOfAllCommands(t *testing.T) {
	const path = "testdata/policies.txt"
	var b strings.Builder
	b.WriteString("# Written by go test ./internal/cluster -run TestPoliciesOfAllCommands -update\n")
	b.WriteString("# command | destination without a route | response of several nodes\n")
	for _, name := range catalogNames(t) {
		b.WriteString(name + " | " + describe(policyOf(name)) + "\n")
	}
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "look at the changes, give the commands directives where they are wrong, then run the test with -update")
}

func TestPoliciesThatMatter(t *testing.T) {
	for name, want := range map[string]string{
		"GET":                     "keys | by node",
		"XREAD":                   "keys | by node",
		"MIGRATE":                 "keys | by node",
		"EVAL":                    "keys | by node",
		"MSETNX":                  "keys | by node",
		"MGET":                    "each key | concatenated",
		"DEL":                     "each key | sum",
		"MSET":                    "each key | all succeeded",
		"CONFIG SET":              "all nodes | all succeeded",
		"CONFIG GET":              "any node | by node",
		"CLUSTER MYID":            "any node | by node",
		"ACL CAT":                 "any node | by node",
		"COMMAND DOCS":            "any node | by node",
		"FUNCTION DUMP":           "any node | by node",
		"HELLO":                   "any node | by node",
		"SCRIPT LOAD":             "all nodes | all succeeded",
		"SCRIPT EXISTS":           "all primaries | and",
		"SCRIPT KILL":             "all nodes | one succeeded",
		"DBSIZE":                  "all primaries | sum",
		"KEYS":                    "all primaries | concatenated",
		"INFO":                    "all primaries | by node",
		"WAIT":                    "all primaries | smallest",
		"WAITAOF":                 "all primaries | smallest",
		"RANDOMKEY":               "all primaries | drawn by keys",
		"PUBSUB NUMSUB":           "all nodes | counts by name",
		"SPUBLISH":                "argument 1 | by node",
		"CLUSTER COUNTKEYSINSLOT": "slot 2 | by node",
		"SCAN":                    "nowhere | by node",
		"CONFIG UNHEARD-OF":       "any node | by node",
		"JSON.SET":                "argument 1 | by node",
		"JSON.DEBUG":              "argument 2 | by node",
		"JSON.MGET":               "each key | concatenated",
		"FT.SEARCH":               "any node | by node",
		"UNHEARD-OF":              "argument 1 | by node",
		"":                        "argument 1 | by node",
	} {
		require.Equal(t, want, describe(policyOf(name)), name)
	}
}

func TestWhatGoesNowhereSaysWhy(t *testing.T) {
	for _, name := range catalogNames(t) {
		p := policyOf(name)
		require.Equal(t, p.destination == toNowhere, p.reason != "", name)
	}
}

// A command is split by the rule that it has exactly if its keys may be split.
func TestWhatIsSplitHasARuleForIt(t *testing.T) {
	for _, name := range append(catalogNames(t), "JSON.MGET", "JSON.MSET") {
		_, found := splitRuleOf(name)
		require.Equal(t, policyOf(name).destination == toEachKey, found, name)
	}
}

// No correction is of a command that there is none of, or says what the catalog says.
func TestEveryCorrectionCorrectsSomething(t *testing.T) {
	source, err := os.ReadFile("policy_gen.go")
	require.NoError(t, err)
	names := append(catalogNames(t), "JSON.DEBUG", "JSON.MGET", "JSON.MSET")
	corrections := 0
	for line := range strings.Lines(string(source)) {
		line, _, _ = strings.Cut(line, "//")
		if trimmed := strings.TrimSpace(line); !strings.HasPrefix(trimmed, `case "`) && !strings.HasPrefix(trimmed, `"`) {
			continue
		}
		for i, name := range strings.Split(line, `"`) {
			if i%2 == 1 {
				corrections++
				require.True(t, slices.Contains(names, name), name)
				require.NotEqual(t, catalogPolicy(name), policyOf(name), name)
			}
		}
	}
	require.Greater(t, corrections, 40)
}
