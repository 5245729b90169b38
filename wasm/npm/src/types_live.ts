// The types of live values. This file holds types alone, so that it is a module and a
// declaration file alike.

import type { Decoder } from "./enums.js";
import type { GlideClient, GlideClusterClient } from "./index.js";
import type { Decoded, GlideString } from "./types.js";

/** A client whose keys can be followed. */
export type LiveClient<T extends Decoder = any> = GlideClient<T> | GlideClusterClient<T>;

/** What a key has by its type: what get, hgetall, lrange, smembers and zrangeWithScores resolve to. */
export interface LiveValues<D extends Decoder = "string"> {
  string: Decoded<D>;
  hash: { field: Decoded<D>; value: Decoded<D> }[];
  list: Decoded<D>[];
  set: Set<Decoded<D>>;
  zset: { element: Decoded<D>; score: number }[];
}

/** How a value is read. */
export interface LiveOptions<K extends keyof LiveValues = keyof LiveValues, D extends Decoder = Decoder> {
  /** The key's type, which saves asking for it; a value of another type is then an error. Default: what TYPE says. */
  as?: K;
  /** How strings are wanted. Default: the client's defaultDecoder. */
  decoder?: D;
  /** Ends the iteration once it is aborted. */
  signal?: AbortSignal;
}

/** How a program reads a value itself. */
export interface LiveReadOptions<C, V> {
  /**
   * Reads the value, at first and whenever the key has changed. It is to ask the primary, and
   * past the client's cache. Iterators with the same function share what it reads.
   */
  read: (client: C, key: GlideString) => V | null | Promise<V | null>;
  /** Ends the iteration once it is aborted. */
  signal?: AbortSignal;
}

/** A value as it is now, or what was known of it when changes may have been missed. */
export interface LiveItem<V> {
  /** The value; null of a key that does not exist. */
  value: V | null;
  /**
   * Whether the value may be an old one, since the connection was lost or the key cannot be
   * read. What it is follows with the next item.
   */
  gap: boolean;
}

/** Follows a key's value. */
export interface Live {
  /**
   * Iterates over a value that the program reads itself, such as one field of a hash.
   *
   *     live(client, "user:1", { read: (client, key) => client.hget(key, "name", { cache: false }) })
   */
  <C extends LiveClient, V>(client: C, key: GlideString, options: LiveReadOptions<C, V>): AsyncIterableIterator<LiveItem<V>>;
  /**
   * Iterates over a key's value: what it is at first, and what it has become after each
   * change. Whoever is slow gets the latest, and nothing is queued. Throws a
   * ConfigurationError, in the loop, where a server's setting notify-keyspace-events has it
   * tell of no changes, which says what to set.
   *
   *     for await (const { value, gap } of live(client, "user:1", { as: "hash", signal })) {
   *       render(value, gap); // gap: the value may be old, and the current one follows
   *     }
   */
  <T extends Decoder, K extends keyof LiveValues = keyof LiveValues, D extends Decoder = T>(
    client: LiveClient<T>,
    key: GlideString,
    options?: LiveOptions<K, D>,
  ): AsyncIterableIterator<LiveItem<LiveValues<D>[K]>>;
}

/** What a component shows of a value. */
export interface LiveState<V> {
  /** The value; null of a key that does not exist, undefined until it was read. */
  value: V | null | undefined;
  /** Whether the value may be an old one. */
  gap: boolean;
  /** Why the value is not followed any more, or undefined. */
  error?: unknown;
}

/** Has a component show a key's value. */
export interface UseLive {
  /** The same of a value that the program reads itself; read may be another function each time, and the latest is called. */
  <C extends LiveClient, V>(client: C | null | undefined, key: GlideString, options: Omit<LiveReadOptions<C, V>, "signal">): LiveState<V>;
  /**
   * Returns a key's value and renders the component again after each change, as long as it is
   * mounted. A client may be null while there is none yet.
   */
  <T extends Decoder, K extends keyof LiveValues = keyof LiveValues, D extends Decoder = T>(
    client: LiveClient<T> | null | undefined,
    key: GlideString,
    options?: Omit<LiveOptions<K, D>, "signal">,
  ): LiveState<LiveValues<D>[K]>;
}
