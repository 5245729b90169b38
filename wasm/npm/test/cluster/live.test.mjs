// Values that are followed in a cluster.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { live } from "../../dist/live.js";
import { connect, eventually, unique } from "./connect.mjs";

let writer;
before(async () => {
  writer = await connect();
  await writer.configSet({ "notify-keyspace-events": "KEA" }, { route: "allNodes" });
});
after(() => writer.close());

async function until(values, value) {
  let gaps = 0;
  for (;;) {
    const { value: item, done } = await values.next();
    assert.ok(!done, "it has ended");
    gaps += Number(item.gap);
    if (item.value === value && !item.gap) {
      return gaps;
    }
  }
}

for (const readFrom of ["primary", "preferReplica"]) {
  test(`values of all slots are followed, with readFrom ${readFrom}`, async (t) => {
    const client = await connect({ readFrom });
    t.after(() => client.close());
    const keys = unique(30);
    const values = keys.map((key) => live(client, key));
    const first = await Promise.all(values.map((value) => value.next()));
    assert.deepEqual(first, keys.map(() => ({ done: false, value: { value: null, gap: false } })));
    for (let i = 1; i <= 5; i++) {
      await Promise.all(keys.map((key) => writer.set(key, String(i))));
      await Promise.all(values.map((value) => until(value, String(i))));
    }
    await Promise.all(values.map((value) => value.return()));
  });
}

test("a failover is a gap, and the last value is not missed", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const [key] = unique(1);
  await writer.set(key, "before");
  const values = live(client, key);
  assert.equal(await until(values, "before"), 0);
  const replica = { type: "replicaSlotKey", key };
  const id = await eventually(() => writer.clusterMyId({ route: replica, timeout: 1_000 }).catch(() => ""));
  let asked = 0;
  await eventually(async () => {
    await writer.set(key, "meanwhile"); // which is sent to where the slot is by then
    if ((await writer.clusterMyId({ route: { type: "primarySlotKey", key } })) === id) {
      return true;
    }
    // The servers give a failover up after 5 seconds, which a busy machine may need.
    if (Date.now() - asked > 6_000) {
      asked = Date.now();
      await writer.clusterFailover(undefined, { route: replica }).catch(() => {});
    }
    return false;
  });
  await writer.set(key, "after");
  assert.ok((await until(values, "after")) > 0, "no gap");
  await writer.set(key, "later");
  await until(values, "later");
  await values.return();
});

test("a value is followed while its slot moves", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const [key] = unique(1);
  await writer.set(key, "before");
  const values = live(client, key);
  await until(values, "before");
  const route = { type: "primarySlotKey", key };
  const slot = await writer.clusterKeySlot(key);
  const from = await writer.clusterMyId({ route });
  const slots = await writer.customCommand(["CLUSTER", "SLOTS"]);
  const target = slots.map(([, , [host, port, id]]) => ({ host, port: Number(port), id })).find(({ id }) => id !== from);
  const to = { route: { type: "routeByAddress", host: target.host, port: target.port } };
  await writer.customCommand(["CLUSTER", "SETSLOT", String(slot), "IMPORTING", from], to);
  await writer.customCommand(["CLUSTER", "SETSLOT", String(slot), "MIGRATING", target.id], { route });
  await writer.customCommand(["MIGRATE", target.host, String(target.port), key, "0", "30000"], { route });
  await writer.customCommand(["CLUSTER", "SETSLOT", String(slot), "NODE", target.id], to);
  await writer.customCommand(["CLUSTER", "SETSLOT", String(slot), "NODE", target.id], { route: { type: "primarySlotId", id: slot } }).catch(() => {});
  await writer.set(key, "after");
  await until(values, "after");
  await values.return();
});
