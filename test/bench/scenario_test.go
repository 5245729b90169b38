package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScenarioNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range scenarios() {
		require.False(t, seen[s.Name()], s.Name())
		seen[s.Name()] = true
	}
	require.Len(t, seen, 21)
}

func TestScenarioNamesAndTitles(t *testing.T) {
	for _, c := range []struct {
		scenario    scenario
		name, title string
	}{
		{scenario{Operation: get, ValueSize: 64, Goroutines: 1, Batch: 1}, "get/64B/g1", "GET of 64 B, 1 goroutine"},
		{scenario{Operation: set, ValueSize: 4096, Goroutines: 512, Batch: 1}, "set/4KiB/g512", "SET of 4 KiB, 512 goroutines"},
		{scenario{Operation: get, ValueSize: 64, Goroutines: 64, Batch: 100}, "get/64B/g64/batch100", "batches of 100 GET of 64 B, 64 goroutines"},
		{scenario{Operation: get, ValueSize: 64, Goroutines: 1, Batch: 1, AfterBurst: true}, "get/64B/g1/after-burst", "GET of 64 B, 1 goroutine after a burst of 64"},
	} {
		require.Equal(t, c.name, c.scenario.Name())
		require.Equal(t, c.title, c.scenario.Title())
	}
}

func TestSelected(t *testing.T) {
	name := func(s string) string { return s }
	all := []string{"alpha", "beta"}
	got, err := selected("clients", "", all, name)
	require.NoError(t, err)
	require.Equal(t, all, got)
	got, err = selected("clients", "^b", all, name)
	require.NoError(t, err)
	require.Equal(t, []string{"beta"}, got)
	_, err = selected("clients", "gamma", all, name)
	require.EqualError(t, err, `-clients: "gamma" matches none of alpha, beta`)
	_, err = selected("clients", "(", all, name)
	require.ErrorContains(t, err, "-clients: error parsing regexp")
}

func TestValuesOfNeighboursDiffer(t *testing.T) {
	d := newDataset(64)
	require.Len(t, d.keys, keyCount)
	for i := range d.keys {
		require.NoError(t, d.check(i, d.values[i]))
		require.Len(t, d.values[i], 64)
		for distance := 1; distance <= batchLength; distance++ {
			require.Error(t, d.check(i, d.values[(i+distance)%keyCount]))
		}
	}
	require.Len(t, newValue(0, minimumValueSize), minimumValueSize)
}

func TestClientsWithoutBatchesSitBatchesOut(t *testing.T) {
	single := entrants(contestants(), scenario{Batch: 1})
	batches := entrants(contestants(), scenario{Batch: batchLength})
	require.Equal(t, subject, single[0].name)
	require.Len(t, single, 6)
	require.Len(t, batches, 5)
}

func TestParseServerCounters(t *testing.T) {
	got := parseServerCounters("# CPU\r\nused_cpu_sys:1.5\r\nused_cpu_user:0.25\r\n\r\n# Stats\r\ntotal_commands_processed:120\r\ntotal_reads_processed:40\r\n")
	require.Equal(t, "1.75s", got.cpu.String())
	require.EqualValues(t, 120, got.commands)
	require.EqualValues(t, 40, got.reads)
	require.Zero(t, parseServerCounters(""))
}
