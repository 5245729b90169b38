// What the methods that are no commands take, and what options of calls may be: whatever else is
// given is refused by name and sends nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Batch, ClusterBatch, Script, Transaction } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

const key = unique();
const script = new Script("return 1");
const batch = () => new Batch(false).get(key);

// Calls that take options of calls, and those that have more than the others.
const calls = {
  get: (options) => client.get(key, options),
  set: (options) => client.set(key, "v", options),
  exec: (options) => client.exec(batch(), true, options),
  invokeScript: (options) => client.invokeScript(script, options),
};

const refusedOptions = [
  [null, "must be an object, not null"],
  [new Map(), "must be an object, not a Map"],
  [new Set(["timeout"]), "must be an object, not a Set"],
  [[], "must be an object, not an array"],
  [new Date(), "must be an object, not a Date"],
  ["fast", "must be an object, not a string"],
  [{ timeOut: 5 }, /has no timeOut; it has .*timeout/],
  [{ route: "allNodes" }, "has no route; it has "],
  ...[null, 0, -1, NaN, "5", new Date(), 5n, {}].map((timeout) => [{ timeout }, ".timeout: must "]),
  ...[null, 0, "yes"].map((idempotent) => [{ idempotent }, "options.idempotent: must "]),
  ...[null, "buffer", 5, {}].map((decoder) => [{ decoder }, "decoder"]),
  ...[null, {}, new AbortController()].map((signal) => [{ signal }, ".signal: must "]),
];

for (const [method, call] of Object.entries(calls)) {
  test(`options of ${method}`, async () => {
    const sent = client.statistics().commands;
    for (const [options, message] of refusedOptions) {
      await assert.rejects(async () => call(options), (error) => {
        assert.ok(typeof message === "string" ? error.message.includes(message) : message.test(error.message), error.message);
        return error.name === "ConfigurationError" && error.delivery === "notSent";
      }, `${method} with ${String(message)}`);
    }
    assert.equal(client.statistics().commands, sent);
    await call(undefined);
    await call({ timeout: undefined, decoder: undefined, signal: undefined });
    await call({ timeout: 30_000.5, idempotent: false });
  });
}

const refused = {
  "exec raiseOnError: must be true or false, not undefined": () => client.exec(batch()),
  "exec raiseOnError: must be true or false, not null": () => client.exec(batch(), null),
  "exec raiseOnError: must be true or false, not a string": () => client.exec(batch(), "false"),
  "exec: takes 3 arguments at most, not 4": () => client.exec(batch(), true, {}, undefined),
  "exec options: has no retryStrategy; it has timeout, idempotent, decoder, signal": () => client.exec(batch(), true, { retryStrategy: {} }),
  "invokeScript: takes 2 arguments at most, not 3": () => client.invokeScript(script, {}, ["a"]),
  "invokeScript options: has no key; it has keys, args, decoder, timeout, signal, idempotent, replica, cache, cacheTtlMs": () => client.invokeScript(script, { key: ["k"] }),
  "invokeScript options.keys: must be an array, a Set or another iterable, not a string": () => client.invokeScript(script, { keys: "k" }),
  "invokeScript options.args: must be an array, a Set or another iterable, not null": () => client.invokeScript(script, { args: null }),
  "select databaseId: must be a whole number, as a number up to 2^53 or a bigint, not undefined": () => client.select(),
  "select databaseId: must be a whole number, as a number up to 2^53 or a bigint, not null": () => client.select(null),
  "select: takes 1 argument at most, not 2": () => client.select(0, { timeout: 5 }),
  "updateConnectionPassword password: must be a string, not undefined": () => client.updateConnectionPassword(),
  "updateConnectionPassword password: must be a string, not null": () => client.updateConnectionPassword(null),
  "updateConnectionPassword immediateAuth: must be true or false, not a string": () => client.updateConnectionPassword("p", "no"),
  "updateConnectionPassword: takes 2 arguments at most, not 3": () => client.updateConnectionPassword("p", true, {}),
  "resetConnectionPassword: takes no arguments, not 1": () => client.resetConnectionPassword("p"),
  "subscription options: must be an object, not null": () => client.subscription(null),
  "subscription options: must be an object, not a Map": () => client.subscription(new Map()),
  "keyEvents options: must be an object, not a string": () => client.keyEvents("user:*"),
  "statistics: takes no arguments, not 1": async () => client.statistics({}),
  "close: takes no arguments, not 1": async () => client.close(5_000),
  "Batch isAtomic: must be true or false, not undefined": async () => new Batch(),
  "Batch isAtomic: must be true or false, not a string": async () => new Batch("false"),
  "ClusterBatch isAtomic: must be true or false, not null": async () => new ClusterBatch(null),
  "Script code: must be a string or a Uint8Array, not undefined": async () => new Script(),
  "Script code: must be a string or a Uint8Array, not a number": async () => new Script(5),
};

test("arguments that cannot be meant", async () => {
  const sent = client.statistics().commands;
  for (const [message, call] of Object.entries(refused)) {
    await assert.rejects(call, { name: "ConfigurationError", message, delivery: "notSent" });
  }
  assert.equal(client.statistics().commands, sent);
  assert.equal(new Transaction().isAtomic, true);
});

test("a Date, null and what has no fields are no settings", async () => {
  for (const settings of [{ requestTimeout: new Date() }, { credentials: new Map([["password", "p"]]) }, { connectionBackoff: new Set() }]) {
    await assert.rejects(connect(settings), { name: "ConfigurationError", message: /must be an object, not a (Date|Map|Set)/ });
  }
  for (const name of ["requestTimeout", "databaseId", "credentials", "clientName", "readFrom", "lazyConnect", "inflightRequestsLimit", "addresses"]) {
    await assert.rejects(connect({ [name]: null }), { name: "ConfigurationError", message: new RegExp(`${name}: must not be null`) });
  }
  await assert.rejects(connect({ addresses: [] }), { name: "ConfigurationError", message: /configuration.addresses: is empty/ });
});

test("half of a surrogate pair is no text", async () => {
  const halves = ["\ud800", "\udc00", `${"long ".repeat(20)}\ud83d`, "\ude00\ud83d"];
  for (const half of halves) {
    await assert.rejects(client.get(half), { name: "ConfigurationError", message: /surrogate pair/ });
    await assert.rejects(client.set(key, half), { name: "ConfigurationError" });
    assert.throws(() => new Batch(false).mget([half]), { name: "ConfigurationError" });
  }
  assert.equal(await client.set(key, "\ud83d\ude00"), "OK");
  assert.equal(await client.get(key), "\ud83d\ude00");
});
