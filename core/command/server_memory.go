package command

import "github.com/glissade-io/glissade/models"

// MemoryUsage estimates the memory that key and its value use, from five elements
// where the value has many.
//
// Reply: the number of bytes, or nil if the key does not exist.
// Complexity: O(N) for N elements looked at. Since: 4.0.0.
// See https://valkey.io/commands/memory-usage/
func MemoryUsage(a *Args, key string) Reply[models.Result[int64]] {
	a.Begin("MEMORY USAGE")
	a.Key(key)
	return nullableInteger
}

// MemoryUsageWithSamples tells or estimates the memory that key and its value use,
// from as many elements as samples; 0 looks at all.
//
// Reply: the number of bytes, or nil if the key does not exist.
// Complexity: O(N) for N elements looked at. Since: 4.0.0.
// See https://valkey.io/commands/memory-usage/
//
//glissade:javascript memoryUsage
func MemoryUsageWithSamples(a *Args, key string, samples int64) Reply[models.Result[int64]] {
	a.Begin("MEMORY USAGE")
	a.Key(key)
	if samples < 0 {
		a.refuse("samples", "is negative; give a positive number, or 0 for all elements")
	}
	a.Word("SAMPLES")
	a.Int(samples)
	return nullableInteger
}

// MemoryStats tells what the server uses memory for.
//
// Reply: the memory by use.
// Complexity: O(1). Since: 4.0.0.
// See https://valkey.io/commands/memory-stats/
func MemoryStats(a *Args) Reply[models.MemoryStats] {
	a.Begin("MEMORY STATS")
	return memoryStats
}

// MemoryDoctor looks for problems with memory and gives advice, in words.
//
// Reply: the report, several lines.
// Complexity: O(1). Since: 4.0.0.
// See https://valkey.io/commands/memory-doctor/
func MemoryDoctor(a *Args) Reply[string] {
	a.Begin("MEMORY DOCTOR")
	return text
}

// MemoryPurge asks the allocator to give unused memory back to the operating system.
//
// Reply: OK, also where the allocator cannot.
// Complexity: O(N) for N bytes allocated. Since: 4.0.0.
// See https://valkey.io/commands/memory-purge/
func MemoryPurge(a *Args) Reply[string] {
	a.Begin("MEMORY PURGE")
	return ok
}

// MemoryMallocStats returns the allocator's own report.
//
// Reply: the report, several lines, or a sentence that the allocator has none.
// Complexity: O(N) for N bytes allocated. Since: 4.0.0.
// See https://valkey.io/commands/memory-malloc-stats/
func MemoryMallocStats(a *Args) Reply[string] {
	a.Begin("MEMORY MALLOC-STATS")
	return text
}
