// Replies of any form as GLIDE has them: a map is an array of { key, value }, a set an array,
// whether the server sent it in RESP2 or RESP3.

import type { Reader } from "./resp.js";
import { nullableRecord, record, recordOfRecords } from "./shapes_records.js";
import { list, nextText, pairs } from "./shapes_tokens.js";
import { nextValue } from "./shapes_values.js";
import type { GlideRecord, GlideReturnType, GlideString } from "./types.js";

/** A reply of any form. An error in place of the whole is thrown. */
export function nextAny(r: Reader): GlideReturnType {
  const value = nextValue(r, 0);
  if (value instanceof Error) {
    throw value;
  }
  return withoutSets(value);
}

export function withoutSets(value: GlideReturnType): GlideReturnType {
  if (value instanceof Set) {
    return [...value].map(withoutSets);
  }
  if (Array.isArray(value)) {
    return (value as GlideReturnType[]).map(withoutSets);
  }
  if (isPlain(value)) {
    for (const name of Object.keys(value)) {
      value[name] = withoutSets(value[name]!);
    }
  }
  return value;
}

export function isPlain(value: unknown): value is Record<string, GlideReturnType> {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array) && !(value instanceof Error);
}

/** A record, and those within it, whose sets are arrays. */
export function nextPlainRecord(r: Reader): Record<string, GlideReturnType> {
  return withoutSets(record(r)) as Record<string, GlideReturnType>;
}

export function nextPlainRecords(r: Reader): Record<string, GlideReturnType>[] {
  return list(r, nextPlainRecord);
}

/** The same as arrays of { key, value }. */
export function nextGlideRecord(r: Reader): GlideReturnType {
  return toGlideRecords(nextPlainRecord(r));
}

export function nextNullableGlideRecord(r: Reader): GlideReturnType {
  return toGlideRecords(withoutSets(nullableRecord(r)));
}

export function nextGlideRecords(r: Reader): GlideReturnType {
  return toGlideRecords(nextPlainRecords(r));
}

export function nextGlideRecordOfRecords(r: Reader): GlideReturnType {
  return toGlideRecords(withoutSets(recordOfRecords(r)));
}

function toGlideRecords(value: GlideReturnType): GlideReturnType {
  if (Array.isArray(value)) {
    return (value as GlideReturnType[]).map(toGlideRecords);
  }
  return isPlain(value) ? Object.entries(value).map(([key, value]) => ({ key, value: toGlideRecords(value) })) : value;
}

/** A map of strings. */
export function nextTextPairs(r: Reader): GlideRecord<GlideString> {
  r.next();
  return pairs(r, nextText, nextText, (key, value) => ({ key, value }));
}

/** A map of what may be anything. */
export function nextPairs(r: Reader): GlideReturnType {
  r.next();
  return pairs(r, nextText, nextAny, (key, value) => ({ key, value }));
}
