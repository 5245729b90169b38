// Package prometheus has a registry of Prometheus gather the statistics of clients. It is a
// module of its own, so that only programs which use it link the library of Prometheus.
//
//	registry.MustRegister(prometheus.NewCollector(client, map[string]string{"client": "sessions"}))
//
// The labels tell the clients of a program apart, and may be nil if there is one. Each scrape
// asks the client for its statistics; between scrapes nothing is done. Whoever closes a client
// unregisters its collector.
//
// # Metrics
//
// Of the client, whose servers may come and go:
//
//   - glissade_requests_total, glissade_replies_total, glissade_writes_total,
//     glissade_sent_bytes_total, glissade_received_bytes_total: over shared connections.
//   - glissade_retries_total, glissade_redirections_total.
//   - glissade_in_flight_requests: that wait to be sent or answered, over shared connections.
//   - glissade_connections_wanted, glissade_connections_up: shared connections. Where they
//     differ for long a server cannot be reached.
//   - glissade_dedicated_connections with the label state, "used" or "idle", and
//     glissade_dedicated_waiting: callers who wait for one.
//   - glissade_messages_total, glissade_dropped_messages_total, glissade_message_gaps_total,
//     glissade_subscriptions_out_of_sync_total, glissade_subscriptions_last_sync_timestamp_seconds.
//   - glissade_circuit_breaker_open: 0 closed, 0.5 half-open, 1 open;
//     glissade_circuit_breaker_opened_total, glissade_circuit_breaker_refused_total. Not of
//     a client without circuit breaker.
//   - glissade_cache_hits_total, glissade_cache_misses_total, glissade_cache_shared_total,
//     glissade_cache_evictions_total, glissade_cache_expirations_total,
//     glissade_cache_invalidations_total, glissade_cache_entries, glissade_cache_bytes: of the
//     cache in the client; hits by all three of the first are its hit rate.
//   - glissade_values_compressed_total, glissade_compression_original_bytes_total,
//     glissade_compression_compressed_bytes_total, glissade_compression_skipped_total,
//     glissade_values_decompressed_total, glissade_compression_decompressed_bytes_total,
//     glissade_compression_failures_total.
//   - glissade_operation_duration_seconds: a histogram with the label operation, of a client
//     that was made with glissade.WithLatencies.
//
// Of each server that there is now, with the label server: glissade_server_requests_total,
// glissade_server_replies_total, glissade_server_sent_bytes_total,
// glissade_server_received_bytes_total, glissade_server_in_flight_requests and
// glissade_server_up.
package prometheus
