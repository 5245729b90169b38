// The types of loops over whole scans.

import type { ClusterScanOptions, ScanOptions } from "./commands/generic_types.js";
import type { HScanOptions } from "./commands/hashes_types.js";
import type { BaseScanOptions } from "./commands/scans_types.js";
import type { ZScanOptions } from "./commands/sortedsets_types.js";
import type { Decoder } from "./enums.js";
import type { CallOptions, Decoded } from "./types.js";

/**
 * Loops over whole scans of one key. Each takes its next step when what the one before has found
 * is used up, and stops asking where the loop is left. What is there all the while comes at
 * least once, and may come more than once. A step that fails, and the end of options.signal, end
 * the loop by an error. T is how the client returns strings.
 */
export interface KeyScanIterators<T extends Decoder> {
  /** Iterates over the fields of the hash at key with their values; with noValues over the fields alone. */
  hscanIterator<D extends Decoder = T>(key: string | Uint8Array, options: HScanOptions & CallOptions<D> & { noValues: true }): AsyncGenerator<Decoded<D>, void, undefined>;
  hscanIterator<D extends Decoder = T>(key: string | Uint8Array, options?: HScanOptions & CallOptions<D>): AsyncGenerator<{ field: Decoded<D>; value: Decoded<D> }, void, undefined>;
  /** Iterates over the members of the set at key. */
  sscanIterator<D extends Decoder = T>(key: string | Uint8Array, options?: BaseScanOptions & CallOptions<D>): AsyncGenerator<Decoded<D>, void, undefined>;
  /** Iterates over the members of the sorted set at key with their scores, in no order; with noScores over the members alone. */
  zscanIterator<D extends Decoder = T>(key: string | Uint8Array, options: ZScanOptions & CallOptions<D> & { noScores: true }): AsyncGenerator<Decoded<D>, void, undefined>;
  zscanIterator<D extends Decoder = T>(key: string | Uint8Array, options?: ZScanOptions & CallOptions<D>): AsyncGenerator<{ element: Decoded<D>; score: number }, void, undefined>;
}

/** Those of a client of one server. */
export interface ScanIterators<T extends Decoder> extends KeyScanIterators<T> {
  /**
   * Iterates over the keys of the database, as scan finds them step by step.
   *
   *     for await (const key of client.scanIterator({ match: "user:*", signal })) console.log(key);
   */
  scanIterator<D extends Decoder = T>(options?: ScanOptions & CallOptions<D>): AsyncGenerator<Decoded<D>, void, undefined>;
}

/** Those of a client of a cluster. */
export interface ClusterScanIterators<T extends Decoder> extends KeyScanIterators<T> {
  /**
   * Iterates over the keys of the whole cluster, as scan finds them step by step: none is lost
   * that is there all the while, even if slots are moved.
   *
   *     for await (const key of client.scanIterator({ match: "user:*", signal })) console.log(key);
   */
  scanIterator<D extends Decoder = T>(options?: ClusterScanOptions & Pick<CallOptions<D>, "decoder" | "signal" | "timeout">): AsyncGenerator<Decoded<D>, void, undefined>;
}
