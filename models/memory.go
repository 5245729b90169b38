package models

// MemoryStats tells what a server uses memory for. Numbers are in bytes where their
// comment does not say otherwise. Servers leave out what they do not know: it is 0.
// See https://valkey.io/commands/memory-stats/
type MemoryStats struct {
	// PeakAllocated is the most that was ever used, TotalAllocated what is used now,
	// StartupAllocated what was used after the start.
	PeakAllocated, TotalAllocated, StartupAllocated int64
	// ReplicationBacklog is the backlog for replicas that come back.
	ReplicationBacklog int64
	// ReplicasReplBuffer is what waits to be sent to a replica beside the backlog. Since: 9.0.0.
	ReplicasReplBuffer int64
	// ClientsReplicas and ClientsNormal are the buffers of replicas and of other clients.
	ClientsReplicas, ClientsNormal int64
	// ClusterLinks is the buffers between the nodes of a cluster. Since: 7.0.0.
	ClusterLinks int64
	// ClusterSlotImport and ClusterSlotExport are the buffers for slots on the move. Since: 9.0.0.
	ClusterSlotImport, ClusterSlotExport int64
	// AOFBuffer is the buffers of the append-only file.
	AOFBuffer int64
	// LuaCaches and FunctionsCaches are the caches of scripts and of functions.
	LuaCaches, FunctionsCaches int64
	// Databases are the databases that have keys.
	Databases []MemoryStatsDatabase
	// OverheadDatabaseLookupTables and OverheadDatabaseRehashing are the tables that
	// find keys, and that part of them which is being resized. Since: 8.0.0.
	OverheadDatabaseLookupTables, OverheadDatabaseRehashing int64
	// OverheadTotal is all that is used for other things than keys and values.
	OverheadTotal int64
	// DatabaseRehashingCount is the number of tables that are being resized. Since: 8.0.0.
	DatabaseRehashingCount int64
	// KeysCount is the number of keys, KeysBytesPerKey the bytes for each on average.
	KeysCount, KeysBytesPerKey int64
	// DatasetBytes is what keys and values use, DatasetPercentage its share of what
	// is used beyond the startup, in percent.
	DatasetBytes      int64
	DatasetPercentage float64
	// PeakPercentage is what is used now in percent of the peak.
	PeakPercentage float64
	// AllocatorAllocated, AllocatorActive and AllocatorResident are what the allocator
	// has given out, the pages for that, and what of it lies in physical memory.
	AllocatorAllocated, AllocatorActive, AllocatorResident int64
	// AllocatorMuzzy is what the operating system may take back. Since: 8.0.0.
	AllocatorMuzzy int64
	// AllocatorFragmentationRatio and AllocatorFragmentationBytes compare active with allocated.
	AllocatorFragmentationRatio float64
	AllocatorFragmentationBytes int64
	// AllocatorRSSRatio and AllocatorRSSBytes compare resident with active.
	AllocatorRSSRatio float64
	AllocatorRSSBytes int64
	// RSSOverheadRatio and RSSOverheadBytes compare the process with resident.
	RSSOverheadRatio float64
	RSSOverheadBytes int64
	// Fragmentation and FragmentationBytes compare the process with allocated.
	Fragmentation      float64
	FragmentationBytes int64
	// Extra holds the fields of other servers, in their order.
	Extra Map
}

// MemoryStatsDatabase is what one database uses besides its keys and values, in bytes.
type MemoryStatsDatabase struct {
	// Number is the database's.
	Number int64
	// OverheadHashtableMain is the table of the keys, OverheadHashtableExpires that of
	// their expiries.
	OverheadHashtableMain, OverheadHashtableExpires int64
	// Extra holds the fields of other servers, in their order.
	Extra Map
}
