// When keys expire.

import { type Command, type Word, command, integer, oneOf, optionsOf } from "../command.js";
import { ExpireOptions } from "../enums.js";
import { nextNumber } from "../replies.js";
import { nextBoolean } from "../shapes_tokens.js";
import type { GlideString, Integer } from "../types.js";
import type { ExpireCondition } from "./generic_types.js";

const expireOptions = Object.values(ExpireOptions);

/**
 * Has key expire in so many seconds. Where they are not above 0 it is deleted at once.
 *
 * Reply: whether it was done; not if the key does not exist or the condition does not hold.
 * See https://valkey.io/commands/expire/
 */
export function expire(key: GlideString, seconds: Integer, options?: ExpireCondition): Command<boolean> {
  return command(nextBoolean, "EXPIRE", key, integer(seconds, "expire seconds"), ...condition("expire", options));
}

/**
 * Has key expire at a time: at so many seconds since 1970, or at that of a Date, to the
 * millisecond. A time in the past deletes it at once.
 *
 * Reply: whether it was done; not if the key does not exist or the condition does not hold.
 * See https://valkey.io/commands/expireat/
 */
export function expireAt(key: GlideString, unixSeconds: Integer | Date, options?: ExpireCondition): Command<boolean> {
  const name = unixSeconds instanceof Date ? "PEXPIREAT" : "EXPIREAT";
  return command(nextBoolean, name, key, instant(unixSeconds, "expireAt unixSeconds"), ...condition("expireAt", options));
}

/**
 * Is expiretime, under the name that batches of GLIDE have for it. Since: 7.0.0.
 *
 * Reply: seconds since 1970, -1 if the key does not expire, -2 if it does not exist.
 * See https://valkey.io/commands/expiretime/
 */
export function expireTime(key: GlideString): Command<number> {
  return expiretime(key);
}

/**
 * Tells when key expires. Since: 7.0.0.
 *
 * Reply: seconds since 1970, -1 if the key does not expire, -2 if it does not exist.
 * See https://valkey.io/commands/expiretime/
 */
export function expiretime(key: GlideString): Command<number> {
  return command(nextNumber, "EXPIRETIME", key);
}

/**
 * Has key not expire any more.
 *
 * Reply: whether it was to expire.
 * See https://valkey.io/commands/persist/
 */
export function persist(key: GlideString): Command<boolean> {
  return command(nextBoolean, "PERSIST", key);
}

/**
 * Has key expire in so many milliseconds. Where they are not above 0 it is deleted at once.
 *
 * Reply: whether it was done; not if the key does not exist or the condition does not hold.
 * See https://valkey.io/commands/pexpire/
 */
export function pexpire(key: GlideString, milliseconds: Integer, options?: ExpireCondition): Command<boolean> {
  return command(nextBoolean, "PEXPIRE", key, integer(milliseconds, "pexpire milliseconds"), ...condition("pexpire", options));
}

/**
 * Has key expire at a time: at so many milliseconds since 1970, or at that of a Date. A time
 * in the past deletes it at once.
 *
 * Reply: whether it was done; not if the key does not exist or the condition does not hold.
 * See https://valkey.io/commands/pexpireat/
 */
export function pexpireAt(key: GlideString, unixMilliseconds: Integer | Date, options?: ExpireCondition): Command<boolean> {
  return command(nextBoolean, "PEXPIREAT", key, instant(unixMilliseconds, "pexpireAt unixMilliseconds"), ...condition("pexpireAt", options));
}

/**
 * Is pexpiretime, under the name that batches of GLIDE have for it. Since: 7.0.0.
 *
 * Reply: milliseconds since 1970, -1 if the key does not expire, -2 if it does not exist.
 * See https://valkey.io/commands/pexpiretime/
 */
export function pexpireTime(key: GlideString): Command<number> {
  return pexpiretime(key);
}

/**
 * Tells when key expires, to the millisecond. Since: 7.0.0.
 *
 * Reply: milliseconds since 1970, -1 if the key does not expire, -2 if it does not exist.
 * See https://valkey.io/commands/pexpiretime/
 */
export function pexpiretime(key: GlideString): Command<number> {
  return command(nextNumber, "PEXPIRETIME", key);
}

/**
 * Tells for how long key will live, to the millisecond.
 *
 * Reply: milliseconds, -1 if the key does not expire, -2 if it does not exist.
 * See https://valkey.io/commands/pttl/
 */
export function pttl(key: GlideString): Command<number> {
  return command(nextNumber, "PTTL", key);
}

/**
 * Tells for how long key will live.
 *
 * Reply: seconds, -1 if the key does not expire, -2 if it does not exist.
 * See https://valkey.io/commands/ttl/
 */
export function ttl(key: GlideString): Command<number> {
  return command(nextNumber, "TTL", key);
}

/** The word of a condition under which an expiry changes, if there is one. */
function condition(method: string, options: ExpireCondition | undefined): Word[] {
  const { expireOption } = optionsOf(method, options, ["expireOption"]);
  return expireOption === undefined ? [] : [oneOf(expireOption, `${method} options.expireOption`, expireOptions)];
}

/** A point in time: a number as it is, or of a Date the milliseconds since 1970. */
function instant(time: Integer | Date, what: string): Word {
  return integer(time instanceof Date ? time.getTime() : time, what);
}
