// What programs do with the client-side cache, as those that were written for GLIDE have it and
// beyond; tsc is the test, nothing runs.

import {
  type CacheInvalidation,
  type CacheStatistics,
  ClientSideCache,
  type ClientSideCacheConfiguration,
  EvictionPolicy,
  GlideClient,
  type GlideClientConfiguration,
  GlideClusterClient,
  type GlideString,
} from "../../src/declarations.js";

const everything: Required<ClientSideCacheConfiguration> = {
  maxCacheKb: 1024,
  entryTtlMs: 60_000,
  evictionPolicy: EvictionPolicy.LFU,
  enableMetrics: true,
  serverAssisted: true,
  invalidation: "prefix",
  prefixes: ["user:", new Uint8Array(1)],
  allReads: false,
  missing: true,
  onInvalidation: ({ reason, keys, all }: CacheInvalidation) => {
    const why: "server" | "connection" | "slots" | "primary" | "client" = reason;
    const what: readonly GlideString[] = keys;
    const more: boolean = all;
    void [why, what, more];
  },
};

/** Each way to say it, for clients of both kinds. */
export const configurations = [
  {},
  everything,
  { maxCacheKb: 1, entryTtlMs: 0, evictionPolicy: EvictionPolicy.LRU },
  { invalidation: "key" },
  { invalidation: "time", entryTtlMs: 1 },
  new ClientSideCache(everything),
  ClientSideCache.create(1024, 60_000),
  ClientSideCache.create(1024, 60_000, { evictionPolicy: EvictionPolicy.LRU, enableMetrics: false, prefixes: [] }),
] satisfies ClientSideCacheConfiguration[];

export async function cached(clientSideCache: ClientSideCache | ClientSideCacheConfiguration) {
  const client = await GlideClient.createClient({ addresses: [], clientSideCache });
  const cluster = await GlideClusterClient.createClient({ addresses: [], clientSideCache });
  const values: (string | null)[] = [await client.get("k", { cache: true, cacheTtlMs: 100 }), await cluster.get("k", { cache: false })];
  for (const each of [client, cluster]) {
    const { hits, misses, shared, evictions, expirations, invalidations, entries, bytes, ...others }: CacheStatistics = each.getCacheStatistics();
    const nothingElse: Record<string, never> = others;
    const counts: number[] = [hits, misses, shared, evictions, expirations, invalidations, entries, bytes];
    const promised: Promise<number>[] = [
      each.getCacheHitRate(), each.getCacheMissRate(), each.getCacheEntryCount(), each.getCacheEvictions(), each.getCacheExpirations(), each.getCacheTotalLookups(),
    ];
    void [nothingElse, counts, promised];
  }
  return values;
}

// What must not compile.
// @ts-expect-error servers are not asked in that way
export const unknownInvalidation: ClientSideCacheConfiguration = { invalidation: "keys" };
// @ts-expect-error a misspelled setting
export const misspelled: ClientSideCacheConfiguration = { maxCacheKB: 1 };
// @ts-expect-error a cache is an object
export const noObject: GlideClientConfiguration = { addresses: [], clientSideCache: true };
// @ts-expect-error GLIDE asks for both settings
export const withoutTime = ClientSideCache.create(1024);
// @ts-expect-error they are given once
export const twice = ClientSideCache.create(1024, 0, { maxCacheKb: 1 });

export function refused(client: GlideClient, event: CacheInvalidation, counts: CacheStatistics) {
  // @ts-expect-error whether, and not how
  void client.get("k", { cache: "key" });
  // @ts-expect-error a number of milliseconds
  void client.get("k", { cacheTtlMs: "1s" });
  // @ts-expect-error what is told is not to be changed
  event.reason = "client";
  // @ts-expect-error what has left is counted, and not kept
  void counts.evicted;
}
