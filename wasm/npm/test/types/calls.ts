// A call of each method with everything that it takes. Here tsc holds them against the types;
// arguments.test.mjs changes their arguments, one after the other, into what is to be refused.

import type { ClusterMethods, StandaloneBatchMethods, StandaloneMethods } from "../../src/declarations.js";
import { FlushMode, FunctionRestorePolicy, InfoOptions, TimeUnit } from "../../src/enums.js";
import { orderedCalls } from "./calls_ordered.js";
import { serverCalls } from "./calls_servers.js";
import { valueCalls } from "./calls_values.js";

const bytes = new Uint8Array(1);

/** Those of clients of one server. */
export function standaloneCalls(c: StandaloneMethods<"string">) {
  return { ...valueCalls(c), ...orderedCalls(c), ...serverCalls(c) } satisfies { [Name in keyof StandaloneMethods<"string">]: () => Promise<unknown> };
}

type Calls<All, Needed extends keyof All, Result> = { [Name in Needed]: () => Result } & { [Name in keyof All]?: () => Result };

/** Those that clients of a cluster alone have, or have in another form. */
export function clusterCalls(c: ClusterMethods<"string">) {
  return {
    fcallWithRoute: () => c.fcallWithRoute("f", ["a", bytes], { route: "randomNode" }),
    fcallReadonlyWithRoute: () => c.fcallReadonlyWithRoute("f", ["a", bytes], { route: "randomNode" }),
    info: () => c.info({ sections: [InfoOptions.Server], route: "allNodes" }),
    flushall: () => c.flushall({ mode: FlushMode.SYNC, route: "allPrimaries" }),
    flushdb: () => c.flushdb({ mode: FlushMode.SYNC, route: "allPrimaries" }),
    scriptFlush: () => c.scriptFlush({ mode: FlushMode.SYNC, route: "allPrimaries" }),
    functionFlush: () => c.functionFlush({ mode: FlushMode.SYNC, route: "allPrimaries" }),
    functionRestore: () => c.functionRestore(bytes, { policy: FunctionRestorePolicy.APPEND, route: "allPrimaries" }),
  } satisfies Calls<ClusterMethods<"string">, Exclude<keyof ClusterMethods<"string">, keyof StandaloneMethods<"string">>, Promise<unknown>>;
}

/** Those that batches have in another form, or in two. */
export function batchCalls(b: StandaloneBatchMethods) {
  return {
    select: () => b.select(1),
    ping: () => b.ping("m"),
    functionLoad: () => b.functionLoad("code", true),
    pubsubChannels: () => b.pubsubChannels("a*"),
    pubsubShardChannels: () => b.pubsubShardChannels("a*"),
    getex: () => b.getex("k", { type: TimeUnit.Seconds, duration: 1 }),
    lmpop: () => b.lmpop(["k"], "LEFT", 2),
    blmpop: () => b.blmpop(["k"], "LEFT", 0.1, 2),
    zmpop: () => b.zmpop(["k"], "MIN", 2),
    bzmpop: () => b.bzmpop(["k"], "MIN", 0.1, 2),
    zpopmin: () => b.zpopmin("k", 2),
    zpopmax: () => b.zpopmax("k", 2),
    zrange: () => b.zrange("k", { start: 0, end: -1 }, true),
    zrangeWithScores: () => b.zrangeWithScores("k", { start: 0, end: -1 }, true),
    xinfoStream: () => b.xinfoStream("k", 5),
    xrange: () => b.xrange("k", "-", "+", 5),
    xrevrange: () => b.xrevrange("k", "+", "-", 5),
  } satisfies Calls<StandaloneBatchMethods, Exclude<keyof StandaloneBatchMethods, keyof StandaloneMethods<"string">>, StandaloneBatchMethods>;
}
