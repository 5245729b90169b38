package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// memoryStats is the reply of MEMORY STATS, which has the shape record.
var memoryStats = replyOf(ShapeRecord, decodeMemoryStats)

func decodeMemoryStats(frame []byte) (models.MemoryStats, error) {
	return decodeRecord(frame, (*decoder).memoryStats)
}

func (d *decoder) memoryStats(token resp.Token) (stats models.MemoryStats, err error) {
	integers := map[string]*int64{
		"peak.allocated":                  &stats.PeakAllocated,
		"total.allocated":                 &stats.TotalAllocated,
		"startup.allocated":               &stats.StartupAllocated,
		"replication.backlog":             &stats.ReplicationBacklog,
		"replicas.repl.buffer":            &stats.ReplicasReplBuffer,
		"clients.slaves":                  &stats.ClientsReplicas,
		"clients.normal":                  &stats.ClientsNormal,
		"cluster.links":                   &stats.ClusterLinks,
		"cluster.slot_import":             &stats.ClusterSlotImport,
		"cluster.slot_export":             &stats.ClusterSlotExport,
		"aof.buffer":                      &stats.AOFBuffer,
		"lua.caches":                      &stats.LuaCaches,
		"functions.caches":                &stats.FunctionsCaches,
		"overhead.db.hashtable.lut":       &stats.OverheadDatabaseLookupTables,
		"overhead.db.hashtable.rehashing": &stats.OverheadDatabaseRehashing,
		"overhead.total":                  &stats.OverheadTotal,
		"db.dict.rehashing.count":         &stats.DatabaseRehashingCount,
		"keys.count":                      &stats.KeysCount,
		"keys.bytes-per-key":              &stats.KeysBytesPerKey,
		"dataset.bytes":                   &stats.DatasetBytes,
		"allocator.allocated":             &stats.AllocatorAllocated,
		"allocator.active":                &stats.AllocatorActive,
		"allocator.resident":              &stats.AllocatorResident,
		"allocator.muzzy":                 &stats.AllocatorMuzzy,
		"allocator-fragmentation.bytes":   &stats.AllocatorFragmentationBytes,
		"allocator-rss.bytes":             &stats.AllocatorRSSBytes,
		"rss-overhead.bytes":              &stats.RSSOverheadBytes,
		"fragmentation.bytes":             &stats.FragmentationBytes,
	}
	doubles := map[string]*float64{
		"dataset.percentage":            &stats.DatasetPercentage,
		"peak.percentage":               &stats.PeakPercentage,
		"allocator-fragmentation.ratio": &stats.AllocatorFragmentationRatio,
		"allocator-rss.ratio":           &stats.AllocatorRSSRatio,
		"rss-overhead.ratio":            &stats.RSSOverheadRatio,
		"fragmentation":                 &stats.Fragmentation,
	}
	stats.Extra, err = d.record(token, func(name string) (bool, error) {
		if into := integers[name]; into != nil {
			return d.integerField(into)
		}
		if into := doubles[name]; into != nil {
			return d.doubleField(into)
		}
		if n, ok := number(name, "db."); ok {
			database := models.MemoryStatsDatabase{Number: n}
			err := d.memoryStatsDatabase(&database)
			stats.Databases = append(stats.Databases, database)
			return true, err
		}
		return false, nil
	})
	return stats, err
}

func (d *decoder) memoryStatsDatabase(into *models.MemoryStatsDatabase) error {
	token, err := d.next()
	if err != nil {
		return err
	}
	into.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "overhead.hashtable.main":
			return d.integerField(&into.OverheadHashtableMain)
		case "overhead.hashtable.expires":
			return d.integerField(&into.OverheadHashtableExpires)
		default:
			return false, nil
		}
	})
	return err
}
