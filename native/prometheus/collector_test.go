package prometheus

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

// counted is a client that has done something.
type counted struct {
	statistics models.Statistics
	latencies  map[string]models.LatencyDistribution
}

func (c counted) Statistics() models.Statistics                    { return c.statistics }
func (c counted) Latencies() map[string]models.LatencyDistribution { return c.latencies }
func (c counted) NodeStatistics() []models.NodeStatistics {
	return []models.NodeStatistics{{Address: "one:6379", Statistics: models.Statistics{Requests: 7, Connections: models.ConnectionStatistics{Up: 1}}}}
}

func TestEveryStatisticIsCollected(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(NewCollector(counted{statistics: models.Statistics{
		Requests: 1, Replies: 2, Writes: 3, BytesSent: 4, BytesReceived: 5, Retries: 6, Redirections: 7, InFlight: 8,
		Connections:    models.ConnectionStatistics{Wanted: 3, Up: 2, DedicatedInUse: 4, DedicatedIdle: 5, Waiting: 6},
		PubSub:         models.PubSubStatistics{Messages: 9, Dropped: 10, Gaps: 11, OutOfSync: 12, LastSync: time.UnixMilli(1500)},
		CircuitBreaker: models.CircuitBreakerStatistics{State: models.CircuitHalfOpen, Opened: 13, Refused: 14},
		Cache:          models.CacheStatistics{Hits: 21, Misses: 22, Shared: 23, Evictions: 24, Expirations: 25, Invalidations: 26, Entries: 27, Bytes: 28},
		Compression: models.CompressionStatistics{
			ValuesCompressed: 31, OriginalBytes: 32, CompressedBytes: 33, Skipped: 34, ValuesDecompressed: 35, DecompressedBytes: 36, Failed: 37,
		},
	}}, map[string]string{"client": "test"}))
	gathered, err := registry.Gather()
	require.NoError(t, err)
	values := map[string]float64{}
	for _, family := range gathered {
		for _, metric := range family.Metric {
			name := strings.TrimPrefix(family.GetName(), "glissade_")
			require.Equal(t, "client", metric.Label[0].GetName())
			for _, label := range metric.Label[1:] {
				name += " " + label.GetValue()
			}
			values[name] = metric.GetCounter().GetValue() + metric.GetGauge().GetValue()
		}
	}
	require.Equal(t, map[string]float64{
		"requests_total": 1, "replies_total": 2, "writes_total": 3, "sent_bytes_total": 4, "received_bytes_total": 5, "retries_total": 6,
		"redirections_total": 7, "in_flight_requests": 8, "connections_wanted": 3, "connections_up": 2, "dedicated_connections used": 4,
		"dedicated_connections idle": 5, "dedicated_waiting": 6, "messages_total": 9, "dropped_messages_total": 10, "message_gaps_total": 11,
		"subscriptions_out_of_sync_total": 12, "subscriptions_last_sync_timestamp_seconds": 1.5, "circuit_breaker_open": 0.5,
		"circuit_breaker_opened_total": 13, "circuit_breaker_refused_total": 14,
		"cache_hits_total": 21, "cache_misses_total": 22, "cache_shared_total": 23, "cache_evictions_total": 24, "cache_expirations_total": 25,
		"cache_invalidations_total": 26, "cache_entries": 27, "cache_bytes": 28,
		"values_compressed_total": 31, "compression_original_bytes_total": 32, "compression_compressed_bytes_total": 33,
		"compression_skipped_total": 34, "values_decompressed_total": 35, "compression_decompressed_bytes_total": 36, "compression_failures_total": 37,
		"server_requests_total one:6379": 7, "server_replies_total one:6379": 0, "server_sent_bytes_total one:6379": 0,
		"server_received_bytes_total one:6379": 0, "server_in_flight_requests one:6379": 0, "server_up one:6379": 1,
	}, values)

	problems, err := testutil.GatherAndLint(registry)
	require.NoError(t, err)
	require.Empty(t, problems, "names follow the habits of Prometheus")
}

func TestDurationsAreAHistogram(t *testing.T) {
	var l models.LatencyDistribution
	durations := []time.Duration{time.Microsecond, 100 * time.Microsecond, time.Millisecond, time.Second, time.Minute}
	for _, d := range durations {
		l.Buckets[models.LatencyBucketOf(d)]++
		l.Count++
		l.Sum += d
	}
	buckets := bucketsOf(&l)
	require.Len(t, buckets, bucketCount)
	for bound, count := range buckets {
		under := 0
		for _, d := range durations {
			if d.Seconds() < bound {
				under++
			}
		}
		require.EqualValues(t, under, count, "of %v", bound)
		_, exponent := math.Frexp(bound / 1.024e-6)
		require.InEpsilon(t, math.Ldexp(1.024e-6, exponent-1), bound, 1e-9, "bounds are powers of two")
		require.Greater(t, bound, 50e-6)
		require.Less(t, bound, 20.0)
	}
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(NewCollector(counted{latencies: map[string]models.LatencyDistribution{"GET": l}}, nil))
	count, err := testutil.GatherAndCount(registry, "glissade_operation_duration_seconds")
	require.NoError(t, err)
	require.Equal(t, 1, count)
}

// What is counted is collected: none of the numbers is forgotten.
func TestNoNumberIsForgotten(t *testing.T) {
	var statistics models.Statistics
	next := 1000
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		for _, field := range v.Fields() {
			switch {
			case field.Kind() == reflect.Struct && field.Type() != reflect.TypeFor[time.Time]():
				fill(field)
			case field.CanInt():
				next++
				field.SetInt(int64(next))
			case field.CanUint():
				next++
				field.SetUint(uint64(next))
			}
		}
	}
	fill(reflect.ValueOf(&statistics).Elem())
	statistics.CircuitBreaker.State = models.CircuitClosed
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(NewCollector(counted{statistics: statistics}, nil))
	gathered, err := registry.Gather()
	require.NoError(t, err)
	counts := map[int]bool{}
	for _, family := range gathered {
		for _, metric := range family.Metric {
			counts[int(metric.GetCounter().GetValue()+metric.GetGauge().GetValue())] = true
		}
	}
	require.Greater(t, next, 1030)
	for number := 1001; number <= next; number++ {
		require.True(t, counts[number], "the %d. number of models.Statistics", number-1000)
	}
}
