// A cluster without a bridge: its nodes are connected to by the addresses that they announce.

import assert from "node:assert/strict";
import { test } from "node:test";

import { GlideClusterClient } from "../../dist/index.js";
import { addressOf, connectByStreams, patient, unique } from "./connect.mjs";

const [seed] = process.env.GLISSADE_CLUSTER.split(",").map(addressOf);

for (const [how, connect] of Object.entries({ "node:net": undefined, streams: connectByStreams })) {
  test(`all nodes are reached by ${how}`, async (t) => {
    const asked = new Set();
    const client = await GlideClusterClient.createClient({
      addresses: [seed],
      connect,
      addressResolver(host, port) {
        asked.add(`${host}:${port}`);
        return [host, port];
      },
      ...patient,
    });
    t.after(() => client.close());
    const pairs = Object.fromEntries(Array.from({ length: 60 }, () => [unique(), "value"]));
    assert.equal(await client.mset(pairs), "OK");
    assert.deepEqual(await client.mget(Object.keys(pairs)), Object.values(pairs));
    const sizes = await client.customCommand(["DBSIZE"], { route: "allPrimaries" });
    assert.ok(sizes >= 60 || Object.values(sizes).length >= 3);
    assert.ok(asked.size >= 3, `${[...asked]}`);
    assert.equal(await client.del(Object.keys(pairs)), 60);
  });
}
