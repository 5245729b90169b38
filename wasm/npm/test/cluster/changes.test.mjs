// What happens to a cluster while it is used.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Batch } from "../../dist/index.js";
import { at, connect, eventually, nodes, text, unique } from "./connect.mjs";

test("a slot that moves is followed", async () => {
  const client = await connect({ periodicChecks: "disabled" });
  const tag = `{${unique(1)[0]}}`;
  const keys = Array.from({ length: 20 }, (_, i) => `${tag}${i}`);
  await Promise.all(keys.map((key) => client.set(key, "0")));
  const slot = await client.clusterKeySlot(tag);
  const owner = await client.clusterMyId({ route: { type: "primarySlotId", id: slot } });
  const ids = new Map();
  for (const node of nodes) {
    const [role] = await client.role(at(node));
    ids.set(await client.clusterMyId(at(node)), { node, role });
  }
  const from = ids.get(owner).node;
  const [target, { node: to }] = [...ids].find(([id, { role }]) => id !== owner && role === "master");
  const ask = (node, ...command) => client.customCommand(command, at(node));

  assert.equal(await ask(to, "CLUSTER", "SETSLOT", String(slot), "IMPORTING", owner), "OK");
  assert.equal(await ask(from, "CLUSTER", "SETSLOT", String(slot), "MIGRATING", target), "OK");
  assert.equal(await ask(from, "MIGRATE", to.host, String(to.port), "", "0", "5000", "KEYS", ...keys.slice(0, 10)), "OK");
  // Half of the keys have moved: they are asked for (ASK), the others are where they were.
  assert.deepEqual(await Promise.all(keys.map((key) => client.incr(key))), keys.map(() => 1));
  assert.equal(await ask(from, "MIGRATE", to.host, String(to.port), "", "0", "5000", "KEYS", ...keys.slice(10)), "OK");
  for (const node of [to, from]) {
    assert.equal(await ask(node, "CLUSTER", "SETSLOT", String(slot), "NODE", target), "OK");
  }
  // MOVED
  assert.deepEqual(await Promise.all(keys.map((key) => client.incr(key))), keys.map(() => 2));
  const batch = new Batch(false);
  keys.forEach((key) => batch.get(key));
  assert.deepEqual(await client.exec(batch, true), keys.map(() => "2"));
  assert.equal(await client.clusterMyId({ route: { type: "primarySlotId", id: slot } }), target);
  client.close();
});

test("a failover is followed", async () => {
  const client = await connect();
  const [key] = unique(1);
  await client.set(key, "0");
  const replica = { type: "replicaSlotKey", key };
  // A node takes a while to tell that a replica is ready.
  const id = await eventually(() => client.clusterMyId({ route: replica, timeout: 1_000 }).catch(() => ""));
  let acknowledged = 0;
  let failures = 0;
  let over = false;
  const load = (async () => {
    while (!over) {
      await client.incr(key).then(() => acknowledged++, () => failures++);
    }
  })();
  assert.equal(await client.clusterFailover(undefined, { route: replica }), "OK");
  let asked = Date.now();
  await eventually(async () => {
    if ((await client.clusterMyId({ route: { type: "primarySlotKey", key } })) === id) {
      return true;
    }
    // The servers give a failover up after 5 seconds, which a busy machine may need.
    if (Date.now() - asked > 6_000) {
      asked = Date.now();
      await client.clusterFailover(undefined, { route: replica }).catch(() => {});
    }
    return false;
  });
  const before = acknowledged;
  await eventually(() => acknowledged > before + 10);
  over = true;
  await load;
  const value = Number(await client.get(key));
  assert.ok(value >= acknowledged, `${value} of ${acknowledged}`);
  assert.ok(value <= acknowledged + failures, `${value} of ${acknowledged} and ${failures}`);
  assert.equal(failures, 0, `within the time of a request`);
  client.close();
});

test("a node whose connection was lost is connected to again", async () => {
  const client = await connect();
  const own = nodes[0];
  const id = await client.clientId(at(own));
  const again = new Promise((resolve) => client.on("connected", resolve));
  await client.customCommand(["CLIENT", "KILL", "ID", String(id), "SKIPME", "no"], at(own)).catch(() => {});
  assert.equal(await client.ping({ ...at(own), idempotent: true }), "PONG");
  assert.equal((await again).address, text(own));
  client.close();
});
