// Connections of one's own in a cluster, and transactions that start over.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Batch, ClusterBatch } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

test("a connection is to the primary that has the key", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const keys = unique(20);
  for (const key of keys) {
    const own = await client.dedicated(key);
    assert.equal(await own.set(key, "1"), "OK");
    await own.watch([key]);
    await client.incr(key);
    assert.equal(await own.exec(new ClusterBatch(true).incr(key), true), null);
    assert.deepEqual(await own.exec(new Batch(true).incr(key), true), [3]);
    assert.equal(await own.clusterMyId(), await client.clusterMyId({ route: { type: "primarySlotKey", key } }));
    own.release();
  }
  const own = await client.dedicated(keys[0]);
  const elsewhere = await Promise.allSettled(keys.map((key) => own.get(key)));
  assert.ok(elsewhere.some(({ reason }) => reason?.code === "MOVED"));
  own.release();
  await assert.rejects(client.dedicated(), { name: "ConfigurationError", message: /dedicated keys\[0\]: must be a string/ });
});

test("a transaction starts over until no watched key has changed", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const [tag] = unique(1);
  const keys = [`{${tag}}a`, `{${tag}}b`];
  await client.mset({ [keys[0]]: "20", [keys[1]]: "0" });
  const move = async (tx) => {
    const [from, to] = (await tx.mget(keys)).map(Number);
    return new ClusterBatch(true).mset({ [keys[0]]: String(from - 1), [keys[1]]: String(to + 1) });
  };
  await Promise.all(Array.from({ length: 20 }, () => client.transaction(keys, move)));
  assert.deepEqual(await client.mget(keys), ["0", "20"]);
  await assert.rejects(client.transaction(unique(2), move), { name: "ConfigurationError", message: /slots/ });
});
