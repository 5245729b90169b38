// Transactions that depend on watched keys, and what is counted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Batch, ClosingError, ConfigurationError, ConnectionError, RequestError } from "../../dist/index.js";
import { connect, connected, unique } from "./connect.mjs";

for (const protocol of ["RESP2", "RESP3"]) {
  test(`a transaction is executed if no watched key has changed (${protocol})`, async (t) => {
    const client = await connected(t, { protocol });
    const [a, b] = [unique(), unique()];
    const increment = () => new Batch(true).incr(a);
    assert.equal(await client.watch([a, Buffer.from(b)]), "OK");
    await client.set(b, "changed");
    assert.equal(await client.exec(increment(), true), null);
    assert.equal(await client.get(a), null);
    assert.deepEqual(await client.exec(increment(), true), [1], "nothing is watched any more");

    assert.equal(await client.watch(new Set([a])), "OK");
    assert.equal(await client.watch([b]), "OK", "which adds to it");
    assert.deepEqual(await client.exec(new Batch(false).get(a), true), ["1"], "a pipeline is no transaction");
    assert.deepEqual(await client.exec(increment(), true), [2]);

    assert.equal(await client.unwatch(), "OK");
    assert.equal(await client.watch([a]), "OK");
    await client.incr(a);
    assert.equal(await client.unwatch(), "OK");
    assert.deepEqual(await client.exec(increment(), true, { timeout: 20_000 }), [4]);
  });
}

test("a transaction whose connection is lost says so", async (t) => {
  const [key, clientName] = [unique(), unique("name").replaceAll(":", "-")];
  const client = await connected(t, { clientName });
  const increment = () => client.exec(new Batch(true).incr(key), true);
  await client.watch([key]);
  const connections = String(await client.customCommand(["CLIENT", "LIST"])).split("\n");
  const ids = connections.filter((each) => each.includes(` name=${clientName} `)).map((each) => /^id=(\d+)/.exec(each)[1]);
  const shared = String(await client.clientId());
  const watching = ids.find((id) => id !== shared);
  await client.customCommand(["CLIENT", "KILL", "ID", watching]);
  await assert.rejects(increment(), (error) => error instanceof ConnectionError && error.delivery !== "answered");
  assert.deepEqual(await increment(), [1]);
});

test("what cannot be watched is refused", async (t) => {
  const client = await connected(t);
  await assert.rejects(client.watch([]), (error) => error instanceof RequestError && /watch keys: is empty/.test(error.message));
  await assert.rejects(client.watch("key"), (error) => error instanceof ConfigurationError && /watch keys: must be an array/.test(error.message));
  await assert.rejects(client.watch([5]), /watch keys\[0\]: must be a string/);
});

test("a closed client neither watches nor counts", async () => {
  const client = await connect();
  await client.watch([unique()]);
  client.close();
  await assert.rejects(client.watch([unique()]), ClosingError);
  await assert.rejects(client.unwatch(), /Unable to execute requests; the client is closed/);
  assert.throws(() => client.getStatistics(), ClosingError);
});

test("statistics have GLIDE's form", async (t) => {
  const client = await connected(t);
  const before = client.getStatistics();
  assert.ok(Number(before.total_clients) >= 1 && Number(before.total_connections) >= 1);
  assert.equal(before.total_values_compressed, "0");
  assert.equal(before.subscription_last_sync_timestamp, "0");
  assert.equal(Object.keys(before).length, 10);
  const other = await connect();
  await other.watch([unique()]);
  const during = client.getStatistics();
  assert.equal(Number(during.total_clients), Number(before.total_clients) + 1);
  assert.equal(Number(during.total_connections), Number(before.total_connections) + 2, "the shared one, and that of the watched key");
  await other.shutdown();
  assert.deepEqual(client.getStatistics(), before);
  await client.subscribe([unique()], 30_000);
  assert.ok(Number(client.getStatistics().subscription_last_sync_timestamp) > 0);
});
