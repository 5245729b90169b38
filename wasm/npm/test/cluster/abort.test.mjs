// What signals of calls do in a cluster.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ClusterBatch, ClusterScanCursor } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

const isAbort = (error) => error instanceof DOMException && error.name === "AbortError";

test("calls that were not sent are withdrawn, of one server and of several", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const keys = unique(6);
  for (const handedOver of [false, true]) {
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [
      client.set(keys[0], "withdrawn", { signal }),
      client.mset(Object.fromEntries(keys.map((key) => [key, "withdrawn"])), { signal }),
      client.exec(new ClusterBatch(true).set(keys[1], "withdrawn"), true, { signal }),
      client.exec(new ClusterBatch(false).set(keys[2], "withdrawn").set(keys[3], "withdrawn"), true, { signal }),
      client.scan(new ClusterScanCursor(), { signal }),
      client.info({ signal, route: "allNodes" }),
      client.dbsize({ signal }),
    ];
    if (handedOver) {
      await Promise.resolve(); // the microtask that hands them over was there before
    }
    controller.abort();
    for (const call of calls) {
      await assert.rejects(call, isAbort);
    }
    if (!handedOver) {
      assert.deepEqual(await client.mget(keys), keys.map(() => null));
    }
  }
});

test("the server gives up a command that blocks and is aborted", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const [list] = unique(1);
  const controller = new AbortController();
  const popped = client.blpop([list], 0, { signal: controller.signal });
  const route = { type: "primarySlotKey", key: list };
  const blocked = async () => /blocked_clients:(\d+)/.exec(await client.info({ sections: ["clients"], route }))[1];
  while ((await blocked()) === "0");
  controller.abort();
  await assert.rejects(popped, isAbort);
  while ((await blocked()) !== "0");
  await client.rpush(list, ["element"]);
  assert.deepEqual(await client.lrange(list, 0, -1), ["element"]);
});
