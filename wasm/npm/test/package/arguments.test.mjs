// What no method takes is refused by name and before anything is sent, by clients and in batches.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, ClusterBatch } from "../../dist/index.js";
import { batches, callOptions, changesOf, isRecord, parametersOf, requireRefusal, standalone } from "../changes.mjs";
import { connect } from "./connect.mjs";

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

describe("a value of another type, null, and undefined of what must be given", () => {
  for (const [method, args] of Object.entries(standalone)) {
    test(`${method} of a client`, async () => {
      const sent = client.statistics().commands;
      for (const { where, value, args: changed } of changesOf(method, args, "StandaloneMethods")) {
        const what = `${method} with ${where} ${describeValue(value)}`;
        await assert.rejects(client[method](...changed), (error) => requireRefusal(error, method, what, value) ?? true, what);
      }
      assert.equal(client.statistics().commands, sent);
    });
  }
  for (const [method, args] of Object.entries(batches)) {
    test(`${method} of a batch`, () => {
      for (const Kind of [Batch, ClusterBatch].filter(({ prototype }) => method in prototype)) {
        const batch = new Kind(false);
        for (const { where, value, args: changed } of changesOf(method, args, "StandaloneBatchMethods")) {
          const what = `${method} with ${where} ${describeValue(value)}`;
          assert.throws(() => batch[method](...changed), (error) => requireRefusal(error, method, what, value) ?? true, what);
        }
        assert.equal(batch.length, 0);
      }
    });
  }
});

describe("names that options do not have, arguments too many, and options of another place", () => {
  const ofCalls = callOptions.filter((name) => name !== "route"); // which only clusters have
  const refuses = (call, message) => assert.rejects(call, (error) => error.name === "ConfigurationError" && error.message === message && error.delivery === "notSent", message);

  for (const [method, args] of Object.entries(standalone)) {
    const hasOptions = parametersOf(method, "StandaloneMethods")[args.length - 1]?.name === "options";
    const own = hasOptions ? args.at(-1) : {};
    const before = hasOptions ? args.slice(0, -1) : args;
    const names = [...Object.keys(own), ...ofCalls];

    test(method, async () => {
      const call = (...options) => client[method](...before, ...options);
      const sent = client.statistics().commands;
      await refuses(() => call({ ...own, misspelt: 1 }), `${method} options: has no misspelt; it has ${orderOf(names, await messageOf(call({ misspelt: 1 })))}`);
      await refuses(() => call({ ...own, route: "allNodes" }), `${method} options: has no route; it has ${orderOf(names, await messageOf(call({ misspelt: 1 })))}`);
      for (const [options, what] of [[null, "null"], [new Map(), "a Map"], [new Set(), "a Set"], [[], "an array"], [[].values(), "a Object"], [new Date(), "a Date"], [() => {}, "a function"]]) {
        await assert.rejects(call(options), { name: "ConfigurationError" }, `${method} with ${what} for options`);
      }
      const most = before.length + 1;
      await refuses(() => call(own, undefined), `${method}: takes ${most} argument${most === 1 ? "" : "s"} at most, not ${most + 1}`);
      for (const [where, inner, withInner] of recordsIn(own, `${method} options`)) {
        const message = await messageOf(call(withInner({ ...inner, misspelt: 1 })));
        assert.ok(message.includes(`${where}: has no misspelt; it has `), message);
        assert.ok(Object.keys(inner).every((name) => namesIn(message).includes(name)), message);
      }
      assert.equal(client.statistics().commands, sent);
    });

    test(`${method} in batches`, () => {
      for (const Kind of [Batch, ClusterBatch].filter(({ prototype }) => method in prototype)) {
        const batch = new Kind(true);
        const parameters = parametersOf(method, "StandaloneBatchMethods");
        if (hasOptions && parameters[before.length]?.name === "options") {
          for (const name of [...callOptions, "misspelt"]) {
            assert.throws(() => batch[method](...before, { ...own, [name]: 1 }), (error) => {
              assert.ok(error.message.startsWith(`${method} options: has no ${name}; it has `), error.message);
              assert.deepEqual(namesIn(error.message).sort(), Object.keys(own).sort());
              return error.name === "ConfigurationError";
            });
          }
        }
        const all = [...parameters.map((_, i) => args[i]), undefined];
        assert.throws(() => batch[method](...all), { name: "ConfigurationError", message: new RegExp(`^${method}: takes (no|\\d+) arguments?( at most)?, not ${all.length}$`) });
        assert.equal(batch.length, 0);
      }
    });
  }
});

async function messageOf(promise) {
  return promise.then(
    () => assert.fail("it was taken"),
    (error) => error.message,
  );
}

// The names that a refusal says there are.
function namesIn(message) {
  return message.split("; it has ")[1].split(", ");
}

// The same names in the order of a refusal.
function orderOf(names, message) {
  assert.deepEqual(namesIn(message).sort(), [...names].sort());
  return namesIn(message).join(", ");
}

// The objects in options whose fields have names, with what puts another in their place.
function* recordsIn(options, where) {
  for (const [name, inner] of Object.entries(options)) {
    if (isRecord(inner) && name !== "configs") {
      yield [`${where}.${name}`, inner, (other) => ({ ...options, [name]: other })];
    }
  }
}

function describeValue(value) {
  return typeof value === "object" && value !== null ? value.constructor.name : String(value);
}
