package integration

import (
	"cmp"
	"context"
	"flag"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// commandChoices is a command with what its arguments can say. allCommands has them all.
type commandChoices struct {
	name string
	// since is the version of the server that it came with.
	since string
	// repeatable is set if the server answers the same when it is asked again.
	repeatable bool
	// choices are the fields, constants and members of unions.
	choices []string
}

// refusedOnly are commands that the servers of these tests answer with an error at
// best, with the reason. It is these errors that are compared.
var refusedOnly = map[string]string{
	"ConfigRewrite":           "the servers have no configuration file",
	"ModuleLoad":              "there is no module to load",
	"ModuleLoadEx":            "there is no module to load",
	"ModuleLoadExWithOptions": "there is no module to load",
	"ModuleUnload":            "there is no module to unload",
}

// unanswered are commands that have no reply if they succeed, with the reason. It is
// seen instead that the connection ends, and errors are compared.
var unanswered = map[string]string{
	"ShutdownServer":            "a server that ends does not answer",
	"ShutdownServerWithOptions": "a server that ends does not answer",
}

// later are the releases of those that came later than the command that they send.
var later = map[string]string{
	"HScanNoValues": "8.0", // HSCAN is of 2.8.
}

// impossible are choices that the client refuses to send, with the reason.
var impossible = map[string]string{
	"GeoAddWithOptions options.ConditionalChange IFEQ":   "GEOADD has no IFEQ",
	"HSetEx options.ConditionalChange IFEQ":              "HSETEX has no IFEQ",
	"MSetEx options.ConditionalChange IFEQ":              "MSETEX has no IFEQ",
	"ZAddWithOptions options.ConditionalChange IFEQ":     "ZADD has no IFEQ",
	"ZAddIncrWithOptions options.ConditionalChange IFEQ": "ZADD has no IFEQ",
}

// omissions tells what the tests of this run have left out, a line each: commands that
// were not compared on one of the versions under one of the protocols, what their
// arguments never said, and exceptions that have no reason any more. It says nothing
// if not all tests were to run, or could, for want of a server.
func omissions() []string {
	for _, filter := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(filter).Value.String() != "" {
			return nil
		}
	}
	for _, version := range servers.Versions() {
		if _, err := servers.Find(context.Background(), version); err != nil {
			return nil
		}
	}
	return notedOmissions(&noted)
}

func notedOmissions(n *notes) []string {
	var problems []string
	for _, c := range allCommands {
		noted := n.done
		if refusedOnly[c.name] != "" || unanswered[c.name] != "" {
			noted = n.refused
		}
		for _, version := range servers.Versions() {
			for _, protocol := range []int{2, 3} {
				what := commandNote(c.name, version, protocol)
				if version.AtLeast(cmp.Or(later[c.name], release(c.since))) && !noted[what] {
					problems = append(problems, what+" is not compared: test it, or give a reason in refusedOnly")
				}
				if refusedOnly[c.name] != "" && n.done[what] {
					problems = append(problems, what+" is carried out: take it from refusedOnly")
				}
			}
		}
		for _, choice := range c.choices {
			what := c.name + " " + choice
			if impossible[what] == "" && !noted[what] {
				problems = append(problems, what+" is used by no test: add one, or give a reason in impossible")
			}
		}
	}
	return append(problems, staleExceptions(n)...)
}

// staleExceptions tells which exceptions name nothing that there is, or what was done.
func staleExceptions(n *notes) []string {
	known := map[string]bool{}
	for _, c := range allCommands {
		known[c.name] = true
		for _, choice := range c.choices {
			known[c.name+" "+choice] = true
		}
	}
	var problems []string
	for _, exceptions := range []map[string]string{refusedOnly, unanswered, later, impossible, notRepeatable} {
		for what := range exceptions {
			if !known[what] {
				problems = append(problems, "an exception names "+what+", which there is not: remove it")
			}
		}
	}
	for what := range impossible {
		if n.done[what] {
			problems = append(problems, what+" is used: take it from impossible")
		}
	}
	return problems
}

// release returns the release of a version, "7.2" of "7.2.0".
func release(version string) string {
	parts := strings.SplitN(version, ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

func TestOmissionsAreTold(t *testing.T) {
	nothing := notedOmissions(&notes{})
	require.Contains(t, nothing, "Get on valkey-9.1 under RESP3 is not compared: test it, or give a reason in refusedOnly")
	require.Contains(t, nothing, "FlushDBWithOptions options.FlushMode SYNC is used by no test: add one, or give a reason in impossible")
	require.NotContains(t, strings.Join(nothing, "\n"), "MSetEx on redis-7.0", "which has not got it")
	require.NotContains(t, strings.Join(nothing, "\n"), "MSetEx options.ConditionalChange IFEQ", "which it refuses")

	var n notes
	n.note("ModuleUnload", servers.Redis70, 2, nil, nil)
	n.note("MSetEx", servers.Valkey91, 2, []any{[]models.KeyValue{{Key: "k"}}, options.MSetExOptions{Condition: options.OnlyIfEquals, Expiry: options.KeepTTL{}}}, nil)
	n.note("Get", servers.Valkey91, 3, []any{"key"}, &failure.ServerError{})
	told := notedOmissions(&n)
	require.Contains(t, told, "ModuleUnload on redis-7.0 under RESP2 is carried out: take it from refusedOnly")
	require.Contains(t, told, "MSetEx options.ConditionalChange IFEQ is used: take it from impossible")
	require.Contains(t, told, "Get on valkey-9.1 under RESP3 is not compared: test it, or give a reason in refusedOnly", "an error does not count")
	for _, said := range []string{
		"MSetEx on valkey-9.1 under RESP2", "MSetEx models.KeyValue.Key", "MSetEx options.MSetExOptions.Condition",
		"MSetEx options.MSetExOptions.Expiry", "MSetEx options.KeepTTL",
	} {
		require.True(t, n.done[said], said)
	}
	for _, unsaid := range []string{"MSetEx models.KeyValue.Value", "MSetEx options.ExpireIn"} {
		require.False(t, n.done[unsaid], unsaid)
	}
}
