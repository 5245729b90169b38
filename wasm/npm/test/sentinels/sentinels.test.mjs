// A primary with a replica, found through sentinels, by sockets and without a bridge.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ConnectionError, GlideClient } from "../../dist/index.js";
import { eventually, unique } from "../package/connect.mjs";
import { addressOf, patient } from "../sockets/connect.mjs";

const servers = process.env.GLISSADE_REPLICATION.split(",");
const addresses = process.env.GLISSADE_SENTINELS.split(",").map(addressOf);
const password = process.env.GLISSADE_SENTINEL_PASSWORD;

async function connected(t, sentinel = {}, settings = {}) {
  const client = await GlideClient.createClient({ ...patient, sentinel: { addresses, primaryName: "primary", credentials: { password }, ...sentinel }, ...settings });
  t.after(() => client.close());
  return client;
}

// The role of the server that a client writes to.
async function roleOf(client) {
  const [role] = await client.customCommand(["ROLE"]);
  return role;
}

test("sentinels tell where the servers are, and of what they are told wrong", async (t) => {
  const client = await connected(t);
  assert.equal(await roleOf(client), "master");
  const reader = await connected(t, {}, { readFrom: "preferReplica" });
  const key = unique();
  await client.set(key, "v");
  await eventually(async () => (await reader.get(key)) === "v");

  const impatient = { advancedConfiguration: { connectionTimeout: 3_000 } };
  await assert.rejects(connected(t, { primaryName: "other" }, impatient), /other/);
  await assert.rejects(connected(t, { credentials: { password: "wrong" } }, impatient), (error) => {
    assert.ok(error instanceof ConnectionError, String(error));
    assert.match(error.message, /WRONGPASS/);
    assert.doesNotMatch(error.message, /wrong"/);
    return true;
  });
  const gone = { host: "127.0.0.1", port: 1 };
  await connected(t, { addresses: [gone, ...addresses] });
  await assert.rejects(connected(t, { addresses: [gone] }, impatient), /ECONNREFUSED/);
});

test("a client follows the sentinels to the next primary", async (t) => {
  const client = await connected(t);
  const changed = new Promise((resolve) => client.on("primaryChanged", resolve));
  const key = unique();
  await client.set(key, "v");
  await client.wait(1, 30_000); // the replica has it
  await assert.rejects(client.customCommand(["SHUTDOWN", "NOSAVE"]), ConnectionError);
  const { address } = await changed;
  assert.ok(servers.includes(address), address);
  assert.equal(await client.get(key), "v");
  assert.equal(await roleOf(client), "master");
  assert.equal(await client.set(key, "w"), "OK");
});
