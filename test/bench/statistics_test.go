package main

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMedian(t *testing.T) {
	require.Zero(t, median(nil))
	require.Equal(t, 3.0, median([]float64{3}))
	require.Equal(t, 2.5, median([]float64{4, 1, 3, 2}))
	values := []float64{9, 1, 5}
	require.Equal(t, 5.0, median(values))
	require.Equal(t, []float64{9, 1, 5}, values, "the caller's order was changed")
}

func TestMediansAreTakenOfEachFigureForItself(t *testing.T) {
	got := medians([]sample{
		{figures: figures{OpsPerSecond: 100, ClientCPU: 3, P50: 7, P99: 8, P999: 9, Allocations: 1, Bytes: 64, ServerCPU: 2, CommandsPerRead: 5}},
		{figures: figures{OpsPerSecond: 300, ClientCPU: 1, P50: 5, P99: 9, P999: 8, Allocations: 3, Bytes: 66, ServerCPU: 1, CommandsPerRead: 4}},
		{figures: figures{OpsPerSecond: 200, ClientCPU: 2, P50: 6, P99: 7, P999: 7, Allocations: 2, Bytes: 65, ServerCPU: 3, CommandsPerRead: 6}},
	})
	require.Equal(t, figures{
		OpsPerSecond: 200, ClientCPU: 2, P50: 6, P99: 8, P999: 8, Allocations: 2, Bytes: 65, ServerCPU: 2, CommandsPerRead: 5,
	}, got)
}

// A machine that is ten times slower in one round must not move a ratio.
func TestRatiosAreTakenWithinARound(t *testing.T) {
	own := []sample{measured(200, 10), measured(20, 100), measured(210, 11)}
	peer := []sample{measured(100, 20), measured(10, 200), measured(100, 22)}
	got := compare(own, "peer", peer)
	require.Equal(t, "peer", got.Peer)
	require.Equal(t, 2.0, got.OpsPerSecond)
	require.Equal(t, 2.0, got.Lowest)
	require.Equal(t, 2.1, got.Highest)
	require.Equal(t, 0.5, got.ClientCPU)
}

func TestRatioToNothingIsUnknown(t *testing.T) {
	got := compare([]sample{measured(10, 10)}, "peer", []sample{measured(0, 0)})
	require.Zero(t, got.OpsPerSecond)
	require.Zero(t, got.ClientCPU)
}

func TestSampleAddsUpTheWorkers(t *testing.T) {
	fast, slow := &worker{operations: 99, latency: newHistogram()}, &worker{operations: 1, latency: newHistogram()}
	for range 99 {
		require.NoError(t, fast.latency.RecordValue(int64(10*time.Microsecond)))
	}
	require.NoError(t, slow.latency.RecordValue(int64(5*time.Millisecond)))
	before := counters{
		clientCPU: time.Second, mallocs: 1000, bytes: 10_000,
		server: serverCounters{cpu: time.Second, commands: 50, reads: 10},
	}
	after := counters{
		clientCPU: time.Second + time.Millisecond, mallocs: 1200, bytes: 16_400,
		server: serverCounters{cpu: time.Second + 200*time.Microsecond, commands: 150, reads: 30},
	}
	got := newSample([]*worker{fast, slow}, 2*time.Second, before, after)
	require.EqualValues(t, 100, got.Operations)
	require.Equal(t, 2.0, got.Seconds)
	require.Equal(t, 50.0, got.OpsPerSecond)
	require.Equal(t, 10_000.0, got.ClientCPU)
	require.Equal(t, 2.0, got.Allocations)
	require.Equal(t, 64.0, got.Bytes)
	require.Equal(t, 2000.0, got.ServerCPU)
	require.Equal(t, 5.0, got.CommandsPerRead)
	require.InEpsilon(t, 10_000, got.P50, 0.01)
	require.InEpsilon(t, 10_000, got.P99, 0.01)
	require.InEpsilon(t, 5_000_000, got.P999, 0.01)
}

func TestSampleOfNothing(t *testing.T) {
	got := newSample(nil, time.Second, counters{}, counters{})
	require.Equal(t, figures{}, got.figures)
	require.False(t, math.IsNaN(got.OpsPerSecond))
}

func TestHistogramHoldsEveryLatencyToAPercent(t *testing.T) {
	for _, latency := range []time.Duration{10 * time.Microsecond, 333 * time.Microsecond, 47 * time.Millisecond, longestLatency} {
		histogram := newHistogram()
		require.NoError(t, histogram.RecordValue(int64(latency)))
		require.InEpsilon(t, int64(latency), histogram.ValueAtPercentile(50), 0.01)
	}
	require.Less(t, newHistogram().ByteSize(), 25_000, "512 workers have one each")
}

func measured(opsPerSecond, clientCPU float64) sample {
	return sample{figures: figures{OpsPerSecond: opsPerSecond, ClientCPU: clientCPU}}
}
