package models

// CompressionStatistics counts what became of values where a client compresses them. All
// are 0 where it does not.
type CompressionStatistics struct {
	// ValuesCompressed counts the values that were sent compressed, OriginalBytes their
	// bytes before, and CompressedBytes those that were sent in place of them.
	ValuesCompressed, OriginalBytes, CompressedBytes uint64
	// Skipped counts the values that were sent as they were: too short, compressed already,
	// or not shorter when they are compressed.
	Skipped uint64
	// ValuesDecompressed counts the values that were decompressed, DecompressedBytes their
	// bytes afterwards.
	ValuesDecompressed, DecompressedBytes uint64
	// Failed counts the values that could not be decompressed.
	Failed uint64
}

// Add adds the counts of another client.
func (s *CompressionStatistics) Add(other CompressionStatistics) {
	s.ValuesCompressed += other.ValuesCompressed
	s.OriginalBytes += other.OriginalBytes
	s.CompressedBytes += other.CompressedBytes
	s.Skipped += other.Skipped
	s.ValuesDecompressed += other.ValuesDecompressed
	s.DecompressedBytes += other.DecompressedBytes
	s.Failed += other.Failed
}
