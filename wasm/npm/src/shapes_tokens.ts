// What the decoders of all shapes are made of: they read the next value and throw,
// where it is of another type, what core/command does.

import { RequestError } from "./errors.js";
import { type Reader, type } from "./resp.js";
import type { GlideString } from "./types.js";

// How an error calls the types, as core/command does.
const typeNames: Readonly<Record<number, string>> = {
  [type.simpleString]: "simple string",
  [type.integer]: "integer",
  [type.bulkString]: "bulk string",
  [type.boolean]: "boolean",
  [type.double]: "double",
  [type.bigNumber]: "big number",
  [type.verbatimString]: "verbatim string",
};

function describe(kind: number, length: number): string {
  switch (kind) {
    case type.array:
      return `array of ${length} elements`;
    case type.set:
      return `set of ${length} elements`;
    case type.push:
      return `push of ${length} elements`;
    case type.map:
      return `map of ${length} pairs`;
    default:
      return typeNames[kind] ?? "reply of another type";
  }
}

/** The error that tells that the token is not what was wanted. */
export function mismatch(wanted: string, r: Reader, got = r.isNull ? "null" : describe(r.type, r.length)): Error {
  return new RequestError(`unexpected reply: expected ${wanted}, got ${got}`);
}

/** The error that tells that an array has another length than was wanted. */
export function lengthMismatch(wanted: string, r: Reader, length: number): Error {
  return mismatch(wanted, r, describe(type.array, length));
}

export function nextText(r: Reader): GlideString {
  r.next();
  return textOf(r);
}

export function textOf(r: Reader): GlideString {
  if (!r.isText()) {
    throw mismatch("a string", r);
  }
  return r.text();
}

/** Like nextText, but a string whatever the caller wants strings to be. */
export function nextString(r: Reader, wanted = "a string"): string {
  r.next();
  if (!r.isText()) {
    throw mismatch(wanted, r);
  }
  return r.string();
}

export function nextNullableText(r: Reader): GlideString | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  if (!r.isText()) {
    throw mismatch("a string or null", r);
  }
  return r.text();
}

export function nextInteger(r: Reader): number | bigint {
  r.next();
  if (r.isNull || r.type !== type.integer) {
    throw mismatch("an integer", r);
  }
  return r.integer();
}

export function nextNullableInteger(r: Reader): number | bigint | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  if (r.type !== type.integer) {
    throw mismatch("an integer or null", r);
  }
  return r.integer();
}

export function nextBoolean(r: Reader): boolean {
  r.next();
  if (r.type === type.boolean) {
    return r.boolean();
  }
  const n = r.type === type.integer ? r.integer() : undefined;
  if (n !== 0 && n !== 1) {
    throw mismatch("a boolean", r);
  }
  return n === 1;
}

export function nextDouble(r: Reader): number {
  r.next();
  return doubleOf(r);
}

export function nextNullableDouble(r: Reader): number | null {
  r.next();
  return r.isNull ? null : doubleOf(r);
}

export function doubleOf(r: Reader): number {
  if (r.isNull || (r.type !== type.double && r.type !== type.integer && !r.isText())) {
    throw mismatch("a number", r);
  }
  const n = r.double();
  if (n === undefined) {
    throw mismatch("a number", r, "string that is no number");
  }
  return n;
}

/** The number of elements of the array, set or push that the token begins. */
export function elements(r: Reader, wanted = "an array"): number {
  if (r.isNull || (r.type !== type.array && r.type !== type.set && r.type !== type.push)) {
    throw mismatch(wanted, r);
  }
  return r.length;
}

/** The elements of the array, set or push that follows. */
export function list<T>(r: Reader, element: (r: Reader) => T): T[] {
  r.next();
  return listOf(r, element);
}

/** The elements of the array, set or push that the token begins. */
export function listOf<T>(r: Reader, element: (r: Reader) => T): T[] {
  const values: T[] = [];
  for (let n = elements(r); n > 0; n--) {
    values.push(element(r));
  }
  return values;
}

/** Holds the token to be an array of that many elements. */
export function isTuple(r: Reader, length: number, wanted: string): void {
  if (r.isNull || r.type !== type.array || r.length !== length) {
    throw mismatch(wanted, r);
  }
}

/** The number of pairs of the map, or of the flat array that RESP2 has for one, that the token begins. */
export function pairCount(r: Reader): number {
  const n = r.type === type.map && !r.isNull ? r.length : elements(r, "a map") / 2;
  if (!Number.isInteger(n)) {
    throw mismatch("a map", r);
  }
  return n;
}

/** The pairs of the map, or flat array, that the token begins. */
export function pairs<First, Second, T>(
  r: Reader,
  first: (r: Reader) => First,
  second: (r: Reader) => Second,
  make: (first: First, second: Second) => T,
): T[] {
  const values: T[] = [];
  for (let n = pairCount(r); n > 0; n--) {
    values.push(make(first(r), second(r)));
  }
  return values;
}

/** An object without the names that every object inherits, so that none of a server's is lost to them. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
