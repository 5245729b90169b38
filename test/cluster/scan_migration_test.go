package cluster

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

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
	defer func() {
		cancel()
		moving.Wait()
		if failed != nil {
			t.Logf("the moving of slots ended with: %v", failed)
		}
	}()
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
		// Gossip from before can undo what SETSLOT NODE has said if the slot is moved again at
		// once, and a server that so loses a slot deletes its keys. Who moves slots waits.
		if err := s.cluster.AwaitAgreement(ctx); err != nil {
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
			{Match: new("{f[n-p]*")}, {Match: new("{foo}?*"), Type: options.ObjectTypeString},
		} {
			seen := s.scan(o, nil)
			s.requireAll(seen)
			require.Len(t, seen, len(s.keys))
		}
		require.Empty(t, s.scan(options.ClusterKeyspaceScanOptions{Match: new("{foo}*"), Type: options.ObjectTypeHash}, nil))
	})
}
