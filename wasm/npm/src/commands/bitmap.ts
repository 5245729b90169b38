// The bits of strings: single ones, counts of them, bitwise operations, and integers of any
// width that lie side by side. Bit 0 is the highest of the first byte. See
// https://valkey.io/commands/#bitmap

import { type Command, type Word, command, integer, listOf, nameOf, oneOf, optionsOf } from "../command.js";
import { BitmapIndexType, BitwiseOperation } from "../enums.js";
import { ConfigurationError } from "../errors.js";
import { nextNullableNumbers, nextNumber, nextNumbers } from "../replies.js";
import type { GlideString, Integer } from "../types.js";
import type { BitFieldGet, BitFieldSubCommands, BitOffsetOptions, WholeString } from "./bitmap_types.js";

const indexTypes = Object.values(BitmapIndexType);
const operations = Object.values(BitwiseOperation);

/**
 * Counts the bits that are set in the string at key, or in a part of it.
 *
 * Reply: how many are set, 0 if the key does not exist.
 * See https://valkey.io/commands/bitcount/
 */
export function bitcount(key: GlideString, options?: BitOffsetOptions | WholeString): Command<number> {
  return command(nextNumber, ["BITCOUNT", key, ...part("bitcount", options)]);
}

/**
 * Reads and changes integers in the string at key, in the order of subcommands.
 *
 * Reply: of each subcommand but BitFieldOverflow a number: what BitFieldGet has read, what
 * BitFieldSet has replaced, what BitFieldIncrBy has made; null where BitOverflowControl.FAIL
 * kept it from that.
 * See https://valkey.io/commands/bitfield/
 */
export function bitfield(key: GlideString, subcommands: Iterable<BitFieldSubCommands>): Command<(number | null)[]> {
  return command(nextNullableNumbers, ["BITFIELD", key, ...wordsOf(subcommands, "bitfield subcommands")]);
}

/**
 * Reads integers in the string at key, and may be executed by replicas. Since: 6.0.0.
 *
 * Reply: the integers in order of subcommands.
 * See https://valkey.io/commands/bitfield_ro/
 */
export function bitfieldReadOnly(key: GlideString, subcommands: Iterable<BitFieldGet>): Command<number[]> {
  return command(nextNumbers, ["BITFIELD_RO", key, ...wordsOf(subcommands, "bitfieldReadOnly subcommands")]);
}

/**
 * Sets destination to what a bitwise operation makes of the strings at keys, of which the
 * shorter ones are filled up with zero bytes. NOT takes one key.
 *
 * Reply: the length of the string at destination, that of the longest one.
 * See https://valkey.io/commands/bitop/
 */
export function bitop(operation: BitwiseOperation, destination: GlideString, keys: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["BITOP", oneOf(operation, "bitop operation", operations), destination, ...listOf(keys, "bitop keys")]);
}

/**
 * Finds the first bit that is 1, or 0, in the string at key or in a part of it.
 *
 * Reply: where it is, counted in bits from the beginning of the string, or -1. A 0 is found
 * past the end too, unless the part has an end.
 * See https://valkey.io/commands/bitpos/
 */
export function bitpos(key: GlideString, bit: Integer, options?: BitOffsetOptions | WholeString): Command<number> {
  return command(nextNumber, ["BITPOS", key, integer(bit, "bitpos bit"), ...part("bitpos", options)]);
}

/**
 * Gets the bit at offset of the string at key.
 *
 * Reply: 0 or 1; it is 0 past the end.
 * See https://valkey.io/commands/getbit/
 */
export function getbit(key: GlideString, offset: Integer): Command<number> {
  return command(nextNumber, "GETBIT", key, integer(offset, "getbit offset"));
}

/**
 * Sets the bit at offset of the string at key to value, 0 or 1. A string that is shorter is
 * filled up with zero bytes.
 *
 * Reply: what the bit was before.
 * See https://valkey.io/commands/setbit/
 */
export function setbit(key: GlideString, offset: Integer, value: Integer): Command<number> {
  return command(nextNumber, "SETBIT", key, integer(offset, "setbit offset"), integer(value, "setbit value"));
}

/** The words of a part of a string. Each needs those before it. */
function part(method: string, options: BitOffsetOptions | WholeString | undefined): Word[] {
  const { start, end, indexType } = optionsOf<BitOffsetOptions>(method, options as BitOffsetOptions, ["start", "end", "indexType"]);
  if (start === undefined && (end !== undefined || indexType !== undefined)) {
    throw new ConfigurationError(`${method} options.start: is missing; give 0 for the beginning`);
  }
  if (end === undefined && indexType !== undefined) {
    throw new ConfigurationError(`${method} options.end: is missing, which indexType needs; give -1 for the end`);
  }
  const words: Word[] = [];
  if (start !== undefined) {
    words.push(integer(start, `${method} options.start`));
  }
  if (end !== undefined) {
    words.push(integer(end, `${method} options.end`));
  }
  if (indexType !== undefined) {
    words.push(oneOf(indexType, `${method} options.indexType`, indexTypes));
  }
  return words;
}

function wordsOf(subcommands: Iterable<BitFieldSubCommands>, what: string): Word[] {
  return listOf(subcommands, what).flatMap((each, i) => {
    if (typeof each?.toArgs !== "function") {
      throw new ConfigurationError(`${what}[${i}]: must be a BitFieldGet, BitFieldSet, BitFieldIncrBy or BitFieldOverflow, not ${nameOf(each)}`);
    }
    return each.toArgs();
  });
}
