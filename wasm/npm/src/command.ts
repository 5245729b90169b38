// A command as a server gets it, and how its reply is read. The functions in commands/ make
// them: one for each method of clients and batches.

import type { OwnRequest } from "./custom_subscribing.js";
import { ConfigurationError } from "./errors.js";
import type { Reader } from "./resp.js";
import type { CallOptions, GlideString } from "./types.js";
import type { Route } from "./types_cluster.js";

/** A word of a command. Numbers are spelled by integer and double, so that none is taken where text belongs. */
export type Word = GlideString;

/** Reads the reply of a command. */
export type Read<T> = (reader: Reader) => T;

/** A command that resolves to a T. */
export interface Command<T> {
  readonly words: readonly Word[];
  readonly read: Read<T>;
  /** The same in a batch, where GLIDE's batches have it otherwise than its clients. */
  readonly readInBatch?: Read<unknown>;
  /** Which nodes of a cluster execute it where the caller says nothing; undefined leaves it to the client. */
  readonly route?: Route;
  /** Whether the replies of several nodes are an array of { key, value } instead of an object. */
  readonly nodesAsPairs?: boolean;
  /** Whether nodes that fail have their errors in place of replies. Otherwise one that fails has the whole rejected. */
  readonly errorsByNode?: boolean;
  /** Whether a client that is no cluster's asks all servers, and has their replies by address. */
  readonly byAddress?: boolean;
  /** What a client asks of its own subscription, in place of sending the words. */
  readonly ownRequest?: OwnRequest;
  /** Whether the strings of its reply are bytes, or strings, whatever the caller wants. */
  readonly asBytes?: boolean;
}

/** The command of these words, or of an array of them: a call takes too few arguments for all that a list may hold. */
export function command<T>(read: Read<T>, ...words: Word[] | [words: readonly Word[]]): Command<T> {
  const [first] = words;
  return { words: Array.isArray(first) ? first : (words as Word[]), read };
}

/** The same command, executed by all primaries of a cluster where the caller says nothing. */
export function onAllPrimaries<T>(made: Command<T>): Command<T> {
  return { ...made, route: "allPrimaries" };
}

/** The same command, whose reply has strings whatever the caller wants strings to be. */
export function asStrings<T>(made: Command<T>): Command<T> {
  return { ...made, asBytes: false };
}

/** The words of what is one of several things, none where it was left out. */
export function optionalWord<T extends string>(value: T | undefined, what: string, values: readonly T[]): Word[] {
  return value === undefined ? [] : [oneOf(value, what, values)];
}

/** The names that options of every method may have beside its own. */
const callOptionNames: readonly string[] = ["decoder", "route", "timeout", "signal", "idempotent", "replica", "cache", "cacheTtlMs"];

/** Those of them that clients have: only those of a cluster have routes. */
export function usableOptions(inCluster: boolean): readonly string[] {
  return callOptionNames.filter((name) => inCluster || name !== "route");
}

/** Those of them that the method can have whose command is being made. */
let usable = callOptionNames;

/** Has options refused that are not among names, until it is called with the names that it returned. */
export function useCallOptions(names: readonly string[]): readonly string[] {
  const before = usable;
  usable = names;
  return before;
}

/**
 * The options of a method, {} if they were left out. An option that is not among names is
 * refused, so that a misspelt one is not taken for one that was left out.
 */
export function optionsOf<T extends object>(method: string, options: T | undefined, names: readonly (keyof T & string)[]): Partial<T> {
  checkNames(`${method} options`, options, [...names, ...usable]);
  return options ?? {};
}

/** The options of a method that has one, which clients of one server take by its place: so it is taken here too. */
export function namedOptions<T extends object, Name extends keyof T & string>(method: string, options: T | undefined, name: Name): Partial<T> {
  const isValue = typeof options === "string" || Array.isArray(options);
  return isValue ? ({ [name]: options } as Partial<T>) : optionsOf(method, options, [name]);
}

/** Refuses options of a call that has no others. */
export function checkCallOptions(method: string, options: unknown): void {
  checkNames(`${method} options`, options, usable);
}

/**
 * Refuses what no option of a call can be: null, which is no way to leave one out, a time of 0 or
 * until a Date, and a signal that is none.
 */
export function checkCallValues(method: string, options: CallOptions | undefined): void {
  for (const name of callOptionNames) {
    const value = (options as Record<string, unknown> | undefined)?.[name];
    const what = `${method} options.${name}`;
    if (value === null) {
      throw new ConfigurationError(`${what}: must not be null; leave it out`);
    }
    if (value === undefined) {
      continue;
    }
    if ((name === "timeout" || name === "cacheTtlMs") && !(typeof value === "number" && value > 0)) {
      throw new ConfigurationError(`${what}: must be a number of milliseconds above 0, not ${typeof value === "number" ? value : nameOf(value)}; leave it out for the client's`);
    }
    if (name === "idempotent" || name === "replica" || name === "cache") {
      flag(value as boolean, what);
    }
    if (name === "signal" && typeof (value as AbortSignal).throwIfAborted !== "function") {
      throw new ConfigurationError(`${what}: must be an AbortSignal, not ${nameOf(value)}`);
    }
  }
}

/** Refuses options that are no object, or that have names that are not known. Those that were left out are undefined. */
export function checkNames(what: string, options: unknown, names: readonly string[]): void {
  if (options === undefined) {
    return;
  }
  for (const name of Object.keys(recordOf(options as object, what))) {
    if (!names.includes(name)) {
      throw new ConfigurationError(`${what}: has no ${name}; it has ${names.join(", ")}`);
    }
  }
}

/** Refuses what is no object of named fields. */
export function checkObject(what: string, value: unknown): asserts value is object {
  recordOf(value as object, what);
}

/**
 * Whether a value is an object whose fields can be read by their names. A Map, a Set, a Date and
 * the like are none, though they are objects too: without fields they would count as {}.
 */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(Symbol.iterator in value) && Object.prototype.toString.call(value) === "[object Object]";
}

/** An object whose fields are read by their names. */
export function recordOf<T extends object>(value: T, what: string): T {
  if (!isRecord(value)) {
    throw new ConfigurationError(`${what}: must be an object, not ${nameOf(value)}`);
  }
  return value;
}

/** The word of what is either said or not, none where it is not. */
export function flagWord(value: boolean | undefined, what: string, word: string): Word[] {
  return flag(value, what) ? [word] : [];
}

/** What is either said or not. What only counts as true or false is refused: "false" counts as true. */
export function flag(value: boolean | undefined, what: string): boolean {
  if (value !== undefined && typeof value !== "boolean") {
    throw new ConfigurationError(`${what}: must be true or false, not ${nameOf(value)}`);
  }
  return value === true;
}

/** How an error calls a value. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) {
    return String(value);
  }
  if (typeof value !== "object") {
    return `a ${typeof value}`;
  }
  return Array.isArray(value) ? "an array" : `a ${(value as object).constructor?.name || "object"}`;
}

/** A whole number of a parameter, as the server takes it. */
export function integer(value: number | bigint, what: string): Word {
  if (typeof value === "bigint" || Number.isSafeInteger(value)) {
    return String(value);
  }
  throw new ConfigurationError(`${what}: must be a whole number, as a number up to 2^53 or a bigint, not ${typeof value === "number" ? value : nameOf(value)}`);
}

/** Any number of a parameter, as the server spells it. */
export function double(value: number, what: string): Word {
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw new ConfigurationError(`${what}: must be a number, not ${typeof value === "number" ? value : nameOf(value)}`);
  }
  return value === Infinity ? "+inf" : value === -Infinity ? "-inf" : String(value);
}

/** One of a parameter's values, each a word of the protocol. */
export function oneOf<T extends string>(value: T, what: string, values: readonly T[]): T {
  if (!values.includes(value)) {
    throw new ConfigurationError(`${what}: must be ${values.map((each) => JSON.stringify(each)).join(" or ")}, not ${typeof value === "string" ? JSON.stringify(value) : nameOf(value)}`);
  }
  return value;
}

/** The elements of a parameter that takes an array, a Set or another iterable. A string is one too, but of other things. */
export function listOf<T>(values: Iterable<T>, what: string): T[] {
  if (Array.isArray(values)) {
    return values;
  }
  if (typeof values !== "object" || values === null || values instanceof Uint8Array || !(Symbol.iterator in values)) {
    throw new ConfigurationError(`${what}: must be an array, a Set or another iterable, not ${nameOf(values)}`);
  }
  return [...values];
}

/** The same of a parameter that may be left out, which then has none. */
export function optionalList<T>(values: Iterable<T> | undefined, what: string): T[] {
  return values === undefined ? [] : listOf(values, what);
}

/**
 * The pairs of a parameter: of a Map, of an object's properties, of an array of pairs, or of
 * an array of objects that have first and second.
 */
export function pairsOf<T>(values: unknown, what: string, first: string, second: string): [GlideString, T][] {
  if (values instanceof Map) {
    return [...values] as [GlideString, T][];
  }
  if (!Array.isArray(values)) {
    if (!isRecord(values)) {
      throw new ConfigurationError(`${what}: must be an object, a Map, or an array of { ${first}, ${second} }, not ${nameOf(values)}`);
    }
    return Object.entries(values) as [GlideString, T][];
  }
  return values.map((pair: unknown, i) => {
    if (Array.isArray(pair) && pair.length === 2) {
      return pair as [GlideString, T];
    }
    if (typeof pair !== "object" || pair === null || !(first in pair) || !(second in pair)) {
      throw new ConfigurationError(`${what}[${i}]: must have ${first} and ${second}`);
    }
    checkNames(`${what}[${i}]`, pair, [first, second]);
    const fields = pair as Record<string, unknown>;
    return [fields[first] as GlideString, fields[second] as T];
  });
}

/** An object of a parameter, whose fields have these names. */
export function objectOf<T extends object>(value: T, what: string, names: readonly string[]): T {
  checkNames(what, recordOf(value, what), names);
  return value;
}

/**
 * The option of that name of a method that has no other. Batches take its value alone too, as
 * GLIDE's do.
 */
export function optionOf<T extends object, Name extends keyof T & string>(method: string, options: T | undefined, name: Name): T[Name] | undefined {
  return options === undefined || typeof options === "object" ? optionsOf(method, options, [name])[name] : options;
}
