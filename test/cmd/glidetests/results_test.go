package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// lines are what the reporter writes of a run that was stopped.
const lines = `{"name":"Client pings_\"RESP2\"","status":"started"}
{"name":"Client pings_\"RESP2\"","status":"passed","milliseconds":3}
{"name":"Client pings_\"RESP3\"","status":"started"}
{"name":"Client pings_\"RESP3\"","status":"failed","error":"Error: expect(received).toEqual(expected) // deep equality\n\nExpected: \"a\"\nReceived:   \"b\"\n    at x (y.ts:1:2)","milliseconds":4}
{"name":"Client has Protocol is RESP2 = RESP3 Decoder String = string","status":"pending","milliseconds":0}
{"name":"Client hangs","status":"started"}
`

func TestOutcomes(t *testing.T) {
	outcomes, err := parseOutcomes(strings.NewReader(lines))
	require.NoError(t, err)
	require.Equal(t, []outcome{
		{Name: "Client pings_0", Status: passed, Milliseconds: 3},
		{Name: "Client pings_1", Status: failed, Error: `Error: expect(received).toEqual(expected) // deep equality | Expected: "a" | Received: "b"`, Milliseconds: 4},
		{Name: "Client has Protocol is RESP2 = 1 Decoder String = 1", Status: "pending"},
		{Name: "Client hangs", Status: failed, Error: "it had not ended when the run was stopped"},
	}, outcomes)
	_, err = parseOutcomes(strings.NewReader("no JSON\n"))
	require.ErrorContains(t, err, "a result of Jest")
}

func TestTestsOfOneNameAreNumbered(t *testing.T) {
	require.Equal(t, []outcome{{Name: "a"}, {Name: "b"}, {Name: "a (2)"}, {Name: "a (3)"}},
		numberNames([]outcome{{Name: "a"}, {Name: "b"}, {Name: "a"}, {Name: "a"}}))
}

func TestLongErrorsAreCut(t *testing.T) {
	require.Equal(t, "Error: a b", summary("  Error: a\t b\nat c"))
	long := summary("Error: " + strings.Repeat("\u00e9", longestError))
	require.LessOrEqual(t, len(long), longestError+3)
	require.True(t, strings.HasSuffix(long, "\u00e9..."))
}

func TestResultsAreABaseline(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baseline.json")
	before := newReport(settings{pkg: glide, suite: "standalone"}, []outcome{
		{Name: "a", Status: passed},
		{Name: "b", Status: passed},
		{Name: "c", Status: failed},
		{Name: "d", Status: passed},
		{Name: "left out", Status: "pending"},
	}, nil)
	require.Equal(t, []int{3, 1}, []int{before.Passed, before.Failed})
	require.True(t, before.regressed())
	require.NoError(t, writeJSON(path, before))
	names, err := readBaseline(path)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b", "d"}, names)

	now := newReport(settings{pkg: glissade, suite: "standalone", baseline: path}, []outcome{
		{Name: "a", Status: passed},
		{Name: "b", Status: failed, Error: "Error: no"},
		{Name: "c", Status: failed, Error: "Error: neither"},
	}, names)
	require.Equal(t, &baseline{Passed: 1, Failed: []string{"b"}, Missing: 1}, now.Baseline)
	require.True(t, now.regressed())
	var text strings.Builder
	now.print(&text)
	require.Equal(t, `FAIL b
     Error: no
FAIL c
     Error: neither
glissade, standalone: 1 passed, 2 failed
of those that passed in the baseline: 1 passed, 1 failed, 1 were not run
`, text.String())

	// What GLIDE fails too is no reason to fail.
	require.False(t, newReport(settings{baseline: path}, []outcome{{Name: "c", Status: failed}}, names).regressed())
}
