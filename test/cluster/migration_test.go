package cluster

import (
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/test/servers"
)

var migrations = []fault{
	{name: "slots are migrated by SETSLOT", onAllVersions: true, test: testSetSlot},
	{name: "slots are migrated by MIGRATESLOTS", test: testMigrateSlots},
	{name: "a shard is added and removed", onAllVersions: true, test: testShardComesAndGoes},
}

// migrating is the slot that moves, of shard 0; callers of every kind use it.
const migrating = 5

func testSetSlot(s *environment) {
	from, to := s.primary(0), s.primary(1)
	s.under(plan{touched: []int{0, 1}, slots: []int{migrating}}, func(l *load) {
		popped := l.pop(migrating)
		defer popped()
		for _, to := range []*servers.Node{to, from} {
			ctx, cancel := s.patient()
			defer cancel()
			migration, err := s.cluster.BeginMigration(ctx, migrating, to)
			require.NoError(s, err)
			// Of the keys that belong together some are here and some are there, so
			// that commands on several have to wait.
			require.NoError(s, migration.MoveKeys(ctx, key(migrating, l.name+"left"), key(migrating, l.name+"several00"), key(migrating, l.name+"shared")))
			l.awaitProgressOf(func(c *caller) bool { return c.kind == counting })
			require.NoError(s, migration.MoveKeys(ctx))
			require.NoError(s, migration.End(ctx))
			l.awaitProgress()
			s.agree()
		}
	})
}

func testMigrateSlots(s *environment) {
	from, to := s.primary(0), s.primary(1)
	moved := models.SlotRange{Start: 1, End: int64(firstSlot(0)) + 1500}
	s.under(plan{touched: []int{0, 1}, slots: []int{migrating}}, func(l *load) {
		ctx, cancel := s.patient()
		defer cancel()
		popped := l.pop(migrating)
		require.NoError(s, s.cluster.MigrateSlots(ctx, from, to, moved))
		popped()
		l.awaitProgress()
		require.NoError(s, s.cluster.MigrateSlots(ctx, to, from, moved))
	})
}

func testShardComesAndGoes(s *environment) {
	old := s.primary(0)
	s.under(plan{touched: []int{0}, slots: []int{migrating}}, func(l *load) {
		ctx, cancel := s.patient()
		defer cancel()
		added, err := s.cluster.AddShard(ctx)
		require.NoError(s, err)
		l.awaitProgress()
		require.NoError(s, s.cluster.MigrateSlot(ctx, migrating, added))
		l.awaitProgress()
		require.NotZero(s, s.calls(added, "incr"))
		require.NoError(s, s.cluster.MigrateSlot(ctx, migrating, old))
		l.awaitProgress()
		require.NoError(s, s.cluster.RemoveShard(ctx, added))
	})
}
