// Calls methods with the types that they promise; tsc is the test, nothing runs. It
// reads the declarations as they are shipped.

import {
  ALL_CHANNELS,
  ALL_PATTERNS,
  ALL_SHARDED_CHANNELS,
  Batch,
  type BatchMethods,
  BitFieldGet,
  BitFieldOverflow,
  BitOffset,
  BitOffsetMultiplier,
  BitmapIndexType,
  BitwiseOperation,
  type Bytes,
  ClientPauseMode,
  ClusterBatch,
  type ClusterPubSubState,
  type ClusterResponse,
  ClusterScanCursor,
  ClusterSubscription,
  ClusterTransaction,
  ConditionalChange,
  ConfigurationError,
  Decoder,
  FlushMode,
  type FunctionListResponse,
  type FunctionStatsFullResponse,
  type FunctionStatsSingleResponse,
  ExpireOptions,
  GeoUnit,
  GlideClient,
  GlideClientConfiguration,
  GlideClusterClient,
  GlideClusterClientConfiguration,
  InfBoundary,
  type GlideFields,
  type GlideReturnType,
  type GlideString,
  InfoOptions,
  type MemoryStats,
  HashExpirationCondition,
  ObjectType,
  ListDirection,
  NodeDiscoveryMode,
  ProtocolVersion,
  type PubSubEvent,
  type PubSubMsg,
  RequestError,
  type ReturnTypeXinfoStream,
  ScoreFilter,
  Script,
  SignedEncoding,
  SortOrder,
  type SortedSetDataType,
  type StandaloneMethods,
  type StandalonePubSubState,
  type StreamEntryDataType,
  Subscription,
  TimeUnit,
  Transaction,
  UpdateByScore,
  UnsignedEncoding,
  init,
} from "../../src/declarations.js";

const client = await GlideClient.createClient({
  bridge: { url: "wss://bridge.example", token: "secret" },
  addresses: [{ host: "localhost", port: 6379 }],
  credentials: { password: "secret" },
  protocol: ProtocolVersion.RESP3,
  readFrom: "AZAffinityAllNodes",
  clientAz: "az1",
  nodeDiscoveryMode: NodeDiscoveryMode.DiscoverAll,
});
await init({ wasmURL: new URL("https://example/valkey.wasm") });

/** Fails to compile unless the types are the same. */
function is<Want>() {
  return <Got>(_: Promise<Got>, ..._same: (<T>() => T extends Want ? 1 : 2) extends <T>() => T extends Got ? 1 : 2 ? [] : [never]): void => {};
}

const bytes = new Uint8Array(1);

const calls = {
  set: () => is<string | null>()(client.set("a", "b", { conditionalSet: "onlyIfExists", expiry: { type: TimeUnit.Seconds, count: 10 } })),
  get: () => is<string | null>()(client.get("a")),
  getdel: () => is<Uint8Array | null>()(client.getdel("a", { decoder: Decoder.Bytes })),
  mget: () => is<(string | null)[]>()(client.mget(["a"])),
  mset: () => is<"OK">()(client.mset([{ key: "a", value: "b" }])),
  incr: () => is<number>()(client.incr("a")),
  incrBy: () => is<number>()(client.incrBy("a", 2n ** 60n)),
  incrByFloat: () => is<number>()(client.incrByFloat("a", 0.5)),
  ping: () => is<string>()(client.ping({ message: bytes, decoder: "string" })),
  echo: () => is<string>()(client.echo("x", { signal: AbortSignal.timeout(1) })),
  customCommand: () => is<GlideReturnType>()(client.customCommand(["GET", bytes])),
  eval: () => is<GlideReturnType>()(client.eval("return 1", { keys: ["a"], decoder: "bytes" })),
  evalsha: () => is<GlideReturnType>()(client.evalsha("hash")),
  scriptLoad: () => is<string>()(client.scriptLoad("return 1")),
  info: () => is<string>()(client.info([InfoOptions.Server, "memory"])),
  configGet: () => is<Record<string, string>>()(client.configGet(["port"])),
  configSet: () => is<"OK">()(client.configSet({ maxmemory: "1gb" })),
  dbsize: () => is<number>()(client.dbsize()),
  flushall: () => is<"OK">()(client.flushall(FlushMode.ASYNC)),
  flushdb: () => is<"OK">()(client.flushdb("SYNC")),
  time: () => is<[string, string]>()(client.time()),
  memoryStats: () => is<MemoryStats>()(client.memoryStats()),
  clientPause: () => is<"OK">()(client.clientPause(10, ClientPauseMode.WRITE, { timeout: 5 })),
  fcall: () => is<GlideReturnType>()(client.fcall("f", ["key"], [bytes])),
  functionDump: () => is<Bytes>()(client.functionDump()),
  functionList: () => is<FunctionListResponse>()(client.functionList({ withCode: true })),
  functionStats: () => is<FunctionStatsFullResponse>()(client.functionStats()),
  pubsubNumSub: () => is<{ channel: string; numSub: number }[]>()(client.pubsubNumSub(["a"])),
  aclGetUser: () => is<GlideFields | null>()(client.aclGetUser("default")),
  clientInfo: () => is<Record<string, string>>()(client.clientInfo()),
  lpush: () => is<number>()(client.lpush("a", ["x"])),
  lrange: () => is<string[]>()(client.lrange("a", 0, -1n)),
  lpos: () => is<number | number[] | null>()(client.lpos("a", "x", { rank: -1, count: 0 })),
  blpop: () => is<[string, string] | null>()(client.blpop(["a"], 0.1)),
  lmove: () => is<string | null>()(client.lmove("a", "b", ListDirection.LEFT, "RIGHT")),
  lmpop: () => is<{ key: Uint8Array; elements: Uint8Array[] } | null>()(client.lmpop(["a"], ListDirection.LEFT, { count: 2, decoder: Decoder.Bytes })),
  smembers: () => is<Set<string>>()(client.smembers("a")),
  sinter: () => is<Set<Uint8Array>>()(client.sinter(["a", bytes], { decoder: Decoder.Bytes })),
  sintercard: () => is<number>()(client.sintercard(["a"], { limit: 1 })),
  sscan: () => is<[string, string[]]>()(client.sscan("a", "0", { match: "b*", count: 5 })),
  msetex: () => is<boolean>()(client.msetex({ a: "b" }, { conditionalSet: "onlyIfDoesNotExist", expiry: "keepExisting" })),
  setex: () => is<"OK">()(client.setex("a", 10, bytes)),
  hset: () => is<number>()(client.hset("a", { f: bytes })),
  hget: () => is<string | null>()(client.hget("a", "f")),
  hgetall: () => is<{ field: Uint8Array; value: Uint8Array }[]>()(client.hgetall("a", { decoder: Decoder.Bytes })),
  hrandfieldWithValues: () => is<[string, string][]>()(client.hrandfieldWithValues("a", 2)),
  hscan: () => is<[string, Uint8Array[]]>()(client.hscan("a", "0", { noValues: true, decoder: Decoder.Bytes })),
  hexpire: () => is<number[]>()(client.hexpire("a", 1, ["f"], { condition: HashExpirationCondition.ONLY_IF_NO_EXPIRY })),
  hexpireat: () => is<number[]>()(client.hexpireat("a", new Date(0), new Set(["f"]))),
  hsetex: () => is<number>()(client.hsetex("a", [["f", "v"]], { fieldConditionalChange: "FNX", expiry: "KEEPTTL" })),
  hgetex: () => is<(string | null)[]>()(client.hgetex("a", ["f"], { expiry: { type: TimeUnit.Seconds, count: 1 } })),
  zadd: () => is<number>()(client.zadd("a", [{ element: "m", score: "+inf" }], { changed: true })),
  zaddIncr: () => is<number | null>()(client.zaddIncr("a", "m", 1.5, { updateOptions: UpdateByScore.LESS_THAN })),
  zrange: () => is<string[]>()(client.zrange("a", { type: "byLex", start: { value: bytes }, end: InfBoundary.PositiveInfinity, limit: { offset: 0, count: 1 } }, { reverse: true })),
  zrangeWithScores: () => is<{ element: string; score: number }[]>()(client.zrangeWithScores("a", { start: 0, end: -1 })),
  zunionWithScores: () => is<SortedSetDataType>()(client.zunionWithScores([["a", 2]], { aggregationType: "MAX" }) as Promise<SortedSetDataType>),
  zrandmemberWithCountWithScores: () => is<[Uint8Array, number][]>()(client.zrandmemberWithCountWithScores("a", 2, { decoder: "bytes" })),
  xadd: () => is<string | null>()(client.xadd("a", [["f", "v"]], { trim: { method: "maxlen", threshold: 10, exact: false } })),
  xlen: () => is<number>()(client.xlen("a")),
  xrange: () => is<Record<string, [string, string][]> | null>()(client.xrange("a", InfBoundary.NegativeInfinity, { value: "2-0", isInclusive: false }, { count: 1 })),
  xrevrange: () => is<StreamEntryDataType | null>()(client.xrevrange("a", "+", "-") as Promise<StreamEntryDataType | null>),
  xread: () => is<{ key: Uint8Array; value: Record<string, [Uint8Array, Uint8Array][]> }[] | null>()(client.xread([{ key: "a", value: "0" }], { block: 10, decoder: "bytes" })),
  xreadgroup: () => is<{ key: string; value: Record<string, [string, string][] | null> }[] | null>()(client.xreadgroup("g", "c", { a: ">" }, { noAck: true })),
  xautoclaim: () => is<[string, Record<string, [string, string][]>, string[]?]>()(client.xautoclaim("a", "g", "c", 0, "0-0")),
  xclaimJustId: () => is<string[]>()(client.xclaimJustId("a", "g", "c", 0, ["0-1"], { idleUnixTime: new Date() })),
  xpendingWithOptions: () => is<[string, string, number, number][]>()(client.xpendingWithOptions("a", "g", { start: "-", end: "+", count: 1 }, { timeout: 5 })),
  xinfoStream: () => is<ReturnTypeXinfoStream>()(client.xinfoStream("a", { fullOptions: 15 })),
  zmpop: () => is<[string, { element: string; score: number }[]] | null>()(client.zmpop(["a"], ScoreFilter.MIN, { count: 2 })),
  bitfield: () => is<(number | null)[]>()(client.bitfield("a", [new BitFieldGet(new SignedEncoding(8), new BitOffset(0)), new BitFieldOverflow("SAT")])),
  bitfieldReadOnly: () => is<number[]>()(client.bitfieldReadOnly("a", [new BitFieldGet(new UnsignedEncoding(8), new BitOffsetMultiplier(1))])),
  bitcount: () => is<number>()(client.bitcount("a", { timeout: 10 })),
  bitpos: () => is<number>()(client.bitpos("a", 1, { start: 0, end: -1, indexType: BitmapIndexType.BIT, timeout: 10 })),
  bitop: () => is<number>()(client.bitop(BitwiseOperation.NOT, "a", ["b"])),
  geoadd: () => is<number>()(client.geoadd("a", new Map([["m", { longitude: 1, latitude: 2 }]]), { updateMode: ConditionalChange.ONLY_IF_EXISTS })),
  geodist: () => is<number | null>()(client.geodist("a", "m", "n", { unit: GeoUnit.KILOMETERS })),
  geopos: () => is<([number, number] | null)[]>()(client.geopos("a", ["m"])),
  geosearch: async () => {
    const found = await client.geosearch("a", { member: "m" }, { radius: 1, unit: "m" }, { sortOrder: SortOrder.ASC, withDist: true, timeout: 10 });
    const names: string[] = found;
    for (const [name, more] of found) {
      const [dist, hash, coord]: [number?, number?, [number, number]?] = more ?? [];
      void [names, name.length, dist, hash, coord];
    }
    void client.geosearch("a", undefined, { vertices: [{ longitude: 1, latitude: 2 }] });
  },
  pfadd: () => is<boolean>()(client.pfadd("a", ["x", bytes])),
  del: () => is<number>()(client.del(["a", bytes])),
  exists: () => is<number>()(client.exists(new Set(["a"]))),
  expire: () => is<boolean>()(client.expire("a", 10, { expireOption: ExpireOptions.HasNoExpiry, timeout: 10 })),
  pexpire: () => is<boolean>()(client.pexpire("a", 1000)),
  expireAt: () => is<boolean>()(client.expireAt("a", new Date(), { expireOption: "GT" })),
  ttl: () => is<number>()(client.ttl("a")),
  type: () => is<string>()(client.type("a", { decoder: "bytes" })),
  dump: () => is<Bytes | null>()(client.dump("a")),
  copy: () => is<boolean>()(client.copy("a", "b", { destinationDB: 1, replace: true })),
  migrate: () => is<string>()(client.migrate("host", 6379, ["a", bytes], 0, 1000, { copy: true, username: "u", password: "p" })),
  randomKey: () => is<string | null>()(client.randomKey()),
  scan: () => is<[string, Uint8Array[]]>()(client.scan("0", { type: ObjectType.HASH, match: "a*", count: 10, decoder: Decoder.Bytes })),
  sort: () => is<(string | null)[]>()(client.sort("a", { limit: { offset: 0, count: 1 }, orderBy: SortOrder.DESC, getPatterns: ["#"] })),
  waitaof: () => is<[number, number]>()(client.waitaof(1, 0, 10)),
} satisfies { [Name in keyof StandaloneMethods<"string">]?: () => void };
void calls;

const batch: BatchMethods = new Batch(true).set("a", "b").hgetall("a").zadd("a", { m: 1 }).zpopmin("a", 2).zpopmin("a", { count: 2 }).ping("x").info(["server"]);
const transactions: [Batch, ClusterBatch] = [new Transaction().publish("m", "c"), new ClusterTransaction().flushall("SYNC")];
void transactions;
is<GlideReturnType[] | null>()(client.exec(batch as Batch, true, { timeout: 100, decoder: "string" }));
is<GlideReturnType>()(client.invokeScript(new Script("return 1"), { keys: ["a"], args: [bytes] }));

const cluster = await GlideClusterClient.createClient({
  bridge: { url: "wss://bridge.example", target: "shop", addressMap: { "10.0.0.1:6379": { target: "first" } } },
  periodicChecks: { duration_in_sec: 30 },
  advancedConfiguration: { connectionTimeout: 1000, refreshTopologyFromInitialNodes: true },
});
is<string | null>()(cluster.get("a"));
is<ClusterResponse<string>>()(cluster.info({ route: { type: "primarySlotKey", key: "a" }, timeout: 100, idempotent: true }));
is<ClusterResponse<string>>()(cluster.info({ sections: ["server"], route: "allNodes" }));
is<"OK">()(cluster.flushall({ mode: FlushMode.SYNC, route: "allPrimaries" }));
is<ClusterResponse<FunctionStatsSingleResponse>>()(cluster.functionStats());
is<ClusterResponse<GlideReturnType>>()(cluster.fcallWithRoute("f", ["x"], { route: "allNodes" }));
is<ClusterResponse<GlideReturnType>>()(cluster.invokeScriptWithRoute(new Script(bytes), { args: ["x"], route: "randomNode" }));
is<[ClusterScanCursor, string[]]>()(cluster.scan(new ClusterScanCursor(), { match: "a*", allowNonCoveredSlots: true, timeout: 10 }));
is<string | null>()(cluster.randomKey({ route: "allPrimaries" }));
is<GlideReturnType[] | null>()(
  cluster.exec(new ClusterBatch(false).get("a"), false, { route: { type: "routeByAddress", host: "a", port: 1 }, retryStrategy: { retryServerError: true } }),
);
is<"OK">()(cluster.select(1));
is<void>()(cluster.shutdown(1000));

const modes = GlideClientConfiguration.PubSubChannelModes;
const clusterModes = GlideClusterClientConfiguration.PubSubChannelModes;
const mode: GlideClientConfiguration.PubSubChannelModes = modes.Pattern;
const subscriptions: GlideClientConfiguration.PubSubSubscriptions = {
  channelsAndPatterns: { [modes.Exact]: new Set(["a"]), [mode]: new Set(["a*"]) },
  callback: (message: PubSubMsg, context: string[]) => void context.push(String(message.message)),
  context: ["any"],
  whenFull: "end",
};
const configuration: GlideClientConfiguration = {
  bridge: { url: "" },
  pubsubSubscriptions: subscriptions,
  advancedConfiguration: { pubsubReconciliationIntervalMs: 500 },
};
const clusterConfiguration: GlideClusterClientConfiguration = {
  bridge: { url: "" },
  pubsubSubscriptions: { channelsAndPatterns: { [clusterModes.Sharded]: new Set(["s"]) }, callback: ({ channel, pattern = null }) => void [channel, pattern] },
};
void [configuration, clusterConfiguration];
is<void>()(client.subscribe(new Set(["a", bytes]), 0));
is<void>()(client.psubscribeLazy(["a*"]));
is<void>()(client.unsubscribe(ALL_CHANNELS, 5, { signal: AbortSignal.timeout(1) }));
is<void>()(client.punsubscribeLazy(ALL_PATTERNS));
is<void>()(cluster.ssubscribe(["s"], 5));
is<void>()(cluster.sunsubscribe(ALL_SHARDED_CHANNELS));
is<PubSubMsg>()(client.getPubSubMessage());
const message: PubSubMsg | null = client.tryGetPubSubMessage(Decoder.Bytes);
is<StandalonePubSubState>()(client.getSubscriptions());
is<ClusterPubSubState>()(cluster.getSubscriptions());
const names: Set<string> | undefined = (await client.getSubscriptions()).actualSubscriptions[modes.Exact];
is<number>()(client.publish("message", "channel"));
is<number>()(cluster.publish("message", "channel", true, { decoder: "bytes" }));
void [message, names, new Batch(true).publish("message", "channel", true)];

is<ClusterSubscription>()(cluster.subscription({ shardedChannels: ["s"], maxMessages: 5, whenFull: "dropNewest" }));
const subscription: Subscription = await client.subscription({ channels: new Set(["a"]), patterns: ["p*"], timeoutMs: 100 });
for await (const event of subscription) {
  switch (event.type) {
    case "message":
      void [event.channel, event.pattern];
      break;
    case "dropped":
      void [event.count.toFixed(), event.error.message];
      break;
    case "gap":
    case "refused":
      void [event.channels.join(), event.error];
  }
  // @ts-expect-error what tells of missing messages is none
  void event.message;
}
const iterator: AsyncIterableIterator<PubSubEvent> = client.pubSubEvents({ decoder: "bytes" });
void iterator.return?.();
for await (const event of await client.keyEvents({ pattern: "user:*", events: new Set(["set"]), allDatabases: true, signal: AbortSignal.timeout(1) })) {
  if (event.type === "keyEvent") {
    const [database, key, name]: [number, GlideString, string] = [event.database, event.key, event.event];
    void [database, key, name];
  }
}
client.on("messagesMissed", (event) => void [event.type === "gap" && event.channels]);
client.on("connected", ({ address }) => void address);
client.on("authenticationFailed", ({ type, error }) => void [type === "authenticationFailed", error?.message]);
{
  await using disposed = subscription;
  void disposed;
}

const frames: number = client.statistics().frames;
void frames;
{
  await using disposed = client;
  void disposed;
}
try {
  client.close();
} catch (error) {
  if (error instanceof RequestError) {
    const [code, delivery]: [string, "notSent" | "maybeExecuted" | "answered"] = [error.code, error.delivery];
    void [code, delivery, error instanceof ConfigurationError];
  }
}

// Settings may be functions.
void GlideClient.createClient(async () => new URL("wss://bridge.example"));
void GlideClusterClient.createClient(() => "wss://bridge.example/?target=shop");
void GlideClient.createClient({
  bridge: { url: () => "wss://bridge.example", token: async () => "token" },
  credentials: async () => ({ username: "app", password: "secret" }),
});
void GlideClient.createClient({ bridge: { url: "wss://bridge.example", ticket: async () => "ticket" }, credentials: () => ({ password: "" }) });

// What must not compile.
void GlideClusterClient.createClient({ bridge: { url: "wss://bridge.example", target: "shop", mux: true } });
// @ts-expect-error a ticket is for one connection
void GlideClient.createClient({ bridge: { url: "", ticket: "ticket" } });
// @ts-expect-error a password is a string
void GlideClient.createClient({ credentials: () => ({ password: 5 }) });
// @ts-expect-error sentinels have credentials that do not change
void GlideClient.createClient({ sentinel: { addresses: [], primaryName: "", credentials: () => ({ password: "" }) } });
// @ts-expect-error the host is no string
void GlideClient.createClient({ addresses: [{ host: 1 }] });
// @ts-expect-error only a cluster has routes
void client.dbsize({ route: "allNodes" });
// @ts-expect-error a batch goes to one node
void cluster.exec(new ClusterBatch(false), true, { route: "allNodes" });
// @ts-expect-error the route needs a key
void cluster.dbsize({ route: { type: "primarySlotKey", id: 1 } });
// @ts-expect-error a batch is not read from a replica
void client.exec(new Batch(false), true, { replica: true });
// @ts-expect-error only a batch selects for what follows in it, and not in a cluster
new ClusterBatch(false).select(1);
// @ts-expect-error a number is no key
void client.get(5);
// @ts-expect-error a misspelled option
void client.set("a", "b", { conditon: "onlyIfExists" });
// @ts-expect-error a cluster has cursors of its own
void cluster.scan("0");
is<IteratorResult<string, void>>()(client.scanIterator({ match: "a*", type: "hash", count: 10 }).next());
is<IteratorResult<Bytes, void>>()(cluster.scanIterator({ allowNonCoveredSlots: true, decoder: Decoder.Bytes }).next());
is<IteratorResult<{ field: string; value: string }, void>>()(client.hscanIterator("a", { count: 5 }).next());
is<IteratorResult<string, void>>()(cluster.hscanIterator("a", { noValues: true }).next());
is<IteratorResult<string, void>>()(client.sscanIterator("a").next());
is<IteratorResult<{ element: Bytes; score: number }, void>>()(client.zscanIterator("a", { decoder: Decoder.Bytes }).next());
// @ts-expect-error a client that is no cluster's has no slots
void client.scanIterator({ allowNonCoveredSlots: true });
// @ts-expect-error a part of a string begins somewhere
void client.bitcount("a", { end: 1 });
// @ts-expect-error not a query with scores
void client.zrangeWithScores("a", { type: "byLex", start: "-", end: "+" });
// @ts-expect-error a client's options are an object
void client.zpopmin("a", 2);
// @ts-expect-error only a cluster has sharded channels
void client.ssubscribe(["a"]);
// @ts-expect-error nor has its configuration
void GlideClient.createClient({ bridge: { url: "" }, pubsubSubscriptions: { channelsAndPatterns: { 2: new Set(["a"]) } } });
// @ts-expect-error nor have its subscriptions
void client.subscription({ shardedChannels: ["a"] });
// @ts-expect-error a subscription is made by a client
new Subscription();
void new Batch(false).lmpop(["a"], "LEFT", 2).lmpop(["a"], "LEFT", { count: 2 });
// @ts-expect-error a client takes an object of options
void client.lmpop(["a"], "LEFT", 2);
// @ts-expect-error a batch takes no options of calls
new Batch(false).get("a", { decoder: "bytes" });
