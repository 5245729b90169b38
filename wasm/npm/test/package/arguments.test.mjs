// What no method takes: each argument of each method, changed into what it cannot be, is refused
// by name and before anything is sent, by clients and in batches.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { Batch, ClusterBatch, ConfigurationError } from "../../dist/index.js";
import { connect } from "./connect.mjs";

const { batchForms, clusterCalls, standaloneCalls } = await import(process.env.GLISSADE_INTERNALS);
const declarations = await readFile(new URL("../../dist/methods_types_gen.d.ts", import.meta.url), "utf8");

const callOptions = ["decoder", "route", "timeout", "signal", "idempotent", "replica"];

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

// The arguments of each call.
function argumentsOf(calls) {
  const found = {};
  Object.values(calls(new Proxy({}, { get: (_, name) => (...args) => (found[name] = args) }))).forEach((call) => call());
  return found;
}

// The parameters of a method, as the first interface from that one on declares it.
function parametersOf(method, from) {
  const declared = declarations.slice(declarations.indexOf(`export interface ${from}`));
  const row = new RegExp(`^  ${method}(?:<[^(]*>)?\\((.*)\\): `, "m").exec(declared);
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
  return parameters.map((parameter) => ({ name: /\w+/.exec(parameter)[0], mayBeUndefined: /^\s*\w+\?:|\| undefined/.test(parameter) }));
}

const wrong = {
  string: [null, 5, true, Symbol("s"), {}, new Date(), []],
  number: [null, "5", true, NaN, {}, new Map()],
  bigint: [null, "5", 0.5],
  boolean: [null, 0, 1, "true", "false", ""],
  array: [null, "ab", 5, true, {}, [null], [undefined], [5n], new Set([null])],
  bytes: [null, 5, [1], new ArrayBuffer(1), new Uint16Array(1)],
  object: [null, "ab", 5, true, new Date(), new Map([[Symbol("s"), Symbol("s")]]), new Set([1]), Promise.resolve(), [null], function* () {}],
};

function kindOf(value) {
  return value instanceof Uint8Array ? "bytes" : Array.isArray(value) ? "array" : value instanceof Date || value?.toArgs !== undefined ? "built" : typeof value;
}

// Each change of a value, with where it is: of the value as a whole, and of what is in it.
function* changes(value, where = []) {
  for (const each of wrong[kindOf(value)] ?? [null, "ab", {}]) {
    yield { where, value: each, changed: each };
  }
  if (kindOf(value) === "object") {
    for (const [name, own] of Object.entries(value)) {
      for (const change of changes(own, [...where, name])) {
        yield { ...change, changed: { ...value, [name]: change.changed } };
      }
    }
  }
}

// What can be meant all the same.
const meant = new Set([
  "bitcount options.start", // 
]);

const refusals = [];
for (const [method, args] of Object.entries(argumentsOf(standaloneCalls))) {
  test(method, async () => {
    const parameters = parametersOf(method, "Methods<");
    for (const [i, arg] of args.entries()) {
      const cases = [...changes(arg)];
      if (!parameters[i].mayBeUndefined) cases.push({ where: [], value: undefined, changed: undefined });
      for (const { where, value, changed } of cases) {
        const what = `${method} ${[parameters[i].name, ...where].join(".")} ${typeof value === "symbol" ? "symbol" : value instanceof Object ? value.constructor?.name + JSON.stringify(value, (_, x) => typeof x === "bigint" ? x + "n" : x): String(value)}`;
        const given = args.with(i, changed);
        const before = client.statistics().commands;
        let outcome = "TAKEN";
        try {
          const c = client[method](...given);
          c.catch(() => {});
          if (client.statistics().commands === before) { await c; }
        } catch (e) {
          outcome = e instanceof ConfigurationError ? e.message : "THROWS " + e;
        }
        refusals.push(`${what} => ${outcome}`);
      }
    }
  });
}
after(() => { process.stdout.write(refusals.map(r => "@@ " + r).join("\n") + "\n"); });
