package core

import (
	"sync"

	"github.com/glissade-io/glissade/models"
)

// process holds what all clients of the process have in common.
var process struct {
	mu      sync.Mutex
	clients map[*registration]struct{} // that are not closed
	past    processCounts              // of those that are
}

// registration is a client in the list of all.
type registration struct{ statistics func() models.Statistics }

// register adds a client to the list of all.
func register(statistics func() models.Statistics) *registration {
	r := &registration{statistics}
	process.mu.Lock()
	defer process.mu.Unlock()
	if process.clients == nil {
		process.clients = map[*registration]struct{}{}
	}
	process.clients[r] = struct{}{}
	return r
}

// close takes the client off the list. It may be called more than once.
func (r *registration) close() {
	counted := r.statistics()
	process.mu.Lock()
	defer process.mu.Unlock()
	if _, is := process.clients[r]; is {
		delete(process.clients, r)
		process.past.add(counted)
	}
}

// processCounts are what stays when a client is closed.
type processCounts struct {
	outOfSync uint64
	lastSync  int64 // in milliseconds since 1970, 0 for never
	values    models.CompressionStatistics
}

func (p *processCounts) add(s models.Statistics) {
	p.outOfSync += s.PubSub.OutOfSync
	p.values.Add(s.Compression)
	if last := s.PubSub.LastSync; !last.IsZero() {
		p.lastSync = max(p.lastSync, last.UnixMilli())
	}
}

// GetStatistics returns what all clients of the process have come to together, under the
// names of GLIDE, of which [Connections.Statistics] says more of one client:
//
//   - total_clients: clients that are not closed.
//   - total_connections: connections that there are, or should be and are being made.
//   - total_values_compressed, total_original_bytes, total_bytes_compressed,
//     total_values_decompressed, total_bytes_decompressed, compression_skipped_count: see
//     [models.CompressionStatistics].
//   - subscription_out_of_sync_count: how often the desired and the actual subscriptions
//     were compared and differed.
//   - subscription_last_sync_timestamp: when they last agreed, in milliseconds since 1970;
//     0 for never.
func GetStatistics() map[string]uint64 {
	process.mu.Lock()
	clients := make([]*registration, 0, len(process.clients))
	for r := range process.clients {
		clients = append(clients, r)
	}
	counts := process.past
	process.mu.Unlock()
	connections := 0
	for _, r := range clients { // whose locks are not to be waited for with the list's
		s := r.statistics()
		counts.add(s)
		connections += max(s.Connections.Wanted, s.Connections.Up) + s.Connections.DedicatedInUse + s.Connections.DedicatedIdle
	}
	return map[string]uint64{
		"total_clients":                    uint64(len(clients)),
		"total_connections":                uint64(connections),
		"total_values_compressed":          counts.values.ValuesCompressed,
		"total_original_bytes":             counts.values.OriginalBytes,
		"total_bytes_compressed":           counts.values.CompressedBytes,
		"total_values_decompressed":        counts.values.ValuesDecompressed,
		"total_bytes_decompressed":         counts.values.DecompressedBytes,
		"compression_skipped_count":        counts.values.Skipped,
		"subscription_out_of_sync_count":   counts.outOfSync,
		"subscription_last_sync_timestamp": uint64(counts.lastSync),
	}
}

// GetStatistics is [GetStatistics], as a method as in GLIDE.
func (c *Connections) GetStatistics() map[string]uint64 { return GetStatistics() }
