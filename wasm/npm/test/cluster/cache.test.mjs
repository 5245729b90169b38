// The client-side cache in a cluster.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ClusterBatch } from "../../dist/index.js";
import { connect, eventually, unique } from "./connect.mjs";

for (const clientSideCache of [{}, { invalidation: "prefix" }]) {
  test(`reads are answered from the cache: ${JSON.stringify(clientSideCache)}`, async (t) => {
    const [client, other] = [await connect({ clientSideCache }), await connect()];
    t.after(() => [client, other].forEach((each) => each.close()));
    const keys = unique(50);
    await other.mset(Object.fromEntries(keys.map((key) => [key, key])));
    assert.deepEqual(await client.mget(keys), keys);
    assert.equal(client.getCacheStatistics().misses, 50);
    await eventually(async () => { // What servers say of the writes above may come while the values are fetched.
      const { hits, misses } = client.getCacheStatistics();
      assert.deepEqual(await client.mget(keys), keys);
      assert.equal(await client.get(keys[0]), keys[0]);
      const now = client.getCacheStatistics();
      return now.hits - hits === 51 && now.misses === misses;
    });

    await other.del(keys);
    await eventually(async () => (await client.mget(keys)).every((value) => value === null));
    await client.mset(Object.fromEntries(keys.map((key) => [key, "mine"])));
    assert.ok((await client.mget(keys)).every((value) => value === "mine"));
    const batch = new ClusterBatch(false);
    keys.forEach((key) => batch.set(key, "batch"));
    await client.exec(batch, true);
    assert.ok((await client.mget(keys)).every((value) => value === "batch"));
    await client.customCommand(["DEL", keys[0]], { route: { type: "primarySlotKey", key: keys[0] } });
    assert.equal(await client.get(keys[0]), null);
  });
}
