package prometheus

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/glissade-io/glissade/models"
)

// number is a number of the statistics.
type number struct {
	name, help string
	kind       prometheus.ValueType
	of         func(s *models.Statistics) float64
}

const (
	counter = prometheus.CounterValue
	gauge   = prometheus.GaugeValue
)

// numbers are those of a client.
var numbers = []number{
	{"requests_total", "Requests taken, over shared connections.", counter, func(s *models.Statistics) float64 { return float64(s.Requests) }},
	{"replies_total", "Replies received, over shared connections.", counter, func(s *models.Statistics) float64 { return float64(s.Replies) }},
	{"writes_total", "Writes to streams.", counter, func(s *models.Statistics) float64 { return float64(s.Writes) }},
	{"sent_bytes_total", "Bytes sent, over shared connections.", counter, func(s *models.Statistics) float64 { return float64(s.BytesSent) }},
	{"received_bytes_total", "Bytes received, over shared connections.", counter, func(s *models.Statistics) float64 { return float64(s.BytesReceived) }},
	{"retries_total", "Requests that were sent again.", counter, func(s *models.Statistics) float64 { return float64(s.Retries) }},
	{"redirections_total", "Requests that went where a server of a cluster pointed to.", counter, func(s *models.Statistics) float64 { return float64(s.Redirections) }},
	{"in_flight_requests", "Requests that wait to be sent or answered.", gauge, func(s *models.Statistics) float64 { return float64(s.InFlight) }},
	{"connections_wanted", "Shared connections that there should be.", gauge, func(s *models.Statistics) float64 { return float64(s.Connections.Wanted) }},
	{"connections_up", "Shared connections that there are.", gauge, func(s *models.Statistics) float64 { return float64(s.Connections.Up) }},
	{"dedicated_waiting", "Callers who wait for a dedicated connection.", gauge, func(s *models.Statistics) float64 { return float64(s.Connections.Waiting) }},
	{"messages_total", "Messages received.", counter, func(s *models.Statistics) float64 { return float64(s.PubSub.Messages) }},
	{"dropped_messages_total", "Messages that a full queue had no room for.", counter, func(s *models.Statistics) float64 { return float64(s.PubSub.Dropped) }},
	{"message_gaps_total", "How often a subscription was told that messages may be missing.", counter, func(s *models.Statistics) float64 { return float64(s.PubSub.Gaps) }},
	{"subscriptions_out_of_sync_total", "How often wanted and actual subscriptions differed.", counter, func(s *models.Statistics) float64 { return float64(s.PubSub.OutOfSync) }},
	{"cache_hits_total", "Reads answered from the client's cache.", counter, func(s *models.Statistics) float64 { return float64(s.Cache.Hits) }},
	{"cache_misses_total", "Reads through the cache that were sent to a server.", counter, func(s *models.Statistics) float64 { return float64(s.Cache.Misses) }},
	{"cache_shared_total", "Reads through the cache that waited for another caller's miss.", counter, func(s *models.Statistics) float64 { return float64(s.Cache.Shared) }},
	{"cache_evictions_total", "Entries that left the cache for want of memory.", counter, func(s *models.Statistics) float64 { return float64(s.Cache.Evictions) }},
	{"cache_expirations_total", "Entries of the cache whose time was over when they were asked for.", counter, func(s *models.Statistics) float64 { return float64(s.Cache.Expirations) }},
	{"cache_invalidations_total", "Entries that were dropped since their key was changed, or may have been.", counter, func(s *models.Statistics) float64 { return float64(s.Cache.Invalidations) }},
	{"cache_entries", "Entries of the cache.", gauge, func(s *models.Statistics) float64 { return float64(s.Cache.Entries) }},
	{"cache_bytes", "Memory that the cache takes, as it estimates it.", gauge, func(s *models.Statistics) float64 { return float64(s.Cache.Bytes) }},
	{"values_compressed_total", "Values that were sent compressed.", counter, func(s *models.Statistics) float64 { return float64(s.Compression.ValuesCompressed) }},
	{"compression_original_bytes_total", "Bytes of those values before.", counter, func(s *models.Statistics) float64 { return float64(s.Compression.OriginalBytes) }},
	{"compression_compressed_bytes_total", "Bytes that were sent in place of them.", counter, func(s *models.Statistics) float64 { return float64(s.Compression.CompressedBytes) }},
	{"compression_skipped_total", "Values that were sent as they were.", counter, func(s *models.Statistics) float64 { return float64(s.Compression.Skipped) }},
	{"values_decompressed_total", "Values that were decompressed.", counter, func(s *models.Statistics) float64 { return float64(s.Compression.ValuesDecompressed) }},
	{"compression_decompressed_bytes_total", "Bytes of those values afterwards.", counter, func(s *models.Statistics) float64 { return float64(s.Compression.DecompressedBytes) }},
	{"compression_failures_total", "Values that could not be decompressed.", counter, func(s *models.Statistics) float64 { return float64(s.Compression.Failed) }},
}

// serverNumbers are those of each server.
var serverNumbers = []number{
	{"server_requests_total", "Requests taken, by server.", counter, func(s *models.Statistics) float64 { return float64(s.Requests) }},
	{"server_replies_total", "Replies received, by server.", counter, func(s *models.Statistics) float64 { return float64(s.Replies) }},
	{"server_sent_bytes_total", "Bytes sent, by server.", counter, func(s *models.Statistics) float64 { return float64(s.BytesSent) }},
	{"server_received_bytes_total", "Bytes received, by server.", counter, func(s *models.Statistics) float64 { return float64(s.BytesReceived) }},
	{"server_in_flight_requests", "Requests that wait to be sent or answered, by server.", gauge, func(s *models.Statistics) float64 { return float64(s.InFlight) }},
	{"server_up", "Whether there is a shared connection to the server.", gauge, func(s *models.Statistics) float64 { return float64(s.Connections.Up) }},
}
