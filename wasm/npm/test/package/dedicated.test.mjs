// Connections of one's own, and transactions that start over.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Batch, ClosingError, ConfigurationError, ConnectionError } from "../../dist/index.js";
import { connected, eventually, unique } from "./connect.mjs";

async function dedicated(t, client) {
  const own = await client.dedicated();
  t.after(() => own.release());
  return own;
}

test("what the server keeps by connection is its own", async (t) => {
  const client = await connected(t);
  const [own, other] = [await dedicated(t, client), await dedicated(t, client)];
  const ids = await Promise.all([client, own, other].map((each) => each.clientId()));
  assert.equal(new Set(ids).size, 3);
  const key = unique();
  assert.equal(await own.select(1), "OK");
  assert.equal(await own.set(key, "1"), "OK");
  assert.deepEqual([await own.get(key), await other.get(key), await client.get(key)], ["1", null, null]);
  for (const [word, ...rest] of [["MULTI"], ["INCR", key], ["EXEC"]]) {
    const reply = await own.customCommand([word, ...rest]);
    assert.deepEqual(reply, { MULTI: "OK", INCR: "QUEUED", EXEC: [2] }[word]);
  }
  assert.equal(await own.del([key]), 1);
});

test("what is asked for is done in order, with all that calls have", async (t) => {
  const client = await connected(t, { defaultDecoder: "bytes" });
  const own = await dedicated(t, client);
  const list = unique();
  const lengths = await Promise.all(Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? own.rpush(list, [String(i)], { timeout: 20_000 }) : own.rpush(list, [String(i)]))));
  assert.deepEqual(lengths, lengths.map((_, i) => i + 1));
  assert.deepEqual((await own.lrange(list, 0, -1)).map(String), lengths.map((_, i) => String(i)));
  assert.equal(await own.lindex(list, 0, { decoder: "string" }), "0");
  assert.deepEqual(await own.exec(new Batch(false).llen(list).lpop(list), true), [300, Buffer.from("0")]);
  await assert.rejects(own.incr(list), { name: "RequestError", code: "WRONGTYPE" });
  const controller = new AbortController();
  const aborted = [own.blpop([unique()], 0, { signal: controller.signal }), own.rpush(list, ["no"], { signal: controller.signal })];
  assert.equal(await client.llen(list), 299);
  controller.abort();
  for (const each of aborted) {
    await assert.rejects(each, { name: "AbortError" });
  }
  await assert.rejects(own.llen(list), ConnectionError, "a command that was given up ends the connection");
  assert.equal(await client.llen(list), 299);
});

test("watched keys guard a transaction", async (t) => {
  const client = await connected(t);
  const own = await dedicated(t, client);
  const key = unique();
  assert.equal(await own.watch([key]), "OK");
  await client.set(key, "changed");
  assert.equal(await own.exec(new Batch(true).incr(key), true), null);
  assert.equal(await own.watch([key]), "OK");
  await client.set(key, "1");
  assert.equal(await own.unwatch(), "OK");
  assert.deepEqual(await own.exec(new Batch(true).incr(key), true), [2]);
});

test("a connection that is given back is of no use, and another may have it", async (t) => {
  const client = await connected(t, { advancedConfiguration: { connectionTimeout: 30_000, dedicated: { maxConnections: 1 } } });
  const own = await client.dedicated();
  const id = await own.clientId();
  const waiting = client.dedicated();
  const controller = new AbortController();
  const aborted = client.dedicated({ signal: controller.signal });
  controller.abort();
  await assert.rejects(aborted, { name: "AbortError" });
  own.release();
  own.release();
  await assert.rejects(own.get("k"), ClosingError);
  const next = await waiting;
  assert.equal(await next.clientId(), id, "it is as new");
  await next.select(2);
  await next[Symbol.asyncDispose]();
  const last = await client.dedicated();
  assert.notEqual(await last.clientId(), id, "that one was not");
  await assert.rejects(last.updateConnectionPassword("p"), { name: "ConfigurationError", message: /updateConnectionPassword: is not a matter of a dedicated connection/ });
  await assert.rejects(client.dedicated({ timeout: 5 }), ConfigurationError);
  client.close();
  await assert.rejects(last.get("k"), ClosingError);
  await assert.rejects(client.dedicated(), ClosingError);
});

test("a transaction starts over until no watched key has changed", async (t) => {
  const client = await connected(t);
  const key = unique();
  const increment = async (tx) => new Batch(true).set(key, String(Number(await tx.get(key)) + 1));
  await Promise.all(Array.from({ length: 20 }, () => client.transaction([key], increment)));
  assert.equal(await client.get(key), "20");
  let attempts = 0;
  const results = await client.transaction(new Set([key]), async (tx) => {
    if (++attempts < 3) {
      await client.incr(key);
    } else if (attempts === 3) {
      await client.customCommand(["CLIENT", "KILL", "ID", String(await tx.clientId())]);
      await eventually(() => tx.get(key).then(() => false, () => true));
    }
    return new Batch(true).incr(key).lpush(key, ["x"]);
  });
  assert.equal(attempts, 4);
  assert.equal(results[0], 23);
  assert.equal(results[1].code, "WRONGTYPE");
  assert.equal(await client.transaction([key], () => null), null);
  const thrown = new Error("mine");
  await assert.rejects(client.transaction([key], () => { throw thrown; }), (error) => error === thrown);
});

test("what no transaction can be is refused, and an end is put to one", async (t) => {
  const client = await connected(t);
  const key = unique();
  for (const [message, call] of Object.entries({
    "transaction keys: is empty": () => client.transaction([], () => null),
    "transaction keys: must be an array": () => client.transaction(key, () => null),
    "transaction attempt: must be a function": () => client.transaction([key]),
    "transaction attempt: must return an atomic batch": () => client.transaction([key], () => new Batch(false).get(key)),
    "transaction options: has no timeout": () => client.transaction([key], () => null, { timeout: 5 }),
  })) {
    await assert.rejects(call, (error) => error instanceof ConfigurationError && error.message.startsWith(message), message);
  }
  const controller = new AbortController();
  let attempts = 0;
  const contended = client.transaction([key], async () => {
    await client.incr(key);
    if (++attempts === 5) {
      controller.abort();
    }
    return new Batch(true).set(key, "never");
  }, { signal: controller.signal });
  await assert.rejects(contended, { name: "AbortError" });
  assert.equal(await client.get(key), "5");
});
