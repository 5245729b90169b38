// A cluster through the bridge over one WebSocket.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { GlideClusterClient } from "../../dist/index.js";
import { bridge, connect, eventually, nodes, unique } from "./connect.mjs";

// WebSockets that a client has opened, in the order in which it did.
const opened = [];
const Original = globalThis.WebSocket;
let client;

before(async () => {
  globalThis.WebSocket = class extends Original {
    constructor(url, protocols) {
      super(url, protocols);
      opened.push(this);
    }
  };
  client = await connect({ bridge: { ...bridge, mux: true } });
});

after(() => {
  client.close();
  globalThis.WebSocket = Original;
});

test("all nodes are reached over one WebSocket", async () => {
  const keys = unique(300);
  assert.deepEqual(await Promise.all(keys.map((key) => client.set(key, `of ${key}`))), keys.map(() => "OK"));
  assert.deepEqual(await Promise.all(keys.map((key) => client.get(key))), keys.map((key) => `of ${key}`));
  const answers = await client.echo("hello", { route: "allNodes" });
  assert.equal(Object.keys(answers).length, nodes.length);
  assert.equal(opened.length, 1);
  assert.equal(opened[0].protocol, "valkey-mux.v1");
});

test("calls at once go out together", async () => {
  const keys = unique(200);
  const { frames } = client.statistics();
  await Promise.all(keys.map((key) => client.set(key, "value")));
  const sent = client.statistics().frames - frames;
  assert.ok(sent <= 10, `${sent} messages for 200 calls to three nodes`);
});

test("a large value passes beside small ones", async () => {
  const [large, small] = unique(2);
  const value = "0123456789abcdef".repeat(1 << 20);
  const writes = [client.set(large, value)];
  for (let i = 0; i < 100; i++) {
    writes.push(client.set(small, String(i)));
  }
  await Promise.all(writes);
  const [got, last] = await Promise.all([client.get(large), client.get(small)]);
  assert.ok(got === value);
  assert.equal(last, "99");
  assert.equal(opened.length, 1);
});

test("messages arrive over it", async () => {
  const subscriber = await connect({ bridge: { ...bridge, mux: true }, pubsubSubscriptions: { channelsAndPatterns: { 0: new Set(["mux:news"]) } } });
  try {
    await eventually(async () => (await client.publish("first", "mux:news")) >= 0);
    const message = await subscriber.getPubSubMessage();
    assert.equal(String(message.message), "first");
    assert.equal(opened.length, 2, "each client has one");
  } finally {
    subscriber.close();
  }
});

test("when it breaks another one takes its place", async () => {
  const [key] = unique(1);
  await client.set(key, "kept");
  const before = opened.length;
  opened[0].close();
  await eventually(async () => (await client.get(key).catch(() => undefined)) === "kept");
  assert.equal(opened.length, before + 1);
});

test("a setting that is no boolean is refused", async () => {
  await assert.rejects(GlideClusterClient.createClient({ bridge: { ...bridge, mux: "yes" } }), /bridge\.mux: must be/);
});
