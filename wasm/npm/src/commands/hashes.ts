// Hashes: values by their fields under one key, such as the properties of an object. A field
// can have an expiry of its own. See https://valkey.io/commands/#hash

import { type Command, type Word, command, double, flagWord, integer, listOf, oneOf, optionsOf, pairsOf } from "../command.js";
import { HashExpirationCondition, HashFieldConditionalChange } from "../enums.js";
import { nextNullableTexts, nextNumber, nextNumbers, nextOk, nextTexts } from "../replies.js";
import { nextFieldsWithValues, nextHash, nextHashInBatch } from "../replies_hashes.js";
import { nextScan, scanWords } from "../scans.js";
import { nextBoolean, nextDouble, nextNullableText } from "../shapes_tokens.js";
import { expiryWords, unixMilliseconds, unixSeconds } from "../times.js";
import type { GlideString, Integer, Text } from "../types.js";
import type { FieldsAndValues, HExpireOptions, HGetExOptions, HScanOptions, HSetExOptions } from "./hashes_types.js";

const fieldConditions = Object.values(HashFieldConditionalChange);
const expirationConditions = Object.values(HashExpirationCondition);

/**
 * Deletes fields of the hash at key. A hash of which nothing is left is deleted.
 *
 * Reply: how many of the fields existed.
 * See https://valkey.io/commands/hdel/
 */
export function hdel(key: GlideString, fields: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["HDEL", key, ...listOf(fields, "hdel fields")]);
}

/**
 * Tells whether the hash at key has a field.
 *
 * Reply: true if it has, false if it has not or does not exist.
 * See https://valkey.io/commands/hexists/
 */
export function hexists(key: GlideString, field: GlideString): Command<boolean> {
  return command(nextBoolean, "HEXISTS", key, field);
}

/**
 * Lets fields of the hash at key expire in so many seconds; 0 deletes them at once.
 * Since: 9.0.0.
 *
 * Reply: for each field 1 if the expiry was set, 2 if the field was deleted, 0 if the condition
 * did not hold, -2 if there is no such field.
 * See https://valkey.io/commands/hexpire/
 */
export function hexpire(key: GlideString, seconds: number, fields: Iterable<GlideString>, options?: HExpireOptions): Command<number[]> {
  return expire("hexpire", "HEXPIRE", key, integer(seconds, "hexpire seconds"), fields, options);
}

/**
 * Lets fields of the hash at key expire at a point in time, in seconds since 1970 or as a
 * Date of a whole second; one in the past deletes them at once. Since: 9.0.0.
 *
 * Reply: for each field 1 if the expiry was set, 2 if the field was deleted, 0 if the condition
 * did not hold, -2 if there is no such field.
 * See https://valkey.io/commands/hexpireat/
 */
export function hexpireat(key: GlideString, unixTimestampSeconds: number | Date, fields: Iterable<GlideString>, options?: HExpireOptions): Command<number[]> {
  return expire("hexpireat", "HEXPIREAT", key, unixSeconds(unixTimestampSeconds, "hexpireat unixTimestampSeconds"), fields, options);
}

/**
 * Tells when fields of the hash at key expire. Since: 9.0.0.
 *
 * Reply: for each field the time in seconds since 1970, -1 if it does not expire, -2 if there
 * is no such field.
 * See https://valkey.io/commands/hexpiretime/
 */
export function hexpiretime(key: GlideString, fields: Iterable<GlideString>): Command<number[]> {
  return command(nextNumbers, ["HEXPIRETIME", key, ...fieldWords(fields, "hexpiretime")]);
}

/**
 * Gets the value of a field of the hash at key.
 *
 * Reply: the value, or null if the field or the key does not exist.
 * See https://valkey.io/commands/hget/
 */
export function hget(key: GlideString, field: GlideString): Command<Text | null> {
  return command(nextNullableText, "HGET", key, field);
}

/**
 * Gets all fields of the hash at key with their values.
 *
 * Reply: the fields with their values, none if the key does not exist. In a batch each has key
 * in place of field.
 * See https://valkey.io/commands/hgetall/
 */
export function hgetall(key: GlideString): Command<{ field: Text; value: Text }[]> {
  return { ...command(nextHash, "HGETALL", key), readInBatch: nextHashInBatch };
}

/**
 * Gets the values of fields of the hash at key and deletes the fields. A hash of which nothing
 * is left is deleted. Since: 9.1.0.
 *
 * Reply: for each field the value that it had, null if there was no such field.
 * See https://valkey.io/commands/hgetdel/
 */
export function hgetdel(key: GlideString, fields: Iterable<GlideString>): Command<(Text | null)[]> {
  return command(nextNullableTexts, ["HGETDEL", key, ...fieldWords(fields, "hgetdel")]);
}

/**
 * Gets the values of fields of the hash at key and changes when the fields expire.
 * Since: 9.0.0.
 *
 * Reply: for each field its value, null if there is no such field.
 * See https://valkey.io/commands/hgetex/
 */
export function hgetex(key: GlideString, fields: Iterable<GlideString>, options?: HGetExOptions): Command<(Text | null)[]> {
  const { expiry } = optionsOf("hgetex", options, ["expiry"]);
  const words: Word[] = ["HGETEX", key];
  if (expiry === "PERSIST") {
    words.push("PERSIST");
  } else if (expiry !== undefined) {
    words.push(...expiryWords(expiry, "hgetex options.expiry", "count"));
  }
  return command(nextNullableTexts, [...words, ...fieldWords(fields, "hgetex")]);
}

/**
 * Adds amount to the number in a field of the hash at key. A field that does not exist is 0.
 *
 * Reply: the number afterwards.
 * See https://valkey.io/commands/hincrby/
 */
export function hincrBy(key: GlideString, field: GlideString, amount: Integer): Command<number> {
  return command(nextNumber, "HINCRBY", key, field, integer(amount, "hincrBy amount"));
}

/**
 * Adds amount to the number in a field of the hash at key, which may have decimals. A field
 * that does not exist is 0.
 *
 * Reply: the number afterwards.
 * See https://valkey.io/commands/hincrbyfloat/
 */
export function hincrByFloat(key: GlideString, field: GlideString, amount: number): Command<number> {
  return command(nextDouble, "HINCRBYFLOAT", key, field, double(amount, "hincrByFloat amount"));
}

/**
 * Gets all fields of the hash at key.
 *
 * Reply: the fields in no particular order, none if the key does not exist.
 * See https://valkey.io/commands/hkeys/
 */
export function hkeys(key: GlideString): Command<Text[]> {
  return command(nextTexts, "HKEYS", key);
}

/**
 * Counts the fields of the hash at key. Some that have expired a moment ago may be among them.
 *
 * Reply: the number, 0 if the key does not exist.
 * See https://valkey.io/commands/hlen/
 */
export function hlen(key: GlideString): Command<number> {
  return command(nextNumber, "HLEN", key);
}

/**
 * Gets the values of fields of the hash at key.
 *
 * Reply: for each field its value, null if there is no such field.
 * See https://valkey.io/commands/hmget/
 */
export function hmget(key: GlideString, fields: Iterable<GlideString>): Command<(Text | null)[]> {
  return command(nextNullableTexts, ["HMGET", key, ...listOf(fields, "hmget fields")]);
}

/**
 * Sets fields of the hash at key, which is made if it does not exist.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/hmset/
 *
 * @deprecated use hset, which says how many of the fields are new.
 */
export function hmset(key: GlideString, fieldsAndValues: FieldsAndValues): Command<"OK"> {
  return command(nextOk, ["HMSET", key, ...fieldPairs(fieldsAndValues, "hmset").flat()]);
}

/**
 * Takes the expiry of fields of the hash at key away. Since: 9.0.0.
 *
 * Reply: for each field 1 if it has no expiry any more, -1 if it had none, -2 if there is no
 * such field.
 * See https://valkey.io/commands/hpersist/
 */
export function hpersist(key: GlideString, fields: Iterable<GlideString>): Command<number[]> {
  return command(nextNumbers, ["HPERSIST", key, ...fieldWords(fields, "hpersist")]);
}

/**
 * Lets fields of the hash at key expire in so many milliseconds; 0 deletes them at once.
 * Since: 9.0.0.
 *
 * Reply: for each field 1 if the expiry was set, 2 if the field was deleted, 0 if the condition
 * did not hold, -2 if there is no such field.
 * See https://valkey.io/commands/hpexpire/
 */
export function hpexpire(key: GlideString, milliseconds: number, fields: Iterable<GlideString>, options?: HExpireOptions): Command<number[]> {
  return expire("hpexpire", "HPEXPIRE", key, integer(milliseconds, "hpexpire milliseconds"), fields, options);
}

/**
 * Lets fields of the hash at key expire at a point in time, in milliseconds since 1970 or as a
 * Date; one in the past deletes them at once. Since: 9.0.0.
 *
 * Reply: for each field 1 if the expiry was set, 2 if the field was deleted, 0 if the condition
 * did not hold, -2 if there is no such field.
 * See https://valkey.io/commands/hpexpireat/
 */
export function hpexpireat(key: GlideString, unixTimestampMilliseconds: number | Date, fields: Iterable<GlideString>, options?: HExpireOptions): Command<number[]> {
  return expire("hpexpireat", "HPEXPIREAT", key, unixMilliseconds(unixTimestampMilliseconds, "hpexpireat unixTimestampMilliseconds"), fields, options);
}

/**
 * Tells when fields of the hash at key expire, to the millisecond. Since: 9.0.0.
 *
 * Reply: for each field the time in milliseconds since 1970, -1 if it does not expire, -2 if
 * there is no such field.
 * See https://valkey.io/commands/hpexpiretime/
 */
export function hpexpiretime(key: GlideString, fields: Iterable<GlideString>): Command<number[]> {
  return command(nextNumbers, ["HPEXPIRETIME", key, ...fieldWords(fields, "hpexpiretime")]);
}

/**
 * Tells how long fields of the hash at key have left to live, to the millisecond.
 * Since: 9.0.0.
 *
 * Reply: for each field the time in milliseconds, -1 if it does not expire, -2 if there is no
 * such field.
 * See https://valkey.io/commands/hpttl/
 */
export function hpttl(key: GlideString, fields: Iterable<GlideString>): Command<number[]> {
  return command(nextNumbers, ["HPTTL", key, ...fieldWords(fields, "hpttl")]);
}

/**
 * Gets a field of the hash at key at random. Since: 6.2.0.
 *
 * Reply: the field, or null if the key does not exist.
 * See https://valkey.io/commands/hrandfield/
 */
export function hrandfield(key: GlideString): Command<Text | null> {
  return command(nextNullableText, "HRANDFIELD", key);
}

/**
 * Gets fields of the hash at key at random: up to count different ones, or if count is below 0
 * exactly -count, among which a field may come again. Since: 6.2.0.
 *
 * Reply: the fields, none if the key does not exist.
 * See https://valkey.io/commands/hrandfield/
 */
export function hrandfieldCount(key: GlideString, count: Integer): Command<Text[]> {
  return command(nextTexts, "HRANDFIELD", key, integer(count, "hrandfieldCount count"));
}

/**
 * Gets fields of the hash at key at random with their values: up to count different ones, or
 * if count is below 0 exactly -count, among which a field may come again. Since: 6.2.0.
 *
 * Reply: the fields, each with its value, none if the key does not exist.
 * See https://valkey.io/commands/hrandfield/
 */
export function hrandfieldWithValues(key: GlideString, count: Integer): Command<[Text, Text][]> {
  return command(nextFieldsWithValues, "HRANDFIELD", key, integer(count, "hrandfieldWithValues count"), "WITHVALUES");
}

/**
 * Scans the fields of the hash at key in steps: begin with the cursor "0", go on with the one
 * of the reply, and end when that is "0".
 *
 * Reply: the cursor to go on with, and fields, each followed by its value unless noValues is
 * set. A field that is there from the first step to the last comes at least once.
 * See https://valkey.io/commands/hscan/
 */
export function hscan(key: GlideString, cursor: GlideString, options?: HScanOptions): Command<[string, Text[]]> {
  const own = optionsOf("hscan", options, ["match", "count", "noValues"]);
  const words: Word[] = ["HSCAN", key, cursor, ...scanWords(own, "hscan")];
  words.push(...flagWord(own.noValues, "hscan options.noValues", "NOVALUES"));
  return command(nextScan, words);
}

/**
 * Sets fields of the hash at key, which is made if it does not exist.
 *
 * Reply: how many of the fields are new.
 * See https://valkey.io/commands/hset/
 */
export function hset(key: GlideString, fieldsAndValues: FieldsAndValues): Command<number> {
  return command(nextNumber, ["HSET", key, ...fieldPairs(fieldsAndValues, "hset").flat()]);
}

/**
 * Sets fields of the hash at key, under conditions and with an expiry. The hash is made if it
 * does not exist. Since: 9.0.0.
 *
 * Reply: 1 if all fields were set, 0 if a condition did not hold, and then none was.
 * See https://valkey.io/commands/hsetex/
 */
export function hsetex(key: GlideString, fieldsAndValues: FieldsAndValues, options?: HSetExOptions): Command<number> {
  const { keyConditionalChange, fieldConditionalChange, expiry } = optionsOf("hsetex", options, ["keyConditionalChange", "fieldConditionalChange", "expiry"]);
  const words: Word[] = ["HSETEX", key];
  if (keyConditionalChange !== undefined) {
    words.push(oneOf(keyConditionalChange, "hsetex options.keyConditionalChange", ["XX", "NX"]));
  }
  if (fieldConditionalChange !== undefined) {
    words.push(oneOf(fieldConditionalChange, "hsetex options.fieldConditionalChange", fieldConditions));
  }
  if (expiry === "KEEPTTL") {
    words.push("KEEPTTL");
  } else if (expiry !== undefined) {
    words.push(...expiryWords(expiry, "hsetex options.expiry", "count"));
  }
  const pairs = fieldPairs(fieldsAndValues, "hsetex");
  return command(nextNumber, [...words, "FIELDS", String(pairs.length), ...pairs.flat()]);
}

/**
 * Sets a field of the hash at key if it does not exist. The hash is made if it does not exist.
 *
 * Reply: whether the field was set.
 * See https://valkey.io/commands/hsetnx/
 */
export function hsetnx(key: GlideString, field: GlideString, value: GlideString): Command<boolean> {
  return command(nextBoolean, "HSETNX", key, field, value);
}

/**
 * Tells how long the value of a field of the hash at key is, in bytes.
 *
 * Reply: the length, 0 if the field or the key does not exist.
 * See https://valkey.io/commands/hstrlen/
 */
export function hstrlen(key: GlideString, field: GlideString): Command<number> {
  return command(nextNumber, "HSTRLEN", key, field);
}

/**
 * Tells how long fields of the hash at key have left to live. Since: 9.0.0.
 *
 * Reply: for each field the time in seconds, -1 if it does not expire, -2 if there is no such
 * field.
 * See https://valkey.io/commands/httl/
 */
export function httl(key: GlideString, fields: Iterable<GlideString>): Command<number[]> {
  return command(nextNumbers, ["HTTL", key, ...fieldWords(fields, "httl")]);
}

/**
 * Gets the values of all fields of the hash at key.
 *
 * Reply: the values in no particular order, none if the key does not exist.
 * See https://valkey.io/commands/hvals/
 */
export function hvals(key: GlideString): Command<Text[]> {
  return command(nextTexts, "HVALS", key);
}

/** The command that has fields expire. */
function expire(method: string, name: string, key: GlideString, time: Word, fields: Iterable<GlideString>, options: HExpireOptions | undefined) {
  const { condition } = optionsOf(method, options, ["condition"]);
  const words: Word[] = [name, key, time];
  if (condition !== undefined) {
    words.push(oneOf(condition, `${method} options.condition`, expirationConditions));
  }
  return command(nextNumbers, [...words, ...fieldWords(fields, method)]);
}

function fieldWords(fields: Iterable<GlideString>, method: string): Word[] {
  const list = listOf(fields, `${method} fields`);
  return ["FIELDS", String(list.length), ...list];
}

function fieldPairs(fieldsAndValues: FieldsAndValues, method: string): [GlideString, GlideString][] {
  return pairsOf<GlideString>(fieldsAndValues, `${method} fieldsAndValues`, "field", "value");
}
