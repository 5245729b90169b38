package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/slot"
)

func TestScenarioNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range slices.Concat(scenarios(), clusterScenarios(), pubsubScenarios()) {
		require.False(t, seen[s.Name()], s.Name())
		seen[s.Name()] = true
	}
	require.Len(t, seen, 21+8+6)
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
		{scenario{Operation: get, ValueSize: 64, Goroutines: 64, Batch: 1, Cluster: true}, "cluster/get/64B/g64", "GET of 64 B in a cluster, 64 goroutines"},
		{scenario{Operation: mget, ValueSize: 64, Goroutines: 1, Batch: 100, Cluster: true}, "cluster/mget/64B/g1/keys100", "MGET of 100 keys of 64 B in a cluster, 1 goroutine"},
		{scenario{Operation: mixed, ValueSize: 64, Goroutines: 64, Batch: 100, Cluster: true}, "cluster/mixed/64B/g64/batch100", "batches of 50 SET and 50 GET of 64 B in a cluster, 64 goroutines"},
		{scenario{Operation: receive, ValueSize: 1024, Goroutines: 1, Batch: 1, Channels: 1}, "receive/1KiB/c1", "messages of 1 KiB, on 1 channel"},
		{scenario{Operation: receive, ValueSize: 64, Goroutines: 1, Batch: 1, Channels: 100}, "receive/64B/c100", "messages of 64 B, on 100 channels"},
		{scenario{Operation: get, ValueSize: 64, Goroutines: 1, Batch: 1, Published: 50_000}, "get/64B/g1/beside-messages", "GET of 64 B, 1 goroutine, while 50,000 messages a second are published"},
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
	single := entrants(subjects(), scenario{Batch: 1})
	batches := entrants(subjects(), scenario{Batch: batchLength})
	require.Equal(t, baseline, single[0].name)
	require.Len(t, single, 6)
	require.Len(t, batches, 5)
	require.Len(t, entrants(clusterSubjects(), scenario{Batch: 1}), 5)
	require.Len(t, entrants(clusterSubjects(), scenario{Batch: batchLength}), 4)
}

// Whatever stretch of the keys a goroutine is at, all primaries of a cluster have a
// part of it, and an MGET has about as many slots as keys.
func TestKeysLieInAllSlots(t *testing.T) {
	d := newDataset(64)
	for from := 0; from < keyCount; from += batchLength {
		seen := map[uint16]bool{}
		var shards [3]int
		for _, key := range d.keys[from : from+batchLength] {
			number := slot.OfString(key)
			seen[number] = true
			shards[int(number)*len(shards)/slot.Count]++
		}
		require.GreaterOrEqual(t, len(seen), batchLength*97/100)
		for _, keys := range shards {
			require.GreaterOrEqual(t, keys, batchLength/5, "%v", shards)
		}
	}
}

func TestServerCountersAddUp(t *testing.T) {
	var got serverCounters
	got.add(nil)
	require.Zero(t, got)
	got.add(parseInfo("# CPU\r\nused_cpu_sys:1.5\r\nused_cpu_user:0.25\r\n\r\n# Stats\r\ntotal_commands_processed:120\r\ntotal_reads_processed:40\r\n"))
	got.add(map[string]string{"used_cpu_sys": "0.25", "total_commands_processed": "3", "total_reads_processed": "2"})
	require.Equal(t, "2s", got.cpu.String())
	require.EqualValues(t, 123, got.commands)
	require.EqualValues(t, 42, got.reads)
}
