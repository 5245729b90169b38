package main

import (
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseDefaults(t *testing.T) {
	c, err := parse(nil, &strings.Builder{})
	require.NoError(t, err)
	require.Equal(t, 5, c.rounds)
	require.Equal(t, time.Second, c.duration)
	require.Equal(t, 200*time.Millisecond, c.warmUp)
	require.Len(t, c.scenarios, len(scenarios()))
	require.Len(t, c.subjects, len(subjects()))
	require.Contains(t, c.json, "bench-results")
}

func TestQuickGivesWayToFlags(t *testing.T) {
	c, err := parse([]string{"-quick"}, &strings.Builder{})
	require.NoError(t, err)
	require.Equal(t, quickRounds, c.rounds)
	require.Equal(t, quickDuration, c.duration)
	c, err = parse([]string{"-rounds", "7", "-quick", "-duration", "2s"}, &strings.Builder{})
	require.NoError(t, err)
	require.Equal(t, 7, c.rounds)
	require.Equal(t, 2*time.Second, c.duration)
}

func TestMistakesNameTheFlag(t *testing.T) {
	for _, c := range []struct{ arguments, message string }{
		{"-rounds 0", "-rounds must be at least 1"},
		{"-duration 0s", "-duration must be positive"},
		{"-clients memcached", "-clients: "},
		{"-scenarios scan", "-scenarios: "},
		{"get/64B/g1", `"get/64B/g1" is not a flag`},
	} {
		_, err := parse(strings.Fields(c.arguments), &strings.Builder{})
		require.ErrorContains(t, err, c.message)
	}
	_, err := parse([]string{"-help"}, &strings.Builder{})
	require.ErrorIs(t, err, flag.ErrHelp)
}

func TestClustersHaveScenariosAndClientsOfTheirOwn(t *testing.T) {
	c, err := parse([]string{"-cluster", "-scenarios", "cluster/get/64B/g64", "-clients", "redis|glissade"}, &strings.Builder{})
	require.NoError(t, err)
	require.Len(t, c.scenarios, 1)
	require.True(t, c.scenarios[0].Cluster)
	require.Len(t, c.subjects, 3)
	_, err = parse([]string{"-scenarios", "cluster/get"}, &strings.Builder{})
	require.ErrorContains(t, err, "-cluster has those of clusters, and -pubsub those of messages")
	_, err = parse([]string{"-cluster", "-clients", "redigo"}, &strings.Builder{})
	require.ErrorContains(t, err, "-clients: ")
}

func TestMessagesHaveScenariosAndClientsOfTheirOwn(t *testing.T) {
	c, err := parse([]string{"-pubsub", "-scenarios", "receive/64B", "-clients", "^(redigo|valkey-go-hooks)$"}, &strings.Builder{})
	require.NoError(t, err)
	require.Len(t, c.scenarios, 2)
	require.Len(t, c.subjects, 2)
	_, err = parse([]string{"-scenarios", "receive"}, &strings.Builder{})
	require.ErrorContains(t, err, "-pubsub those of messages")
	_, err = parse([]string{"-pubsub", "-cluster"}, &strings.Builder{})
	require.ErrorContains(t, err, "leave one out")
}

func TestListRunsNothing(t *testing.T) {
	var output strings.Builder
	require.NoError(t, run(t.Context(), []string{"-list", "-clients", "redigo"}, &output, &output))
	require.Contains(t, output.String(), "get/64B/g512: GET of 64 B, 512 goroutines")
	require.Contains(t, output.String(), "redigo: ")
	require.NotContains(t, output.String(), "valkey-go")
}
