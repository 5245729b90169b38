// Keys that are looked for, and their elements sorted.

import { type Command, type Word, checkNames, command, flagWord, integer, listOf, oneOf, optionsOf } from "../command.js";
import { SortOrder } from "../enums.js";
import { nextNullableTexts, nextNumber, nextTexts } from "../replies.js";
import { nextScan } from "../replies_generic.js";
import type { GlideString, Text } from "../types.js";
import type { ClusterScanStepOptions, ScanOptions, SortOptions } from "./generic_types.js";

const sortOrders = Object.values(SortOrder);

/**
 * Finds some of the keys of a cluster, whose nodes know by the cursor which slot is next.
 * Otherwise it is as scan, and the server's own: its clients have a scan that older servers
 * serve too. Since: 9.1.0.
 *
 * Reply: the cursor for the next step, "0" after the last one, and the keys that were found.
 * See https://valkey.io/commands/clusterscan/
 */
export function clusterscan(cursor: GlideString, options?: ClusterScanStepOptions): Command<[string, Text[]]> {
  const { slot, ...scan } = optionsOf("clusterscan", options, ["match", "count", "type", "slot"]);
  const words = filter("clusterscan", scan);
  if (slot !== undefined) {
    words.push("SLOT", integer(slot, "clusterscan options.slot"));
  }
  return command(nextScan, "CLUSTERSCAN", cursor, ...words);
}

/**
 * Finds the keys that match a glob-style pattern, while nothing else is executed: rather use
 * scan where there are many. In a cluster all primaries are asked.
 *
 * Reply: the keys, in no particular order.
 * See https://valkey.io/commands/keys/
 */
export function keys(pattern: GlideString): Command<Text[]> {
  return command(nextTexts, "KEYS", pattern);
}

/**
 * Finds some of the keys: those of one step of a scan, which begins with cursor "0". Keys
 * that are there all the while are found, some of them more than once.
 *
 * Reply: the cursor for the next step, "0" after the last one, and the keys that were found.
 * See https://valkey.io/commands/scan/
 * @standalone
 */
export function scan(cursor: GlideString, options?: ScanOptions): Command<[string, Text[]]> {
  return command(nextScan, "SCAN", cursor, ...filter("scan", optionsOf("scan", options, ["match", "count", "type"])));
}

/**
 * Sorts the elements of the list, set or sorted set at key, as numbers if the options do not
 * say otherwise. In a cluster, patterns must map to the slot of key; since 8.0.0.
 *
 * Reply: the elements in order, or what getPatterns got for each, null where there is nothing.
 * See https://valkey.io/commands/sort/
 */
export function sort(key: GlideString, options?: SortOptions): Command<(Text | null)[]> {
  return command(nextNullableTexts, "SORT", key, ...sorting("sort", options));
}

/**
 * Sorts as sort does, and may be executed by replicas. Since: 7.0.0.
 *
 * Reply: the elements in order, or what getPatterns got for each, null where there is nothing.
 * See https://valkey.io/commands/sort_ro/
 */
export function sortReadOnly(key: GlideString, options?: SortOptions): Command<(Text | null)[]> {
  return command(nextNullableTexts, "SORT_RO", key, ...sorting("sortReadOnly", options));
}

/**
 * Sorts as sort does, and sets destination to a list of what it would reply.
 *
 * Reply: the length of the list; of none, destination is deleted.
 * See https://valkey.io/commands/sort/
 */
export function sortStore(key: GlideString, destination: GlideString, options?: SortOptions): Command<number> {
  return command(nextNumber, "SORT", key, ...sorting("sortStore", options), "STORE", destination);
}

/** The words of what to find. */
function filter(method: string, { match, count, type }: ScanOptions): Word[] {
  const words: Word[] = [];
  if (match !== undefined) {
    words.push("MATCH", match);
  }
  if (count !== undefined) {
    words.push("COUNT", integer(count, `${method} options.count`));
  }
  if (type !== undefined) {
    words.push("TYPE", type);
  }
  return words;
}

/** The words of how to sort. */
function sorting(method: string, options: SortOptions | undefined): Word[] {
  const { byPattern, limit, getPatterns, orderBy, isAlpha } = optionsOf(method, options, ["byPattern", "limit", "getPatterns", "orderBy", "isAlpha"]);
  const words: Word[] = [];
  if (byPattern !== undefined) {
    words.push("BY", byPattern);
  }
  if (limit !== undefined) {
    checkNames(`${method} options.limit`, limit, ["offset", "count"]);
    words.push("LIMIT", integer(limit.offset, `${method} options.limit.offset`), integer(limit.count, `${method} options.limit.count`));
  }
  if (getPatterns !== undefined) {
    words.push(...listOf(getPatterns, `${method} options.getPatterns`).flatMap((pattern) => ["GET", pattern]));
  }
  if (orderBy !== undefined) {
    words.push(oneOf(orderBy, `${method} options.orderBy`, sortOrders));
  }
  words.push(...flagWord(isAlpha, `${method} options.isAlpha`, "ALPHA"));
  return words;
}
