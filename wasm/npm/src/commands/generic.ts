// Keys, whatever they hold: whether they exist, how they are named, deleted and kept. Other
// files have when they expire, how they are moved, and how they are found and sorted. See
// https://valkey.io/commands/#generic

import { type Command, command, integer, listOf } from "../command.js";
import { nextNullableNumber, nextNumber, nextNumbers, nextOk } from "../replies.js";
import { nextNullableString } from "../replies_generic.js";
import { nextBoolean, nextNullableText, nextString } from "../shapes_tokens.js";
import type { GlideString, Integer, Text } from "../types.js";

/**
 * Deletes keys. In a cluster they may be of several slots: the client then deletes them in
 * parts, each of which is atomic.
 *
 * Reply: how many of them existed.
 * See https://valkey.io/commands/del/
 */
export function del(keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["DEL", ...listOf(keys, "del keys")]);
}

/**
 * Counts the keys that exist. In a cluster they may be of several slots.
 *
 * Reply: how many exist; one that is named twice counts twice.
 * See https://valkey.io/commands/exists/
 */
export function exists(keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["EXISTS", ...listOf(keys, "exists keys")]);
}

/**
 * Tells how the server keeps the value of key in memory.
 *
 * Reply: the encoding, as "listpack" or "skiplist", or null if the key does not exist.
 * See https://valkey.io/commands/object-encoding/
 */
export function objectEncoding(key: GlideString): Command<string | null> {
  return command(nextNullableString, "OBJECT", "ENCODING", key);
}

/**
 * Tells how often key is used, on a logarithmic scale. The server must evict the least
 * frequently used keys, by its setting maxmemory-policy.
 *
 * Reply: a number from 0 to 255, or null if the key does not exist.
 * See https://valkey.io/commands/object-freq/
 */
export function objectFreq(key: GlideString): Command<number | null> {
  return command(nextNullableNumber, "OBJECT", "FREQ", key);
}

/**
 * Tells for how long key has not been used. A server that evicts the least frequently used
 * keys does not know.
 *
 * Reply: the time in seconds, or null if the key does not exist.
 * See https://valkey.io/commands/object-idletime/
 */
export function objectIdletime(key: GlideString): Command<number | null> {
  return command(nextNullableNumber, "OBJECT", "IDLETIME", key);
}

/**
 * Tells how many references the server has to the value of key.
 *
 * Reply: their number, or null if the key does not exist.
 * See https://valkey.io/commands/object-refcount/
 */
export function objectRefcount(key: GlideString): Command<number | null> {
  return command(nextNullableNumber, "OBJECT", "REFCOUNT", key);
}

/**
 * Gets the name of some key. A cluster's client asks all primaries and draws by how many
 * keys each has, unless a route says otherwise.
 *
 * Reply: the key, or null if there is none.
 * See https://valkey.io/commands/randomkey/
 * @routed
 * @oneReply
 */
export function randomKey(): Command<Text | null> {
  return command(nextNullableText, "RANDOMKEY");
}

/**
 * Renames key, whatever newKey held before.
 *
 * Reply: "OK". Rejects if the key does not exist.
 * See https://valkey.io/commands/rename/
 */
export function rename(key: GlideString, newKey: GlideString): Command<"OK"> {
  return command(nextOk, "RENAME", key, newKey);
}

/**
 * Renames key if newKey does not exist.
 *
 * Reply: whether it was renamed. Rejects if the key does not exist.
 * See https://valkey.io/commands/renamenx/
 */
export function renamenx(key: GlideString, newKey: GlideString): Command<boolean> {
  return command(nextBoolean, "RENAMENX", key, newKey);
}

/**
 * Marks keys as used just now, which counts for what the server evicts first. In a cluster
 * they may be of several slots.
 *
 * Reply: how many of them exist.
 * See https://valkey.io/commands/touch/
 */
export function touch(keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["TOUCH", ...listOf(keys, "touch keys")]);
}

/**
 * Tells what kind of value key holds.
 *
 * Reply: "string", "list", "set", "zset", "hash" or "stream", the name of a module's type, or
 * "none" if the key does not exist.
 * See https://valkey.io/commands/type/
 */
export function type(key: GlideString): Command<string> {
  return command(nextString as Command<string>["read"], "TYPE", key);
}

/**
 * Deletes keys at once, and frees their memory in the background. In a cluster they may be
 * of several slots: the client then deletes them in parts.
 *
 * Reply: how many of them existed.
 * See https://valkey.io/commands/unlink/
 */
export function unlink(keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["UNLINK", ...listOf(keys, "unlink keys")]);
}

/**
 * Waits until so many replicas have what the client has written before, or for timeout
 * milliseconds, 0 for as long as it takes. In a cluster it is sent to all primaries.
 *
 * Reply: how many replicas have it; in a cluster the fewest of a shard.
 * See https://valkey.io/commands/wait/
 */
export function wait(numreplicas: Integer, timeout: Integer): Command<number> {
  return command(nextNumber, "WAIT", integer(numreplicas, "wait numreplicas"), integer(timeout, "wait timeout"));
}

/**
 * Waits until what the client has written before is in the append only files of the server
 * itself, if numlocal is 1, and of so many replicas, or for timeout milliseconds, 0 for as
 * long as it takes. Since: 7.2.0.
 *
 * Reply: of how many servers themselves, 0 or 1, and of how many replicas it is.
 * See https://valkey.io/commands/waitaof/
 */
export function waitaof(numlocal: Integer, numreplicas: Integer, timeout: Integer): Command<[number, number]> {
  const words = [integer(numlocal, "waitaof numlocal"), integer(numreplicas, "waitaof numreplicas"), integer(timeout, "waitaof timeout")];
  return command(nextNumbers as Command<[number, number]>["read"], ["WAITAOF", ...words]);
}
