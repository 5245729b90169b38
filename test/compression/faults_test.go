package compression

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/faultproxy"
	"github.com/glissade-io/glissade/test/servers"
)

// A value that comes back over connections that end in the middle of replies is one that was
// written, whole.
func TestConnectionsThatEnd(t *testing.T) {
	for _, c := range []*options.CompressionConfiguration{zstd, lz4} {
		server := running.Server(t, servers.Valkey91)
		proxy := faultproxy.Start(t, server.Addr())
		client, err := native.NewClient(t.Context(), options.ClientConfiguration{
			Addresses: []options.NodeAddress{{Host: proxy.Host(), Port: proxy.Port()}}, RequestTimeout: patience, Compression: c,
		})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		var workers sync.WaitGroup
		for w := range 4 {
			workers.Go(func() {
				key := "faults:" + strconv.Itoa(w)
				for round := 0; ctx.Err() == nil; round++ {
					value := strings.Repeat(strconv.Itoa(w)+"-"+strconv.Itoa(round)+" ", 2000)
					_, setErr := client.Set(ctx, key, value)
					got, getErr := client.Get(ctx, key)
					if setErr == nil && getErr == nil {
						if got.Value() != value {
							t.Errorf("%d bytes came back of %d", len(got.Value()), len(value))
						}
					}
				}
			})
		}
		for range 20 {
			before := client.Statistics().Compression.ValuesDecompressed
			proxy.ResetAfter(rand.IntN(4000))
			require.Eventually(t, func() bool { return client.Statistics().Compression.ValuesDecompressed > before+3 }, patience, time.Millisecond)
		}
		cancel()
		workers.Wait()
		require.Zero(t, client.Statistics().Compression.Failed)
		client.Close()
	}
}

// While a slot is on its way commands are redirected, and repeated as they were sent.
func TestSlotsOnTheirWay(t *testing.T) {
	cluster := running.Cluster(t, servers.Valkey91)
	tt := &target{t, servers.Valkey91, true, options.ProtocolRESP3}
	plain, c := tt.connect(nil), tt.connect(zstd)
	var pairs []models.KeyValue
	var keys []string
	for i := range 20 {
		keys = append(keys, "{on its way}"+strconv.Itoa(i))
		pairs = append(pairs, models.KeyValue{Key: keys[i], Value: long("value " + strconv.Itoa(i))})
	}
	_, err := c.MSet(t.Context(), pairs)
	require.NoError(t, err)
	number := int(slot.Of([]byte(keys[0])))
	owner, err := cluster.NodeForSlot(t.Context(), number)
	require.NoError(t, err)
	to := cluster.Nodes[0]
	if to == owner {
		to = cluster.Nodes[1]
	}
	migration, err := cluster.BeginMigration(t.Context(), number, to)
	require.NoError(t, err)
	require.NoError(t, migration.MoveKeys(t.Context(), keys[:10]...))
	d, err := c.dedicated(t.Context(), keys[0])
	require.NoError(t, err)
	defer d.Release()
	for i, key := range keys {
		require.Equal(t, pairs[i].Value, get(t, c.Commands, key))
		pairs[i].Value = long("moved " + strconv.Itoa(i))
		_, err = c.Set(t.Context(), key, pairs[i].Value)
		require.NoError(t, err)
		require.Equal(t, pairs[i].Value, get(t, d.Commands, key))
	}
	b := batch.NewPipeline()
	for i, key := range keys {
		pairs[i].Value = long("batch " + strconv.Itoa(i))
		b.Set(key, pairs[i].Value)
		b.Get(key)
	}
	for _, exec := range []func(context.Context, *batch.Batch, bool) ([]any, error){c.exec, d.Exec} {
		results, err := exec(t.Context(), b, true)
		require.NoError(t, err)
		for i := range keys {
			require.Equal(t, models.Present(pairs[i].Value), results[2*i+1])
		}
	}
	require.NoError(t, migration.MoveKeys(t.Context()))
	require.NoError(t, migration.End(t.Context()))
	require.NoError(t, cluster.AwaitAgreement(t.Context()))
	for i, key := range keys {
		require.Equal(t, pairs[i].Value, get(t, c.Commands, key))
	}
	tt.requireCompressed(plain, keys...)
	require.Zero(t, c.statistics().Compression.Failed)
}

func get(t *testing.T, c core.Commands, key string) string {
	t.Helper()
	value, err := c.Get(t.Context(), key)
	require.NoError(t, err)
	return value.Value()
}
