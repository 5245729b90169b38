// Replies of any form: trees of plain values, and arrays in which each value has its
// place.

import { ProtocolError, type Reader, type } from "./resp.js";
import { mismatch } from "./shapes_tokens.js";
import type { GlideReturnType } from "./types.js";

const maxDepth = 512;

export function tuple(r: Reader): GlideReturnType[] {
  r.next();
  if (r.isNull || r.type !== type.array) {
    throw mismatch("an array", r);
  }
  return values(r, 0);
}

/** How the elements of maps are put together. */
type Maps = (r: Reader, depth: number) => GlideReturnType;

/** The value that follows, which may be an error; it is returned then. */
export function nextValue(r: Reader, depth: number, maps: Maps = listOfPairs): GlideReturnType {
  if (depth > maxDepth) {
    throw new ProtocolError("the reply is nested too deep");
  }
  r.token();
  return valueOf(r, depth, maps);
}

/** The value that the token is, or begins, whatever it is. */
export function valueOf(r: Reader, depth: number, maps: Maps = listOfPairs): GlideReturnType {
  if (r.isNull) {
    return null;
  }
  switch (r.type) {
    case type.integer:
      return r.integer();
    case type.double:
      return numberOf(r);
    case type.boolean:
      return r.boolean();
    case type.bigNumber:
      return r.bigint();
    case type.simpleError:
    case type.bulkError:
      return r.error();
    case type.array:
    case type.push:
      return values(r, depth, maps);
    case type.set:
      return new Set(values(r, depth, maps));
    case type.map:
      return maps(r, depth);
    default:
      return r.text();
  }
}

function values(r: Reader, depth: number, maps?: Maps): GlideReturnType[] {
  const list: GlideReturnType[] = [];
  for (let n = r.length; n > 0; n--) {
    list.push(nextValue(r, depth + 1, maps));
  }
  return list;
}

/** A map as a list, since its keys may be anything and have an order. */
function listOfPairs(r: Reader, depth: number): GlideReturnType {
  const entries: { key: GlideReturnType; value: GlideReturnType }[] = [];
  for (let n = r.length; n > 0; n--) {
    entries.push({ key: nextValue(r, depth + 1), value: nextValue(r, depth + 1) });
  }
  return entries;
}

function numberOf(r: Reader): number {
  const n = r.double();
  if (n === undefined) {
    throw new ProtocolError("a double is no number");
  }
  return n;
}
