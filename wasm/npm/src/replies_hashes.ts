// How the replies of hashes are read: fields with their values.

import { type Reader, type } from "./resp.js";
import { isTuple, listOf, nextText, pairs } from "./shapes_tokens.js";
import type { GlideRecord, GlideString, HashDataType } from "./types.js";

/** A hash by its fields: a map, or the flat array that RESP2 has for one. */
export function nextHash(r: Reader): HashDataType {
  r.next();
  return pairs(r, nextText, nextText, (field, value) => ({ field, value }));
}

/** The same as batches return it. */
export function nextHashInBatch(r: Reader): GlideRecord<GlideString> {
  r.next();
  return pairs(r, nextText, nextText, (key, value) => ({ key, value }));
}

/** Fields with their values: an array of pairs, or the flat array that RESP2 has. */
export function nextFieldsWithValues(r: Reader): [GlideString, GlideString][] {
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
