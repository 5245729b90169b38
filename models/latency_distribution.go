package models

import (
	"math/bits"
	"time"
)

const (
	// latencyFine is how many parts a power of two is divided into, as a power of two
	// itself: latencies are told apart to an eighth.
	latencyFine = 3
	// latencySmallest is the width of the first parts, in nanoseconds.
	latencySmallest = 1 << 10
	// LatencyBuckets is how many buckets a [LatencyDistribution] has.
	LatencyBuckets = 256
)

// LatencyDistribution is how long requests took, from about a microsecond to half an hour, to
// an eighth. Its zero value is that of none.
type LatencyDistribution struct {
	// Buckets count the requests whose duration is in each bucket; see [LatencyBucketOf].
	Buckets [LatencyBuckets]uint64
	// Count is how many there were.
	Count uint64
	// Sum is their durations together.
	Sum time.Duration
}

// LatencyBucketOf returns the bucket of a duration, and LatencyBucketBound the smallest duration that
// is beyond a bucket.
func LatencyBucketOf(d time.Duration) int {
	units := uint64(max(d, 0)) / (latencySmallest >> latencyFine)
	if units < 1<<latencyFine {
		return int(units)
	}
	power := bits.Len64(units) - 1 - latencyFine
	return min((power+1)<<latencyFine+int(units>>power)-1<<latencyFine, LatencyBuckets-1)
}

// LatencyBucketBound returns the smallest duration beyond a bucket.
func LatencyBucketBound(bucket int) time.Duration {
	next := uint64(bucket + 1)
	if next < 1<<latencyFine {
		return time.Duration(next * (latencySmallest >> latencyFine))
	}
	power := next>>latencyFine - 1
	units := (1<<latencyFine + next&(1<<latencyFine-1)) << power
	return time.Duration(units * (latencySmallest >> latencyFine))
}

// Quantile returns the duration that a part of all requests did not exceed, such as 0.99 of
// them, rounded up to the bound of its bucket; 0 of none. Parts beyond 0 to 1 are taken for
// these.
func (l *LatencyDistribution) Quantile(part float64) time.Duration {
	if l.Count == 0 {
		return 0
	}
	rank := uint64(min(max(part, 0), 1) * float64(l.Count))
	seen := uint64(0)
	for bucket, count := range l.Buckets {
		if seen += count; count > 0 && seen >= rank {
			return LatencyBucketBound(bucket)
		}
	}
	return LatencyBucketBound(LatencyBuckets - 1)
}

// Mean returns the mean duration, 0 of none.
func (l *LatencyDistribution) Mean() time.Duration {
	if l.Count == 0 {
		return 0
	}
	return l.Sum / time.Duration(l.Count)
}
