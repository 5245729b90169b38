// HyperLogLogs: about how many different elements there are, in little memory. See
// https://valkey.io/commands/#hyperloglog

import { type Command, command, listOf } from "../command.js";
import { nextNumber, nextOk } from "../replies.js";
import { nextBoolean } from "../shapes_tokens.js";
import type { GlideString } from "../types.js";

/**
 * Adds elements to the HyperLogLog at key, which is made if it does not exist.
 *
 * Reply: whether that changed about how many there are, or the key was made.
 * See https://valkey.io/commands/pfadd/
 */
export function pfadd(key: GlideString, elements: Iterable<GlideString>): Command<boolean> {
  return command(nextBoolean, ["PFADD", key, ...listOf(elements, "pfadd elements")]);
}

/**
 * Counts the different elements of the HyperLogLogs at keys, taken together.
 *
 * Reply: about how many there are, with an error of 0.81% as a rule; 0 where no key exists.
 * See https://valkey.io/commands/pfcount/
 */
export function pfcount(keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["PFCOUNT", ...listOf(keys, "pfcount keys")]);
}

/**
 * Adds the elements of the HyperLogLogs at sourceKeys to that at destination, which is made
 * if it does not exist.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/pfmerge/
 */
export function pfmerge(destination: GlideString, sourceKeys: Iterable<GlideString>): Command<"OK"> {
  return command(nextOk, ["PFMERGE", destination, ...listOf(sourceKeys, "pfmerge sourceKeys")]);
}
