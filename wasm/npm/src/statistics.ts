// Counts in the form that GLIDE has them in.

import { nextNumbers } from "./replies.js";
import type { GlideStatistics } from "./types.js";

/** How Go answers: how often a client's subscriptions differed, and when they last did not. */
export const subscriptionCounts = { read: nextNumbers };

/** GLIDE's record, in which numbers are strings. */
export function statisticsOf(clients: number, connections: number, [outOfSync, lastSync]: readonly number[]): GlideStatistics {
  const none = "0"; // nothing is compressed
  return {
    total_connections: String(connections),
    total_clients: String(clients),
    total_values_compressed: none,
    total_values_decompressed: none,
    total_original_bytes: none,
    total_bytes_compressed: none,
    total_bytes_decompressed: none,
    compression_skipped_count: none,
    subscription_out_of_sync_count: String(outOfSync),
    subscription_last_sync_timestamp: String(lastSync),
  };
}
