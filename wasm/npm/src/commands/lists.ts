// Lists: elements in the order in which they were added, at either end. Their head is on the
// left, their tail on the right. See https://valkey.io/commands/#list

import { type Command, type Word, command, double, integer, listOf, oneOf, optionOf, optionsOf } from "../command.js";
import { InsertPosition, ListDirection } from "../enums.js";
import { nextNullableNumber, nextNumber, nextNumbers, nextOk, nextTexts } from "../replies.js";
import { nextKeyAndElement, nextKeyAndElements, nextKeyAndElementsInBatch, nextNullableElements } from "../replies_lists.js";
import { nextNullableText } from "../shapes_tokens.js";
import type { GlideString, Integer, Text } from "../types.js";
import type { LMPopOptions, LPosOptions } from "./lists_types.js";

const directions = Object.values(ListDirection);
const positions = Object.values(InsertPosition);

/**
 * Waits until the list at source has an element, removes the one at an end of it and adds it to
 * an end of the list at destination. The timeout is in seconds, 0 waits for ever. In a cluster
 * the keys must be of one slot. Since: 6.2.0.
 *
 * Reply: the element, or null if there was none in time.
 * See https://valkey.io/commands/blmove/
 */
export function blmove(source: GlideString, destination: GlideString, whereFrom: ListDirection, whereTo: ListDirection, timeout: number): Command<Text | null> {
  return command(nextNullableText, ["BLMOVE", source, destination, ...ends("blmove", whereFrom, whereTo), double(timeout, "blmove timeout")]);
}

/**
 * Waits until one of the lists at keys has elements, and removes some from an end of the first
 * such list. The timeout is in seconds, 0 waits for ever. In a cluster the keys must be of one
 * slot. Since: 7.0.0.
 *
 * Reply: the key and the elements, or null if there were none in time. In a batch an array of
 * key and value.
 * See https://valkey.io/commands/blmpop/
 * @inBatch options?: number | LMPopOptions
 */
export function blmpop(keys: Iterable<GlideString>, direction: ListDirection, timeout: number, options?: LMPopOptions): Command<{ key: Text; elements: Text[] } | null> {
  const words = popWords("blmpop", keys, direction, options);
  return { ...command(nextKeyAndElements, ["BLMPOP", double(timeout, "blmpop timeout"), ...words]), readInBatch: nextKeyAndElementsInBatch };
}

/**
 * Waits until one of the lists at keys has elements, and removes the first element of the first
 * such list. The timeout is in seconds, 0 waits for ever. In a cluster the keys must be of one
 * slot.
 *
 * Reply: the key and the element, or null if there was none in time.
 * See https://valkey.io/commands/blpop/
 */
export function blpop(keys: Iterable<GlideString>, timeout: number): Command<[Text, Text] | null> {
  return command(nextKeyAndElement, ["BLPOP", ...listOf(keys, "blpop keys"), double(timeout, "blpop timeout")]);
}

/**
 * Waits until one of the lists at keys has elements, and removes the last element of the first
 * such list. The timeout is in seconds, 0 waits for ever. In a cluster the keys must be of one
 * slot.
 *
 * Reply: the key and the element, or null if there was none in time.
 * See https://valkey.io/commands/brpop/
 */
export function brpop(keys: Iterable<GlideString>, timeout: number): Command<[Text, Text] | null> {
  return command(nextKeyAndElement, ["BRPOP", ...listOf(keys, "brpop keys"), double(timeout, "brpop timeout")]);
}

/**
 * Waits until the list at source has an element, removes the last one and adds it to the head
 * of the list at destination. The timeout is in seconds, 0 waits for ever. In a cluster the
 * keys must be of one slot.
 *
 * Reply: the element, or null if there was none in time.
 * See https://valkey.io/commands/brpoplpush/
 *
 * @deprecated use blmove.
 */
export function brpoplpush(source: GlideString, destination: GlideString, timeout: number): Command<Text | null> {
  return command(nextNullableText, "BRPOPLPUSH", source, destination, double(timeout, "brpoplpush timeout"));
}

/**
 * Gets the element of the list at key at an index, counted from 0; -1 is the last one.
 *
 * Reply: the element, or null if there is none.
 * See https://valkey.io/commands/lindex/
 */
export function lindex(key: GlideString, index: Integer): Command<Text | null> {
  return command(nextNullableText, "LINDEX", key, integer(index, "lindex index"));
}

/**
 * Adds an element to the list at key, before or behind the first one that equals pivot.
 *
 * Reply: the length of the list afterwards, 0 if the key does not exist, -1 if no element
 * equals pivot.
 * See https://valkey.io/commands/linsert/
 */
export function linsert(key: GlideString, position: InsertPosition, pivot: GlideString, element: GlideString): Command<number> {
  return command(nextNumber, "LINSERT", key, oneOf(position, "linsert position", positions), pivot, element);
}

/**
 * Tells how long the list at key is.
 *
 * Reply: the number of elements, 0 if the key does not exist.
 * See https://valkey.io/commands/llen/
 */
export function llen(key: GlideString): Command<number> {
  return command(nextNumber, "LLEN", key);
}

/**
 * Removes the element at an end of the list at source and adds it to an end of the list at
 * destination. In a cluster the keys must be of one slot. Since: 6.2.0.
 *
 * Reply: the element, or null if source does not exist.
 * See https://valkey.io/commands/lmove/
 */
export function lmove(source: GlideString, destination: GlideString, whereFrom: ListDirection, whereTo: ListDirection): Command<Text | null> {
  return command(nextNullableText, ["LMOVE", source, destination, ...ends("lmove", whereFrom, whereTo)]);
}

/**
 * Removes elements from an end of the first list at keys that has some. In a cluster the keys
 * must be of one slot. Since: 7.0.0.
 *
 * Reply: the key and the elements, or null if none of the keys exists. In a batch an array of
 * key and value.
 * See https://valkey.io/commands/lmpop/
 * @inBatch options?: number | LMPopOptions
 */
export function lmpop(keys: Iterable<GlideString>, direction: ListDirection, options?: LMPopOptions): Command<{ key: Text; elements: Text[] } | null> {
  return { ...command(nextKeyAndElements, ["LMPOP", ...popWords("lmpop", keys, direction, options)]), readInBatch: nextKeyAndElementsInBatch };
}

/**
 * Removes the first element of the list at key.
 *
 * Reply: the element, or null if the key does not exist.
 * See https://valkey.io/commands/lpop/
 */
export function lpop(key: GlideString): Command<Text | null> {
  return command(nextNullableText, "LPOP", key);
}

/**
 * Removes up to count elements from the head of the list at key. Since: 6.2.0.
 *
 * Reply: the elements, the first one first, or null if the key does not exist.
 * See https://valkey.io/commands/lpop/
 */
export function lpopCount(key: GlideString, count: Integer): Command<Text[] | null> {
  return command(nextNullableElements, "LPOP", key, integer(count, "lpopCount count"));
}

/**
 * Finds elements of the list at key that equal element. Since: 6.0.6.
 *
 * Reply: the index of the first one, or null if there is none. With count an array of up to so
 * many, empty if there is none.
 * See https://valkey.io/commands/lpos/
 */
export function lpos(key: GlideString, element: GlideString, options?: LPosOptions): Command<number | number[] | null> {
  const { rank, count, maxLength } = optionsOf("lpos", options, ["rank", "count", "maxLength"]);
  const words: Word[] = ["LPOS", key, element];
  if (rank !== undefined) {
    words.push("RANK", integer(rank, "lpos options.rank"));
  }
  if (count !== undefined) {
    words.push("COUNT", integer(count, "lpos options.count"));
  }
  if (maxLength !== undefined) {
    words.push("MAXLEN", integer(maxLength, "lpos options.maxLength"));
  }
  return count === undefined ? command(nextNullableNumber, words) : command(nextNumbers, words);
}

/**
 * Adds elements to the head of the list at key, one after the other: the last one is the first
 * of the list then. The list is made if it does not exist.
 *
 * Reply: the length of the list afterwards.
 * See https://valkey.io/commands/lpush/
 */
export function lpush(key: GlideString, elements: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["LPUSH", key, ...listOf(elements, "lpush elements")]);
}

/**
 * Adds elements to the head of the list at key, one after the other, if it exists.
 *
 * Reply: the length of the list afterwards, 0 if the key does not exist.
 * See https://valkey.io/commands/lpushx/
 */
export function lpushx(key: GlideString, elements: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["LPUSHX", key, ...listOf(elements, "lpushx elements")]);
}

/**
 * Gets the elements of the list at key from start to end, both included. Numbers below 0 count
 * from the end: -1 is the last element.
 *
 * Reply: the elements, none if the key does not exist.
 * See https://valkey.io/commands/lrange/
 */
export function lrange(key: GlideString, start: Integer, end: Integer): Command<Text[]> {
  return command(nextTexts, "LRANGE", key, integer(start, "lrange start"), integer(end, "lrange end"));
}

/**
 * Removes elements of the list at key that equal element: the first count ones, the last ones
 * if count is below 0, all if it is 0.
 *
 * Reply: how many were removed.
 * See https://valkey.io/commands/lrem/
 */
export function lrem(key: GlideString, count: Integer, element: GlideString): Command<number> {
  return command(nextNumber, "LREM", key, integer(count, "lrem count"), element);
}

/**
 * Replaces the element of the list at key at an index, counted from 0; -1 is the last one.
 *
 * Reply: "OK". It is an error if there is no such element.
 * See https://valkey.io/commands/lset/
 */
export function lset(key: GlideString, index: Integer, element: GlideString): Command<"OK"> {
  return command(nextOk, "LSET", key, integer(index, "lset index"), element);
}

/**
 * Removes all elements of the list at key but those from start to end, both included. Numbers
 * below 0 count from the end: -1 is the last element.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/ltrim/
 */
export function ltrim(key: GlideString, start: Integer, end: Integer): Command<"OK"> {
  return command(nextOk, "LTRIM", key, integer(start, "ltrim start"), integer(end, "ltrim end"));
}

/**
 * Removes the last element of the list at key.
 *
 * Reply: the element, or null if the key does not exist.
 * See https://valkey.io/commands/rpop/
 */
export function rpop(key: GlideString): Command<Text | null> {
  return command(nextNullableText, "RPOP", key);
}

/**
 * Removes up to count elements from the tail of the list at key. Since: 6.2.0.
 *
 * Reply: the elements, the last one first, or null if the key does not exist.
 * See https://valkey.io/commands/rpop/
 */
export function rpopCount(key: GlideString, count: Integer): Command<Text[] | null> {
  return command(nextNullableElements, "RPOP", key, integer(count, "rpopCount count"));
}

/**
 * Removes the last element of the list at source and adds it to the head of the list at
 * destination. In a cluster the keys must be of one slot.
 *
 * Reply: the element, or null if source does not exist.
 * See https://valkey.io/commands/rpoplpush/
 *
 * @deprecated use lmove.
 */
export function rpoplpush(source: GlideString, destination: GlideString): Command<Text | null> {
  return command(nextNullableText, "RPOPLPUSH", source, destination);
}

/**
 * Adds elements to the tail of the list at key, one after the other. The list is made if it
 * does not exist.
 *
 * Reply: the length of the list afterwards.
 * See https://valkey.io/commands/rpush/
 */
export function rpush(key: GlideString, elements: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["RPUSH", key, ...listOf(elements, "rpush elements")]);
}

/**
 * Adds elements to the tail of the list at key, one after the other, if it exists.
 *
 * Reply: the length of the list afterwards, 0 if the key does not exist.
 * See https://valkey.io/commands/rpushx/
 */
export function rpushx(key: GlideString, elements: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["RPUSHX", key, ...listOf(elements, "rpushx elements")]);
}

/** From and to which ends of lists an element moves. */
function ends(method: string, whereFrom: ListDirection, whereTo: ListDirection): Word[] {
  return [oneOf(whereFrom, `${method} whereFrom`, directions), oneOf(whereTo, `${method} whereTo`, directions)];
}

/** The words of lmpop and blmpop. */
function popWords(method: string, keys: Iterable<GlideString>, direction: ListDirection, options: LMPopOptions | undefined): Word[] {
  const names = listOf(keys, `${method} keys`);
  const words: Word[] = [String(names.length), ...names, oneOf(direction, `${method} direction`, directions)];
  const count = optionOf(method, options, "count");
  if (count !== undefined) {
    words.push("COUNT", integer(count, `${method} options.count`));
  }
  return words;
}
