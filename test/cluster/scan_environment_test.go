package cluster

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

const (
	// scanKeys is how many keys are to be seen.
	scanKeys = 100_000
	// scanPatience is how long a step of a scan may take, which a failover is part of.
	scanPatience = 30 * time.Second
	// scanCalm is a node timeout that no busy machine exceeds.
	scanCalm = 15 * time.Second
)

// scanned is a cluster with keys.
type scanned struct {
	*testing.T
	cluster *servers.Cluster
	client  *core.ClusterClient
	keys    []string
}

// scanCluster starts a cluster with that many keys "key:0", "key:1" and so on.
func scanCluster(t *testing.T, version servers.Version, keys int, o servers.ClusterOptions) *scanned {
	t.Helper()
	s := &scanned{T: t, cluster: servers.StartCluster(t, version, o)}
	s.client = s.connect(scanPatience)
	pairs := make([]models.KeyValue, 0, 2000)
	for i := range keys {
		key := "key:" + strconv.Itoa(i)
		s.keys = append(s.keys, key)
		if pairs = append(pairs, models.KeyValue{Key: key, Value: "v"}); len(pairs) == cap(pairs) || i == keys-1 {
			_, err := s.client.MSet(t.Context(), pairs)
			require.NoError(t, err)
			pairs = pairs[:0]
		}
	}
	return s
}

func (s *scanned) connect(timeout time.Duration) *core.ClusterClient {
	s.Helper()
	configuration := options.ClusterClientConfiguration{RequestTimeout: timeout}
	for _, node := range s.cluster.Nodes {
		configuration.Addresses = append(configuration.Addresses, options.NodeAddress{Host: node.Host(), Port: node.Port()})
	}
	client, err := native.NewClusterClient(s.Context(), configuration)
	require.NoError(s, err)
	s.Cleanup(client.Close)
	return client
}

// scan scans all keys, calls between after each step with the number of steps so far,
// and returns how often each key was seen.
func (s *scanned) scan(o options.ClusterKeyspaceScanOptions, between func(step int, cursor core.ClusterScanCursor)) map[string]int {
	s.Helper()
	seen := map[string]int{}
	for step, cursor := 1, (core.ClusterScanCursor{}); !cursor.IsFinished(); step++ {
		result, err := s.client.ScanWithOptions(s.Context(), cursor, o)
		require.NoError(s, err, "step %d", step)
		for _, key := range result.Keys {
			seen[key]++
		}
		if cursor = result.Cursor; between != nil {
			between(step, cursor)
		}
	}
	return seen
}

// requireAll demands that all keys were seen.
func (s *scanned) requireAll(seen map[string]int) {
	s.Helper()
	var missing, missed []string
	for _, key := range s.keys {
		if seen[key] == 0 {
			missing = append(missing, key)
			missed = append(missed, key+" of slot "+strconv.Itoa(int(slot.OfString(key))))
		}
	}
	var there int64
	if len(missed) > 0 {
		var err error
		there, err = s.client.Exists(s.Context(), missing)
		require.NoError(s, err)
	}
	require.Empty(s, missed[:min(len(missed), 20)], "%d of %d keys were missed; the servers have %d of them", len(missed), len(s.keys), there)
}

// tagged adds keys of one slot, which are to be seen too.
func (s *scanned) tagged(tag string, count int) (keys []string) {
	s.Helper()
	for i := range count {
		key := "{" + tag + "}" + strconv.Itoa(i)
		_, err := s.client.Set(s.Context(), key, "v")
		require.NoError(s, err)
		keys = append(keys, key)
	}
	s.keys = append(s.keys, keys...)
	return keys
}

// primaryOf returns the primary that has a slot.
func (s *scanned) primaryOf(number int) *servers.Node {
	s.Helper()
	node, err := s.cluster.NodeForSlot(s.Context(), number)
	require.NoError(s, err)
	return node
}

func scanOnAllVersions(t *testing.T, test func(t *testing.T, version servers.Version)) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) { test(t, version) })
	}
}
