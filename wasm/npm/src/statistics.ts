// Counts in the form that GLIDE has them in.

import { nextNumbers } from "./replies.js";
import type { GlideStatistics } from "./types.js";

/** How Go answers: how often a client's subscriptions differed, when they last did not, and what became of values that it compresses. */
export const subscriptionCounts = { read: nextNumbers };

/** GLIDE's record, in which numbers are strings. */
export function statisticsOf(clients: number, connections: number, [outOfSync, lastSync, compressed, decompressed, original, sent, received, skipped]: readonly number[]): GlideStatistics {
  return {
    total_connections: String(connections),
    total_clients: String(clients),
    total_values_compressed: String(compressed),
    total_values_decompressed: String(decompressed),
    total_original_bytes: String(original),
    total_bytes_compressed: String(sent),
    total_bytes_decompressed: String(received),
    compression_skipped_count: String(skipped),
    subscription_out_of_sync_count: String(outOfSync),
    subscription_last_sync_timestamp: String(lastSync),
  };
}
