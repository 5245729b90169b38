package caching

import (
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// clusterFixture is what a test in a cluster works with.
type clusterFixture struct {
	*testing.T
	cluster              *servers.Cluster
	plain, cached, other *core.ClusterClient
}

func newClusterFixture(t *testing.T, cluster *servers.Cluster, configuration options.CacheConfiguration, changes ...func(*options.ClusterClientConfiguration)) clusterFixture {
	t.Helper()
	f := clusterFixture{T: t, cluster: cluster, other: connectCluster(t, cluster)}
	f.plain = connectCluster(t, cluster, append(changes, func(c *options.ClusterClientConfiguration) { c.Cache = &configuration })...)
	f.cached = f.plain.With(useCache)
	return f
}

func connectCluster(t *testing.T, cluster *servers.Cluster, changes ...func(*options.ClusterClientConfiguration)) *core.ClusterClient {
	t.Helper()
	c := options.ClusterClientConfiguration{RequestTimeout: patience}
	for _, node := range cluster.Nodes {
		if node.Alive() {
			c.Addresses = append(c.Addresses, options.NodeAddress{Host: node.Host(), Port: node.Port()})
		}
	}
	for _, change := range changes {
		change(&c)
	}
	client, err := native.NewClusterClient(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

func (f clusterFixture) set(key, value string) {
	f.Helper()
	_, err := f.other.Set(f.Context(), key, value)
	require.NoError(f, err)
}

func (f clusterFixture) get(key string) string {
	f.Helper()
	value, err := f.cached.Get(f.Context(), key)
	require.NoError(f, err)
	return value.OrElse("nil")
}

func (f clusterFixture) hits() uint64 { return f.plain.Statistics().Cache.Hits }

func (f clusterFixture) becomes(key, value string) {
	f.Helper()
	require.Eventually(f, func() bool { return f.get(key) == value }, patience, tick, "%s does not become %s", key, value)
}

func (f clusterFixture) settles(key, value string) {
	f.Helper()
	require.Eventually(f, func() bool {
		before := f.hits()
		return f.get(key) == value && f.hits() > before
	}, patience, tick, "%s is not kept", key)
}

// onAllClusters runs a test on a cluster of each version, in every mode.
func onAllClusters(t *testing.T, test func(f clusterFixture)) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			cluster := servers.StartCluster(t, version, servers.ClusterOptions{ReplicasPerShard: 1})
			for _, mode := range modes {
				t.Run(string(mode), func(t *testing.T) {
					test(newClusterFixture(t, cluster, options.CacheConfiguration{Invalidation: mode, Missing: true}))
				})
			}
		})
	}
}

func TestInAClusterSlotsMove(t *testing.T) {
	onAllClusters(t, func(f clusterFixture) {
		ctx := f.Context()
		var keys []string
		for i := range 100 {
			keys = append(keys, "key:"+strconv.Itoa(i))
			f.set(keys[i], strconv.Itoa(i))
		}
		require.Eventually(f, func() bool {
			before := f.hits()
			values, err := f.cached.MGet(ctx, keys)
			require.NoError(f, err)
			for i, value := range values {
				require.Equal(f, models.Present(strconv.Itoa(i)), value)
			}
			return f.hits() == before+100
		}, patience, tick, "MGET over all slots is not answered from the cache")
		values, err := f.cached.MGet(ctx, []string{"none:1", keys[0], "none:2"})
		require.NoError(f, err)
		require.Equal(f, []models.Result[string]{models.Nil[string](), models.Present("0"), models.Nil[string]()}, values)

		// One slot on its way: keys here and there.
		const tag = "{moving}"
		number := int(slot.OfString(tag))
		f.set(tag+"a", "1")
		f.set(tag+"b", "1")
		f.becomes(tag+"a", "1")
		f.becomes(tag+"b", "1")
		from, err := f.cluster.NodeForSlot(ctx, number)
		require.NoError(f, err)
		primaries, err := f.cluster.Primaries(ctx)
		require.NoError(f, err)
		to := primaries[0]
		if to == from {
			to = primaries[1]
		}
		migration, err := f.cluster.BeginMigration(ctx, number, to)
		require.NoError(f, err)
		require.NoError(f, migration.MoveKeys(ctx, tag+"a"))
		for i := range 10 {
			for _, key := range []string{tag + "a", tag + "b", tag + "new"} {
				f.set(key, strconv.Itoa(i))
				f.becomes(key, strconv.Itoa(i))
				values, err := f.cached.MGet(ctx, []string{key})
				require.NoError(f, err)
				require.Equal(f, strconv.Itoa(i), values[0].Value())
			}
		}
		require.NoError(f, migration.MoveKeys(ctx))
		require.NoError(f, migration.End(ctx))
		require.NoError(f, f.cluster.AwaitAgreement(ctx))
		for i := range 10 {
			for _, key := range []string{tag + "a", tag + "b", tag + "new"} {
				f.set(key, "moved"+strconv.Itoa(i))
				f.becomes(key, "moved"+strconv.Itoa(i))
			}
		}
		f.settles(tag+"a", "moved9")
		for _, key := range keys {
			f.set(key, "after")
			f.becomes(key, "after")
		}
	})
}

func TestInAClusterAPrimaryFails(t *testing.T) {
	onAllClusters(t, func(f clusterFixture) {
		ctx := f.Context()
		f.set("k", "1")
		f.settles("k", "1")
		old, err := f.cluster.NodeForSlot(ctx, int(slot.OfString("k")))
		require.NoError(f, err)
		replicas, err := f.cluster.ReplicasOf(ctx, old)
		require.NoError(f, err)
		require.NoError(f, f.cluster.Failover(ctx, replicas[0], servers.FailoverInAgreement))
		f.set("k", "2")
		f.becomes("k", "2")
		f.settles("k", "2")
		_, err = f.plain.Set(ctx, "k", "3")
		require.NoError(f, err)
		require.Equal(f, "3", f.get("k"), "who writes reads it")
	})
}

func TestInAClusterWritersReadTheirOwnWrites(t *testing.T) {
	onAllClusters(t, func(f clusterFixture) {
		var writers sync.WaitGroup
		for w := range 8 {
			writers.Go(func() {
				keys := []string{"w" + strconv.Itoa(w), "v" + strconv.Itoa(w)}
				for i := range 100 {
					text := strconv.Itoa(i)
					if _, err := f.plain.MSet(f.Context(), []models.KeyValue{{Key: keys[0], Value: text}, {Key: keys[1], Value: text}}); err != nil {
						f.Error(err)
					}
					values, err := f.cached.MGet(f.Context(), keys)
					if err != nil || values[0].Value() != text || values[1].Value() != text {
						f.Errorf("read %v after %d was written: %v", values, i, err)
					}
				}
			})
		}
		writers.Wait()
	})
}

func TestReplicasOfAClusterSayWhatChanges(t *testing.T) {
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{ReplicasPerShard: 1})
	f := newClusterFixture(t, cluster, options.CacheConfiguration{}, func(c *options.ClusterClientConfiguration) { c.ReadFrom = options.PreferReplica })
	for i := range 20 {
		f.set("k", strconv.Itoa(i))
		f.becomes("k", strconv.Itoa(i))
		f.settles("k", strconv.Itoa(i))
	}
	primary, err := cluster.NodeForSlot(t.Context(), int(slot.OfString("k")))
	require.NoError(t, err)
	require.Zero(t, calls(t, primary.Server, "get"))
}
