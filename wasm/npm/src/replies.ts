// How replies are read that the methods share, beside those of shapes_tokens.ts.

import type { Reader } from "./resp.js";
import { recordOf } from "./shapes_records.js";
import { list, mismatch, nextInteger, nextNullableInteger, nextNullableText, nextString, nextText } from "./shapes_tokens.js";
import type { GlideReturnType, GlideString } from "./types.js";

/** An integer. One beyond Number.MAX_SAFE_INTEGER is a bigint, which GLIDE's types do not have: rather that than another number. */
export const nextNumber = nextInteger as (r: Reader) => number;

export const nextNullableNumber = nextNullableInteger as (r: Reader) => number | null;

export function nextNumbers(r: Reader): number[] {
  return list(r, nextNumber);
}

export function nextNullableNumbers(r: Reader): (number | null)[] {
  return list(r, nextNullableNumber);
}

export function nextOk(r: Reader): "OK" {
  if (nextString(r, "OK") !== "OK") {
    throw mismatch("OK", r, "another string");
  }
  return "OK";
}

export function nextTexts(r: Reader): GlideString[] {
  return list(r, nextText);
}

export function nextNullableTexts(r: Reader): (GlideString | null)[] {
  return list(r, nextNullableText);
}

/** A map whose keys are names, as an object. */
export function nextRecord(r: Reader): Record<string, GlideReturnType> {
  r.next();
  return recordOf(r, 0) as Record<string, GlideReturnType>;
}
