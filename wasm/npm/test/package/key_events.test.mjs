// What happens to keys.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ClosingError, ConfigurationError } from "../../dist/index.js";
import { connect, connected, eventually, unique } from "./connect.mjs";

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

async function subscribers() {
  return (await client.pubsubNumPat()) + (await client.pubsubChannels({ pattern: "__key*" })).length;
}

// First of all: others set what it needs to be without.
test("a server that does not notify is told, with what to set", async () => {
  await client.configSet({ "notify-keyspace-events": "" });
  await assert.rejects(client.keyEvents(), (error) => {
    assert.ok(error instanceof ConfigurationError, String(error));
    assert.match(error.message, /notify-keyspace-events/);
    return true;
  });
  await assert.rejects(client.keyEvents({ events: [""] }), /keyEvents options.events\[0\]: is empty/);
  await assert.rejects(client.keyEvents({ events: "set" }), /keyEvents options.events: must be/);
  await assert.rejects(client.keyEvents({ patern: "a" }), /keyEvents options.patern: is unknown/);
  await assert.rejects(client.keyEvents({ maxMessages: 0 }), /keyEvents options.maxMessages: must be positive/);
});

test("what happens to keys comes in order, as text or bytes", async (t) => {
  await client.configSet({ "notify-keyspace-events": "KEA" });
  const own = await connected(t, { databaseId: 3 });
  const prefix = unique();
  const [text, bytes] = [await own.keyEvents({ pattern: `${prefix}:*` }), await own.keyEvents({ pattern: `${prefix}:*`, events: ["del"], decoder: "bytes" })];
  await own.set(`${prefix}:a`, "1");
  await client.set(`${prefix}:a`, "of another database");
  await own.del([`${prefix}:a`]);
  const seen = [];
  for await (const event of text) {
    seen.push(event);
    if (seen.length === 2) {
      break;
    }
  }
  assert.deepEqual(seen, ["set", "del"].map((event) => ({ type: "keyEvent", database: 3, key: `${prefix}:a`, event })));
  assert.deepEqual((await bytes.next()).value, { type: "keyEvent", database: 3, key: Buffer.from(`${prefix}:a`), event: "del" });
  await bytes.return();
  await eventually(async () => (await subscribers()) === 0);
});

test("many events come whole", async (t) => {
  const own = await connected(t);
  const prefix = unique();
  const events = await own.keyEvents({ pattern: `${prefix}:*`, events: ["set"], allDatabases: true });
  const count = 2_000;
  const set = Promise.all(Array.from({ length: count }, (_, i) => client.set(`${prefix}:${i}`, "")));
  for (let i = 0; i < count; i++) {
    assert.equal((await events.next()).value.key, `${prefix}:${i}`);
  }
  await set;
  await events.return();
});

test("key events end by signal, return and close, and leave nothing subscribed", async (t) => {
  const own = await connected(t);
  const controller = new AbortController();
  const aborted = await own.keyEvents({ signal: controller.signal, pattern: "no such key" });
  const returned = await own.keyEvents({ pattern: "no such key" });
  const waits = [aborted.next(), returned.next()];
  controller.abort();
  await returned.return();
  for (const wait of waits) {
    assert.deepEqual(await wait, { done: true, value: undefined });
  }
  await eventually(async () => (await subscribers()) === 0);
  await assert.rejects(own.keyEvents({ signal: controller.signal }), { name: "AbortError" });
  const closed = (await own.keyEvents()).next();
  own.close();
  await assert.rejects(closed, ClosingError);
});

test("a gap is told among them", async (t) => {
  const own = await connected(t);
  const key = unique();
  const events = await own.keyEvents({ pattern: key });
  await client.customCommand(["CLIENT", "KILL", "ID", String(await own.clientId())]);
  const { value: gap } = await events.next();
  assert.equal(gap.type, "gap");
  await client.set(key, "");
  assert.equal((await events.next()).value.event, "set");
  await events.return();
});
