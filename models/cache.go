package models

// CacheStatistics are counts of a client's cache. See the documentation on caching for what
// is cached at all.
type CacheStatistics struct {
	// Hits counts reads that were answered from memory, Misses those that were sent to a
	// server, Shared those that waited for another caller's miss. A key of MGET counts
	// as a read.
	Hits, Misses, Shared uint64
	// Evictions counts entries that left for want of memory, Expirations those whose
	// time was over when they were asked for.
	Evictions, Expirations uint64
	// Invalidations counts entries that were dropped since their key was changed, or
	// since it would not have been known whether it was.
	Invalidations uint64
	// Entries is how many there are now, Bytes the memory that they take, as the cache
	// estimates it.
	Entries, Bytes int
}

// HitRate returns the part of the reads that were answered from memory, from 0 to 1; 0
// where there were none.
func (s CacheStatistics) HitRate() float64 {
	total := s.Hits + s.Misses + s.Shared
	if total == 0 {
		return 0
	}
	return float64(s.Hits) / float64(total)
}

// CacheInvalidation reports that something is not to be believed any more that a client may
// have in its cache.
type CacheInvalidation struct {
	// Reason says what has happened.
	Reason CacheInvalidationReason
	// Keys are those that were changed. Whether they were in the cache is not said.
	Keys []string
	// All says that more than single keys was dropped; Keys is empty then.
	All bool
}

// CacheInvalidationReason says what a [CacheInvalidation] is about.
type CacheInvalidationReason string

const (
	// InvalidatedByServer reports what a server has said: that keys were changed, or
	// expired, or with All that everything may have been, as by FLUSHALL.
	InvalidatedByServer CacheInvalidationReason = "server"
	// InvalidatedByConnection reports that a connection has ended, and everything was
	// dropped that was fetched over it.
	InvalidatedByConnection CacheInvalidationReason = "connection"
	// InvalidatedBySlots reports that slots of a cluster are at other servers now, and
	// everything was dropped that was fetched of them.
	InvalidatedBySlots CacheInvalidationReason = "slots"
	// InvalidatedByPrimary reports that another server has become the primary, and
	// everything was dropped.
	InvalidatedByPrimary CacheInvalidationReason = "primary"
	// InvalidatedByClient reports that everything was dropped since the client has
	// changed its database, or has sent a command that may have changed any key.
	InvalidatedByClient CacheInvalidationReason = "client"
)
