// How replies of streams are read. Batches have arrays of { key, value } where clients have
// records, as GLIDE's do.

import type { Command, Word } from "./command.js";
import { nextRecord, nextTexts } from "./replies.js";
import { nextGlideRecord, nextGlideRecords } from "./replies_any.js";
import { type Reader, type } from "./resp.js";
import { elements, emptyRecord, isTuple, list, listOf, mismatch, nextString, nextText, pairs } from "./shapes_tokens.js";
import { tuple } from "./shapes_values.js";
import type { GlideRecord, GlideString } from "./types.js";

/** The fields of an entry with their values; null of an entry that was deleted while it was pending. */
type Fields = [GlideString, GlideString][] | null;
type EntryRecord = Record<string, Fields>;

/** A command that replies with entries, or null where none were asked for. */
export function withEntries<T>(...words: Word[]): Command<T> {
  return { words, read: (r) => nextEntries(r, recordOf) as T, readInBatch: (r) => nextEntries(r, pairsOf) };
}

/** A command that replies with streams and their entries, or null for none. */
export function withStreams<T>(...words: Word[]): Command<T> {
  return { words, read: (r) => nextStreams(r, recordOf) as T, readInBatch: (r) => nextStreams(r, pairsOf) };
}

/** A command that replies with a step through pending entries. */
export function withClaimed<T>(...words: Word[]): Command<T> {
  return { words, read: (r) => nextClaimed(r, nextRecordOfEntries) as T, readInBatch: (r) => nextClaimed(r, nextPairsOfEntries) };
}

/** A step through pending entries by their IDs alone, which are strings. */
export function nextClaimedIds(r: Reader): [string, string[], string[]?] {
  return nextClaimed(r, nextTexts) as [string, string[], string[]?];
}

/** A command that replies with a record of the server's names. */
export function withRecord<T>(...words: Word[]): Command<T> {
  return { words, read: nextRecord as (r: Reader) => T, readInBatch: nextGlideRecord };
}

/** A command that replies with several of them. */
export function withRecords<T>(...words: Word[]): Command<T> {
  return { words, read: (r) => list(r, nextRecord) as T, readInBatch: nextGlideRecords };
}

/** What is pending in a group, or each pending entry of it. */
export const nextPending = tuple as (r: Reader) => [number, GlideString | null, GlideString | null, [GlideString, GlideString][] | null];

export function nextPendingEntries(r: Reader): [GlideString, GlideString, number, number][] {
  return list(r, tuple) as [GlideString, GlideString, number, number][];
}

/** The entries that the last token begins, as a record. IDs are strings there whatever the caller wants strings to be. */
function recordOf(r: Reader): EntryRecord {
  const record = emptyRecord<Fields>();
  eachEntry(r, () => {
    record[nextString(r, "the ID of an entry")] = nextFields(r);
  });
  return record;
}

function pairsOf(r: Reader): GlideRecord<Fields> {
  const list: GlideRecord<Fields> = [];
  eachEntry(r, () => list.push({ key: nextText(r), value: nextFields(r) }));
  return list;
}

function eachEntry(r: Reader, read: () => void): void {
  for (let n = elements(r, "entries of a stream"); n > 0; n--) {
    r.next();
    if (!r.isNull) { // which servers before 7.0 have for an entry that was deleted
      isTuple(r, 2, "an entry of a stream");
      read();
    }
  }
}

function nextFields(r: Reader): Fields {
  r.next();
  return r.isNull ? null : pairs(r, nextText, nextText, (field, value) => [field, value]);
}

function nextEntries<T>(r: Reader, entries: (r: Reader) => T): T | null {
  r.next();
  return r.isNull ? null : entries(r);
}

function nextRecordOfEntries(r: Reader): EntryRecord {
  r.next();
  return recordOf(r);
}

function nextPairsOfEntries(r: Reader): GlideRecord<Fields> {
  r.next();
  return pairsOf(r);
}

/** Streams with their entries: a map, an array of pairs, or null. */
function nextStreams<T>(r: Reader, entries: (r: Reader) => T): GlideRecord<T> | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  const nextOf = (r: Reader): T => (r.next(), entries(r));
  if (r.type === type.map) {
    return pairs(r, nextText, nextOf, (key, value) => ({ key, value }));
  }
  return listOf(r, (r) => {
    r.next();
    isTuple(r, 2, "a stream with its entries");
    return { key: nextText(r), value: nextOf(r) };
  });
}

/** Where to go on, a string since loops compare it with "0-0"; what was claimed; and since 7.0 what had been deleted. */
function nextClaimed<T>(r: Reader, content: (r: Reader) => T): [string, T, GlideString[]?] {
  r.next();
  const n = r.length;
  if (r.isNull || r.type !== type.array || n < 2) {
    throw mismatch("a step through pending entries", r);
  }
  const start: [string, T] = [nextString(r), content(r)];
  if (n === 2) {
    return start;
  }
  const deleted = nextTexts(r);
  for (let i = 3; i < n; i++) {
    r.skip(0);
  }
  return [...start, deleted];
}
