// The bridge's URL as a function, which names a cluster.

import assert from "node:assert/strict";
import { test } from "node:test";

import { GlideClusterClient } from "../../dist/index.js";
import { bridge, connect, nodes, text, unique } from "./connect.mjs";

test("a URL that is asked for leads to all nodes of the cluster that it names", async (t) => {
  let asked = 0;
  const client = await GlideClusterClient.createClient(() => (asked++, `${bridge.url}/?target=${bridge.target}`));
  t.after(() => client.close());
  const patient = { timeout: 30_000 };
  const keys = unique(20);
  await Promise.all(keys.map((key) => client.set(key, key, patient)));
  assert.deepEqual(await Promise.all(keys.map((key) => client.get(key, patient))), keys);
  const pongs = await client.customCommand(["PING"], { route: "allNodes", ...patient });
  assert.ok(pongs !== undefined);
  assert.ok(asked >= nodes.length, `${asked} for ${nodes.map(text)}`);
});

test("a function leads to a cluster's nodes by the target of the configuration", async (t) => {
  let asked = 0;
  const client = await connect({ bridge: { ...bridge, url: async () => (asked++, bridge.url) } });
  t.after(() => client.close());
  const keys = unique(20);
  assert.deepEqual(await Promise.all(keys.map((key) => client.set(key, "v"))), keys.map(() => "OK"));
  assert.ok(asked >= nodes.length);
});
