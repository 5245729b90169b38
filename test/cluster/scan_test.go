package cluster

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

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
		require.Equal(t, want, s.scan(options.ClusterKeyspaceScanOptions{Match: new(pattern)}, nil), pattern)
	}
}

func TestScanChoosesKeys(t *testing.T) {
	scanOnAllVersions(t, func(t *testing.T, version servers.Version) {
		s := scanCluster(t, version, 2000, servers.ClusterOptions{NodeTimeout: scanCalm})
		for i := range 50 {
			_, err := s.client.SAdd(t.Context(), "set:"+strconv.Itoa(i), []string{"member"})
			require.NoError(t, err)
		}
		require.Len(t, s.scan(options.ClusterKeyspaceScanOptions{}, nil), 2050)
		require.Len(t, s.scan(options.ClusterKeyspaceScanOptions{Match: new("key:1??")}, nil), 100)
		require.Len(t, s.scan(options.ClusterKeyspaceScanOptions{Type: options.ObjectTypeSet, Count: 500}, nil), 50)
		require.Len(t, s.scan(options.ClusterKeyspaceScanOptions{Type: options.ObjectTypeSet, Match: new("*:1*")}, nil), 11)
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
	for key := range s.client.ScanAll(t.Context(), options.ClusterKeyspaceScanOptions{Match: new("key:7")}) {
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
