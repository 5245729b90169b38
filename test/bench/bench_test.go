package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/test/servers"
)

// decoded is the JSON file as a reader of it sees it.
type decoded struct {
	Server    string
	Scenarios []struct {
		Name     string
		BestPeer string `json:"best_peer"`
		Rows     []struct {
			Client  string
			Ops     float64 `json:"ops_per_second"`
			P50     float64 `json:"p50_ns"`
			P99     float64 `json:"p99_ns"`
			P999    float64 `json:"p99_9_ns"`
			CPU     float64 `json:"client_cpu_ns_per_op"`
			Server  float64 `json:"server_cpu_ns_per_op"`
			Allocs  float64 `json:"allocs_per_op"`
			Bytes   float64 `json:"bytes_per_op"`
			PerRead float64 `json:"commands_per_server_read"`
			Rounds  []struct {
				Operations int64
				Seconds    float64
				Ops        float64 `json:"ops_per_second"`
			}
		}
		Ratios []struct {
			Peer string
			Ops  float64 `json:"ops_per_second"`
		}
	}
}

func TestRunAgainstARealServer(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	file := filepath.Join(t.TempDir(), "results", "run.json")
	var tables, progress strings.Builder
	require.NoError(t, run(t.Context(), []string{
		"-address", server.Addr(), "-rounds", "2", "-duration", "50ms", "-json", file,
		"-clients", "^(glissade|redigo)$", "-scenarios", "^(get/64B/g8|set/4KiB/g8|[gs]et/64B/g1/batch100)$",
	}, &tables, &progress), progress.String())

	var got decoded
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &got))
	require.Contains(t, got.Server, "valkey 9.1")
	require.Len(t, got.Scenarios, 4)
	for _, s := range got.Scenarios {
		require.Equal(t, "redigo", s.BestPeer)
		require.Len(t, s.Rows, 2)
		require.Equal(t, baseline, s.Rows[0].Client)
		for _, row := range s.Rows {
			require.Positive(t, row.P50)
			require.GreaterOrEqual(t, row.P99, row.P50)
			require.GreaterOrEqual(t, row.P999, row.P99)
			require.Positive(t, row.Server)
			require.Positive(t, row.Allocs)
			require.Positive(t, row.Bytes)
			require.Positive(t, row.PerRead)
			if runtime.GOOS != "windows" {
				require.Positive(t, row.CPU)
			}
			require.Len(t, row.Rounds, 2)
			for _, round := range row.Rounds {
				require.GreaterOrEqual(t, round.Seconds, 0.05)
				require.InEpsilon(t, float64(round.Operations)/round.Seconds, round.Ops, 1e-9)
			}
			require.InEpsilon(t, (row.Rounds[0].Ops+row.Rounds[1].Ops)/2, row.Ops, 1e-9)
		}
		require.Len(t, s.Ratios, 1)
		own, peer := s.Rows[0].Rounds, s.Rows[1].Rounds
		require.InEpsilon(t, (own[0].Ops/peer[0].Ops+own[1].Ops/peer[1].Ops)/2, s.Ratios[0].Ops, 1e-9)
		require.Contains(t, tables.String(), "["+s.Name+"]")
	}
	require.Contains(t, progress.String(), "round 2 of 2, scenario 4 of 4")
}

// Every adapter does what its scenarios ask of it.
func TestEveryClientInEveryOperation(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	var output strings.Builder
	require.NoError(t, run(t.Context(), []string{
		"-address", server.Addr(), "-rounds", "1", "-duration", "20ms", "-json", filepath.Join(t.TempDir(), "run.json"),
		"-scenarios", "^[gs]et/64B/g1(/|$)",
	}, &output, &output), output.String())
}

// What is true of one server holds for a cluster too, whose primaries all have a part
// of the work.
func TestEveryClientInEveryOperationInACluster(t *testing.T) {
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{NodeTimeout: clusterNodeTimeout})
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	file := filepath.Join(t.TempDir(), "run.json")
	before := executed(t, cluster)
	var output strings.Builder
	require.NoError(t, run(t.Context(), []string{
		"-cluster", "-address", cluster.Nodes[1].Addr(), "-rounds", "1", "-duration", "20ms", "-json", file,
		"-scenarios", "^cluster/([gs]et/64B/g64|(mget|mixed)/64B/g1/.*)$",
	}, &output, &output), output.String())

	var got decoded
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &got))
	require.Contains(t, got.Server, "a cluster of 3 primaries")
	require.Len(t, got.Scenarios, 4)
	for _, s := range got.Scenarios {
		want := []string{"glissade", "go-redis", "go-redis-autopipeline", "valkey-go", "valkey-go-tuned"}
		if strings.Contains(s.Name, "100") {
			want = slices.DeleteFunc(want, func(name string) bool { return name == "go-redis-autopipeline" })
		}
		var clients []string
		for _, row := range s.Rows {
			clients = append(clients, row.Client)
			require.Positive(t, row.Ops)
			require.Positive(t, row.Server)
			require.Positive(t, row.PerRead)
		}
		require.Equal(t, want, clients, s.Name)
		require.Len(t, s.Ratios, len(want)-1)
	}
	for i, after := range executed(t, cluster) {
		require.Greater(t, after, before[i]+keyCount, "server %d was left out", i)
	}
	c, err := dialControl(t.Context(), cluster.Nodes[0].Addr(), true)
	require.NoError(t, err)
	defer c.Close()
	require.ErrorContains(t, newDataset(64).verify(c), "holds none of them", "the run has left keys")
}

// executed returns how many commands each primary has executed.
func executed(t *testing.T, cluster *servers.Cluster) []int64 {
	c, err := dialControl(t.Context(), cluster.Nodes[0].Addr(), true)
	require.NoError(t, err)
	defer c.Close()
	infos, err := c.infos()
	require.NoError(t, err)
	require.Len(t, infos, len(cluster.Nodes))
	counts := make([]int64, len(infos))
	for i, info := range infos {
		var counters serverCounters
		counters.add(info)
		counts[i] = counters.commands
	}
	return counts
}

func TestOneServerIsNoCluster(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	var output strings.Builder
	err := run(t.Context(), []string{"-cluster", "-address", server.Addr(), "-json", filepath.Join(t.TempDir(), "run.json")}, &output, &output)
	require.ErrorContains(t, err, "find the primaries of the cluster of "+server.Addr())
}

func TestRunLeavesNoKeys(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	var output strings.Builder
	require.NoError(t, run(t.Context(), []string{
		"-address", server.Addr(), "-rounds", "1", "-duration", "10ms", "-json", filepath.Join(t.TempDir(), "run.json"),
		"-clients", "redigo", "-scenarios", "^set/64B/g1$",
	}, &output, &output), output.String())
	c, err := redigoPool().open(t.Context(), server.Addr())
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Get(t.Context(), keyPrefix+"0")
	require.Error(t, err)
}

func TestServerThatIsNotThere(t *testing.T) {
	var output strings.Builder
	err := run(t.Context(), []string{"-address", "127.0.0.1:1", "-json", filepath.Join(t.TempDir(), "run.json")}, &output, &output)
	require.ErrorContains(t, err, "connect to the server at 127.0.0.1:1")
}
