// Streams: logs of entries, each of fields with values, in order of their IDs. Groups of
// consumers, which share a stream's entries, are in streams_groups.ts.
// See https://valkey.io/commands/#stream

import { type Command, type Word, command, flag, integer, listOf, objectOf, oneOf, optionOf, optionsOf, pairsOf } from "../command.js";
import { idBound } from "../ranges.js";
import { nextNumber, nextOk } from "../replies.js";
import { withEntries, withRecord, withStreams } from "../replies_streams.js";
import { nextNullableText } from "../shapes_tokens.js";
import type { GlideRecord, GlideString, Text } from "../types.js";
import type { Boundary } from "./sortedsets_types.js";
import type { ReturnTypeXinfoStream, StreamAddOptions, StreamReadOptions, StreamTrimOptions, XInfoStreamOptions, XRangeOptions, XSetIdOptions } from "./streams_types.js";

/**
 * Adds an entry to the stream at key, which is made if it does not exist.
 *
 * Reply: the entry's ID; null if the stream does not exist and is not to be made.
 * See https://valkey.io/commands/xadd/
 */
export function xadd(key: GlideString, values: [GlideString, GlideString][] | Record<string, GlideString> | Map<GlideString, GlideString>, options?: StreamAddOptions): Command<Text | null> {
  const { id = "*", makeStream, trim } = optionsOf("xadd", options, ["id", "makeStream", "trim"]);
  const words: Word[] = ["XADD", key];
  if (makeStream !== undefined && !flag(makeStream, "xadd options.makeStream")) {
    words.push("NOMKSTREAM");
  }
  if (trim !== undefined) {
    words.push(...trimWords(trim, "xadd options.trim"));
  }
  words.push(id);
  for (const [field, value] of pairsOf<GlideString>(values, "xadd values", "field", "value")) {
    words.push(field, value);
  }
  return command(nextNullableText, words);
}

/**
 * Removes entries from the stream at key.
 *
 * Reply: how many were removed.
 * See https://valkey.io/commands/xdel/
 */
export function xdel(key: GlideString, ids: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["XDEL", key, ...listOf(ids, "xdel ids")]);
}

/**
 * Describes the stream at key.
 *
 * Reply: a record of the server's names, such as length and last-generated-id.
 * See https://valkey.io/commands/xinfo-stream/
 * @inBatch options?: boolean | number | XInfoStreamOptions
 */
export function xinfoStream(key: GlideString, options?: XInfoStreamOptions): Command<ReturnTypeXinfoStream> {
  const full = optionOf("xinfoStream", options, "fullOptions");
  const words: Word[] = ["XINFO", "STREAM", key];
  if (full !== undefined && full !== false) {
    words.push("FULL");
    if (full !== true) {
      words.push("COUNT", integer(full, "xinfoStream options.fullOptions"));
    }
  }
  return withRecord(...words);
}

/**
 * Tells how many entries the stream at key has.
 *
 * Reply: the number, 0 if the key does not exist.
 * See https://valkey.io/commands/xlen/
 */
export function xlen(key: GlideString): Command<number> {
  return command(nextNumber, "XLEN", key);
}

/**
 * Gets the entries of the stream at key from one ID to another.
 *
 * Reply: the entries by their IDs, in order; null if count is 0 or less.
 * See https://valkey.io/commands/xrange/
 * @inBatch options?: number | XRangeOptions
 */
export function xrange(key: GlideString, start: Boundary<GlideString>, end: Boundary<GlideString>, options?: XRangeOptions): Command<Record<string, [Text, Text][]> | null> {
  return withEntries("XRANGE", key, idBound(start, "xrange start"), idBound(end, "xrange end"), ...countWords("xrange", options));
}

/**
 * Gets the entries of the stream at key from one ID down to another.
 *
 * Reply: the entries by their IDs, the highest first; null if count is 0 or less.
 * See https://valkey.io/commands/xrevrange/
 * @inBatch options?: number | XRangeOptions
 */
export function xrevrange(key: GlideString, end: Boundary<GlideString>, start: Boundary<GlideString>, options?: XRangeOptions): Command<Record<string, [Text, Text][]> | null> {
  return withEntries("XREVRANGE", key, idBound(end, "xrevrange end"), idBound(start, "xrevrange start"), ...countWords("xrevrange", options));
}

/**
 * Reads the entries of streams behind an ID of each: "0" is the beginning, "$" the end as it is
 * now. In a cluster the keys must be of one slot.
 *
 * Reply: the streams that have any, with their entries by the IDs; null if none has.
 * See https://valkey.io/commands/xread/
 */
export function xread(keysAndIds: Record<string, GlideString> | GlideRecord<GlideString> | Map<GlideString, GlideString>, options?: StreamReadOptions): Command<{ key: Text; value: Record<string, [Text, Text][]> }[] | null> {
  return withStreams("XREAD", ...readWords("xread", optionsOf("xread", options, ["block", "count"])), ...streamWords(keysAndIds, "xread keysAndIds"));
}

/**
 * Sets the highest ID that the stream at key counts as having had, which the next entry's must
 * exceed.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/xsetid/
 */
export function xsetid(key: GlideString, lastId: GlideString, options?: XSetIdOptions): Command<"OK"> {
  const { entriesAdded, maxDeletedId } = optionsOf("xsetid", options, ["entriesAdded", "maxDeletedId"]);
  const words: Word[] = ["XSETID", key, lastId];
  if (entriesAdded !== undefined) {
    words.push("ENTRIESADDED", integer(entriesAdded, "xsetid options.entriesAdded"));
  }
  if (maxDeletedId !== undefined) {
    words.push("MAXDELETEDID", maxDeletedId);
  }
  return command(nextOk, words);
}

/**
 * Removes old entries from the stream at key.
 *
 * Reply: how many were removed.
 * See https://valkey.io/commands/xtrim/
 */
export function xtrim(key: GlideString, trim: StreamTrimOptions): Command<number> {
  return command(nextNumber, ["XTRIM", key, ...trimWords(trim, "xtrim trim")]);
}

function trimWords(trim: StreamTrimOptions, what: string): Word[] {
  const { method, threshold, exact, limit } = objectOf(trim, what, ["method", "threshold", "exact", "limit"]);
  const words: Word[] = [oneOf(method, `${what}.method`, ["minid", "maxlen"]).toUpperCase(), flag(exact, `${what}.exact`) ? "=" : "~"];
  words.push(method === "maxlen" ? integer(threshold as number, `${what}.threshold`) : (threshold as GlideString));
  if (limit !== undefined) {
    words.push("LIMIT", integer(limit, `${what}.limit`));
  }
  return words;
}

function countWords(method: string, options: XRangeOptions | undefined): Word[] {
  const count = optionOf(method, options, "count");
  return count === undefined ? [] : ["COUNT", integer(count, `${method} options.count`)];
}

/** The words of options that xread and xreadgroup share. */
export function readWords(method: string, { block, count }: StreamReadOptions): Word[] {
  const words: Word[] = [];
  if (count !== undefined) {
    words.push("COUNT", integer(count, `${method} options.count`));
  }
  if (block !== undefined) {
    words.push("BLOCK", integer(block, `${method} options.block`));
  }
  return words;
}

/** The streams that xread and xreadgroup read, and from where. */
export function streamWords(keysAndIds: unknown, what: string): Word[] {
  const streams = pairsOf<GlideString>(keysAndIds, what, "key", "value");
  return ["STREAMS", ...streams.map(([key]) => key), ...streams.map(([, id]) => id)];
}
