// How the replies of lists are read: elements with the key of the list that they were in.

import { nextTexts } from "./replies.js";
import type { Reader } from "./resp.js";
import { isTuple, listOf, nextText } from "./shapes_tokens.js";
import type { GlideRecord, GlideString } from "./types.js";

/** Elements, or null where there is no list. */
export function nextNullableElements(r: Reader): GlideString[] | null {
  r.next();
  return r.isNull ? null : listOf(r, nextText);
}

export function nextKeyAndElement(r: Reader): [GlideString, GlideString] | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  isTuple(r, 2, "a key and an element");
  return [nextText(r), nextText(r)];
}

export function nextKeyAndElements(r: Reader): { key: GlideString; elements: GlideString[] } | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  isTuple(r, 2, "a key and elements");
  return { key: nextText(r), elements: nextTexts(r) };
}

/** The same as batches return it. */
export function nextKeyAndElementsInBatch(r: Reader): GlideRecord<GlideString[]> | null {
  const found = nextKeyAndElements(r);
  return found && [{ key: found.key, value: found.elements }];
}
