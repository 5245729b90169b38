// What replies become. Each shape that core/command names is decoded here as it is
// there; core/command/testdata/shapes.json holds both to the same answers.

import { RequestError } from "./errors.js";
import { ProtocolError, Reader, type } from "./resp.js";
import type {
  GlideRecord,
  GlideReturnType,
  GlideString,
  HashDataType,
  SortedSetDataType,
  StreamEntryDataType,
} from "./types.js";

const deepest = 512;

/** Reads a reply of one shape. */
export type Decoder = (reader: Reader) => unknown;

/** The decoders by the names of their shapes; "fieldValues" is a textMap of a hash. */
export const decoders: Readonly<Record<string, Decoder>> = {
  ok(r): "OK" {
    r.next();
    if (!r.isText()) {
      throw mismatch("OK", r);
    }
    if (r.string() !== "OK") {
      throw mismatch("OK", r, "another string");
    }
    return "OK";
  },
  text(r): GlideString {
    return nextText(r);
  },
  nullableText(r): GlideString | null {
    return nextNullableText(r);
  },
  integer(r): number | bigint {
    r.next();
    if (r.type !== type.integer) {
      throw mismatch("an integer", r);
    }
    return r.integer();
  },
  boolean(r): boolean {
    r.next();
    if (r.type === type.boolean) {
      return r.boolean();
    }
    const n = r.type === type.integer ? r.integer() : undefined;
    if (n !== 0 && n !== 1) {
      throw mismatch("a boolean", r);
    }
    return n === 1;
  },
  double(r): number {
    return nextDouble(r);
  },
  nullableDouble(r): number | null {
    r.next();
    return r.isNull ? null : doubleOf(r);
  },
  texts(r): GlideString[] {
    return list(r, nextText);
  },
  nullableTexts(r): (GlideString | null)[] {
    return list(r, nextNullableText);
  },
  textSet(r): Set<GlideString> {
    return new Set(list(r, nextText));
  },
  textMap(r): GlideRecord<GlideString> {
    r.next();
    return pairs(r, nextText, nextText, (key, value) => ({ key, value }));
  },
  fieldValues(r): HashDataType {
    r.next();
    return pairs(r, nextText, nextText, (field, value) => ({ field, value }));
  },
  scores,
  keyAndElement(r): [GlideString, GlideString] | null {
    r.next();
    if (r.isNull) {
      return null;
    }
    if (r.type !== type.array || r.length !== 2) {
      throw mismatch("a key and an element", r);
    }
    return [nextText(r), nextText(r)];
  },
  streamEntries(r): StreamEntryDataType {
    return nextStreamEntries(r);
  },
  streamResponses,
  anything(r): GlideReturnType {
    r.next();
    return value(r, 0);
  },
};

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

function mismatch(wanted: string, r: Reader, got = r.isNull ? "null" : describe(r.type, r.length)): Error {
  return new RequestError(`unexpected reply: expected ${wanted}, got ${got}`);
}

function nextText(r: Reader): GlideString {
  r.next();
  if (!r.isText()) {
    throw mismatch("a string", r);
  }
  return r.text();
}

function nextNullableText(r: Reader): GlideString | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  if (!r.isText()) {
    throw mismatch("a string or null", r);
  }
  return r.text();
}

function nextDouble(r: Reader): number {
  r.next();
  return doubleOf(r);
}

function doubleOf(r: Reader): number {
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
function elements(r: Reader, wanted = "an array"): number {
  if (r.isNull || (r.type !== type.array && r.type !== type.set && r.type !== type.push)) {
    throw mismatch(wanted, r);
  }
  return r.length;
}

function list<T>(r: Reader, element: (r: Reader) => T): T[] {
  r.next();
  const n = elements(r);
  const values: T[] = [];
  for (let i = 0; i < n; i++) {
    values.push(element(r));
  }
  return values;
}

/** The pairs of the map, or of the flat array that RESP2 has for one, that the token begins. */
function pairs<First, Second, T>(
  r: Reader,
  first: (r: Reader) => First,
  second: (r: Reader) => Second,
  make: (first: First, second: Second) => T,
): T[] {
  const n = r.type === type.map ? r.length : elements(r, "a map") / 2;
  if (!Number.isInteger(n)) {
    throw mismatch("a map", r);
  }
  const values: T[] = [];
  for (let i = 0; i < n; i++) {
    values.push(make(first(r), second(r)));
  }
  return values;
}

/** Members with their scores: an array of pairs, a flat array or a map. */
function scores(r: Reader): SortedSetDataType {
  r.next();
  const make = (element: GlideString, score: number) => ({ element, score });
  if (r.type === type.map) {
    return pairs(r, nextText, nextDouble, make);
  }
  const n = elements(r, "members with scores");
  const values: SortedSetDataType = [];
  for (let i = 0; i < n; i++) {
    r.next();
    if (r.type === type.array && !r.isNull) {
      if (r.length !== 2) {
        throw mismatch("a member with its score", r);
      }
      values.push(make(nextText(r), nextDouble(r)));
      continue;
    }
    if (!r.isText()) {
      throw mismatch("a member with its score", r);
    }
    if (n % 2 !== 0) {
      throw mismatch("members with scores", r, describe(type.array, n));
    }
    values.push(make(r.text(), nextDouble(r)));
    i++;
  }
  return values;
}

function nextStreamEntries(r: Reader): StreamEntryDataType {
  const entries = emptyRecord<[GlideString, GlideString][]>();
  r.next();
  const n = elements(r, "entries of a stream");
  for (let i = 0; i < n; i++) {
    r.next();
    if (r.type !== type.array || r.length !== 2) {
      throw mismatch("an entry of a stream", r);
    }
    r.next();
    if (!r.isText()) {
      throw mismatch("the ID of an entry", r);
    }
    const id = r.string();
    r.next();
    // The fields of an entry that was deleted while it was pending are null.
    entries[id] = r.isNull ? [] : pairs(r, nextText, nextText, (field, value) => [field, value]);
  }
  return entries;
}

/** Streams with their entries: a map, an array of pairs, or null for none. */
function streamResponses(r: Reader): GlideRecord<StreamEntryDataType> {
  r.next();
  if (r.isNull) {
    return [];
  }
  if (r.type === type.map) {
    return pairs(r, nextText, nextStreamEntries, (key, value) => ({ key, value }));
  }
  const n = elements(r, "streams with entries");
  const responses: GlideRecord<StreamEntryDataType> = [];
  for (let i = 0; i < n; i++) {
    r.next();
    if (r.type !== type.array || r.length !== 2) {
      throw mismatch("a stream with its entries", r);
    }
    responses.push({ key: nextText(r), value: nextStreamEntries(r) });
  }
  return responses;
}

/** A record without the names that every object inherits. */
function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function nextValue(r: Reader, depth: number): GlideReturnType {
  if (depth > deepest) {
    throw new ProtocolError("the reply is nested too deep");
  }
  r.token();
  return value(r, depth);
}

/** The value that the token is, or begins, whatever it is. */
function value(r: Reader, depth: number): GlideReturnType {
  if (r.isNull) {
    return null;
  }
  switch (r.type) {
    case type.integer:
      return r.integer();
    case type.double:
      return nanSafe(r.double());
    case type.boolean:
      return r.boolean();
    case type.bigNumber:
      return r.bigint();
    case type.simpleError:
    case type.bulkError:
      return r.error();
    case type.array:
    case type.push:
      return values(r, depth);
    case type.set:
      return new Set(values(r, depth));
    case type.map: {
      const entries: { key: GlideReturnType; value: GlideReturnType }[] = [];
      for (let n = r.length; n > 0; n--) {
        entries.push({ key: nextValue(r, depth + 1), value: nextValue(r, depth + 1) });
      }
      return entries;
    }
    default:
      return r.text();
  }
}

function values(r: Reader, depth: number): GlideReturnType[] {
  const list: GlideReturnType[] = [];
  for (let n = r.length; n > 0; n--) {
    list.push(nextValue(r, depth + 1));
  }
  return list;
}

function nanSafe(n: number | undefined): number {
  if (n === undefined) {
    throw new ProtocolError("a double is no number");
  }
  return n;
}
