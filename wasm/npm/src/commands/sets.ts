// Sets: members without an order, each of them once. See https://valkey.io/commands/#set

import { type Command, type Word, command, integer, listOf, optionsOf } from "../command.js";
import { nextNumber, nextTexts } from "../replies.js";
import type { Reader } from "../resp.js";
import { nextScan, scanWords } from "../scans.js";
import { list, nextBoolean, nextNullableText } from "../shapes_tokens.js";
import type { GlideString, Integer, Text } from "../types.js";
import type { BaseScanOptions } from "./scans_types.js";
import type { SInterCardOptions } from "./sets_types.js";

/**
 * Adds members to the set at key, which is made if it does not exist.
 *
 * Reply: how many of the members are new.
 * See https://valkey.io/commands/sadd/
 */
export function sadd(key: GlideString, members: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["SADD", key, ...listOf(members, "sadd members")]);
}

/**
 * Tells how many members the set at key has.
 *
 * Reply: the number, 0 if the key does not exist.
 * See https://valkey.io/commands/scard/
 */
export function scard(key: GlideString): Command<number> {
  return command(nextNumber, "SCARD", key);
}

/**
 * Gets the members of the first of the sets at keys that none of the others has. In a cluster
 * the keys must be of one slot.
 *
 * Reply: the members.
 * See https://valkey.io/commands/sdiff/
 */
export function sdiff(keys: Iterable<GlideString>): Command<Set<Text>> {
  return command(nextSet, ["SDIFF", ...listOf(keys, "sdiff keys")]);
}

/**
 * Has destination be a set of the members of the first of the sets at keys that none of the
 * others has. In a cluster the keys must be of one slot.
 *
 * Reply: how many members it has. Where that is none, destination is deleted.
 * See https://valkey.io/commands/sdiffstore/
 */
export function sdiffstore(destination: GlideString, keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["SDIFFSTORE", destination, ...listOf(keys, "sdiffstore keys")]);
}

/**
 * Gets the members that all sets at keys have. In a cluster the keys must be of one slot.
 *
 * Reply: the members.
 * See https://valkey.io/commands/sinter/
 */
export function sinter(keys: Iterable<GlideString>): Command<Set<Text>> {
  return command(nextSet, ["SINTER", ...listOf(keys, "sinter keys")]);
}

/**
 * Counts the members that all sets at keys have. In a cluster the keys must be of one slot.
 * Since: 7.0.0.
 *
 * Reply: their number, or the limit if there are more.
 * See https://valkey.io/commands/sintercard/
 */
export function sintercard(keys: Iterable<GlideString>, options?: SInterCardOptions): Command<number> {
  const { limit } = optionsOf("sintercard", options, ["limit"]);
  const names = listOf(keys, "sintercard keys");
  const words: Word[] = ["SINTERCARD", String(names.length), ...names];
  if (limit !== undefined) {
    words.push("LIMIT", integer(limit, "sintercard options.limit"));
  }
  return command(nextNumber, words);
}

/**
 * Has destination be a set of the members that all sets at keys have. In a cluster the keys
 * must be of one slot.
 *
 * Reply: how many members it has. Where that is none, destination is deleted.
 * See https://valkey.io/commands/sinterstore/
 */
export function sinterstore(destination: GlideString, keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["SINTERSTORE", destination, ...listOf(keys, "sinterstore keys")]);
}

/**
 * Tells whether the set at key has a member.
 *
 * Reply: true if it has, false if it has not or does not exist.
 * See https://valkey.io/commands/sismember/
 */
export function sismember(key: GlideString, member: GlideString): Command<boolean> {
  return command(nextBoolean, "SISMEMBER", key, member);
}

/**
 * Gets all members of the set at key.
 *
 * Reply: the members, none if the key does not exist.
 * See https://valkey.io/commands/smembers/
 */
export function smembers(key: GlideString): Command<Set<Text>> {
  return command(nextSet, "SMEMBERS", key);
}

/**
 * Tells which of several members the set at key has. Since: 6.2.0.
 *
 * Reply: for each whether the set has it.
 * See https://valkey.io/commands/smismember/
 */
export function smismember(key: GlideString, members: Iterable<GlideString>): Command<boolean[]> {
  return command((r: Reader) => list(r, nextBoolean), ["SMISMEMBER", key, ...listOf(members, "smismember members")]);
}

/**
 * Moves a member from the set at source to that at destination. In a cluster the keys must be
 * of one slot.
 *
 * Reply: whether source had the member.
 * See https://valkey.io/commands/smove/
 */
export function smove(source: GlideString, destination: GlideString, member: GlideString): Command<boolean> {
  return command(nextBoolean, "SMOVE", source, destination, member);
}

/**
 * Removes a member of the set at key at random.
 *
 * Reply: the member, or null if the key does not exist.
 * See https://valkey.io/commands/spop/
 */
export function spop(key: GlideString): Command<Text | null> {
  return command(nextNullableText, "SPOP", key);
}

/**
 * Removes up to count members of the set at key at random.
 *
 * Reply: the members, none if the key does not exist.
 * See https://valkey.io/commands/spop/
 */
export function spopCount(key: GlideString, count: Integer): Command<Set<Text>> {
  return command(nextSet, "SPOP", key, integer(count, "spopCount count"));
}

/**
 * Gets a member of the set at key at random.
 *
 * Reply: the member, or null if the key does not exist.
 * See https://valkey.io/commands/srandmember/
 */
export function srandmember(key: GlideString): Command<Text | null> {
  return command(nextNullableText, "SRANDMEMBER", key);
}

/**
 * Gets members of the set at key at random: up to count different ones, or if count is below 0
 * exactly -count, among which a member may come again.
 *
 * Reply: the members, none if the key does not exist.
 * See https://valkey.io/commands/srandmember/
 */
export function srandmemberCount(key: GlideString, count: Integer): Command<Text[]> {
  return command(nextTexts, "SRANDMEMBER", key, integer(count, "srandmemberCount count"));
}

/**
 * Removes members from the set at key. A set of which nothing is left is deleted.
 *
 * Reply: how many of the members it had.
 * See https://valkey.io/commands/srem/
 */
export function srem(key: GlideString, members: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["SREM", key, ...listOf(members, "srem members")]);
}

/**
 * Scans the members of the set at key in steps: begin with the cursor "0", go on with the one
 * of the reply, and end when that is "0".
 *
 * Reply: the cursor to go on with, and members. One that is there from the first step to the
 * last comes at least once.
 * See https://valkey.io/commands/sscan/
 */
export function sscan(key: GlideString, cursor: GlideString, options?: BaseScanOptions): Command<[string, Text[]]> {
  return command(nextScan, ["SSCAN", key, cursor, ...scanWords(optionsOf("sscan", options, ["match", "count"]), "sscan")]);
}

/**
 * Gets the members that any of the sets at keys has. In a cluster the keys must be of one slot.
 *
 * Reply: the members.
 * See https://valkey.io/commands/sunion/
 */
export function sunion(keys: Iterable<GlideString>): Command<Set<Text>> {
  return command(nextSet, ["SUNION", ...listOf(keys, "sunion keys")]);
}

/**
 * Has destination be a set of the members that any of the sets at keys has. In a cluster the
 * keys must be of one slot.
 *
 * Reply: how many members it has. Where that is none, destination is deleted.
 * See https://valkey.io/commands/sunionstore/
 */
export function sunionstore(destination: GlideString, keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["SUNIONSTORE", destination, ...listOf(keys, "sunionstore keys")]);
}

/** Members: a set, or the array that RESP2 has for one. */
function nextSet(r: Reader): Set<GlideString> {
  return new Set(nextTexts(r));
}
