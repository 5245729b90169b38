// What replies become. Each shape that core/command names is decoded here as it is
// there; core/command/testdata/shapes.json holds both to the same answers.

import { type Reader, type } from "./resp.js";
import { locations, positions } from "./shapes_geo.js";
import { nullableRecord, record, recordOf, recordOfRecords, textRecord, textRecords } from "./shapes_records.js";
import { flatScores, keyAndMember, keyAndMembers, rankAndScore, scores } from "./shapes_scores.js";
import { claimedEntries, claimedIds, streamEntries, streamResponses } from "./shapes_streams.js";
import {
  isTuple,
  list,
  listOf,
  mismatch,
  nextBoolean,
  nextDouble,
  nextInteger,
  nextNullableDouble,
  nextNullableInteger,
  nextNullableText,
  nextString,
  nextText,
  pairs,
} from "./shapes_tokens.js";
import { anything, tuple } from "./shapes_values.js";
import type { GlideRecord, GlideString, HashDataType } from "./types.js";

/** Reads a reply of one shape. */
export type Decoder = (reader: Reader) => unknown;

/**
 * The decoders by the names of their shapes. The methods that are named in
 * internal/generate have one of their own: "hash" is a textMap whose pairs are fields
 * and values, "recordOfRecords" a record, "claimedIds" a tuple.
 */
export const decoders: Readonly<Record<string, Decoder>> = {
  ok(r): "OK" {
    if (nextString(r, "OK") !== "OK") {
      throw mismatch("OK", r, "another string");
    }
    return "OK";
  },
  text: nextText,
  nullableText: nextNullableText,
  integer: nextInteger,
  boolean: nextBoolean,
  double: nextDouble,
  nullableDouble: nextNullableDouble,
  nullableInteger: nextNullableInteger,
  texts,
  nullableTexts: (r) => list(r, nextNullableText),
  nullableDoubles: (r) => list(r, nextNullableDouble),
  integers: (r) => list(r, nextInteger),
  nullableIntegers: (r) => list(r, nextNullableInteger),
  booleans: (r) => list(r, nextBoolean),
  textSet: (r) => new Set(texts(r)),
  textsOrNull(r): GlideString[] | null {
    r.next();
    return r.isNull ? null : listOf(r, nextText);
  },
  textMap(r): GlideRecord<GlideString> {
    r.next();
    return pairs(r, nextText, nextText, (key, value) => ({ key, value }));
  },
  hash(r): HashDataType {
    r.next();
    return pairs(r, nextText, nextText, (field, value) => ({ field, value }));
  },
  fieldValues,
  scores,
  rankAndScore,
  keyAndMember,
  keyAndMembers,
  keyAndElement(r): [GlideString, GlideString] | null {
    r.next();
    if (r.isNull) {
      return null;
    }
    isTuple(r, 2, "a key and an element");
    return [nextText(r), nextText(r)];
  },
  keyAndElements(r): { key: GlideString; elements: GlideString[] } | null {
    r.next();
    if (r.isNull) {
      return null;
    }
    isTuple(r, 2, "a key and elements");
    return { key: nextText(r), elements: texts(r) };
  },
  scan: (r) => scanned(r, texts),
  scanFields: (r) => scanned(r, flatFields),
  scanScores: (r) => scanned(r, flatScores),
  positions,
  locations,
  streamEntries,
  streamResponses,
  claimedEntries,
  claimedIds,
  record,
  records: (r) => list(r, (r) => (r.next(), recordOf(r, 0))),
  nullableRecord,
  recordOfRecords,
  textRecord,
  textRecords,
  tuple,
  tuples: (r) => list(r, tuple),
  anything,
};

function texts(r: Reader): GlideString[] {
  return list(r, nextText);
}

/** Fields with their values: an array of pairs, a flat array or a map. */
export function fieldValues(r: Reader): [GlideString, GlideString][] {
  r.next();
  if (r.isNull || r.type !== type.array || r.nextType() !== type.array) {
    return pairs(r, nextText, nextText, (field, value) => [field, value]);
  }
  return listOf(r, (r) => {
    r.next();
    isTuple(r, 2, "a field with its value");
    return [nextText(r), nextText(r)];
  });
}

function flatFields(r: Reader): GlideString[] {
  r.next();
  return pairs(r, nextText, nextText, (field, value) => [field, value]).flat();
}

/**
 * A step of a scan: where to go on, and what was found. The cursor is a string whatever
 * the caller wants strings to be, since loops compare it with "0".
 */
function scanned(r: Reader, content: (r: Reader) => GlideString[]): [string, GlideString[]] {
  r.next();
  isTuple(r, 2, "a cursor and what was found");
  return [nextString(r), content(r)];
}
