// The configuration of a client's cache, as GLIDE's programs make it, and what it counts.

import { ConfigurationError } from "./errors.js";
import { guarded } from "./events.js";
import type { RecordReader } from "./records.js";
import type { CacheInvalidation, CacheStatistics, ClientSideCacheConfiguration, GlideString } from "./types.js";

/** The configuration of a cache in the form that GLIDE has for it. A plain object does as well. */
export class ClientSideCache {
  constructor(configuration: ClientSideCacheConfiguration) {
    Object.assign(this, configuration);
  }

  /** The same of the two settings that GLIDE asks for, and of others. */
  static create(maxCacheKb: number, entryTtlMs: number, others?: Omit<ClientSideCacheConfiguration, "maxCacheKb" | "entryTtlMs">): ClientSideCache {
    return new ClientSideCache({ ...others, maxCacheKb, entryTtlMs });
  }
}

// Interfaces and classes of one name merge.
export interface ClientSideCache extends ClientSideCacheConfiguration {}

/** Takes what a cache is not to believe any more. */
export type Invalidated = ((record: RecordReader) => void) | undefined;

/** The settings of a cache as Go takes them, and what takes its invalidations, which stays here. */
export function cacheSettings(given: ClientSideCacheConfiguration | undefined, asBytes: boolean): [settings: unknown, invalidated: Invalidated] {
  const listener = given?.onInvalidation;
  if (listener === undefined || listener === null) {
    return [given, undefined];
  }
  if (typeof listener !== "function") {
    throw new ConfigurationError("createClient configuration.clientSideCache.onInvalidation: must be a function");
  }
  return [
    { ...given, onInvalidation: true },
    (record) => {
      const reason = record.text() as CacheInvalidation["reason"];
      const keys: GlideString[] = [];
      for (let left = record.number(); left > 0; left--) {
        keys.push(record.string(asBytes));
      }
      queueMicrotask(() => guarded(() => listener({ reason, keys, all: keys.length === 0 })));
    },
  ];
}

const counts = ["hits", "misses", "shared", "evictions", "expirations", "invalidations", "entries", "bytes"] satisfies (keyof CacheStatistics)[];

/** The counts of a cache, from those that Go answers with. */
export function cacheStatisticsOf(numbers: readonly number[]): CacheStatistics {
  return Object.fromEntries(counts.map((name, i) => [name, numbers[i]])) as unknown as CacheStatistics;
}

/** The reads that were looked up. */
export function lookupsOf({ hits, misses, shared }: CacheStatistics): number {
  return hits + misses + shared;
}
