// What streams reply: entries, by stream and alone.

import { type Reader, type } from "./resp.js";
import { elements, emptyRecord, isTuple, list, mismatch, nextString, nextText, pairs } from "./shapes_tokens.js";
import type { GlideRecord, GlideString, StreamEntryDataType } from "./types.js";

export function streamEntries(r: Reader): StreamEntryDataType {
  r.next();
  return r.isNull ? emptyRecord() : entriesOf(r); // null where none were asked for, as by COUNT 0
}

function nextEntries(r: Reader): StreamEntryDataType {
  r.next();
  return entriesOf(r);
}

/** The entries that the last token begins. */
function entriesOf(r: Reader): StreamEntryDataType {
  const entries = emptyRecord<[GlideString, GlideString][]>();
  for (let n = elements(r, "entries of a stream"); n > 0; n--) {
    r.next();
    if (r.isNull) {
      continue; // to claim an entry that was deleted, before 7.0
    }
    isTuple(r, 2, "an entry of a stream");
    const id = nextString(r, "the ID of an entry");
    r.next();
    // The fields of an entry that was deleted while it was pending are null.
    entries[id] = r.isNull ? [] : pairs(r, nextText, nextText, (field, value) => [field, value]);
  }
  return entries;
}

/** Streams with their entries: a map, an array of pairs, or null for none. */
export function streamResponses(r: Reader): GlideRecord<StreamEntryDataType> {
  r.next();
  if (r.isNull) {
    return [];
  }
  if (r.type === type.map) {
    return pairs(r, nextText, nextEntries, (key, value) => ({ key, value }));
  }
  const responses: GlideRecord<StreamEntryDataType> = [];
  for (let n = elements(r, "streams with entries"); n > 0; n--) {
    r.next();
    isTuple(r, 2, "a stream with its entries");
    responses.push({ key: nextText(r), value: nextEntries(r) });
  }
  return responses;
}

/**
 * A step through pending entries: where to go on, what was claimed, and what had been
 * deleted. Where to go on is a string whatever the caller wants strings to be, since loops
 * compare it with "0-0".
 */
export function claimedEntries(r: Reader): [string, StreamEntryDataType, GlideString[]] {
  r.next();
  const n = r.length;
  if (r.isNull || r.type !== type.array || n < 2) {
    throw mismatch("a step through pending entries", r);
  }
  const next = nextString(r);
  const entries = nextEntries(r);
  const deleted = n > 2 ? list(r, nextText) : []; // which servers before 7.0 do not tell
  for (let i = 3; i < n; i++) {
    r.skip(0);
  }
  return [next, entries, deleted];
}
