// Strings: commands that others have taken the place of.

import { type Command, command, integer } from "../command.js";
import { nextOk } from "../replies.js";
import { nextBoolean, nextNullableText, nextText } from "../shapes_tokens.js";
import type { GlideString, Integer, Text } from "../types.js";

/**
 * Sets key to value.
 *
 * Reply: the value that the key had before, or null.
 * See https://valkey.io/commands/getset/
 *
 * @deprecated use set with returnOldValue.
 */
export function getset(key: GlideString, value: GlideString): Command<Text | null> {
  return command(nextNullableText, "GETSET", key, value);
}

/**
 * Sets key to value and lets it expire in so many milliseconds.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/psetex/
 *
 * @deprecated use set with expiry.
 */
export function psetex(key: GlideString, milliseconds: number, value: GlideString): Command<"OK"> {
  return command(nextOk, "PSETEX", key, integer(milliseconds, "psetex milliseconds"), value);
}

/**
 * Sets key to value and lets it expire in so many seconds.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/setex/
 *
 * @deprecated use set with expiry.
 */
export function setex(key: GlideString, seconds: number, value: GlideString): Command<"OK"> {
  return command(nextOk, "SETEX", key, integer(seconds, "setex seconds"), value);
}

/**
 * Sets key to value if the key does not exist.
 *
 * Reply: whether it was set.
 * See https://valkey.io/commands/setnx/
 *
 * @deprecated use set with conditionalSet.
 */
export function setnx(key: GlideString, value: GlideString): Command<boolean> {
  return command(nextBoolean, "SETNX", key, value);
}

/**
 * Gets the part of the string at key from start to end, both included. Numbers below 0 count
 * from the end: -1 is the last byte.
 *
 * Reply: the part, "" if there is none.
 * See https://valkey.io/commands/substr/
 *
 * @deprecated use getrange.
 */
export function substr(key: GlideString, start: Integer, end: Integer): Command<Text> {
  return command(nextText, "SUBSTR", key, integer(start, "substr start"), integer(end, "substr end"));
}
