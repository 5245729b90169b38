// What the package declares. test/types holds it against the source.

import type { Decoder } from "./enums.js";
import type { ClusterScanOptions } from "./commands/generic_types.js";
import type { ScriptArgsOption, ScriptOptions } from "./commands/scripting_types.js";
import type { ClusterBatchMethods, ClusterMethods, StandaloneBatchMethods, StandaloneMethods } from "./methods_types_gen.js";
import type {
  BatchOptions,
  CacheStatistics,
  CallOptions,
  ClientSideCacheConfiguration,
  ConnectionEvent,
  ConnectionEventType,
  Decoded,
  Delivery,
  GlideClientConfiguration,
  GlideRecord,
  GlideReturnType,
  GlideStatistics,
  GlideString,
  HashDataType,
  SortedSetDataType,
  InitOptions,
  LevelOptions,
  OrFunction,
  Statistics,
} from "./types.js";
import type {
  ClusterBatchOptions,
  ClusterResponse,
  GlideClusterClientConfiguration,
  RouteOption,
} from "./types_cluster.js";
import type { ClusterScanIterators, ScanIterators } from "./types_iterators.js";
import type {
  ClusterPubSubState,
  ClusterSubscriptionOptions,
  KeyEventOrMissed,
  KeyEventsOptions,
  MissedMessages,
  PubSubEvent,
  PubSubEventsOptions,
  PubSubMsg,
  ShardedSubscribeMethods,
  StandalonePubSubState,
  SubscribeMethods,
  SubscriptionOptions,
} from "./types_pubsub.js";

export type * from "./commands/cluster_types.js";
export type * from "./commands/connection_types.js";
export type * from "./commands/pubsub_types.js";
export type * from "./commands/scripting_types.js";
export type * from "./commands/server_types.js";
export type * from "./commands/hashes_types.js";
export type * from "./commands/lists_types.js";
export type * from "./commands/scans_types.js";
export type * from "./commands/sets_types.js";
export type * from "./commands/sortedsets_types.js";
export * from "./commands/bitmap_types.js";
export type * from "./commands/generic_types.js";
export type * from "./commands/geo_types.js";
export type * from "./commands/streams_types.js";
export type * from "./commands/strings_types.js";
export * from "./enums.js";
export type * from "./methods_types_gen.js";
export * from "./types.js";
export * from "./types_cluster.js";
export type * from "./types_iterators.js";
export type * from "./types_tcp.js";
export type * from "./types_pubsub.js";

/**
 * Loads and starts the client's program. It is called by createClient too, and does
 * nothing where that was done already; call it first to choose another wasm file or
 * constructor of WebSockets, or to load ahead of time.
 */
export declare function init(options?: InitOptions): Promise<void>;

export declare interface ClientSideCache extends ClientSideCacheConfiguration {}

/** The configuration of a cache in the form that GLIDE has for it. A plain object does as well. */
export declare class ClientSideCache {
  constructor(configuration: ClientSideCacheConfiguration);

  /** The same of the two settings that GLIDE asks for, and of others. */
  static create(maxCacheKb: number, entryTtlMs: number, others?: Omit<ClientSideCacheConfiguration, "maxCacheKb" | "entryTtlMs">): ClientSideCache;
}

export declare interface BaseClient extends SubscribeMethods {}

/** What clients of both kinds have. */
export declare class BaseClient {
  protected constructor();

  /**
   * Has the client's next transaction, which is the next exec of an atomic batch, executed
   * only if none of keys has changed until then; otherwise it resolves to null. Await it
   * before reading what the transaction depends on. Further calls add keys. The keys are
   * watched on a dedicated connection of the client, which exec, unwatch and close give
   * back; if it is lost the transaction rejects with a ConnectionError. Callers who share a
   * client share what it watches: those who run transactions at the same time need a client
   * each.
   *
   *     await client.watch(["stock"]);
   *     const stock = Number(await client.get("stock"));
   *     const results = await client.exec(new Batch(true).set("stock", String(stock - 1)), true);
   *
   * In a cluster watched keys, and those of the transaction, must lie in one slot: exec
   * rejects with a ConfigurationError otherwise.
   */
  watch(keys: Iterable<GlideString>): Promise<"OK">;

  /**
   * Executes a Lua script: by its hash, and by its source where the server does not
   * know it yet.
   */
  invokeScript(script: Script, options?: ScriptOptions & CallOptions): Promise<GlideReturnType>;

  /**
   * Changes the database of all of the client's connections, those that are made
   * later included. Commands that are under way are executed in the old or in the new
   * one: await the promise before sending more. Rejects with a RequestError if there
   * is no such database; all connections then keep what they had.
   */
  select(databaseId: number): Promise<"OK">;

  /**
   * Replaces the password with which connections are made from now on, as when it was
   * changed on the server. With immediateAuth the connections that exist are
   * authenticated with it too. Rejects if the server refuses the password, which is
   * kept nevertheless.
   */
  updateConnectionPassword(password: string, immediateAuth?: boolean): Promise<"OK">;

  /** Has connections made without authentication from now on. */
  resetConnectionPassword(): Promise<"OK">;

  /**
   * Has listener called with each event of that type from now on, in order, until the
   * function that it returns is called or the client is closed. An error that a
   * listener throws is reported like one that nobody catches, by reportError or on
   * the console, and concerns nothing else.
   *
   *     const stop = client.on("disconnected", ({ address, error }) => console.warn(address, error));
   */
  on(type: ConnectionEventType, listener: (event: ConnectionEvent) => void): () => void;
  /**
   * The same where messages of the client's own subscriptions may be missing, which the
   * callback and getPubSubMessage cannot tell. It is called before the message that comes
   * next.
   */
  on(type: "messagesMissed", listener: (event: MissedMessages) => void): () => void;

  /**
   * Resolves to the next message of the channels that the client is configured with, or
   * has subscribed itself. Rejects with a ConfigurationError if a callback gets them,
   * and with a ClosingError when the client is closed.
   */
  getPubSubMessage(options?: CallOptions): Promise<PubSubMsg>;

  /** Returns the next message if there is one already, or null. */
  tryGetPubSubMessage(decoder?: Decoder): PubSubMsg | null;

  /**
   * Iterates over what getPubSubMessage has, and what is told in its place where messages
   * may be missing. The end of the iteration leaves the channels subscribed.
   */
  pubSubEvents(options?: PubSubEventsOptions): AsyncIterableIterator<PubSubEvent>;

  /**
   * Follows what happens to keys, on all primaries of a cluster, and resolves once they have
   * confirmed it: what is read then is a state that the events follow. Rejects with a
   * ConfigurationError where a server's setting notify-keyspace-events has it send nothing,
   * which says what to set.
   *
   *     for await (const event of await client.keyEvents({ pattern: "user:*", signal })) {
   *       if (event.type === "keyEvent") console.log(event.event, event.key);
   *       else console.warn(event.error); // events may be missing here; more come
   *     }
   */
  keyEvents(options?: KeyEventsOptions): Promise<AsyncIterableIterator<KeyEventOrMissed>>;

  /**
   * Counts in the form of GLIDE: the clients that are open in this program and their
   * connections, and of this client how often its subscriptions were not those that it is
   * to have, and when they were last, in milliseconds since 1970. Nothing is compressed.
   */
  getStatistics(): GlideStatistics;

  /** Counts of the client's cache. Throws a ConfigurationError if it has none. */
  getCacheStatistics(): CacheStatistics;

  /** Resolves to the part of the reads that the cache has answered, from 0 to 1; 0 where there were none. */
  getCacheHitRate(): Promise<number>;

  /** Resolves to the part of the reads that it has not answered: they were sent, or waited for another that was. */
  getCacheMissRate(): Promise<number>;

  /** Resolves to how many replies the cache has now. */
  getCacheEntryCount(): Promise<number>;

  /** Resolves to how many have left the cache for want of memory. */
  getCacheEvictions(): Promise<number>;

  /** Resolves to how many were too old when they were asked for. */
  getCacheExpirations(): Promise<number>;

  /** Resolves to how many reads were looked up in the cache. */
  getCacheTotalLookups(): Promise<number>;

  /** What the client has sent and received so far. */
  statistics(): Statistics;

  /**
   * Closes the client. Calls that are under way, and later ones, reject with a
   * ClosingError.
   */
  close(): void;

  /**
   * Closes the client once the calls that are under way are answered, or after timeout,
   * in milliseconds; those that are not answered by then, and later ones, reject with a
   * ClosingError. Default: 5000.
   */
  shutdown(timeout?: number): Promise<void>;

  /** Closes the client at the end of an "await using" block. */
  [Symbol.asyncDispose](): Promise<void>;
}

export declare interface GlideClient<T extends Decoder = "string"> extends StandaloneMethods<T>, ScanIterators<T> {}

/** A client of one server that is not a cluster's, or of a primary and its replicas. Make one with createClient. */
export declare class GlideClient<T extends Decoder = "string"> extends BaseClient {
  private constructor();

  /**
   * Connects to a server, through a bridge if there is one, whose URL may stand for a configuration with nothing
   * else. Rejects with a ConfigurationError, a ConnectionError or a TimeoutError.
   *
   *     const client = await GlideClient.createClient("wss://bridge.example/?target=cache");
   *     const direct = await GlideClient.createClient({ addresses: [{ host: "valkey.internal" }] }); // where there are sockets
   */
  static createClient<T extends Decoder = "string">(configuration: (GlideClientConfiguration & { defaultDecoder?: T }) | OrFunction<string | URL>): Promise<GlideClient<T>>;

  /**
   * Executes a batch. Resolves to the results in order; a command that the server
   * refused has its error in its place, or with raiseOnError rejects the promise. A
   * transaction that a change of a watched key prevented resolves to null, see watch.
   */
  exec(batch: Batch, raiseOnError: boolean, options?: BatchOptions): Promise<GlideReturnType[] | null>;

  /**
   * Resolves to a connection to the primary for the caller alone, with the methods of a client,
   * for what the server keeps by connection, such as watched keys. Call release when it is no
   * longer needed, or declare it by "await using". What it is asked for is done one after the
   * other, and nothing is tried again: when the connection was lost every call rejects with a
   * ConnectionError. customCommand takes commands that change the connection alone, such as
   * MULTI, EXEC and AUTH; between MULTI and EXEC everything else is a custom command too, since
   * the server answers QUEUED. Where advancedConfiguration.dedicated allows no more connections,
   * it waits for one.
   *
   *     await using own = await client.dedicated();
   *     await own.watch(["stock"]);
   *     const stock = Number(await own.get("stock"));
   *     const results = await own.exec(new Batch(true).set("stock", String(stock - 1)), true); // null if somebody has changed it
   */
  dedicated(options?: Pick<CallOptions, "signal">): Promise<Dedicated<T>>;

  /**
   * Changes keys depending on what they hold, without a lock: attempt reads what it needs by the
   * connection that it is called with, which watches keys, and returns the changes as an atomic
   * batch. They are executed if none of keys was changed meanwhile; otherwise all of it is
   * repeated, after a pause that is random and grows, until the signal is aborted. Resolves to
   * the results, errors of single commands in their places, or to null where attempt has
   * returned null, as there was nothing to do.
   *
   *     await client.transaction(["stock"], async (tx) => new Batch(true).set("stock", String(Number(await tx.get("stock")) - 1)));
   *
   * attempt may be called many times, and should do nothing but read and compute. A connection
   * that is lost before EXEC was sent is a reason to start over too. In a cluster all keys must
   * lie in one slot.
   */
  transaction(keys: Iterable<GlideString>, attempt: (tx: Dedicated<T>) => Batch | null | undefined | Promise<Batch | null | undefined>, options?: Pick<CallOptions, "signal">): Promise<GlideReturnType[] | null>;

  /** Ends the watching of all keys: see watch. */
  unwatch(): Promise<"OK">;

  /**
   * Makes a subscription with a queue of its own, and resolves once the server has
   * confirmed what it is to have. Rejects with a RequestError if the server refuses it.
   *
   *     for await (const event of await client.subscription({ channels: ["news"], signal })) {
   *       if (event.type === "message") console.log(event.channel, event.message);
   *       else console.warn(event.error); // messages may be missing here; more come
   *     }
   */
  subscription(options?: SubscriptionOptions): Promise<Subscription>;

  /** Resolves to what the client is to be subscribed to, and to what servers have confirmed. */
  getSubscriptions(): Promise<StandalonePubSubState>;
}

export declare interface GlideClusterClient<T extends Decoder = "string"> extends ClusterMethods<T>, ClusterScanIterators<T>, ShardedSubscribeMethods {}

/**
 * A client of a cluster. Make one with createClient.
 *
 * Each command goes where its keys are. mget, mset, del, exists, touch and unlink may
 * have keys of several slots: they are then executed in parts, each of which is atomic
 * while the whole is not. Of other commands all keys must lie in one slot, as they do
 * with the same hash tag: {user1}.name, {user1}.mail. Commands without keys are routed by
 * the command's policy: flushall to all primaries, dbsize to all with the sum as its
 * reply, info to all with a reply of each by its address, ping to any.
 */
export declare class GlideClusterClient<T extends Decoder = "string"> extends BaseClient {
  private constructor();

  /**
   * Finds a cluster, through a bridge if there is one, whose URL with a target may stand for a configuration with
   * nothing else. Rejects with a ConfigurationError, a ConnectionError or a TimeoutError.
   *
   *     const client = await GlideClusterClient.createClient("wss://bridge.example/?target=shop");
   */
  static createClient<T extends Decoder = "string">(configuration: (GlideClusterClientConfiguration & { defaultDecoder?: T }) | OrFunction<string | URL>): Promise<GlideClusterClient<T>>;

  /**
   * Executes a batch. A transaction must have its keys in one slot. The commands of a
   * pipeline go each where its keys are, and its results come in the order of the
   * commands, which were executed in that order on each node, not across them. One that
   * several nodes execute, or that blocks, waits for those before it, and those behind
   * wait for it. Results and errors are as those of a client that is no cluster's.
   */
  exec(batch: ClusterBatch, raiseOnError: boolean, options?: ClusterBatchOptions): Promise<GlideReturnType[] | null>;

  /**
   * Executes a Lua script without keys by a route: by its hash, and by its source where a
   * server does not know it yet.
   */
  invokeScriptWithRoute(script: Script, options?: ScriptArgsOption & CallOptions & RouteOption): Promise<ClusterResponse<GlideReturnType>>;

  /**
   * Finds some of the cluster's keys, those of one step of a scan.
   *
   *     let [cursor, keys] = await client.scan(new ClusterScanCursor());
   *     while (!cursor.isFinished()) {
   *       [cursor, keys] = await client.scan(cursor);
   *     }
   *
   * A key that is there all the while is found, even if slots are moved; some are found more
   * than once, and a step may find none. The options must be the same in all steps. Resolves
   * to the cursor for the next step and to keys.
   */
  scan<D extends Decoder = T>(cursor: ClusterScanCursor, options?: ClusterScanOptions & Pick<CallOptions<D>, "decoder" | "signal" | "timeout">): Promise<[ClusterScanCursor, Decoded<D>[]]>;

  /**
   * Resolves to a connection for the caller alone, as that of GlideClient: to the primary that has
   * the slot of key. Commands with keys of other servers are refused there by MOVED, which is not
   * followed; while the slot is on its way ASK is.
   */
  dedicated(key: GlideString, options?: Pick<CallOptions, "signal">): Promise<Dedicated<T>>;

  /** Changes keys depending on what they hold, as that of GlideClient. */
  transaction(keys: Iterable<GlideString>, attempt: (tx: Dedicated<T>) => ClusterBatch | null | undefined | Promise<ClusterBatch | null | undefined>, options?: Pick<CallOptions, "signal">): Promise<GlideReturnType[] | null>;

  /** Ends the watching of all keys, or of those that lie where the route leads: see watch. */
  unwatch(options?: CallOptions & RouteOption): Promise<"OK">;

  /** Makes a subscription with a queue of its own, as that of GlideClient, and with sharded channels too. */
  subscription(options?: ClusterSubscriptionOptions): Promise<ClusterSubscription>;

  /** Resolves to what the client is to be subscribed to, and to what servers have confirmed. */
  getSubscriptions(): Promise<ClusterPubSubState>;
}

/** What a dedicated connection has beside commands. */
export interface DedicatedConnection {
  /** Gives the connection back. Calls that are under way, and later ones, reject with a ClosingError. */
  release(): void;
  /** Gives it back at the end of an "await using" block. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A connection of its own, to one server also in a cluster. The method dedicated makes them. */
export type Dedicated<T extends Decoder = "string"> = StandaloneMethods<T> &
  Pick<GlideClient<T>, "watch" | "unwatch" | "select" | "invokeScript" | "scanIterator" | "hscanIterator" | "sscanIterator" | "zscanIterator"> &
  DedicatedConnection & {
    /** Executes a batch on the connection: a transaction resolves to null if a watched key has changed. */
    exec(batch: Batch | ClusterBatch, raiseOnError: boolean, options?: BatchOptions): Promise<GlideReturnType[] | null>;
  };

export declare interface Subscription extends SubscribeMethods {}

/** Channels and patterns with a queue of their own. A client's method subscription makes them. */
export declare class Subscription implements AsyncIterable<PubSubEvent> {
  protected constructor();

  /** Iterates over the messages, and what is told in place of some, from now on. The end of the iteration closes the subscription. */
  [Symbol.asyncIterator](): AsyncIterableIterator<PubSubEvent>;

  /** Ends the subscription, and the iterators over it. */
  close(): Promise<void>;

  /** Closes the subscription at the end of an "await using" block. */
  [Symbol.asyncDispose](): Promise<void>;
}

export declare interface ClusterSubscription extends ShardedSubscribeMethods {}

/** A subscription of a cluster's client, which has sharded channels too. */
export declare class ClusterSubscription extends Subscription {
  private constructor();
}

/** What batches for one server and for a cluster are. */
export declare class BaseBatch {
  constructor(isAtomic: boolean);
  /** Whether the batch is a transaction. */
  readonly isAtomic: boolean;
  /** The number of commands. */
  get length(): number;
}

export declare interface Batch extends StandaloneBatchMethods {}

/**
 * Commands for one server, or a primary and its replicas, that are sent together: as a
 * transaction that the server executes as one (atomic), or as a pipeline, which saves round
 * trips and nothing else.
 */
export declare class Batch extends BaseBatch {}

export declare interface ClusterBatch extends ClusterBatchMethods {}

/** Commands for a cluster that are sent together, as those of a Batch are. */
export declare class ClusterBatch extends BaseBatch {}

/** A transaction: a Batch that is atomic, under the name that GLIDE had for it. */
export declare class Transaction extends Batch {
  constructor();
}

/** A transaction in a cluster: a ClusterBatch that is atomic, under the name that GLIDE had for it. */
export declare class ClusterTransaction extends ClusterBatch {
  constructor();
}

/** Writes to the console what is at least as grave as the level that a program has chosen. */
export declare class Logger {
  private constructor();
  /**
   * Sets the level, where that was not done before. From then on clients log what happens to
   * their connections. Default: "warn". A page has no files: fileName is refused.
   */
  static init(level?: LevelOptions, fileName?: string): void;
  /** Sets the level, in place of the one that was set before. */
  static setLoggerConfig(level: LevelOptions, fileName?: string): void;
  /** Logs a message of a program, with the stack of an error if there is one. The identifier says what it is about. */
  static log(logLevel: LevelOptions, logIdentifier: string, message: string, err?: Error): void;
}

/** A Lua script. Its source is sent to a server once, and from then on only its hash. */
export declare class Script {
  constructor(code: GlideString);
  /** The source code, undefined once it was released. */
  getCode(): GlideString | undefined;
  /** The SHA-1 of the source code in 40 hexadecimal digits, by which servers know it. */
  getHash(): string;
  /** Forgets the source code. The script is executed from then on only where a server knows it. There is no need to call it. */
  release(): void;
}

/** Whether a value is an array of { key, value } that is not empty. */
export declare function isGlideRecord(obj?: unknown): boolean;

/** The object of pairs whose keys are strings. Pairs within become objects too. */
export declare function convertGlideRecordToRecord<T>(data: GlideRecord<T>): Record<string, T>;

/** The pairs of an object. */
export declare function convertRecordToGlideRecord<T>(data: Record<string, T>): GlideRecord<T>;

/** The pairs of an object, or those that are given as such. */
export declare function convertGlideRecord(keysAndValues: GlideRecord<GlideString> | Record<string, GlideString>): GlideRecord<GlideString>;

/** The pairs of an object whose values are IDs of stream entries, or those that are given as such. */
export declare function convertKeysAndEntries(record: Record<string, string> | GlideRecord<string>): GlideRecord<string>;

/** The fields of an object with their values, or those that are given as such. */
export declare function convertFieldsAndValuesToHashDataType(fieldsAndValues: HashDataType | Record<string, GlideString>): HashDataType;

/** The members of an object with their scores, or those that are given as such. */
export declare function convertElementsAndScores(membersAndScores: SortedSetDataType | Record<string, number>): SortedSetDataType;

/** The fields of a reply to info, by their names. */
export declare function parseInfoResponse(response: string): Record<string, string>;
/**
 * How far a scan over the keys of a cluster has come. It does not change: each step returns
 * another one, and an old one can be gone on from again. It holds nothing that must be freed.
 */
export declare class ClusterScanCursor {
  /** Begins a scan, or goes on from what getCursor has returned. */
  constructor(text?: string);
  /** The cursor as text, to be kept elsewhere. */
  getCursor(): string;
  /** Whether the scan is over. */
  isFinished(): boolean;
}

/** A spike of latency. */
export declare class LatencyEntry {
  constructor(time: number, latency: number);
  /** When it was, in seconds since 1970. */
  readonly time: number;
  /** How long it took, in milliseconds. */
  readonly latency: number;
}

/** The spikes of latency of a kind of event. */
export declare class LatencyEventInfo {
  constructor(eventName: string, latestTime: number, latestDuration: number, maxDuration: number, sum?: number, count?: number);
  /** The kind of event. */
  readonly eventName: string;
  /** When the latest was, in seconds since 1970. */
  readonly latestTime: number;
  /** How long the latest took, in milliseconds. */
  readonly latestDuration: number;
  /** How long the longest took, in milliseconds. */
  readonly maxDuration: number;
  /** How long all took together, in milliseconds. Since: 8.1.0. */
  readonly sum?: number;
  /** How many there were. Since: 8.1.0. */
  readonly count?: number;
}

/** How a connection tracks what its client has read. */
export declare class ClientTrackingInfo {
  constructor(flags: Set<string>, redirect: number, prefixes: Set<string>);
  /** Such as "off", "on" and "bcast". */
  readonly flags: Set<string>;
  /** The connection that is told of what has changed, 0 if it is this one, -1 if nothing is tracked. */
  readonly redirect: number;
  /** Of which keys, by what they begin with. */
  readonly prefixes: Set<string>;
}

/** The base of all errors of this package. */
export declare class ValkeyError extends Error {}

/** The client was closed. */
export declare class ClosingError extends ValkeyError {
  constructor(message?: string, delivery?: Delivery);
  /** Whether the command was executed, as far as can be told. */
  readonly delivery: Delivery;
}

/** A request failed. */
export declare class RequestError extends ValkeyError {
  constructor(message: string, delivery?: Delivery, code?: string, address?: string);
  /** Whether the command was executed, as far as can be told. */
  readonly delivery: Delivery;
  /** The first word of an error that the server replied with, such as "WRONGTYPE", or "". */
  readonly code: string;
  /** The address of the server, where one of several has replied or failed, or "". */
  readonly address: string;
}

/** No reply came within the request's time. */
export declare class TimeoutError extends RequestError {}

/** The server refused to execute a transaction. */
export declare class ExecAbortError extends RequestError {}

/** A connection could not be made or was lost. */
export declare class ConnectionError extends RequestError {}

/** The circuit breaker refused a request, since most before it have failed; nothing was sent. */
export declare class CircuitBreakerError extends RequestError {}

/** A setting or an argument cannot work; nothing was sent. */
export declare class ConfigurationError extends RequestError {
  constructor(message: string);
}

/** Has unsubscribe give all channels up. */
export declare const ALL_CHANNELS: null;

/** Has punsubscribe give all patterns up. */
export declare const ALL_PATTERNS: null;

/** Has sunsubscribe give all sharded channels up. */
export declare const ALL_SHARDED_CHANNELS: null;
