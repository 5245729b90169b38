package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The ratio is the median of the rounds' ratios, not the ratio of the medians.
func TestTableComparesWithinRounds(t *testing.T) {
	var samples []sample
	for round, rates := range [][3]float64{{100, 50, 25}, {400, 100, 100}, {1000, 1000, 500}} {
		for i, client := range []string{plain, own, "before"} {
			samples = append(samples, sample{Round: round, InFlight: 16, Client: client, Rate: rates[i]})
		}
	}
	var out strings.Builder
	writeTable(&out, "Node", settings{InFlight: []int{16}}, map[string]string{own: "", "before": ""}, samples)
	require.Equal(t, `
| Node, calls in flight | plain | glissade | glissade/plain | before | before/plain | glissade/before |
|---|---|---|---|---|---|---|
| 16 | 400/s | 100/s | 0.50 (0.25-1.00) | 100/s | 0.25 (0.25-0.50) | 2.00 (1.00-2.00) |
`, out.String())
}

// The table over TCP has a column for each client that could be measured.
func TestTableOverTCP(t *testing.T) {
	var samples []sample
	for round, rates := range [][2]float64{{100, 50}, {400, 100}, {1000, 1000}} {
		for i, client := range []string{own, "iovalkey"} {
			samples = append(samples, sample{Round: round, InFlight: 16, Client: client, Rate: rates[i]})
		}
	}
	var out strings.Builder
	writeTCPTable(&out, settings{InFlight: []int{16}}, samples)
	require.Equal(t, `
| Node over TCP, calls in flight | glissade | iovalkey | glissade/iovalkey |
|---|---|---|---|
| 16 | 400/s | 100/s | 2.00 (1.00-4.00) |
`, out.String())
}

// The peer does what it is measured for.
func TestPeer(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("install Node to test the peer of the benchmark")
	}
	require.NoError(t, err)
	output, err := exec.CommandContext(t.Context(), node, "--test", "page/plain.test.mjs").CombinedOutput()
	require.NoError(t, err, "%s", output)
}
