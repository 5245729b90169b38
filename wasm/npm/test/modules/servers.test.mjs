// Servers without modules say what they were asked.

import assert from "node:assert/strict";
import { test } from "node:test";

import { GlideBloom } from "../../dist/bloom.js";
import { Batch, ClusterBatch, GlideClient, GlideClusterClient } from "../../dist/index.js";
import { GlideJson, JsonBatch } from "../../dist/json.js";
import { GlideFt } from "../../dist/search.js";

const addressesOf = (name) => process.env[name].split(",").map((address) => ({ host: address.split(":")[0], port: Number(address.split(":")[1]) }));
const patient = { requestTimeout: 30_000, advancedConfiguration: { connectionTimeout: 30_000 } };
const unknown = (begins) => (error) => error.code === "ERR" && error.message.startsWith(`ResponseError: unknown command ${begins}`);

for (const [kind, variable, Client] of [["server", "GLISSADE_ADDRESS", GlideClient], ["cluster", "GLISSADE_CLUSTER", GlideClusterClient]]) {
  test(`a ${kind} that has not loaded them`, async (t) => {
    const client = await Client.createClient({ addresses: addressesOf(variable), ...patient });
    t.after(() => client.close());
    await assert.rejects(GlideJson.set(client, "{a}k", "$", "1", { conditionalChange: "NX" }), unknown("'JSON.SET', with args beginning with: '{a}k' '$' '1' 'NX'"));
    await assert.rejects(GlideBloom.madd(client, "k", ["i", "j"]), unknown("'BF.MADD', with args beginning with: 'k' 'i' 'j'"));
    await assert.rejects(GlideFt.search(client, "i", "*", { limit: { offset: 0, count: 1 } }), unknown("'FT.SEARCH', with args beginning with: 'i' '*' 'LIMIT' '0' '1'"));
    await assert.rejects(GlideJson.debugMemory(client, "k"), unknown("'JSON.DEBUG', with args beginning with: 'MEMORY' 'k'"));
    await assert.rejects(GlideJson.mget(client, ["{a}1", "{a}2"], "$"), unknown("'JSON.MGET', with args beginning with: "));
    const batch = JsonBatch.get(kind === "cluster" ? new ClusterBatch(false) : new Batch(false), "k").set("k", "v");
    const [refused, set] = await client.exec(batch, false);
    assert.ok(unknown("'JSON.GET'")(refused), String(refused));
    assert.equal(set, "OK");
  });
}

test("a command on all primaries of a cluster", async (t) => {
  const client = await GlideClusterClient.createClient({ addresses: addressesOf("GLISSADE_CLUSTER"), ...patient });
  t.after(() => client.close());
  await assert.rejects(GlideJson.get(client, "k", { route: "allPrimaries" }), unknown("'JSON.GET'"));
});
