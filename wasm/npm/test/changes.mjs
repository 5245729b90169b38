// Calls of every method, and what makes of their arguments what is to be refused: each of them
// null, undefined where it may not be left out, or of another type, and so what is in it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { ConfigurationError } from "../dist/index.js";

const { batchCalls, clusterCalls, standaloneCalls } = await import(process.env.GLISSADE_INTERNALS);
const declarations = await readFile(new URL("../dist/methods_types_gen.d.ts", import.meta.url), "utf8");

export const callOptions = ["decoder", "route", "timeout", "signal", "idempotent", "replica", "cache", "cacheTtlMs"];

// The arguments of each method's call.
function argumentsOf(calls) {
  const found = {};
  Object.values(calls(new Proxy({}, { get: (_, name) => (...args) => (found[name] = args) }))).forEach((call) => call());
  return found;
}

export const standalone = argumentsOf(standaloneCalls);
export const cluster = { ...standalone, ...argumentsOf(clusterCalls) };
delete cluster.scan; // has a cursor of its own
export const batches = { ...standalone, ...argumentsOf(batchCalls) };

// The parameters of a method, as that interface declares it, or the one that it extends.
export function parametersOf(method, from) {
  const row = [from, from.includes("Batch") ? "BatchMethods" : "Methods"].reduce((found, name) => found ?? rowOf(method, name), null);
  assert.ok(row !== null, `${method} is not declared`);
  const parameters = [""];
  let depth = 0;
  for (const character of row[1]) {
    depth += "([{<".includes(character) ? 1 : ")]}>".includes(character) ? -1 : 0;
    if (character === "," && depth === 0) {
      parameters.push("");
    } else {
      parameters[parameters.length - 1] += character;
    }
  }
  return parameters.filter(Boolean).map((parameter) => ({ name: /\w+/.exec(parameter)[0], mayBeUndefined: /^\s*\w+\?:|\| undefined/.test(parameter) }));
}

function rowOf(method, name) {
  const [declared] = declarations.slice(declarations.search(new RegExp(`export interface ${name}\\b`))).split("\n}\n", 1);
  return new RegExp(`^  ${method}(?:<[^(]*>)?\\((.*)\\): `, "m").exec(declared);
}

// By the type of what it stands for, what a value cannot be. A Map, a Set and a Date are objects
// without fields, and must not count as {}.
const others = {
  string: [null, 5, true, Symbol("s"), {}, new Date(0), []],
  number: [null, "5", true, NaN, {}, new Map()],
  boolean: [null, 0, 1, "true", "false", ""],
  bytes: [null, 5, [1], new ArrayBuffer(1), new Uint16Array(1)],
  date: [null, "2030", {}, new Date(NaN)],
  array: [null, "ab", 5, true, {}, [null], [undefined], [true], new Set([null])],
  object: [null, "ab", 5, true, new Date(0), new Map([[Symbol("s"), Symbol("s")]]), new Set([1]), new Promise(() => {}), [null], () => {}],
};

function typeOf(value) {
  return value instanceof Uint8Array ? "bytes" : value instanceof Date ? "date" : Array.isArray(value) ? "array" : typeof value;
}

// What can be meant all the same: an ID alone of a bound, text or a boolean of a number, one key
// of several.
const meant = {
  "migrate key": ["ab"],
  "xgroupCreate options.entriesRead": ["5"],
  "xinfoStream options.fullOptions": [true],
  "xpendingWithOptions selection.start": ["ab"],
  "xrange start": ["ab"],
  "xrange end": ["ab"],
  "xrevrange start": ["ab"],
  "xrevrange end": ["ab"],
  "xinfoStream options": [true], // in a batch
};

export function isRecord(value) {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function* changesOfValue(value, where) {
  for (const other of others[typeOf(value)]) {
    yield { where, value: other, changed: other };
  }
  if (isRecord(value)) {
    for (const [name, field] of Object.entries(value)) {
      for (const change of changesOfValue(field, `${where}.${name}`)) {
        yield { ...change, changed: { ...value, [name]: change.changed } };
      }
    }
  }
}

// Each change of a call that is to be refused: where, the value there, and the arguments.
export function* changesOf(method, args, from) {
  const parameters = parametersOf(method, from);
  for (const [i, arg] of args.entries()) {
    const { name, mayBeUndefined } = parameters[i];
    for (const { where, value, changed } of changesOfValue(arg, name)) {
      const hasNone = where === "options" && isRecord(value) && Object.keys(value).length === 0; // in a batch, which takes an option alone too
      if (!hasNone && !meant[`${method} ${where}`]?.includes(value)) {
        yield { where, value, args: args.with(i, changed) };
      }
    }
    if (!mayBeUndefined) {
      yield { where: name, value: undefined, args: args.with(i, undefined) };
    }
  }
}

// Holds an error to be a refusal by the method's name, or by the place in its command.
export function requireRefusal(error, method, what, value) {
  assert.ok(error instanceof ConfigurationError, `${what}: ${error.stack}`);
  assert.equal(error.delivery, "notSent", what);
  assert.match(error.message, new RegExp(`^(${method} |[A-Z_]+ argument \\d|the command's name:)`), what);
  if (value === null || value === undefined) {
    assert.match(error.message, new RegExp(`\\b${value}\\b`), what);
    assert.doesNotMatch(error.message, new RegExp(`\\b${value === null ? "undefined" : "null"}\\b`), what);
  }
}
