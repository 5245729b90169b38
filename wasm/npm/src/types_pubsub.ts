// The types of subscriptions. This file holds types alone, as types.ts does.

import type { Decoder } from "./enums.js";
import type { CallOptions, GlideString } from "./types.js";

/** A message that was published. */
export interface PubSubMsg {
  /** What was published. */
  message: GlideString;
  /** What it was published on. */
  channel: GlideString;
  /** The subscribed pattern that the channel matches; null where the channel itself is subscribed. */
  pattern?: GlideString | null;
}

/**
 * Messages may be missing on these channels and patterns: the connection to their server
 * was lost, or they have moved to another. They are subscribed again: what is published
 * from now on is received. It comes once for each such break.
 */
export interface MissedInGap {
  type: "gap";
  channels: string[];
  /** Why. */
  error: Error;
}

/** So many messages were dropped here, since they were not taken as fast as they came. */
export interface MissedByOverflow {
  type: "dropped";
  count: number;
  /** Says what to do. */
  error: Error;
}

/**
 * The server refuses these channels and patterns, which it had, or was asked for without
 * waiting. They are tried again at the reconciliation interval.
 */
export interface MissedByRefusal {
  type: "refused";
  channels: string[];
  /** The server's error. */
  error: Error;
}

/** What is told in place of messages that may be missing. Nothing ends by it. */
export type MissedMessages = MissedInGap | MissedByOverflow | MissedByRefusal;

/** What iterators have: a message, or what is told in place of one. Look at the type first. */
export type PubSubEvent = ({ type: "message" } & PubSubMsg) | MissedMessages;

/** How an iterator of events runs. */
export interface PubSubEventsOptions {
  /** Ends the iterator, without an error, once it is aborted. */
  signal?: AbortSignal;
  /** How messages and the names with them are returned. Default: the client's defaultDecoder. */
  decoder?: Decoder;
}

/**
 * Bounds what waits for a program that takes messages more slowly than they come. The
 * connection is never held up.
 */
export interface SubscriptionQueue {
  /** How many messages may wait. Default: 65536. */
  maxMessages?: number;
  /** How many bytes they may have, with their names and 128 bytes for each beside. Default: 64 MiB. */
  maxBytes?: number;
  /**
   * What becomes of messages that there is no room for: those that have waited longest are
   * dropped, or those that come; or the subscription ends with an error, once what waits
   * was taken. Default: "dropOldest".
   */
  whenFull?: "dropOldest" | "dropNewest" | "end";
}

/** What has happened to a key. */
export interface KeyEvent {
  type: "keyEvent";
  /** The number of the key's database. */
  database: number;
  key: GlideString;
  /** What happened: "set", "expired", "del", "hset", … */
  event: string;
}

/** Which changes of keys to follow, and how. */
export interface KeyEventsOptions extends SubscriptionQueue, PubSubEventsOptions {
  /** A glob-style pattern of the keys, such as "user:*". Default: all. */
  pattern?: GlideString;
  /** The names of the events, such as "set" or "expired". Default: all that the server notifies of. */
  events?: Iterable<string>;
  /** Follows all databases rather than the client's. Default: false. */
  allDatabases?: boolean;
  /** How long to wait for the servers, in milliseconds. Default: 0, for ever. */
  timeoutMs?: number;
}

/**
 * What the iterator of keyEvents has. "refused" without channels tells of a server that
 * does not notify of what is followed, as one that was added may be.
 */
export type KeyEventOrMissed = KeyEvent | MissedMessages;

/** What a subscription has from the beginning, and how it behaves. */
export interface SubscriptionOptions extends SubscriptionQueue, PubSubEventsOptions {
  /** The channels. */
  channels?: Iterable<GlideString>;
  /** Glob-style patterns of channels, such as "news.*". */
  patterns?: Iterable<GlideString>;
  /** How long to wait for the server, in milliseconds. Default: 0, for ever. */
  timeoutMs?: number;
  /** Closes the subscription once it is aborted. */
  signal?: AbortSignal;
}

/** What a subscription of a cluster's has from the beginning, and how it behaves. */
export interface ClusterSubscriptionOptions extends SubscriptionOptions {
  /** Channels whose messages stay within the shard of their slot. Since Valkey 7.0. */
  shardedChannels?: Iterable<GlideString>;
}

/** Channels or patterns to unsubscribe: null, or nothing, stands for all. */
export type NamesOrAll = Iterable<GlideString> | null;

/** The methods by which clients and subscriptions subscribe. */
export interface SubscribeMethods {
  /**
   * Subscribes to channels, and resolves once the server has confirmed them. After
   * timeoutMs, in milliseconds, it rejects with a TimeoutError; the client goes on trying
   * all the same. 0, the default, waits for ever. What the server refuses (NOPERM)
   * rejects at once with its error, and is not subscribed.
   * See https://valkey.io/commands/subscribe/
   */
  subscribe(channels: Iterable<GlideString>, timeoutMs?: number, options?: CallOptions): Promise<void>;
  /**
   * Subscribes to channels and does not wait for the server. What that refuses is told
   * among the messages, as {@link MissedByRefusal}.
   */
  subscribeLazy(channels: Iterable<GlideString>, options?: CallOptions): Promise<void>;
  /**
   * Subscribes to all channels that match glob-style patterns; see {@link subscribe}.
   * See https://valkey.io/commands/psubscribe/
   */
  psubscribe(patterns: Iterable<GlideString>, timeoutMs?: number, options?: CallOptions): Promise<void>;
  /** Subscribes to patterns; see {@link subscribeLazy}. */
  psubscribeLazy(patterns: Iterable<GlideString>, options?: CallOptions): Promise<void>;
  /**
   * Gives channels up, and resolves once no server sends their messages any more, unless
   * another subscription of the client has them. null, or ALL_CHANNELS, stands for all. After
   * timeoutMs it rejects with a TimeoutError; they are given up all the same.
   * See https://valkey.io/commands/unsubscribe/
   */
  unsubscribe(channels?: NamesOrAll, timeoutMs?: number, options?: CallOptions): Promise<void>;
  /** Gives channels up and does not wait for the server; see {@link unsubscribe}. */
  unsubscribeLazy(channels?: NamesOrAll, options?: CallOptions): Promise<void>;
  /**
   * Gives patterns up; null, or ALL_PATTERNS, stands for all. See {@link unsubscribe}.
   * See https://valkey.io/commands/punsubscribe/
   */
  punsubscribe(patterns?: NamesOrAll, timeoutMs?: number, options?: CallOptions): Promise<void>;
  /** Gives patterns up and does not wait for the server; see {@link unsubscribe}. */
  punsubscribeLazy(patterns?: NamesOrAll, options?: CallOptions): Promise<void>;
}

/** The methods by which those of a cluster subscribe to sharded channels. Since Valkey 7.0. */
export interface ShardedSubscribeMethods {
  /**
   * Subscribes to sharded channels: their messages stay within the shard of the channel's
   * slot, which the subscription follows. See {@link SubscribeMethods.subscribe}.
   * See https://valkey.io/commands/ssubscribe/
   */
  ssubscribe(channels: Iterable<GlideString>, timeoutMs?: number, options?: CallOptions): Promise<void>;
  /** Subscribes to sharded channels; see {@link SubscribeMethods.subscribeLazy}. */
  ssubscribeLazy(channels: Iterable<GlideString>, options?: CallOptions): Promise<void>;
  /**
   * Gives sharded channels up; null, or ALL_SHARDED_CHANNELS, stands for all. See
   * {@link SubscribeMethods.unsubscribe}.
   * See https://valkey.io/commands/sunsubscribe/
   */
  sunsubscribe(channels?: NamesOrAll, timeoutMs?: number, options?: CallOptions): Promise<void>;
  /** Gives sharded channels up and does not wait; see {@link SubscribeMethods.unsubscribe}. */
  sunsubscribeLazy(channels?: NamesOrAll, options?: CallOptions): Promise<void>;
}

/** What a client's subscriptions are from the beginning, in the mode of each. */
export interface PubSubSubscriptions<Mode extends number> extends SubscriptionQueue {
  /** The names by mode. They are subscribed when createClient resolves; it rejects if the server refuses one. */
  channelsAndPatterns: Partial<Record<Mode, Iterable<string>>>;
  /**
   * Called with each message, in order; nothing else gets them then, but for what
   * subscription makes. What is told in place of messages goes to the listeners of
   * "messagesMissed". What it throws is reported like what listeners throw.
   */
  callback?: (msg: PubSubMsg, context: any) => void;
  /** Handed to the callback, which it needs. */
  context?: unknown;
}

/** What a client is to be subscribed to, and what servers have confirmed, by mode. */
export interface PubSubState<Mode extends number> {
  desiredSubscriptions: Partial<Record<Mode, Set<string>>>;
  actualSubscriptions: Partial<Record<Mode, Set<string>>>;
}

/** The state of a client that is no cluster's, by GlideClientConfiguration.PubSubChannelModes. */
export type StandalonePubSubState = PubSubState<0 | 1>;

/** The state of a cluster's client, by GlideClusterClientConfiguration.PubSubChannelModes. */
export type ClusterPubSubState = PubSubState<0 | 1 | 2>;
