// The types of the package's interface. This file holds types and declarations alone, so
// that it is a module and a declaration file alike.

import type { Connect, TlsAdvancedConfiguration } from "./types_tcp.js";
import type { CompressionBackend, Decoder, EvictionPolicy, NodeDiscoveryMode, ProtocolVersion } from "./enums.js";

/**
 * A key or a value. Servers store bytes; a string stands for its UTF-8. What was not
 * stored as UTF-8 comes back whole only with {@link CallOptions.decoder} "bytes".
 */
export type GlideString = string | Uint8Array;

/**
 * Marks, in the result of a function in commands/, strings that are returned as the caller's
 * decoder says. In the methods' types {@link Decoded} stands in its place.
 */
export type Text = GlideString;

/** The bytes of a reply: a Buffer in Node, where its types are known; elsewhere a Uint8Array. */
export type Bytes = typeof globalThis extends { Buffer: { from(text: string): infer B } } ? B : Uint8Array;

/** A string of a reply by the decoder. */
export type Decoded<D extends Decoder> = D extends "bytes" ? Bytes : string;

/** A whole number. Beyond Number.MAX_SAFE_INTEGER it must be a bigint. */
export type Integer = number | bigint;

/** The options that every method takes. D is how strings are wanted. */
export interface CallOptions<D extends Decoder = Decoder> {
  /** How to return the strings of the reply. Default: the client's defaultDecoder. */
  decoder?: D;
  /**
   * Rejects the promise with the signal's reason once it is aborted. A command that was not
   * sent by then is withdrawn; one that was is executed all the same, unless it blocks on the
   * server, which then gives it up.
   */
  signal?: AbortSignal;
  /** How long the command may take, in milliseconds. Default: the client's requestTimeout. */
  timeout?: number;
  /**
   * Says that executing the command twice does no harm: it is sent again if the
   * connection is lost while it is unknown whether the server has executed it.
   * A command that only reads is anyway. Default: false.
   */
  idempotent?: boolean;
  /**
   * Has a command that only reads executed by a replica, whatever readFrom says;
   * without a replica it fails. Default: false.
   */
  replica?: boolean;
  /**
   * Whether a command that reads may be answered from the client's cache, and fills it.
   * Default: what {@link ClientSideCacheConfiguration.allReads} says.
   */
  cache?: boolean;
  /** Has the cache answer with nothing that is older, in milliseconds. Default: no such bound. */
  cacheTtlMs?: number;
}

/** How to return the strings of a reply. */
export type DecoderOption = Pick<CallOptions, "decoder">;

/** Pairs in the order in which the server sent them. */
export type GlideRecord<T> = { key: GlideString; value: T }[];

/** The fields of a hash with their values. */
export type HashDataType = { field: GlideString; value: GlideString }[];

/** The members of a sorted set with their scores, in order. */
export type SortedSetDataType = { element: GlideString; score: number }[];

/** The entries of a stream by their IDs, in order: the fields of each with their values. */
export type StreamEntryDataType = Record<string, [GlideString, GlideString][]>;

/** A longitude and a latitude, in degrees. */
export type GeoPosition = [longitude: number, latitude: number];

/**
 * Named fields, as the server names them; newer servers have more of them. Maps
 * within are such objects too. The object inherits nothing. With RESP2 some of the
 * fields that are numbers otherwise are strings, and Sets are arrays.
 */
export interface GlideFields {
  [name: string]: GlideReturnType;
}

/**
 * Whatever a server can answer. Integers beyond Number.MAX_SAFE_INTEGER and big
 * numbers are bigints, maps are {@link GlideRecord}s, sets are Sets. The results of
 * a batch are of the types that the methods of the client have.
 */
export type GlideReturnType =
  | GlideString
  | number
  | bigint
  | boolean
  | null
  | Error
  | GlideReturnType[]
  | Set<GlideReturnType>
  | GlideFields
  | { key: GlideReturnType; value: GlideReturnType }[];

/** Named values of a reply, under the name that GLIDE has for their type. */
export type ReturnTypeRecord = Record<string, GlideReturnType>;

/** The same as a Map. Replies have arrays of { key, value } in its place. */
export type ReturnTypeMap = Map<string, GlideReturnType>;

/** A value with what a server has told of it besides. Replies have the value alone. */
export interface ReturnTypeAttribute {
  value: GlideReturnType;
  attributes: ReturnTypeRecord;
}

/** Whether a command that failed was executed, as far as can be told. */
export type Delivery = "notSent" | "maybeExecuted" | "answered";

/** Where a server listens, as seen from the bridge where there is one. */
export interface NodeAddress {
  /** A name or an IP address, IPv6 without brackets. Default: localhost. */
  host?: string;
  /** Default: 6379. */
  port?: number;
  /** The path of a Unix socket, without host and port beside it. Only of connections by node:net. */
  socket?: string;
}

/** What a bridge is asked for: "host:port", or a target of its configuration. */
export type BridgeDestination = string | { target: string };

/**
 * A value, or a function that is asked for it, and may answer later. It has
 * advancedConfiguration.connectionTimeout for that, as part of connecting. An error of it
 * fails the attempt to connect, and is its error's text: it must hold no secret.
 */
export type OrFunction<T> = T | (() => T | Promise<T>);

/** How to reach the bridge, which turns each WebSocket into a TCP connection. */
export interface BridgeConfiguration {
  /** The bridge's URL, such as "wss://bridge.example". As a function it is asked for each connection. */
  url: OrFunction<string | URL>;
  /**
   * A target by the name that the bridge's configuration gives it. All connections
   * then lead to it, whatever the address. Of a cluster it lets all nodes through that
   * the cluster announces, and addresses may be left out.
   */
  target?: string;
  /**
   * The token that the bridge demands. It travels in a header, never in the URL, and must not be empty.
   * As a function it is asked for each connection, and once more where the bridge refuses the token.
   */
  token?: OrFunction<string>;
  /**
   * Gets a ticket, which stands for a token and is good for one connection: it is asked for each, and
   * once more where the bridge refuses the ticket. The page needs no token then.
   */
  ticket?: () => string | Promise<string>;
  /**
   * Has all connections of the client share one WebSocket, so that a cluster of any size needs no more. If it
   * breaks, all of them do. The bridge must be one that knows it. Default: false.
   */
  mux?: boolean;
  /**
   * What to ask the bridge for to reach an address that is configured or that a cluster
   * or a sentinel announces: another address, or a target by name. An address that is
   * not in it, or for which it returns undefined, is asked for as it is. It is asked for
   * each connection that is made. If it throws, the attempt to connect fails.
   */
  addressMap?: Readonly<Record<string, BridgeDestination>> | ((address: string) => BridgeDestination | undefined);
}

/** How soon a lost connection is made again. */
export interface ConnectionBackoff {
  /** Over how many attempts the wait grows. Default: 5. */
  numberOfRetries?: number;
  /** The first wait in milliseconds. Default: 100. */
  factor?: number;
  /** What each wait is multiplied by for the next. Default: 2. */
  exponentBase?: number;
  /** How far a wait may vary at random, in percent. Default: 20. */
  jitterPercent?: number;
}

/**
 * When a client refuses requests, with a CircuitBreakerError, since most before them have
 * failed: it could not connect, or lost the connection. Errors of servers are answers.
 */
export interface ClientCircuitBreakerConfiguration {
  /** How far it looks back, in milliseconds. Default: 10000. */
  windowSizeMs?: number;
  /** The part of all within that time that must have failed, above 0 and up to 1. Default: 0.5. */
  failureRateThreshold?: number;
  /** How many must have failed at least. Default: 50. */
  minErrors?: number;
  /** How long nothing is let through then, in milliseconds. Default: 5000. */
  openTimeoutMs?: number;
  /** Whether timeouts are failures. Default: false. */
  countTimeouts?: boolean;
  /** How many probes in a row must succeed, which are let through one at a time. Default: 3. */
  consecutiveSuccesses?: number;
}

/**
 * Has a client compress the values of strings that it sets, and decompress those that it gets,
 * as GLIDE's clients do: each reads what the other wrote. Commands that work on a part of a
 * value, such as append and strlen, are rejected then.
 */
export interface CompressionConfiguration {
  /** Whether it is done. */
  enabled: boolean;
  /**
   * What values are compressed by; those of both are read. A page cannot compress by
   * CompressionBackend.ZSTD, for which it would download a third more. Default: CompressionBackend.LZ4.
   */
  backend?: CompressionBackend;
  /** From -128 to 12. A page compresses at one level only. */
  compressionLevel?: number;
  /** The length in bytes from which values are compressed, 6 or more. Default: 64. */
  minCompressionSize?: number;
  /** The length in bytes up to which values are decompressed. Getting a longer one rejects. Default: 512 MiB. */
  maxDecompressedSize?: number;
}

/**
 * Has a client keep replies to commands that read, and answer from them until it learns that
 * their key was changed. The documentation on caching says what is kept, and how old a value
 * can be.
 */
export interface ClientSideCacheConfiguration {
  /** The memory for replies, in KiB. One that takes more than a quarter is not kept. Default: 65536. */
  maxCacheKb?: number;
  /** The greatest age of a reply, in milliseconds; 0 bounds nothing, and is refused with invalidation "time". Default: 0. */
  entryTtlMs?: number;
  /** Which reply leaves when the memory is full. Default: EvictionPolicy.LRU. */
  evictionPolicy?: EvictionPolicy;
  /** Has no effect, since there is nothing to win by not counting: it is taken so that GLIDE's configurations are. */
  enableMetrics?: boolean;
  /** In GLIDE's words: true is invalidation "prefix", false is "time". */
  serverAssisted?: boolean;
  /**
   * How the client learns that a key was changed.
   *
   * - "key" has servers remember which keys they were asked for, and say when one of them
   *   changes. It takes RESP3.
   * - "prefix" has them say of all keys with the prefixes when they change. It takes RESP3.
   * - "time" has nobody say anything: entryTtlMs bounds how old a value is.
   *
   * Default: "key", or "time" where protocol is RESP2.
   */
  invalidation?: "key" | "prefix" | "time";
  /** With "prefix" those of the keys that are kept, none of which begins with another. Default: all keys are. */
  prefixes?: readonly GlideString[];
  /** Whether all commands that read go through the cache whose options do not say otherwise. Default: true. */
  allReads?: boolean;
  /** Whether it is kept too that a key does not exist. Default: false. */
  missing?: boolean;
  /**
   * Is called with what is not to be believed any more, whether it was kept or not. The cache
   * has dropped it by then. What the client itself changes is told when the server says so.
   */
  onInvalidation?: (event: CacheInvalidation) => void;
}

/** Tells what a cache is not to believe any more. */
export interface CacheInvalidation {
  /**
   * What has happened: a server has said so, a connection has ended, slots of a cluster are at
   * other servers, another server is the primary, or the client has changed its database or
   * sent what may change any key.
   */
  readonly reason: "server" | "connection" | "slots" | "primary" | "client";
  /** The keys that were changed. */
  readonly keys: readonly GlideString[];
  /** Whether more than single keys was dropped; there are no keys then. */
  readonly all: boolean;
}

/** Counts of a client's cache. */
export interface CacheStatistics {
  /** Reads that were answered from the cache. A key of mget is a read. */
  hits: number;
  /** Reads that were sent to a server. */
  misses: number;
  /** Reads that waited for one that was sent. */
  shared: number;
  /** Replies that have left for want of memory. */
  evictions: number;
  /** Replies that were too old when they were asked for. */
  expirations: number;
  /** Replies that were dropped since their key was changed, or since it would not have been known whether it was. */
  invalidations: number;
  /** Replies that are kept now. */
  entries: number;
  /** The memory that they take, in bytes, as the cache estimates it. */
  bytes: number;
}

/** The user to authenticate as. */
export interface ServerCredentials {
  /** Default: the user "default". */
  username?: string;
  /** May be empty, which is right for a user without password (nopass). */
  password: string;
}

/**
 * Which servers commands that only read are sent to. Replicas follow their primary
 * with a delay: what was just written may not be read from them yet.
 *
 * - "primary" reads from the primary.
 * - "preferReplica" reads from the replicas in turn, and from the primary while none
 *   of them is connected.
 * - "allNodes" reads from the primary and the replicas in turn, as far as they are connected.
 * - "AZAffinity" reads from the replicas in the client's availability zone in turn;
 *   while none of them is connected from other replicas, then from the primary.
 * - "AZAffinityReplicasAndPrimary" reads from the replicas in the client's zone in
 *   turn, then from the primary if it is in the zone, then from any replica, then
 *   from the primary.
 * - "AZAffinityAllNodes" reads from the servers in the client's zone in turn, be they the
 *   primary or replicas; while none of them is connected from all servers in turn.
 */
export type ReadFrom = "primary" | "preferReplica" | "allNodes" | "AZAffinity" | "AZAffinityReplicasAndPrimary" | "AZAffinityAllNodes";

/**
 * Has the servers found through sentinels, which watch a primary and its replicas.
 * Addresses that they announce are as seen from the bridge, which must allow them.
 */
export interface SentinelConfiguration {
  /** Those of sentinels, one at least; others are learnt from them. Default port: 26379. */
  addresses: readonly NodeAddress[];
  /** The name under which the sentinels watch the primary. */
  primaryName: string;
  /** The user to authenticate as with the sentinels, which have users of their own. Default: none. */
  credentials?: ServerCredentials;
}

/** What few programs need to change. */
export interface AdvancedConfiguration {
  /** The settings of TLS. With a bridge they are refused: browsers have certificates of their own, and so has the bridge. */
  tlsAdvancedConfiguration?: TlsAdvancedConfiguration;
  /** How long connecting may take, in milliseconds. Default: 2000. */
  connectionTimeout?: number;
  /**
   * How often what is subscribed is compared with what is to be, in milliseconds, and what the
   * server has refused is tried again. It happens at once when a connection was lost. Default: 3000.
   */
  pubsubReconciliationIntervalMs?: number;
  /**
   * Has small writes sent at once (TCP_NODELAY), which the client has few of, as it gathers commands.
   * Where it does not open the sockets by node:net it has no effect. Default: true.
   */
  tcpNoDelay?: boolean;
  /** Bounds the connections that are not shared, per server: those of commands that block. */
  dedicated?: {
    /** How many there may be at once. Further requests wait for one within the request timeout. Default: 128. */
    maxConnections?: number;
    /** How many are kept open for the next request. Default: 4; -1 is none. */
    maxIdle?: number;
    /** How long an idle one is kept open, in milliseconds. Default: 30 000. */
    idleTimeout?: number;
  };
  /** Bounds the replies that are accepted from a server. A command whose reply is beyond them fails, alone. */
  replyLimits?: {
    /** The longest string, in bytes. */
    maxBulkLength?: number;
    /** The largest number of elements of an array, map or set. */
    maxAggregateLength?: number;
    /** The largest reply as a whole, in bytes. */
    maxReplySize?: number;
    /** How deeply arrays, maps and sets may nest. */
    maxDepth?: number;
  };
}

/** How clients of both kinds connect and behave. */
export interface BaseClientConfiguration {
  /**
   * How to reach the bridge, without which a page reaches no server. Default: none, and sockets of
   * node:net in Node, Deno and Bun, or those that connect opens.
   */
  bridge?: BridgeConfiguration;
  /** Opens the sockets without a bridge, such as connect of cloudflare:sockets. Default: that of init, or node:net. */
  connect?: Connect;
  /**
   * Returns where to connect to without a bridge for an address that is configured or that a cluster or a
   * sentinel announces. It is asked for each connection. If it throws, the attempt to connect fails.
   */
  addressResolver?: (host: string, port: number) => [host: string, port: number];
  /** The servers to connect to. Each kind of client says which. */
  addresses?: readonly NodeAddress[];
  /** The user to authenticate as. Default: none. */
  credentials?: OrFunction<ServerCredentials>;
  /** Which servers commands that only read are sent to. Default: "primary". */
  readFrom?: ReadFrom;
  /** The availability zone of the client, for the strategies of readFrom that look at zones. */
  clientAz?: string;
  /** Puts connecting off until the first command, which then tells if it fails. Default: false. */
  lazyConnect?: boolean;
  /** How long a request may take, in milliseconds. Default: 250. */
  requestTimeout?: number;
  /** The logical database. Default: 0. */
  databaseId?: number;
  /** The connection's name in CLIENT LIST. */
  clientName?: string;
  /** The library's name in CLIENT LIST. Default: glissade. */
  libName?: string;
  /** What uses the library, behind its name: with "shop:1.2" that is glissade(shop:1.2). Default: nothing. */
  clientInfoTag?: string;
  /** Has sockets be those of TLS. With a bridge true is refused: there the bridge's URL has TLS, with wss:, and the bridge its own settings for servers. */
  useTLS?: boolean;
  /** The version of RESP. Default: RESP3, or RESP2 with a server that has no RESP3. */
  protocol?: ProtocolVersion;
  /** How replies return strings. Default: "string". */
  defaultDecoder?: Decoder;
  /**
   * How many requests may be waiting for a reply at once; further ones wait for their turn. Of
   * commands that block as many may wait, and further ones are rejected at once. Default: 1000.
   */
  inflightRequestsLimit?: number;
  /** How soon a lost connection is made again. */
  connectionBackoff?: ConnectionBackoff;
  /** Has the values of strings compressed. Default: they are left as they are. */
  compression?: CompressionConfiguration;
  /** Has replies to commands that read kept in the client's memory. Default: none are. */
  clientSideCache?: ClientSideCacheConfiguration;
  /** Has the client refuse requests at once while most of them fail. Default: it tries them all. */
  clientCircuitBreaker?: ClientCircuitBreakerConfiguration;
}

/** How a client of a server, or of a primary and its replicas, connects and behaves. */
export interface GlideClientConfiguration extends BaseClientConfiguration {
  /**
   * The servers to connect to: a primary and, if there are any, its replicas, in any
   * order. Default: localhost:6379, as seen from the bridge.
   */
  addresses?: readonly NodeAddress[];
  /** Has the servers found through sentinels; addresses must be left out then. */
  sentinel?: SentinelConfiguration;
  /**
   * Refuses commands that may write, before they are sent. All servers may then be
   * replicas, and reads go to all of them in turn. Default: false.
   */
  readOnly?: boolean;
  /** How the servers and their roles are found out. Default: NodeDiscoveryMode.Standard. */
  nodeDiscoveryMode?: NodeDiscoveryMode;
  /** What the client is subscribed to from the beginning. */
  pubsubSubscriptions?: GlideClientConfiguration.PubSubSubscriptions;
  /** What few programs need to change. */
  advancedConfiguration?: AdvancedConfiguration;
}

export declare namespace GlideClientConfiguration {
  /** How channels are named: Exact is 0, Pattern is 1. */
  export type PubSubChannelModes = 0 | 1;
  /** What a client is subscribed to from the beginning. */
  export type PubSubSubscriptions = import("./types_pubsub.js").PubSubSubscriptions<PubSubChannelModes>;
}

/** The numbers of the modes, by the names that GLIDE gives them. */
export declare const GlideClientConfiguration: { readonly PubSubChannelModes: { readonly Exact: 0; readonly Pattern: 1 } };

/**
 * What happened to a client's connections: to each server the one that requests share.
 *
 * - "connected": a connection was made.
 * - "disconnected": a connection was lost. It is being made anew.
 * - "connectFailed": an attempt to connect failed, and will be repeated.
 * - "primaryChanged": writes go to this address from now on.
 * - "authenticationFailed": a connection could not authenticate with a new password, see
 *   updateConnectionPassword. It goes on with what it has, as long as the server lets it.
 */
export type ConnectionEventType = "connected" | "disconnected" | "connectFailed" | "primaryChanged" | "authenticationFailed";

/** Tells of a change of the connection to a server. */
export interface ConnectionEvent {
  readonly type: ConnectionEventType;
  /** The server's address, as it was configured or announced. */
  readonly address: string;
  /** Why: the reason of a loss, or of what failed. */
  readonly error?: Error;
  /** With "connectFailed", how many attempts have failed in a row. */
  readonly attempt?: number;
  /** With "connectFailed", how long it takes until the next, in milliseconds. */
  readonly wait?: number;
}

/** How the wasm file is found and run. */
export interface InitOptions {
  /** Where valkey.wasm is. Default: beside this module. */
  wasmURL?: string | URL;
  /** The compiled file, for those who load it themselves. */
  wasmModule?: WebAssembly.Module;
  /**
   * The constructor of WebSockets. Default: the platform's. Node before 22 has none:
   * pass that of the package ws.
   */
  webSocketConstructor?: WebSocketConstructor;
  /** Opens the sockets of clients without a bridge, unless their configuration has its own. */
  connect?: Connect;
}

/** A constructor like that of the browser's WebSocket. */
export type WebSocketConstructor = new (url: string, protocols: string | string[]) => WebSocketLike;

/** What the client needs of a WebSocket. */
export interface WebSocketLike {
  binaryType: string;
  send(data: ArrayBufferView<ArrayBuffer> | ArrayBuffer): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: () => void): void;
}

/** How grave what the Logger logs is, the gravest first; "off" logs nothing. */
export type LevelOptions = "error" | "warn" | "info" | "debug" | "trace" | "off";

/** What a client has sent and received so far. */
export interface Statistics {
  /** Commands that were called, those of batches included. */
  commands: number;
  /** WebSocket messages, or writes to sockets, that were made. */
  frames: number;
  /** Bytes that were sent in them. */
  bytesSent: number;
  /** Bytes that were received. */
  bytesReceived: number;
}

/** What getStatistics returns: GLIDE's record, in which numbers are strings. */
export type GlideStatistics = {
  /** Connections that are open, of all clients of the program. */
  total_connections: string;
  /** Clients that are open. */
  total_clients: string;
  /** Values that the client has sent compressed. */
  total_values_compressed: string;
  /** Values that it has decompressed. */
  total_values_decompressed: string;
  /** The bytes of the former before. */
  total_original_bytes: string;
  /** What was sent in place of them. */
  total_bytes_compressed: string;
  /** The bytes of the latter afterwards. */
  total_bytes_decompressed: string;
  /** Values that were sent as they are, since they were short, or would not have become shorter. */
  compression_skipped_count: string;
  /** How often the client's subscriptions were not those that it is to have. */
  subscription_out_of_sync_count: string;
  /** When they last were, in milliseconds since 1970, or "0". */
  subscription_last_sync_timestamp: string;
};

/** The options of the execution of a batch of either kind. */
export interface BaseBatchOptions {
  /** How long the batch may take as a whole, in milliseconds. Default: the client's requestTimeout. */
  timeout?: number;
}

/** The options of the execution of a batch. */
export interface BatchOptions extends BaseBatchOptions, Omit<CallOptions, "replica" | "cache" | "cacheTtlMs"> {
  timeout?: number;
  /**
   * Says that executing the batch twice does no harm: it is sent again if the
   * connection is lost while it is unknown whether the server has executed it. A
   * batch that only reads is anyway. Default: false.
   */
  idempotent?: boolean;
}
