// Loops over whole scans in a cluster.

import assert from "node:assert/strict";
import { test } from "node:test";

import { at, connect, nodes, unique } from "./connect.mjs";

// Moves a slot with its keys to another primary.
async function move(client, slot, keys) {
  const owner = await client.clusterMyId({ route: { type: "primarySlotId", id: slot } });
  const ask = (node, ...command) => client.customCommand(command, at(node));
  const primaries = new Map();
  for (const node of nodes) {
    if ((await client.role(at(node)))[0] === "master") {
      primaries.set(await client.clusterMyId(at(node)), node);
    }
  }
  const from = primaries.get(owner);
  const [target, to] = [...primaries].find(([id]) => id !== owner);
  await ask(to, "CLUSTER", "SETSLOT", String(slot), "IMPORTING", owner);
  await ask(from, "CLUSTER", "SETSLOT", String(slot), "MIGRATING", target);
  assert.equal(await ask(from, "MIGRATE", to.host, String(to.port), "", "0", "5000", "KEYS", ...keys), "OK");
  for (const node of [to, from]) {
    assert.equal(await ask(node, "CLUSTER", "SETSLOT", String(slot), "NODE", target), "OK");
  }
}

test("the keys of a cluster, of which a slot moves meanwhile", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const [prefix] = unique(1);
  const spread = Array.from({ length: 200 }, (_, i) => `${prefix}:${i}`);
  const moved = Array.from({ length: 100 }, (_, i) => `${prefix}:{${prefix}}${i}`);
  await client.mset(Object.fromEntries([...spread, ...moved].map((key) => [key, "1"])));
  const slot = await client.clusterKeySlot(`{${prefix}}`);
  for (const after of [1, 150]) {
    const found = new Set();
    for await (const key of client.scanIterator({ match: `${prefix}:*`, count: 20 })) {
      found.add(key);
      if (found.size === after) {
        await move(client, slot, moved);
      }
    }
    assert.deepEqual([...found].sort(), [...spread, ...moved].sort());
  }
});

test("other loops, and the end of some", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const [hash, set] = unique(2);
  await client.hset(hash, { a: "1" });
  await client.sadd(set, ["m"]);
  for await (const pair of client.hscanIterator(hash)) {
    assert.deepEqual(pair, { field: "a", value: "1" });
  }
  for await (const member of client.sscanIterator(set, { decoder: "bytes" })) {
    assert.equal(String(member), "m");
  }
  const controller = new AbortController();
  await assert.rejects(async () => {
    for await (const _ of client.scanIterator({ signal: controller.signal })) {
      controller.abort();
    }
  }, { name: "AbortError" });
  await assert.rejects(client.scanIterator({ route: "allNodes" }).next(), { name: "ConfigurationError", message: /scan options: has no route/ });
});
