package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNumbers(t *testing.T) {
	for value, text := range map[float64]string{
		0: "-", 940: "940ns", 999.4: "999ns", 999.6: "1.00µs", 12_340: "12.3µs", 999_600: "1.00ms", 1_204_000: "1.20ms", 3.5e9: "3.50s",
	} {
		require.Equal(t, text, nanoseconds(value))
	}
	for value, text := range map[float64]string{0: "0", 999: "999", 1000: "1,000", 1234567.6: "1,234,568"} {
		require.Equal(t, text, thousands(value))
	}
	require.Equal(t, "1.83", multiple(1.834))
	require.Equal(t, unknown, multiple(0))
}

func TestAlignment(t *testing.T) {
	var text strings.Builder
	writeAligned(&text, [][]string{{"client", "p50", "ratio"}, {"a", "12.3µs", ""}, {"longer-name", "9ns", "1.00"}})
	require.Equal(t, ""+
		"client          p50  ratio\n"+
		"a            12.3µs\n"+
		"longer-name     9ns   1.00\n", text.String())
}

func TestTables(t *testing.T) {
	b := benchmark{
		scenarios: []scenario{{Operation: get, ValueSize: 64, Goroutines: 8, Batch: 1}, {Operation: set, ValueSize: 64, Goroutines: 8, Batch: 1}},
		subjects:  []subject{{name: baseline}, {name: "slow"}, {name: "quick"}},
		rounds:    1,
		duration:  time.Second,
	}
	name := b.scenarios[0].Name()
	r := newReport(b, "valkey 9.1.2", time.Now(), results{name: {
		baseline: {measured(3000, 100)},
		"slow":   {measured(1000, 400)},
		"quick":  {measured(2000, 200)},
	}})
	require.Len(t, r.Scenarios, 1, "a scenario without a complete round has no table")
	require.Equal(t, "quick", r.Scenarios[0].BestPeer)
	require.Equal(t, []string{"scenario", "glissade ops/s", "best peer", "to best", "slow", "quick"}, r.summary()[0])
	require.Equal(t, []string{name, "3,000", "quick", "1.50", "3.00", "1.50"}, r.summary()[1])
	var text strings.Builder
	r.writeTables(&text)
	require.Contains(t, text.String(), "best peer: quick; glissade does 1.50 times its ops/s (1.50 to 1.50 in the rounds) with 0.50 times its CPU")
}

func TestTablesWithoutTheSubject(t *testing.T) {
	s := scenario{Operation: get, ValueSize: 64, Goroutines: 8, Batch: 1}
	b := benchmark{scenarios: []scenario{s}, subjects: []subject{{name: "alone"}}}
	r := newReport(b, "valkey 9.1.2", time.Now(), results{s.Name(): {"alone": {measured(1000, 400)}}})
	require.Empty(t, r.Scenarios[0].Ratios)
	var text strings.Builder
	r.writeTables(&text)
	require.Contains(t, text.String(), "alone")
	require.NotContains(t, text.String(), "best peer")
}
