// Groups of consumers of a stream. Each entry goes to one consumer of a group, and is pending
// until the consumer acknowledges it.
// See https://valkey.io/commands/#stream

import { type Command, type Word, command, flagWord, integer, listOf, objectOf, optionsOf } from "../command.js";
import { idBound } from "../ranges.js";
import { nextNumber, nextOk, nextTexts } from "../replies.js";
import { nextClaimedIds, nextPending, nextPendingEntries, withClaimed, withEntries, withRecords, withStreams } from "../replies_streams.js";
import type { Reader } from "../resp.js";
import { nextBoolean } from "../shapes_tokens.js";
import type { GlideRecord, GlideString, Integer, Text } from "../types.js";
import { readWords, streamWords } from "./streams.js";
import type { StreamClaimOptions, StreamGroupOptions, StreamPendingOptions, StreamReadGroupOptions, XAutoClaimOptions, XGroupSetIdOptions } from "./streams_types.js";

/**
 * Acknowledges entries of a group, which are pending no more.
 *
 * Reply: how many were pending.
 * See https://valkey.io/commands/xack/
 */
export function xack(key: GlideString, group: GlideString, ids: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["XACK", key, group, ...listOf(ids, "xack ids")]);
}

/**
 * Makes pending entries the consumer's that were delivered minIdleTime milliseconds ago or
 * earlier, step by step: begin with "0-0" as start, and go on with the ID of the reply until it is
 * "0-0" again. Since: 6.2.0.
 *
 * Reply: where to go on, the entries by their IDs and, since 7.0.0, the IDs of pending entries
 * that had been deleted.
 * See https://valkey.io/commands/xautoclaim/
 */
export function xautoclaim(key: GlideString, group: GlideString, consumer: GlideString, minIdleTime: Integer, start: GlideString, options?: XAutoClaimOptions): Command<[string, Record<string, [Text, Text][]>, Text[]?]> {
  return withClaimed("XAUTOCLAIM", key, group, consumer, ...autoClaimWords("xautoclaim", minIdleTime, start, options));
}

/**
 * Does what xautoclaim does, and does not count it as a delivery. Since: 6.2.0.
 *
 * Reply: where to go on, the entries' IDs and, since 7.0.0, those of pending entries that had been
 * deleted. All are strings whatever the decoder.
 * See https://valkey.io/commands/xautoclaim/
 */
export function xautoclaimJustId(key: GlideString, group: GlideString, consumer: GlideString, minIdleTime: Integer, start: GlideString, options?: XAutoClaimOptions): Command<[string, string[], string[]?]> {
  const words = autoClaimWords("xautoclaimJustId", minIdleTime, start, options);
  return { words: ["XAUTOCLAIM", key, group, consumer, ...words, "JUSTID"], read: nextClaimedIds, asBytes: false };
}

/**
 * Makes pending entries the consumer's that were delivered minIdleTime milliseconds ago or
 * earlier.
 *
 * Reply: the entries by their IDs.
 * See https://valkey.io/commands/xclaim/
 */
export function xclaim(key: GlideString, group: GlideString, consumer: GlideString, minIdleTime: Integer, ids: Iterable<GlideString>, options?: StreamClaimOptions): Command<Record<string, [Text, Text][]>> {
  return withEntries("XCLAIM", key, group, consumer, ...claimWords("xclaim", minIdleTime, ids, options));
}

/**
 * Does what xclaim does, and does not count it as a delivery.
 *
 * Reply: the entries' IDs, strings whatever the decoder.
 * See https://valkey.io/commands/xclaim/
 */
export function xclaimJustId(key: GlideString, group: GlideString, consumer: GlideString, minIdleTime: Integer, ids: Iterable<GlideString>, options?: StreamClaimOptions): Command<string[]> {
  const words = claimWords("xclaimJustId", minIdleTime, ids, options);
  return { words: ["XCLAIM", key, group, consumer, ...words, "JUSTID"], read: nextTexts as (r: Reader) => string[], asBytes: false };
}

/**
 * Makes a group for the stream at key, which gets the entries behind id: "0" is the beginning,
 * "$" the end as it is now.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/xgroup-create/
 */
export function xgroupCreate(key: GlideString, groupName: GlideString, id: GlideString, options?: StreamGroupOptions): Command<"OK"> {
  const { mkStream, entriesRead } = optionsOf("xgroupCreate", options, ["mkStream", "entriesRead"]);
  const words: Word[] = ["XGROUP", "CREATE", key, groupName, id];
  words.push(...flagWord(mkStream, "xgroupCreate options.mkStream", "MKSTREAM"));
  if (entriesRead !== undefined) {
    words.push("ENTRIESREAD", typeof entriesRead === "string" ? entriesRead : integer(entriesRead, "xgroupCreate options.entriesRead"));
  }
  return command(nextOk, words);
}

/**
 * Makes a consumer in a group. Reading as one does so too. Since: 6.2.0.
 *
 * Reply: whether it was made, false if there was one of the name.
 * See https://valkey.io/commands/xgroup-createconsumer/
 */
export function xgroupCreateConsumer(key: GlideString, groupName: GlideString, consumerName: GlideString): Command<boolean> {
  return command(nextBoolean, "XGROUP", "CREATECONSUMER", key, groupName, consumerName);
}

/**
 * Removes a consumer from a group; what is pending for it is lost to the group.
 *
 * Reply: how many entries were pending.
 * See https://valkey.io/commands/xgroup-delconsumer/
 */
export function xgroupDelConsumer(key: GlideString, groupName: GlideString, consumerName: GlideString): Command<number> {
  return command(nextNumber, "XGROUP", "DELCONSUMER", key, groupName, consumerName);
}

/**
 * Removes a group with its consumers and what is pending.
 *
 * Reply: whether there was one.
 * See https://valkey.io/commands/xgroup-destroy/
 */
export function xgroupDestroy(key: GlideString, groupName: GlideString): Command<boolean> {
  return command(nextBoolean, "XGROUP", "DESTROY", key, groupName);
}

/**
 * Has a group go on with the entries behind id: "0" is the beginning, "$" the end as it is now.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/xgroup-setid/
 */
export function xgroupSetId(key: GlideString, groupName: GlideString, id: GlideString, options?: XGroupSetIdOptions): Command<"OK"> {
  const { entriesRead } = optionsOf("xgroupSetId", options, ["entriesRead"]);
  const more = entriesRead === undefined ? [] : ["ENTRIESREAD", integer(entriesRead, "xgroupSetId options.entriesRead")];
  return command(nextOk, ["XGROUP", "SETID", key, groupName, id, ...more]);
}

/**
 * Describes the consumers of a group.
 *
 * Reply: of each a record of the server's names, such as name, pending and idle.
 * See https://valkey.io/commands/xinfo-consumers/
 */
export function xinfoConsumers(key: GlideString, group: GlideString): Command<Record<string, Text | number>[]> {
  return withRecords("XINFO", "CONSUMERS", key, group);
}

/**
 * Describes the groups of the stream at key.
 *
 * Reply: of each a record of the server's names, such as name, consumers and lag.
 * See https://valkey.io/commands/xinfo-groups/
 */
export function xinfoGroups(key: GlideString): Command<Record<string, Text | number | null>[]> {
  return withRecords("XINFO", "GROUPS", key);
}

/**
 * Tells what is pending in a group.
 *
 * Reply: how many entries, the lowest ID, the highest ID, and of each consumer its name and how
 * many entries it has, as the server spells the number; null instead if nothing is pending.
 * See https://valkey.io/commands/xpending/
 */
export function xpending(key: GlideString, group: GlideString): Command<[number, Text | null, Text | null, [Text, Text][] | null]> {
  return command(nextPending, "XPENDING", key, group);
}

/**
 * Tells which entries are pending in a group.
 *
 * Reply: of each its ID, its consumer, how many milliseconds ago it was delivered, and how often.
 * See https://valkey.io/commands/xpending/
 */
export function xpendingWithOptions(key: GlideString, group: GlideString, selection: StreamPendingOptions): Command<[Text, Text, number, number][]> {
  const what = "xpendingWithOptions options";
  const { minIdleTime, start, end, count, consumer } = objectOf(selection, what, ["minIdleTime", "start", "end", "count", "consumer"]);
  const words: Word[] = ["XPENDING", key, group];
  if (minIdleTime !== undefined) {
    words.push("IDLE", integer(minIdleTime, `${what}.minIdleTime`));
  }
  words.push(idBound(start, `${what}.start`), idBound(end, `${what}.end`), integer(count, `${what}.count`));
  if (consumer !== undefined) {
    words.push(consumer);
  }
  return command(nextPendingEntries, words);
}

/**
 * Reads entries of streams as a consumer of a group, which each of them must have: with ">" as ID
 * what no consumer has got yet, with another what is pending for this one behind that ID. In a
 * cluster the keys must be of one slot.
 *
 * Reply: the streams with their entries by the IDs, null in place of the fields of an entry that
 * was deleted; null if there is none.
 * See https://valkey.io/commands/xreadgroup/
 */
export function xreadgroup(
  group: GlideString,
  consumer: GlideString,
  keysAndIds: Record<string, GlideString> | GlideRecord<GlideString> | Map<GlideString, GlideString>,
  options?: StreamReadGroupOptions,
): Command<{ key: Text; value: Record<string, [Text, Text][] | null> }[] | null> {
  const { noAck, ...read } = optionsOf<StreamReadGroupOptions>("xreadgroup", options, ["block", "count", "noAck"]);
  const words: Word[] = ["XREADGROUP", "GROUP", group, consumer, ...readWords("xreadgroup", read)];
  words.push(...flagWord(noAck, "xreadgroup options.noAck", "NOACK"));
  return withStreams(...words, ...streamWords(keysAndIds, "xreadgroup keysAndIds"));
}

/** The words behind the consumer. */
function autoClaimWords(method: string, minIdleTime: Integer, start: GlideString, options: XAutoClaimOptions | undefined): Word[] {
  const { count } = optionsOf(method, options, ["count"]);
  const words = [integer(minIdleTime, `${method} minIdleTime`), start];
  return count === undefined ? words : [...words, "COUNT", integer(count, `${method} options.count`)];
}

function claimWords(method: string, minIdleTime: Integer, ids: Iterable<GlideString>, options: StreamClaimOptions | undefined): Word[] {
  const { idle, idleUnixTime, retryCount, isForce, lastId } = optionsOf(method, options, ["idle", "idleUnixTime", "retryCount", "isForce", "lastId"]);
  const words: Word[] = [integer(minIdleTime, `${method} minIdleTime`), ...listOf(ids, `${method} ids`)];
  if (idle !== undefined) {
    words.push("IDLE", integer(idle, `${method} options.idle`));
  }
  if (idleUnixTime !== undefined) {
    words.push("TIME", integer(idleUnixTime instanceof Date ? idleUnixTime.getTime() : idleUnixTime, `${method} options.idleUnixTime`));
  }
  if (retryCount !== undefined) {
    words.push("RETRYCOUNT", integer(retryCount, `${method} options.retryCount`));
  }
  words.push(...flagWord(isForce, `${method} options.isForce`, "FORCE"));
  if (lastId !== undefined) {
    words.push("LASTID", lastId);
  }
  return words;
}
