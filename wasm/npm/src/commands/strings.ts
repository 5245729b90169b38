// Strings: values of any bytes under a key, whole or in parts, and numbers in them that are
// counted up and down. See https://valkey.io/commands/#string

import { type Command, type Read, type Word, command, double, flagWord, integer, listOf, oneOf, optionsOf, pairsOf } from "../command.js";
import { ConfigurationError } from "../errors.js";
import { nextNullableTexts, nextNumber, nextOk, nextRecord } from "../replies.js";
import { nextGlideRecord } from "../replies_any.js";
import { type Reader, type } from "../resp.js";
import { nextBoolean, nextDouble, nextNullableText, nextText, textOf } from "../shapes_tokens.js";
import { expiryWords } from "../times.js";
import type { GlideRecord, GlideString, Integer, Text } from "../types.js";
import type { GetExExpiry, GetExOptions, LcsIdxOptions, MSetExOptions, SetExpiry, SetOptions } from "./strings_types.js";

/**
 * Appends value to the string at key, which is made if it does not exist.
 *
 * Reply: the length of the string afterwards.
 * See https://valkey.io/commands/append/
 */
export function append(key: GlideString, value: GlideString): Command<number> {
  return command(nextNumber, "APPEND", key, value);
}

/**
 * Subtracts 1 from the number at key, which is 0 if it does not exist.
 *
 * Reply: the number afterwards.
 * See https://valkey.io/commands/decr/
 */
export function decr(key: GlideString): Command<number> {
  return command(nextNumber, "DECR", key);
}

/**
 * Subtracts amount from the number at key, which is 0 if it does not exist.
 *
 * Reply: the number afterwards.
 * See https://valkey.io/commands/decrby/
 */
export function decrBy(key: GlideString, amount: Integer): Command<number> {
  return command(nextNumber, "DECRBY", key, integer(amount, "decrBy amount"));
}

/**
 * Deletes key if it holds value, byte for byte: what a lock needs to be given up by its owner
 * only. Since: 9.0.0.
 *
 * Reply: whether it was deleted.
 * See https://valkey.io/commands/delifeq/
 */
export function delifeq(key: GlideString, value: GlideString): Command<boolean> {
  return command(nextBoolean, "DELIFEQ", key, value);
}

/**
 * Gets the value of key.
 *
 * Reply: the value, or null if the key does not exist.
 * See https://valkey.io/commands/get/
 */
export function get(key: GlideString): Command<Text | null> {
  return command(nextNullableText, "GET", key);
}

/**
 * Gets the value of key and deletes the key. Since: 6.2.0.
 *
 * Reply: the value, or null if the key does not exist.
 * See https://valkey.io/commands/getdel/
 */
export function getdel(key: GlideString): Command<Text | null> {
  return command(nextNullableText, "GETDEL", key);
}

/**
 * Gets the value of key and changes when the key expires. Since: 6.2.0.
 *
 * Reply: the value, or null if the key does not exist.
 * See https://valkey.io/commands/getex/
 * @inBatch options?: GetExExpiry | GetExOptions
 */
export function getex(key: GlideString, options?: GetExOptions): Command<Text | null> {
  const expiry = isExpiry(options) ? options : optionsOf("getex", options, ["expiry"]).expiry;
  if (expiry === undefined) {
    return command(nextNullableText, "GETEX", key);
  }
  if (expiry === "persist") {
    return command(nextNullableText, "GETEX", key, "PERSIST");
  }
  return command(nextNullableText, ["GETEX", key, ...expiryWords(expiry, "getex options.expiry", "duration")]);
}

/**
 * Gets the part of the string at key from start to end, both included. Numbers below 0
 * count from the end: -1 is the last byte.
 *
 * Reply: the part, "" if there is none.
 * See https://valkey.io/commands/getrange/
 */
export function getrange(key: GlideString, start: Integer, end: Integer): Command<Text> {
  return command(nextText, "GETRANGE", key, integer(start, "getrange start"), integer(end, "getrange end"));
}

/**
 * Adds 1 to the number at key, which is 0 if it does not exist.
 *
 * Reply: the number afterwards.
 * See https://valkey.io/commands/incr/
 */
export function incr(key: GlideString): Command<number> {
  return command(nextNumber, "INCR", key);
}

/**
 * Adds amount to the number at key, which is 0 if it does not exist.
 *
 * Reply: the number afterwards.
 * See https://valkey.io/commands/incrby/
 */
export function incrBy(key: GlideString, amount: Integer): Command<number> {
  return command(nextNumber, "INCRBY", key, integer(amount, "incrBy amount"));
}

/**
 * Adds amount to the number at key, which may have decimals and is 0 if it does not exist.
 *
 * Reply: the number afterwards.
 * See https://valkey.io/commands/incrbyfloat/
 */
export function incrByFloat(key: GlideString, amount: number): Command<number> {
  return command(nextDouble, "INCRBYFLOAT", key, double(amount, "incrByFloat amount"));
}

/**
 * Finds the longest common subsequence of the strings at two keys. Since: 7.0.0.
 *
 * Reply: the subsequence.
 * See https://valkey.io/commands/lcs/
 */
export function lcs(key1: GlideString, key2: GlideString): Command<Text> {
  return command(nextText, "LCS", key1, key2);
}

/**
 * Finds where the longest common subsequence of the strings at two keys is. Since: 7.0.0.
 *
 * Reply: matches, of each where it is in both strings and, if asked for, its length; and len,
 * the length of all.
 * See https://valkey.io/commands/lcs/
 */
export function lcsIdx(key1: GlideString, key2: GlideString, options?: LcsIdxOptions): Command<Record<string, (number | [number, number])[][] | number>> {
  const { withMatchLen, minMatchLen } = optionsOf("lcsIdx", options, ["withMatchLen", "minMatchLen"]);
  const words: Word[] = ["LCS", key1, key2, "IDX"];
  if (minMatchLen !== undefined) {
    words.push("MINMATCHLEN", integer(minMatchLen, "lcsIdx options.minMatchLen"));
  }
  words.push(...flagWord(withMatchLen, "lcsIdx options.withMatchLen", "WITHMATCHLEN"));
  return { words, read: nextRecord as Read<Record<string, (number | [number, number])[][] | number>>, readInBatch: nextGlideRecord };
}

/**
 * Finds how long the longest common subsequence of the strings at two keys is. Since: 7.0.0.
 *
 * Reply: the length.
 * See https://valkey.io/commands/lcs/
 */
export function lcsLen(key1: GlideString, key2: GlideString): Command<number> {
  return command(nextNumber, "LCS", key1, key2, "LEN");
}

/**
 * Gets the values of keys. In a cluster they may be of several slots: the client then asks
 * for them in parts.
 *
 * Reply: the values in order of the keys, null where a key does not exist or holds no string.
 * See https://valkey.io/commands/mget/
 */
export function mget(keys: Iterable<GlideString>): Command<(Text | null)[]> {
  return command(nextNullableTexts, ["MGET", ...listOf(keys, "mget keys")]);
}

/**
 * Sets keys to values. In a cluster they may be of several slots: the client then sets them
 * in parts, each of which is atomic.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/mset/
 */
export function mset(keysAndValues: Record<string, GlideString> | GlideRecord<GlideString> | Map<GlideString, GlideString>): Command<"OK"> {
  return command(nextOk, ["MSET", ...pairsOf<GlideString>(keysAndValues, "mset keysAndValues", "key", "value").flat()]);
}

/**
 * Sets keys to values at one moment, under a condition and with an expiry. In a cluster they
 * must be of one slot. Since: 9.1.0.
 *
 * Reply: whether they were set, all or none.
 * See https://valkey.io/commands/msetex/
 */
export function msetex(keysAndValues: Record<string, GlideString> | GlideRecord<GlideString> | Map<GlideString, GlideString>, options?: MSetExOptions): Command<boolean> {
  const { conditionalSet, expiry } = optionsOf("msetex", options, ["conditionalSet", "expiry"]);
  const pairs = pairsOf<GlideString>(keysAndValues, "msetex keysAndValues", "key", "value");
  const words: Word[] = ["MSETEX", String(pairs.length), ...pairs.flat()];
  if (conditionalSet !== undefined) {
    words.push(conditions[oneOf(conditionalSet, "msetex options.conditionalSet", ["onlyIfExists", "onlyIfDoesNotExist"])]);
  }
  words.push(...setExpiryWords(expiry, "msetex options.expiry"));
  return command(nextBoolean, words);
}

/**
 * Sets keys to values if none of the keys exists. In a cluster they must be of one slot.
 *
 * Reply: whether they were set.
 * See https://valkey.io/commands/msetnx/
 */
export function msetnx(keysAndValues: Record<string, GlideString> | GlideRecord<GlideString> | Map<GlideString, GlideString>): Command<boolean> {
  return command(nextBoolean, ["MSETNX", ...pairsOf<GlideString>(keysAndValues, "msetnx keysAndValues", "key", "value").flat()]);
}

/**
 * Sets key to value.
 *
 * Reply: "OK", or null if the condition did not hold. With returnOldValue the value that
 * the key had before, or null.
 * See https://valkey.io/commands/set/
 */
export function set(key: GlideString, value: GlideString, options?: SetOptions): Command<"OK" | Text | null> {
  if (options === undefined) {
    return command(nextOkOrText, "SET", key, value);
  }
  const { conditionalSet, comparisonValue, returnOldValue, expiry } = optionsOf<{
    conditionalSet: string;
    comparisonValue: GlideString;
    returnOldValue: boolean;
    expiry: SetOptions["expiry"];
  }>("set", options as never, ["conditionalSet", "comparisonValue", "returnOldValue", "expiry"]);
  const words: Word[] = ["SET", key, value];
  if (conditionalSet !== undefined) {
    words.push(conditions[oneOf(conditionalSet as keyof typeof conditions, "set options.conditionalSet", conditionNames)]);
  }
  if (conditionalSet === "onlyIfEqual") {
    if (comparisonValue === undefined) {
      throw new ConfigurationError('set options.comparisonValue: is missing, which conditionalSet "onlyIfEqual" needs');
    }
    words.push(comparisonValue);
  } else if (comparisonValue !== undefined) {
    throw new ConfigurationError('set options.comparisonValue: is for conditionalSet "onlyIfEqual"; leave it out');
  }
  words.push(...flagWord(returnOldValue, "set options.returnOldValue", "GET"));
  words.push(...setExpiryWords(expiry, "set options.expiry"));
  return command(nextOkOrText, words);
}

const conditions = { onlyIfExists: "XX", onlyIfDoesNotExist: "NX", onlyIfEqual: "IFEQ" } as const;
const conditionNames = Object.keys(conditions) as (keyof typeof conditions)[];

/**
 * Overwrites the string at key from an offset on, which is padded with zero bytes before that.
 *
 * Reply: the length of the string afterwards.
 * See https://valkey.io/commands/setrange/
 */
export function setrange(key: GlideString, offset: Integer, value: GlideString): Command<number> {
  return command(nextNumber, "SETRANGE", key, integer(offset, "setrange offset"), value);
}

/**
 * Tells how long the string at key is, in bytes.
 *
 * Reply: the length, 0 if the key does not exist.
 * See https://valkey.io/commands/strlen/
 */
export function strlen(key: GlideString): Command<number> {
  return command(nextNumber, "STRLEN", key);
}

/** The words of the expiry of what is set. */
function setExpiryWords(expiry: "keepExisting" | SetExpiry | undefined, what: string): Word[] {
  if (expiry === undefined) {
    return [];
  }
  return expiry === "keepExisting" ? ["KEEPTTL"] : expiryWords(expiry, what, "count");
}

/** Whether the options are an expiry without an object around it, as GLIDE's batches take it. */
function isExpiry(options: GetExExpiry | GetExOptions | null | undefined): options is GetExExpiry {
  return options === "persist" || (typeof options === "object" && options !== null && "type" in options);
}

/** What set replies: OK, which is a string whatever the caller wants strings to be, or a value, which is as he wants it. */
function nextOkOrText(r: Reader): "OK" | GlideString | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  return r.type === type.simpleString ? (r.string() as "OK") : textOf(r);
}
