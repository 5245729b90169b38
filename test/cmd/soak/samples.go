package main

import (
	"runtime"
	"slices"
	"time"
)

// sample is what the process uses at a moment.
type sample struct {
	heap       uint64 // bytes
	goroutines int
}

// sampler takes a sample every second.
type sampler struct {
	end   chan struct{}
	taken chan []sample
}

func takeSamples() *sampler {
	s := &sampler{end: make(chan struct{}), taken: make(chan []sample, 1)}
	go func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		var samples []sample
		for {
			select {
			case <-ticker.C:
				var memory runtime.MemStats
				runtime.ReadMemStats(&memory)
				samples = append(samples, sample{memory.HeapAlloc, runtime.NumGoroutine()})
			case <-s.end:
				s.taken <- samples
				return
			}
		}
	}()
	return s
}

func (s *sampler) stop() []sample {
	close(s.end)
	return <-s.taken
}

// thirds returns the medians of the first and of the last third.
func thirds(samples []sample) (first, last sample) {
	third := len(samples) / 3
	return median(samples[:third]), median(samples[len(samples)-third:])
}

func median(samples []sample) sample {
	if len(samples) == 0 {
		return sample{}
	}
	middle := len(samples) / 2
	var heaps []uint64
	var goroutines []int
	for _, s := range samples {
		heaps = append(heaps, s.heap)
		goroutines = append(goroutines, s.goroutines)
	}
	slices.Sort(heaps)
	slices.Sort(goroutines)
	return sample{heaps[middle], goroutines[middle]}
}
