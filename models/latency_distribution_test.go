package models

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBucketsOfLatenciesFollowOneAnother(t *testing.T) {
	for bucket := range LatencyBuckets - 1 {
		bound := LatencyBucketBound(bucket)
		require.Equal(t, bucket, LatencyBucketOf(bound-1), bound)
		require.Equal(t, bucket+1, LatencyBucketOf(bound), bound)
		if bucket > 16 {
			width := bound - LatencyBucketBound(bucket-1)
			require.LessOrEqual(t, float64(width)/float64(bound), 1.0/8, bound)
		}
	}
	require.Zero(t, LatencyBucketOf(-time.Second))
	require.Equal(t, LatencyBuckets-1, LatencyBucketOf(math.MaxInt64))
	require.Greater(t, LatencyBucketBound(LatencyBuckets-1), 30*time.Minute)
}

func TestQuantilesOfLatencies(t *testing.T) {
	var l LatencyDistribution
	require.Zero(t, l.Quantile(0.5))
	require.Zero(t, l.Mean())
	for i := range 100 {
		d := time.Duration(i+1) * time.Millisecond
		l.Buckets[LatencyBucketOf(d)]++
		l.Count++
		l.Sum += d
	}
	for part, want := range map[float64]time.Duration{0: 1, 0.01: 1, 0.5: 50, 0.99: 99, 1: 100, 2: 100} {
		want *= time.Millisecond
		got := l.Quantile(part)
		require.GreaterOrEqual(t, got, want, part)
		require.LessOrEqual(t, got, want*9/8+time.Microsecond, part)
	}
	require.Equal(t, 50500*time.Microsecond, l.Mean())
}
