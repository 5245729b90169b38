// How the replies of the methods for keys are read.

import type { Reader } from "./resp.js";
import { nextTexts } from "./replies.js";
import { isTuple, mismatch, nextString } from "./shapes_tokens.js";
import type { GlideString } from "./types.js";

/** A string, whatever the caller wants strings to be, or null. */
export function nextNullableString(r: Reader): string | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  if (!r.isText()) {
    throw mismatch("a string or null", r);
  }
  return r.string();
}

/** A step of a scan. The cursor is a string in any case, since loops compare it with "0". */
export function nextScan(r: Reader): [string, GlideString[]] {
  r.next();
  isTuple(r, 2, "a cursor and what was found");
  return [nextString(r), nextTexts(r)];
}
