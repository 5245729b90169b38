// A primary with a replica, and sentinels, all through the bridge.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ConnectionError, GlideClient } from "../../dist/index.js";
import { patient, unique } from "../package/connect.mjs";

function addressesOf(list) {
  return list.split(",").map((address) => {
    const [host, port] = address.split(":");
    return { host, port: Number(port) };
  });
}

const [primary, replica] = addressesOf(process.env.GLISSADE_REPLICATION);
const sentinels = addressesOf(process.env.GLISSADE_SENTINELS);

function connect(settings) {
  return GlideClient.createClient({ ...patient, addresses: [replica, primary], ...settings });
}

// How many commands of a name a server has executed.
async function executed(server, name) {
  const own = await connect({ addresses: [server], readOnly: true });
  const statistics = await own.info(["commandstats"]);
  own.close();
  return Number(new RegExp(`^cmdstat_${name}:calls=(\\d+)`, "m").exec(statistics)?.[1] ?? 0);
}

test("writes go to the primary, and reads where readFrom says", async () => {
  for (const [readFrom, where] of [["primary", primary], ["preferReplica", replica]]) {
    const client = await connect({ readFrom });
    assert.equal(await client.set(unique(), "v"), "OK");
    const before = await executed(where, "strlen");
    for (let i = 0; i < 3; i++) {
      assert.equal(await client.strlen(unique()), 0);
    }
    assert.equal(await executed(where, "strlen"), before + 3, readFrom);
    client.close();
  }
});

test("functions are told of on every server", async () => {
  const client = await connect({});
  const statistics = await client.functionStats({ timeout: 30_000 });
  assert.deepEqual(Object.keys(statistics).sort(), [primary, replica].map(({ host, port }) => `${host}:${port}`).sort());
  for (const each of Object.values(statistics)) {
    assert.deepEqual(Object.keys(each).sort(), ["engines", "running_script"]);
  }
  client.close();
});

test("a call can demand a replica", async () => {
  const client = await connect({});
  const before = await executed(replica, "exists");
  assert.equal(await client.exists([unique()], { replica: true }), 0);
  assert.equal(await executed(replica, "exists"), before + 1);
  client.close();
});

test("a replica alone serves who only reads", async () => {
  await assert.rejects(connect({ addresses: [replica] }), (error) => {
    assert.ok(error instanceof ConnectionError, String(error));
    assert.match(error.message, /is a replica/);
    return true;
  });
  const reader = await connect({ addresses: [replica], readOnly: true });
  assert.equal(await reader.get(unique()), null);
  reader.close();
});

test("sentinels tell where the servers are", async () => {
  const client = await connect({ addresses: undefined, sentinel: { addresses: sentinels, primaryName: "primary" } });
  const key = unique();
  assert.equal(await client.set(key, "v"), "OK");
  assert.equal(await client.get(key), "v");
  client.close();
  const wrong = { addresses: undefined, sentinel: { addresses: sentinels, primaryName: "other" } };
  await assert.rejects(connect({ ...wrong, advancedConfiguration: { connectionTimeout: 3_000 } }), (error) => {
    assert.match(error.message, /other/);
    return true;
  });
});
