package main

import (
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// sample is what one cell gave in one round. Figures per operation are per command,
// also in a batch. 0 stands for a figure that could not be had.
type sample struct {
	// Operations is the number of commands answered.
	Operations int64 `json:"operations"`
	// Seconds is how long that took.
	Seconds float64 `json:"seconds"`
	// figures are everything derived from the two and from the counters.
	figures
}

// figures are the columns of the output.
type figures struct {
	OpsPerSecond float64 `json:"ops_per_second"`
	// ClientCPU is the processor time of this process, in nanoseconds per operation.
	ClientCPU float64 `json:"client_cpu_ns_per_op"`
	// P50, P99 and P999 are the percentiles of the time, in nanoseconds, from one
	// reply to the next of the same goroutine. For batches it is that of a batch.
	P50  float64 `json:"p50_ns"`
	P99  float64 `json:"p99_ns"`
	P999 float64 `json:"p99_9_ns"`
	// Allocations and Bytes are what was allocated on this process's heap, per operation.
	Allocations float64 `json:"allocs_per_op"`
	Bytes       float64 `json:"bytes_per_op"`
	// ServerCPU is the server's processor time, in nanoseconds per command.
	ServerCPU float64 `json:"server_cpu_ns_per_op"`
	// CommandsPerRead is how many commands the server found in one read of a socket.
	CommandsPerRead float64 `json:"commands_per_server_read"`
}

func newSample(workers []*worker, elapsed time.Duration, before, after counters) sample {
	latency := newHistogram()
	var operations int64
	for _, w := range workers {
		operations += w.operations
		latency.Merge(w.latency)
	}
	return sampleOf(operations, latency, elapsed, before, after)
}

func sampleOf(operations int64, latency *hdrhistogram.Histogram, elapsed time.Duration, before, after counters) sample {
	perOperation := func(total float64) float64 { return divide(total, float64(operations)) }
	percentile := func(p float64) float64 { return float64(latency.ValueAtPercentile(p)) }
	server := after.server
	return sample{
		Operations: operations,
		Seconds:    elapsed.Seconds(),
		figures: figures{
			OpsPerSecond:    divide(float64(operations), elapsed.Seconds()),
			ClientCPU:       perOperation(float64(after.clientCPU - before.clientCPU)),
			P50:             percentile(50),
			P99:             percentile(99),
			P999:            percentile(99.9),
			Allocations:     perOperation(float64(after.mallocs - before.mallocs)),
			Bytes:           perOperation(float64(after.bytes - before.bytes)),
			ServerCPU:       perOperation(float64(server.cpu - before.server.cpu)),
			CommandsPerRead: divide(float64(server.commands-before.server.commands), float64(server.reads-before.server.reads)),
		},
	}
}

// medians returns the median of each figure over the rounds, each for itself.
func medians(samples []sample) figures {
	over := func(figure func(figures) float64) float64 {
		values := make([]float64, len(samples))
		for i, s := range samples {
			values[i] = figure(s.figures)
		}
		return median(values)
	}
	return figures{
		OpsPerSecond:    over(func(f figures) float64 { return f.OpsPerSecond }),
		ClientCPU:       over(func(f figures) float64 { return f.ClientCPU }),
		P50:             over(func(f figures) float64 { return f.P50 }),
		P99:             over(func(f figures) float64 { return f.P99 }),
		P999:            over(func(f figures) float64 { return f.P999 }),
		Allocations:     over(func(f figures) float64 { return f.Allocations }),
		Bytes:           over(func(f figures) float64 { return f.Bytes }),
		ServerCPU:       over(func(f figures) float64 { return f.ServerCPU }),
		CommandsPerRead: over(func(f figures) float64 { return f.CommandsPerRead }),
	}
}

// ratio compares the baseline with a peer. Ratios are taken within each round, and
// the median is that of the rounds' ratios.
type ratio struct {
	Peer string `json:"peer"`
	// OpsPerSecond is the baseline's figure divided by the peer's: above 1, the
	// baseline does more.
	OpsPerSecond float64 `json:"ops_per_second"`
	// Lowest and Highest are the extremes of OpsPerSecond among the rounds.
	Lowest  float64 `json:"ops_per_second_lowest"`
	Highest float64 `json:"ops_per_second_highest"`
	// ClientCPU is the baseline's figure divided by the peer's: below 1, the
	// baseline needs less processor time for a command.
	ClientCPU float64 `json:"client_cpu"`
}

// compare returns the ratios of the baseline's samples to a peer's, round by round.
// Both have as many rounds, at least one.
func compare(baseline []sample, peer string, samples []sample) ratio {
	throughput := make([]float64, len(samples))
	cpu := make([]float64, len(samples))
	for round, other := range samples {
		throughput[round] = divide(baseline[round].OpsPerSecond, other.OpsPerSecond)
		cpu[round] = divide(baseline[round].ClientCPU, other.ClientCPU)
	}
	return ratio{
		Peer:         peer,
		OpsPerSecond: median(throughput),
		Lowest:       slices.Min(throughput),
		Highest:      slices.Max(throughput),
		ClientCPU:    median(cpu),
	}
}

// median returns the middle of values, the mean of the middle two if their number
// is even, and 0 if there are none. It leaves values as they are.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// divide returns 0 where there is nothing to divide by.
func divide(dividend, divisor float64) float64 {
	if divisor == 0 {
		return 0
	}
	return dividend / divisor
}
