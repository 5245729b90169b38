// Sorted sets that are made of several. In a cluster their keys must be of one slot.
// See https://valkey.io/commands/#sorted-set

import { type Command, type Word, command, double, integer, listOf, oneOf, optionsOf } from "../command.js";
import { ConfigurationError } from "../errors.js";
import { nextNumber, nextTexts } from "../replies.js";
import { withScores } from "../replies_sortedsets.js";
import type { GlideString, Text } from "../types.js";
import type { AggregationOptions, KeyWeight, ZInterCardOptions } from "./sortedsets_types.js";

/**
 * Finds the members of the sorted set at the first of keys that the others have not. Since: 6.2.0.
 *
 * Reply: the members in order of their scores.
 * See https://valkey.io/commands/zdiff/
 */
export function zdiff(keys: Iterable<GlideString>): Command<Text[]> {
  return command(nextTexts, ["ZDIFF", ...counted(keys, "zdiff keys")]);
}

/**
 * Finds the members of the sorted set at the first of keys that the others have not, and their
 * scores. Since: 6.2.0.
 *
 * Reply: the members with their scores, in order of these.
 * See https://valkey.io/commands/zdiff/
 */
export function zdiffWithScores(keys: Iterable<GlideString>): Command<{ element: Text; score: number }[]> {
  return withScores("ZDIFF", ...counted(keys, "zdiffWithScores keys"), "WITHSCORES");
}

/**
 * Stores at destination the members of the sorted set at the first of keys that the others have
 * not, in place of what it held. Since: 6.2.0.
 *
 * Reply: how many members were stored.
 * See https://valkey.io/commands/zdiffstore/
 */
export function zdiffstore(destination: GlideString, keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["ZDIFFSTORE", destination, ...counted(keys, "zdiffstore keys")]);
}

/**
 * Finds the members that all sorted sets at keys have. Since: 6.2.0.
 *
 * Reply: the members in order of the sums of their scores.
 * See https://valkey.io/commands/zinter/
 */
export function zinter(keys: Iterable<GlideString>): Command<Text[]> {
  return command(nextTexts, ["ZINTER", ...counted(keys, "zinter keys")]);
}

/**
 * Finds the members that all sorted sets at keys have, and makes one score of those in each.
 * Since: 6.2.0.
 *
 * Reply: the members with their scores, in order of these.
 * See https://valkey.io/commands/zinter/
 */
export function zinterWithScores(keys: Iterable<GlideString> | Iterable<KeyWeight>, options?: AggregationOptions): Command<{ element: Text; score: number }[]> {
  return withScores("ZINTER", ...combined("zinterWithScores", keys, options), "WITHSCORES");
}

/**
 * Counts the members that all sorted sets at keys have. Since: 7.0.0.
 *
 * Reply: the number, or the limit if there are more.
 * See https://valkey.io/commands/zintercard/
 */
export function zintercard(keys: Iterable<GlideString>, options?: ZInterCardOptions): Command<number> {
  const { limit } = optionsOf("zintercard", options, ["limit"]);
  const words = counted(keys, "zintercard keys");
  if (limit !== undefined) {
    words.push("LIMIT", integer(limit, "zintercard options.limit"));
  }
  return command(nextNumber, ["ZINTERCARD", ...words]);
}

/**
 * Stores at destination the members that all sorted sets at keys have, in place of what it held.
 *
 * Reply: how many members were stored.
 * See https://valkey.io/commands/zinterstore/
 */
export function zinterstore(destination: GlideString, keys: Iterable<GlideString> | Iterable<KeyWeight>, options?: AggregationOptions): Command<number> {
  return command(nextNumber, ["ZINTERSTORE", destination, ...combined("zinterstore", keys, options)]);
}

/**
 * Finds the members that any of the sorted sets at keys has. Since: 6.2.0.
 *
 * Reply: the members in order of the sums of their scores.
 * See https://valkey.io/commands/zunion/
 */
export function zunion(keys: Iterable<GlideString>): Command<Text[]> {
  return command(nextTexts, ["ZUNION", ...counted(keys, "zunion keys")]);
}

/**
 * Finds the members that any of the sorted sets at keys has, and makes one score of those in
 * each. Since: 6.2.0.
 *
 * Reply: the members with their scores, in order of these.
 * See https://valkey.io/commands/zunion/
 */
export function zunionWithScores(keys: Iterable<GlideString> | Iterable<KeyWeight>, options?: AggregationOptions): Command<{ element: Text; score: number }[]> {
  return withScores("ZUNION", ...combined("zunionWithScores", keys, options), "WITHSCORES");
}

/**
 * Stores at destination the members that any of the sorted sets at keys has, in place of what it
 * held.
 *
 * Reply: how many members were stored.
 * See https://valkey.io/commands/zunionstore/
 */
export function zunionstore(destination: GlideString, keys: Iterable<GlideString> | Iterable<KeyWeight>, options?: AggregationOptions): Command<number> {
  return command(nextNumber, ["ZUNIONSTORE", destination, ...combined("zunionstore", keys, options)]);
}

/** Keys, behind how many they are. */
function counted(keys: Iterable<GlideString>, what: string): Word[] {
  const names = listOf(keys, what);
  return [String(names.length), ...names];
}

/** The same with the keys' weights, if they have any, and how scores become one. */
function combined(method: string, keys: Iterable<GlideString> | Iterable<KeyWeight>, options: AggregationOptions | undefined): Word[] {
  const { aggregationType } = optionsOf(method, options, ["aggregationType"]);
  const elements = listOf<GlideString | KeyWeight>(keys, `${method} keys`);
  const names: Word[] = [];
  const weights: Word[] = [];
  elements.forEach((element, i) => {
    if (!Array.isArray(element)) {
      names.push(element);
      return;
    }
    const what = `${method} keys[${i}]`;
    if (element.length !== 2) {
      throw new ConfigurationError(`${what}: must be a key and its weight`);
    }
    names.push(element[0]);
    weights.push(double(element[1], `${what}[1]`));
  });
  if (weights.length > 0 && weights.length < names.length) {
    throw new ConfigurationError(`${method} keys: some have a weight and others none; give each one, 1 leaves the scores as they are`);
  }
  const words: Word[] = [String(names.length), ...names];
  if (weights.length > 0) {
    words.push("WEIGHTS", ...weights);
  }
  if (aggregationType !== undefined) {
    words.push("AGGREGATE", oneOf(aggregationType, `${method} options.aggregationType`, ["SUM", "MIN", "MAX"]));
  }
  return words;
}
