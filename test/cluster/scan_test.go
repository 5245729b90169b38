package cluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/slot"
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
	var missed []string
	for _, key := range s.keys {
		if seen[key] == 0 {
			missed = append(missed, key+" of slot "+strconv.Itoa(int(slot.OfString(key))))
		}
	}
	require.Empty(s, missed[:min(len(missed), 20)], "%d of %d keys were missed", len(missed), len(s.keys))
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

func TestScanSeesAllKeysWhileSlotsAreMovedAllTheTime(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, scanKeys, servers.ClusterOptions{NodeTimeout: scanCalm})
		t.Run("SETSLOT", func(t *testing.T) { s.requireAllWhile(t, s.moveByKey) })
		if version.AtLeast("9.0") {
			t.Run("MIGRATESLOTS", func(t *testing.T) { s.requireAllWhile(t, s.moveAtOnce) })
		}
	})
}

// requireAllWhile scans while slots are moved by another goroutine, until that has
// happened often enough for the test to be worth something.
func (s *scanned) requireAllWhile(t *testing.T, move func(ctx context.Context) error) {
	const enough, atLeast = 60, 3
	ctx, cancel := context.WithCancel(t.Context())
	var moving sync.WaitGroup
	var moves atomic.Int64
	var failed error
	moving.Go(func() {
		for ctx.Err() == nil && failed == nil {
			// What was begun is brought to its end, or keys would be out of reach.
			if failed = move(context.WithoutCancel(ctx)); failed == nil {
				moves.Add(1)
			}
		}
	})
	defer moving.Wait()
	defer cancel()
	scans, duplicates := 0, 0
	began := time.Now()
	for ; scans < atLeast || moves.Load() < enough && time.Since(began) < time.Minute; scans++ {
		seen := s.scan(options.ClusterKeyspaceScanOptions{Count: 100}, nil)
		s.requireAll(seen)
		for _, times := range seen {
			duplicates += times - 1
		}
	}
	t.Logf("%d scans, %d moves, %d duplicates, %v a scan", scans, moves.Load(), duplicates, time.Since(began)/time.Duration(scans))
	cancel()
	moving.Wait()
	require.NoError(t, failed)
	require.Positive(t, moves.Load())
}

// moveByKey moves a slot by SETSLOT, key by key.
func (s *scanned) moveByKey(ctx context.Context) error {
	number := rand.IntN(servers.SlotCount)
	from, err := s.cluster.NodeForSlot(ctx, number)
	if err != nil {
		return err
	}
	primaries, err := s.cluster.Primaries(ctx)
	if err != nil {
		return err
	}
	primaries = slices.DeleteFunc(primaries, func(n *servers.Node) bool { return n == from })
	for _, to := range []*servers.Node{primaries[rand.IntN(len(primaries))], from} {
		migration, err := s.cluster.BeginMigration(ctx, number, to)
		if err != nil {
			return err
		}
		if err := migration.MoveKeys(ctx); err != nil {
			return err
		}
		if err := migration.End(ctx); err != nil {
			return err
		}
		if rand.IntN(2) == 0 {
			break // It stays, so that the slots become scattered.
		}
	}
	return nil
}

// moveAtOnce moves a range of slots by the servers' own migration.
func (s *scanned) moveAtOnce(ctx context.Context) error {
	number := rand.IntN(servers.SlotCount)
	from, err := s.cluster.NodeForSlot(ctx, number)
	if err != nil {
		return err
	}
	last := number
	for last < servers.SlotCount-1 && last < number+20 {
		if owner, err := s.cluster.NodeForSlot(ctx, last+1); err != nil || owner != from {
			break
		}
		last++
	}
	to := s.cluster.Nodes[rand.IntN(len(s.cluster.Nodes))]
	if to == from {
		return nil
	}
	return s.cluster.MigrateSlots(ctx, from, to, models.SlotRange{Start: int64(number), End: int64(last)})
}

func TestScanSeesTheKeysOfSlotsThatAreOnTheirWay(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, 3000, servers.ClusterOptions{NodeTimeout: scanCalm})
		// When a migration begins and half of the keys are moved, when the others are,
		// and when it ends: before which step. One lasts for all of the scan.
		plans := []struct {
			tag              string
			begin, move, end int
		}{{"foo", 1, 4, 0}, {"a", 1, 2, 3}, {"x", 6, 8, 12}, {"hello", 3, 5, 7}, {"d", 2, 9, 12}}
		migrations := make([]*servers.Migration, len(plans))
		keys := make([][]string, len(plans))
		for i, plan := range plans {
			keys[i] = s.tagged(plan.tag, 40)
		}
		act := func(step int) {
			for i, plan := range plans {
				switch number := int(slot.OfString(plan.tag)); step {
				case plan.begin:
					from := slices.Index(s.cluster.Nodes, s.primaryOf(number))
					var err error
					migrations[i], err = s.cluster.BeginMigration(t.Context(), number, s.cluster.Nodes[(from+1+i%2)%3])
					require.NoError(t, err)
					require.NoError(t, migrations[i].MoveKeys(t.Context(), keys[i][:20]...))
				case plan.move:
					require.NoError(t, migrations[i].MoveKeys(t.Context()))
				case plan.end:
					require.NoError(t, migrations[i].End(t.Context()))
				}
			}
		}
		act(1)
		steps := 0
		s.requireAll(s.scan(options.ClusterKeyspaceScanOptions{Count: 100}, func(step int, _ core.ClusterScanCursor) {
			steps = step
			act(step + 1)
		}))
		require.Greater(t, steps, 12, "all migrations but one ended during the scan")
	})
}

func TestScanSeesTheKeysThatAreOnTheirWayToANewShard(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, 500, servers.ClusterOptions{NodeTimeout: scanCalm})
		keys := s.tagged("foo", 2000)
		added, err := s.cluster.AddShard(t.Context())
		require.NoError(t, err)
		migration, err := s.cluster.BeginMigration(t.Context(), int(slot.OfString("foo")), added)
		require.NoError(t, err)
		require.NoError(t, migration.MoveKeys(t.Context(), keys[:1000]...))
		s.requireAll(s.scan(options.ClusterKeyspaceScanOptions{}, nil))

		s.keys = s.keys[500:]
		for _, o := range []options.ClusterKeyspaceScanOptions{
			{Match: "{f[n-p]*"}, {Match: "{foo}?*", Type: options.ObjectTypeString},
		} {
			seen := s.scan(o, nil)
			s.requireAll(seen)
			require.Len(t, seen, len(s.keys))
		}
		require.Empty(t, s.scan(options.ClusterKeyspaceScanOptions{Match: "{foo}*", Type: options.ObjectTypeHash}, nil))
	})
}

// TestScanFiltersLikeServers compares what the client chooses of the keys of a slot that
// is on its way with what the server chooses.
func TestScanFiltersLikeServers(t *testing.T) {
	s := scanCluster(t, servers.Valkey91, 0, servers.ClusterOptions{NodeTimeout: scanCalm})
	names := []string{"", "a", "b", "ab", "abc", "aXb", "a]b", "[a", "[", "]", "^a", "-", `a\b`, "a*b", "a?b", "\xff\x00", "z-", "aaab"}
	for _, name := range names {
		_, err := s.client.Set(t.Context(), "{foo}"+name, "v")
		require.NoError(t, err)
	}
	number := int(slot.OfString("foo"))
	from := s.primaryOf(number)
	at := slices.Index(s.cluster.Nodes, from)
	_, err := s.cluster.BeginMigration(t.Context(), number, s.cluster.Nodes[(at+1)%3])
	require.NoError(t, err)
	for _, pattern := range []string{
		"*", "*a", "*a*b", "*?b", "{foo}?", "*[ab]", "*[^ab]", "*[a-c]", "*[c-a]c", `*[\]]*`, `*[\a-b]`, "*[a", "*[", "*[]a]",
		`*\*b`, `*\?b`, `*\`, `*\\*`, "*[^]", "*[a-", "*[^-z]", "[{]foo}a", "{foo}", "**a**", "*}[[]*", "?foo?*",
	} {
		reply, err := from.Command(t.Context(), "KEYS", pattern)
		require.NoError(t, err)
		want := map[string]int{}
		for _, key := range reply.Elems {
			want[key.Text] = 1
		}
		require.Equal(t, want, s.scan(options.ClusterKeyspaceScanOptions{Match: pattern}, nil), pattern)
	}
}

func TestScanSeesAllKeysThroughFailovers(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, 20_000, servers.ClusterOptions{ReplicasPerShard: 1})
		s.awaitReplicas()
		acts := map[int]func(){
			10: func() { s.failOver(0) },
			60: func() { // The primary of the middle is lost.
				s.primaryOf(8000).Kill()
			},
			110: func() { s.failOver(servers.SlotCount - 1) },
		}
		done := 0
		began := time.Now()
		seen := s.scan(options.ClusterKeyspaceScanOptions{Count: 100}, func(step int, _ core.ClusterScanCursor) {
			if act := acts[step]; act != nil {
				act()
				done++
			}
		})
		s.requireAll(seen)
		require.Equal(t, len(acts), done)
		t.Log(time.Since(began))
	})
}

func (s *scanned) failOver(number int) {
	s.Helper()
	replicas, err := s.cluster.ReplicasOf(s.Context(), s.primaryOf(number))
	require.NoError(s, err)
	require.NoError(s, s.cluster.Failover(s.Context(), replicas[0], servers.FailoverInAgreement))
}

// awaitReplicas waits until replicas have as many keys as their primaries.
func (s *scanned) awaitReplicas() {
	s.Helper()
	primaries, err := s.cluster.Primaries(s.Context())
	require.NoError(s, err)
	for _, primary := range primaries {
		replicas, err := s.cluster.ReplicasOf(s.Context(), primary)
		require.NoError(s, err)
		for _, node := range replicas {
			require.Eventually(s, func() bool {
				own, err := node.Command(s.Context(), "DBSIZE")
				if err != nil {
					return false
				}
				all, err := primary.Command(s.Context(), "DBSIZE")
				return err == nil && own.Int == all.Int
			}, scanPatience, 20*time.Millisecond)
		}
	}
}

func TestScanOfAServerThatWasStartedAgainBeginsAnew(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, 6000, servers.ClusterOptions{
			// A write that is put off while the disk is busy would be lost with the process.
			NodeTimeout: scanCalm, Options: servers.Options{Arguments: []string{"--appendonly", "yes", "--appendfsync", "always"}},
		})
		node := s.primaryOf(0)
		before, err := node.Command(t.Context(), "DBSIZE")
		require.NoError(t, err)
		s.requireAll(s.scan(options.ClusterKeyspaceScanOptions{Count: 100}, func(step int, _ core.ClusterScanCursor) {
			if step == 10 {
				node.Kill()
				require.NoError(t, node.Restart(t.Context()))
				after, err := node.Command(t.Context(), "DBSIZE")
				require.NoError(t, err)
				require.Equal(t, before.Int, after.Int, "the server has lost nothing")
			}
		}))
	})
}

func TestScanChoosesKeys(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, 2000, servers.ClusterOptions{NodeTimeout: scanCalm})
		for i := range 50 {
			_, err := s.client.SAdd(t.Context(), "set:"+strconv.Itoa(i), []string{"member"})
			require.NoError(t, err)
		}
		require.Len(t, s.scan(options.ClusterKeyspaceScanOptions{}, nil), 2050)
		require.Len(t, s.scan(options.ClusterKeyspaceScanOptions{Match: "key:1??"}, nil), 100)
		require.Len(t, s.scan(options.ClusterKeyspaceScanOptions{Type: options.ObjectTypeSet, Count: 500}, nil), 50)
		require.Len(t, s.scan(options.ClusterKeyspaceScanOptions{Type: options.ObjectTypeSet, Match: "*:1*"}, nil), 11)
		for key, times := range s.scan(options.ClusterKeyspaceScanOptions{}, nil) {
			require.Equal(t, 1, times, "%s: nothing comes twice while nothing happens", key)
		}
		few, most := 0, 0
		s.scan(options.ClusterKeyspaceScanOptions{Count: 10}, func(step int, _ core.ClusterScanCursor) { most = step })
		s.scan(options.ClusterKeyspaceScanOptions{Count: 1000}, func(step int, _ core.ClusterScanCursor) { few = step })
		require.Greater(t, most, 10*few)

		_, err := s.client.ScanWithOptions(t.Context(), core.ClusterScanCursor{}, options.ClusterKeyspaceScanOptions{Count: -1})
		var wrong *failure.ConfigurationError
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, "ClusterKeyspaceScanOptions.Count", wrong.Field)
		if version != servers.Valkey91 {
			return // Others know no type that is unknown.
		}
		_, err = s.client.ScanWithOptions(t.Context(), core.ClusterScanCursor{}, options.ClusterKeyspaceScanOptions{Type: "nothing"})
		var refused *failure.ServerError
		require.ErrorAs(t, err, &refused)
	})
}

func TestScanGoesOnFromAnOldCursor(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, 3000, servers.ClusterOptions{NodeTimeout: scanCalm})
		var cursors []core.ClusterScanCursor
		s.scan(options.ClusterKeyspaceScanOptions{Count: 200}, func(_ int, cursor core.ClusterScanCursor) {
			cursors = append(cursors, cursor)
		})
		end := cursors[len(cursors)-1]
		require.True(t, end.IsFinished())
		result, err := s.client.Scan(t.Context(), end)
		require.NoError(t, err)
		require.Empty(t, result.Keys, "what is over stays over")
		require.True(t, result.Cursor.IsFinished())

		// The same steps, by another client, make the same whole.
		other := s.connect(scanPatience)
		seen := map[string]int{}
		for _, cursor := range append([]core.ClusterScanCursor{core.NewClusterScanCursor()}, cursors[:len(cursors)-1]...) {
			step, err := other.ScanWithOptions(t.Context(), cursor, options.ClusterKeyspaceScanOptions{Count: 200})
			require.NoError(t, err)
			for _, key := range step.Keys {
				seen[key]++
			}
		}
		s.requireAll(seen)
	})
}

func TestScanAllYieldsAllKeysAndCanBeLeft(t *testing.T) {
	s := scanCluster(t, servers.Valkey91, 1000, servers.ClusterOptions{NodeTimeout: scanCalm})
	seen := map[string]int{}
	for key, err := range s.client.ScanAll(t.Context(), options.ClusterKeyspaceScanOptions{}) {
		require.NoError(t, err)
		seen[key]++
	}
	s.requireAll(seen)
	for key := range s.client.ScanAll(t.Context(), options.ClusterKeyspaceScanOptions{Match: "key:7"}) {
		require.Equal(t, "key:7", key)
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	count := 0
	var last error
	for _, err := range s.client.ScanAll(ctx, options.ClusterKeyspaceScanOptions{}) {
		if last = err; err == nil {
			count++
			cancel()
		}
	}
	var canceled *failure.CanceledError
	require.ErrorAs(t, last, &canceled)
	require.Less(t, count, 1000)
}

func TestScanNamesTheSlotThatNobodyHas(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		for _, coverage := range []string{"yes", "no"} {
			t.Run("full coverage "+coverage, func(t *testing.T) {
				s := scanCluster(t, version, 1000, servers.ClusterOptions{
					NodeTimeout: scanCalm, Options: servers.Options{Arguments: []string{"--cluster-require-full-coverage", coverage}},
				})
				const first, last = 8000, 8100
				for _, node := range s.cluster.Nodes {
					_, err := node.Command(t.Context(), "CLUSTER", "DELSLOTSRANGE", strconv.Itoa(first), strconv.Itoa(last))
					require.NoError(t, err)
				}
				s.client = s.connect(500 * time.Millisecond)
				began := time.Now()
				var err error
				for cursor := (core.ClusterScanCursor{}); err == nil && !cursor.IsFinished(); {
					var step core.ClusterScanResult
					step, err = s.client.Scan(t.Context(), cursor)
					cursor = step.Cursor
				}
				var timeout *failure.TimeoutError
				require.ErrorAs(t, err, &timeout)
				require.ErrorContains(t, err, fmt.Sprintf("no server has slot %d", first))
				require.Less(t, time.Since(began), scanPatience)

				s.keys = slices.DeleteFunc(s.keys, func(key string) bool {
					number := slot.OfString(key)
					return first <= number && number <= last
				})
				s.requireAll(s.scan(options.ClusterKeyspaceScanOptions{AllowNonCoveredSlots: true}, nil))
			})
		}
	})
}

func TestScanEndsWithItsTimeWhereAServerIsSilent(t *testing.T) {
	s := scanCluster(t, servers.Valkey91, 1000, servers.ClusterOptions{NodeTimeout: scanCalm})
	client := s.connect(300 * time.Millisecond)
	result, err := client.Scan(t.Context(), core.ClusterScanCursor{})
	require.NoError(t, err)
	node := s.primaryOf(0)
	node.Pause()
	defer node.Resume()
	began := time.Now()
	failed, err := client.Scan(t.Context(), result.Cursor)
	var timeout *failure.TimeoutError
	require.ErrorAs(t, err, &timeout)
	require.Less(t, time.Since(began), 2*time.Second)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = client.Scan(ctx, result.Cursor)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	node.Resume()
	s.client = s.connect(scanPatience)
	_, err = s.client.Scan(t.Context(), failed.Cursor)
	require.NoError(t, err, "the cursor of a step that failed is where that began")
}
