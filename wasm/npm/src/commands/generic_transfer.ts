// Keys that are copied, moved and serialized.

import { type Command, type Word, command, flagWord, integer, listOf, optionsOf } from "../command.js";
import { ConfigurationError } from "../errors.js";
import { nextOk } from "../replies.js";
import { nextBoolean, nextNullableText, nextString } from "../shapes_tokens.js";
import { unixMilliseconds } from "../times.js";
import type { Bytes, GlideString, Integer } from "../types.js";
import type { CopyOptions, MigrateOptions, RestoreOptions } from "./generic_types.js";

/**
 * Copies the value of source, with its expiry, to destination. Since: 6.2.0.
 *
 * Reply: whether it was copied; not if source does not exist, or destination does and is not
 * to be replaced.
 * See https://valkey.io/commands/copy/
 */
export function copy(source: GlideString, destination: GlideString, options?: CopyOptions): Command<boolean> {
  const { destinationDB, replace } = optionsOf("copy", options, ["destinationDB", "replace"]);
  const words: Word[] = ["COPY", source, destination];
  if (destinationDB !== undefined) {
    words.push("DB", integer(destinationDB, "copy options.destinationDB"));
  }
  words.push(...flagWord(replace, "copy options.replace", "REPLACE"));
  return command(nextBoolean, words);
}

/**
 * Gets the value of key in the server's own format, for restore. It does not hold when the
 * key expires.
 *
 * Reply: bytes, whatever the decoder is, that only servers of the same or a newer version
 * read; null if the key does not exist.
 * See https://valkey.io/commands/dump/
 */
export function dump(key: GlideString): Command<Bytes | null> {
  return { ...command(nextNullableText, "DUMP", key), asBytes: true } as Command<Bytes | null>;
}

/**
 * Moves a key, or several, to a database of another server, at host and port as the server
 * that executes this reaches it. Nothing else is executed meanwhile. The timeout is in
 * milliseconds and for each step of the transfer, 0 means 1000; the request gets as much
 * time and its own on top.
 *
 * Reply: "OK", or "NOKEY" if none of the keys exists.
 * See https://valkey.io/commands/migrate/
 */
export function migrate(host: string, port: Integer, key: GlideString | Iterable<GlideString>, destinationDB: Integer, timeout: Integer, options?: MigrateOptions): Command<string> {
  const { copy, replace, username, password } = optionsOf("migrate", options, ["copy", "replace", "username", "password"]);
  const isOne = typeof key === "string" || key instanceof Uint8Array;
  const several = isOne ? [] : listOf(key, "migrate key");
  if (!isOne && several.length === 0) {
    throw new ConfigurationError("migrate key must not be an empty array; name the keys to move");
  }
  const words: Word[] = ["MIGRATE", host, integer(port, "migrate port"), isOne ? key : ""];
  words.push(integer(destinationDB, "migrate destinationDB"), integer(timeout, "migrate timeout"));
  words.push(...flagWord(copy, "migrate options.copy", "COPY"));
  words.push(...flagWord(replace, "migrate options.replace", "REPLACE"));
  if (username !== undefined) {
    if (password === undefined) {
      throw new ConfigurationError("migrate options.password: is missing, which a username needs");
    }
    words.push("AUTH2", username, password);
  } else if (password !== undefined) {
    words.push("AUTH", password);
  }
  if (!isOne) {
    words.push("KEYS", ...several);
  }
  return command(nextString as Command<string>["read"], words);
}

/**
 * Moves key to another database, where it must not exist. In a cluster since 9.0.0.
 *
 * Reply: whether it was moved; not if it does not exist here, or exists there.
 * See https://valkey.io/commands/move/
 */
export function move(key: GlideString, dbIndex: Integer): Command<boolean> {
  return command(nextBoolean, "MOVE", key, integer(dbIndex, "move dbIndex"));
}

/**
 * Makes key from what dump has resolved to, to expire in ttl milliseconds; 0 means never. With
 * absttl it is when, in milliseconds since 1970 or as a Date.
 *
 * Reply: "OK". Rejects if the key exists and is not to be replaced, or if the value is
 * damaged or of a newer server.
 * See https://valkey.io/commands/restore/
 */
export function restore(key: GlideString, ttl: Integer | Date, value: Uint8Array, options?: RestoreOptions): Command<"OK"> {
  const { replace, absttl, idletime, frequency } = optionsOf("restore", options, ["replace", "absttl", "idletime", "frequency"]);
  if (ttl instanceof Date && absttl !== true) {
    throw new ConfigurationError("restore ttl: is a Date, which needs options.absttl");
  }
  const words: Word[] = ["RESTORE", key, unixMilliseconds(ttl, "restore ttl"), value];
  words.push(...flagWord(replace, "restore options.replace", "REPLACE"));
  words.push(...flagWord(absttl, "restore options.absttl", "ABSTTL"));
  if (idletime !== undefined) {
    words.push("IDLETIME", integer(idletime, "restore options.idletime"));
  }
  if (frequency !== undefined) {
    words.push("FREQ", integer(frequency, "restore options.frequency"));
  }
  return command(nextOk, words);
}
