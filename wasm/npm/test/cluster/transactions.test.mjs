// Transactions in a cluster that depend on watched keys.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ClusterBatch, ConfigurationError } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

test("a transaction is executed if no watched key of its slot has changed", async () => {
  const [tag] = unique(1);
  const [a, b] = [`{${tag}}a`, `{${tag}}b`];
  const increment = () => new ClusterBatch(true).incr(a);
  assert.equal(await client.watch([a, b]), "OK");
  await client.set(b, "changed");
  assert.equal(await client.exec(increment(), true), null);
  assert.equal(await client.watch([b]), "OK");
  assert.deepEqual(await client.exec(increment(), true), [1]);
  assert.equal(await client.watch([a]), "OK");
  await client.incr(a);
  assert.equal(await client.unwatch({ route: "allPrimaries" }), "OK");
  assert.equal(await client.unwatch(), "OK");
  assert.deepEqual(await client.exec(increment(), true), [3]);
});

test("keys of several slots guard no transaction", async () => {
  const keys = unique(5);
  const increment = new ClusterBatch(true).incr(keys[0]);
  assert.equal(await client.watch(keys), "OK");
  await assert.rejects(client.exec(increment, true), (error) => error instanceof ConfigurationError && /keys of several slots/.test(error.message));
  assert.equal(await client.watch(keys), "OK");
  for (const key of keys.slice(1)) {
    await client.unwatch({ route: { type: "primarySlotKey", key } });
  }
  assert.deepEqual(await client.exec(increment, true), [1]);
  await assert.rejects(client.unwatch({ rout: "allNodes" }), /unwatch options: has no rout/);
  await assert.rejects(client.unwatch({ route: "nowhere" }), /unwatch options.route: must be/);
});

test("a custom SELECT is the client's select", async () => {
  const own = await connect();
  assert.equal(await own.customCommand(["SELECT", "0"]), "OK");
  own.close();
});
