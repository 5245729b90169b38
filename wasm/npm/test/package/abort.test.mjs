// What signals of calls do: a call that was not sent is withdrawn, and one that was is not waited for.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Batch } from "../../dist/index.js";
import { connected, eventually, unique } from "./connect.mjs";

const isAbort = (error) => error instanceof DOMException && error.name === "AbortError";

// A client whose commands wait until release is called: one is under way, and no more may be.
async function held(t) {
  const [holding, client] = [await connected(t, { inflightRequestsLimit: 1 }), await connected(t)];
  const id = await holding.clientId();
  const wait = holding.customCommand(["WAIT", "5", "60000"]);
  await eventually(async () => (await client.customCommand(["CLIENT", "LIST", "ID", String(id)])).includes("flags=b"));
  const release = async () => {
    assert.equal(await client.customCommand(["CLIENT", "UNBLOCK", String(id)]), 1);
    assert.equal(await wait, 0);
  };
  return { holding, client, release };
}

test("a call that is aborted in the microtask that made it sends nothing", async (t) => {
  const client = await connected(t);
  const [key, other] = [unique(), unique()];
  const controller = new AbortController();
  const { signal } = controller;
  const calls = [client.set(key, "1", { signal }), client.set(other, "2"), client.exec(new Batch(false).set(key, "3"), true, { signal }), client.set(other, "4", { signal, timeout: 20_000 })];
  controller.abort();
  const outcomes = await Promise.allSettled(calls);
  assert.deepEqual(outcomes.map(({ status }) => status), ["rejected", "fulfilled", "rejected", "rejected"]);
  assert.ok(outcomes.every(({ reason }) => reason === undefined || isAbort(reason)));
  assert.deepEqual(await client.mget([key, other]), [null, "2"]);
});

test("a call that waits to be sent is withdrawn", async (t) => {
  const { holding, client, release } = await held(t);
  const [key, list] = [unique(), unique()];
  const controller = new AbortController();
  const { signal } = controller;
  const withdrawn = [
    holding.set(key, "withdrawn", { signal }),
    holding.exec(new Batch(true).rpush(list, ["withdrawn"]), true, { signal }),
    holding.exec(new Batch(false).rpush(list, ["withdrawn"]), true, { signal }),
  ];
  const kept = holding.rpush(list, ["kept"]);
  assert.equal(await client.get(key), null); // by when those have been handed over
  const reason = new Error("changed my mind");
  controller.abort(reason);
  for (const each of withdrawn) {
    await assert.rejects(each, (error) => error === reason);
  }
  await release();
  assert.equal(await kept, 1);
  assert.deepEqual(await client.lrange(list, 0, -1), ["kept"]);
  assert.equal(await client.get(key), null);
});

test("one that was sent rejects at once, and those behind it have their own replies", async (t) => {
  const { holding, client, release } = await held(t);
  const key = unique();
  await client.set(key, "0");
  const sent = await connected(t);
  const calls = Array.from({ length: 300 }, async (_, i) => {
    const controller = new AbortController();
    const call = sent.customCommand(["ECHO", String(i)], i % 4 === 3 ? undefined : { signal: controller.signal });
    const aborted = i % 4 < 2;
    if (aborted) {
      (i % 4 === 0 ? queueMicrotask : setImmediate)(() => controller.abort());
    }
    return aborted ? call.then((reply) => assert.equal(reply, String(i)), (error) => assert.ok(isAbort(error))) : assert.equal(await call, String(i));
  });
  await Promise.all(calls);
  await release();
  assert.equal(await holding.get(key), "0");
});

test("the server gives up a command that blocks and is aborted", async (t) => {
  const [clientName, list] = [unique("name").replaceAll(":", "-"), unique()];
  const [client, other] = [await connected(t, { clientName }), await connected(t)];
  const controller = new AbortController();
  const popped = client.blpop([list], 0, { signal: controller.signal });
  const blocked = async () => (await other.customCommand(["CLIENT", "LIST"])).split("\n").some((line) => line.includes(` name=${clientName} `) && line.includes("cmd=blpop"));
  await eventually(blocked);
  controller.abort();
  await assert.rejects(popped, isAbort);
  await eventually(async () => !(await blocked()));
  assert.equal(await other.rpush(list, ["element"]), 1, "and pops nothing for nobody");
  assert.deepEqual(await other.lrange(list, 0, -1), ["element"]);
  assert.deepEqual(await client.blpop([list], 1), [list, "element"]);
});

test("a signal that is aborted already, or by a time, rejects with its reason", async (t) => {
  const client = await connected(t);
  const list = unique();
  const sent = client.statistics().commands;
  await assert.rejects(client.get(list, { signal: AbortSignal.abort() }), isAbort);
  await assert.rejects(client.exec(new Batch(false).get(list), true, { signal: AbortSignal.abort("why") }), (error) => error === "why");
  assert.equal(client.statistics().commands, sent);
  await assert.rejects(client.blpop([list], 0, { signal: AbortSignal.timeout(20) }), (error) => error.name === "TimeoutError" && error instanceof DOMException);
});
