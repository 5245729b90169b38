// Values that are followed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ClosingError, ConfigurationError, RequestError } from "../../dist/index.js";
import { live } from "../../dist/live.js";
import { connect, connected, eventually, unique } from "../package/connect.mjs";

let client;
before(async () => {
  client = await connect();
  await notify();
});
after(() => client.close());

const notify = () => client.configSet({ "notify-keyspace-events": "KEA" });

async function next(values) {
  return (await values.next()).value;
}

// Takes items until one has the value, and returns it.
async function until(values, value) {
  for await (const item of { [Symbol.asyncIterator]: () => ({ next: () => values.next() }) }) {
    if (JSON.stringify(item.value) === JSON.stringify(value) && !item.gap) {
      return item;
    }
  }
  throw new Error("it has ended");
}

const channels = async (key) => (await client.pubsubNumSub([`__keyspace@0__:${key}`]))[0].numSub;

test("a value is followed from before it exists until it is deleted and set again", async (t) => {
  const own = await connected(t);
  const key = unique();
  const values = live(own, key);
  assert.deepEqual(await next(values), { value: null, gap: false });
  await client.set(key, "1");
  await until(values, "1");
  await client.set(key, "2");
  await until(values, "2");
  await client.del([key]);
  await until(values, null);
  await client.set(key, "3");
  await until(values, "3");
  await client.pexpire(key, 20);
  await until(values, null);
  assert.deepEqual(await values.return(), { done: true, value: undefined });
  assert.deepEqual(await values.next(), { done: true, value: undefined });
});

test("a server that does not notify of all changes is told, with what to set", async (t) => {
  t.after(notify);
  const own = await connected(t);
  for (const [value, missing] of [["", "AK"], ["Kx", "AK|Kg"], ["E", "K"]]) {
    await client.configSet({ "notify-keyspace-events": value });
    await assert.rejects(live(own, unique()).next(), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error));
      assert.match(error.message, new RegExp(`CONFIG SET notify-keyspace-events .*(${missing})`));
      return true;
    });
  }
  await notify();
  assert.deepEqual(await next(live(own, unique())), { value: null, gap: false });
});

test("values of each type are read, and the type may change", async (t) => {
  const own = await connected(t);
  const key = unique();
  const values = live(own, key);
  await next(values);
  await client.hset(key, { name: "Ada" });
  await until(values, [{ field: "name", value: "Ada" }]);
  await client.set(key, "text");
  await until(values, "text");
  await client.del([key]);
  await client.rpush(key, ["a", "b"]);
  await until(values, ["a", "b"]);
  await client.del([key]);
  await client.zadd(key, { one: 1 });
  await until(values, [{ element: "one", score: 1 }]);
  await values.return();

  const [set, bytes] = [unique(), unique()];
  await client.sadd(set, ["member"]);
  await client.set(bytes, "text");
  assert.deepEqual(await next(live(own, set, { as: "set" })), { value: new Set(["member"]), gap: false });
  assert.deepEqual(await next(live(own, Buffer.from(bytes), { decoder: "bytes" })), { value: Buffer.from("text"), gap: false });
});

test("a value of another type than asked for, or that cannot be read, ends it with what to do", async (t) => {
  const own = await connected(t);
  const [key, stream] = [unique(), unique()];
  await client.set(key, "text");
  await client.xadd(stream, [["field", "value"]]);
  await assert.rejects(live(own, key, { as: "hash" }).next(), (error) => error instanceof RequestError && error.code === "WRONGTYPE");
  await assert.rejects(live(own, stream).next(), (error) => error instanceof ConfigurationError && /type stream; give options.read/.test(error.message));
  const values = live(own, stream, { read: (client, key) => client.xlen(key, { cache: false }) });
  assert.deepEqual(await next(values), { value: 1, gap: false });
  await assert.rejects(live(own, key, { read: () => Promise.reject(new RangeError("of the program")) }).next(), RangeError);
  await values.return();
});

test("what cannot work is refused with the field's name", async () => {
  assert.throws(() => live({}, "key"), /live client: must be/);
  assert.throws(() => live(client, 5), /live key: must be/);
  assert.throws(() => live(client, "key", null), /live options: must be/);
  assert.throws(() => live(client, "key", { sa: "hash" }), /live options.sa: is unknown/);
  assert.throws(() => live(client, "key", { as: "stream" }), /live options.as: must be one of string, hash/);
  assert.throws(() => live(client, "key", { decoder: "text" }), /live options.decoder: must be/);
  assert.throws(() => live(client, "key", { read: 5 }), /live options.read: must be/);
  assert.throws(() => live(client, "key", { read: () => 5, as: "hash" }), /live options.read: is set beside/);
  assert.throws(() => live(client, "key", { signal: {} }), /live options.signal: must be/);
  assert.throws(() => live(client, "key", { as: "stream" }), ConfigurationError);
});

test("whoever is slow gets the latest value alone", async (t) => {
  const own = await connected(t);
  const key = unique();
  const [slow, fast] = [live(own, key), live(own, key)];
  await next(slow);
  for (let i = 1; i <= 500; i++) {
    await client.set(key, String(i));
  }
  await until(fast, "500");
  assert.deepEqual(await next(slow), { value: "500", gap: false });
  await Promise.all([slow.return(), fast.return()]);
});

test("many of one key share a subscription and what is read", async (t) => {
  const own = await connected(t);
  const key = unique();
  let reads = 0;
  const read = async (client, key) => {
    reads++;
    return client.get(key, { cache: false });
  };
  const values = Array.from({ length: 100 }, () => live(own, key, { read }));
  const first = await Promise.all(values.map(next));
  assert.deepEqual(first, values.map(() => ({ value: null, gap: false })));
  assert.equal(reads, 1);
  await client.set(key, "1");
  assert.deepEqual(await Promise.all(values.map(next)), values.map(() => ({ value: "1", gap: false })));
  assert.equal(reads, 2);
  assert.deepEqual(await next(live(own, key, { read })), { value: "1", gap: false }); // who comes later
  assert.equal(reads, 2);
});

test("the end of the last of a key ends its subscription", async (t) => {
  const own = await connected(t);
  const key = unique();
  const controller = new AbortController();
  const [aborted, returned] = [live(own, key, { signal: controller.signal }), live(own, key)];
  await Promise.all([next(aborted), next(returned)]);
  assert.equal(await channels(key), 1);
  const waits = [aborted.next(), returned.next()];
  controller.abort();
  assert.deepEqual(await waits[0], { done: true, value: undefined });
  await client.set(key, "1");
  assert.deepEqual(await waits[1], { done: false, value: { value: "1", gap: false } });
  await returned.return();
  await eventually(async () => (await channels(key)) === 0);
  assert.deepEqual(await live(own, key, { signal: controller.signal }).next(), { done: true, value: undefined });
  assert.deepEqual(await next(live(own, key)), { value: "1", gap: false }); // anew
});

test("a lost connection is a gap, and what has become of the value follows", async (t) => {
  const own = await connected(t);
  const key = unique();
  await client.set(key, "before");
  const values = live(own, key);
  assert.deepEqual(await next(values), { value: "before", gap: false });
  const id = await own.clientId();
  // The change is made where the client cannot hear of it.
  await client.customCommand(["CLIENT", "KILL", "ID", String(id)]);
  await client.set(key, "after");
  assert.deepEqual(await next(values), { value: "before", gap: true });
  await until(values, "after");
  await client.set(key, "later");
  await until(values, "later");
  await values.return();
});

test("what fails and may work again is tried again behind a gap", async (t) => {
  const own = await connected(t);
  const key = unique();
  let fails = false;
  const read = async (client, key) => {
    if (fails) {
      fails = false;
      await client.get(key, { timeout: 1e-6, cache: false });
      throw new RequestError("it was in time", "answered", "LOADING");
    }
    return client.get(key, { cache: false });
  };
  const values = live(own, key, { read });
  assert.deepEqual(await next(values), { value: null, gap: false });
  fails = true;
  await client.set(key, "1");
  assert.deepEqual(await next(values), { value: null, gap: true });
  assert.deepEqual(await next(values), { value: "1", gap: false });
  await values.return();
});

test("keys with the characters of patterns are themselves alone", async (t) => {
  const own = await connected(t);
  const prefix = unique();
  const key = `${prefix}[*?]\\`;
  let reads = 0;
  const values = live(own, key, { read: (client, key) => (reads++, client.get(key, { cache: false })) });
  await next(values);
  await client.set(`${prefix}*`, "");
  await client.set(`${prefix}[aa]\\`, "");
  await client.set(key, "1");
  assert.deepEqual(await next(values), { value: "1", gap: false });
  assert.equal(reads, 2);
  const bytes = live(own, Buffer.from(key));
  assert.deepEqual(await next(bytes), { value: "1", gap: false });
  await client.set(key, "2");
  await until(bytes, "2");
  await Promise.all([values.return(), bytes.return()]);
});

test("misses that a server notifies of have nothing read again", async (t) => {
  await client.configSet({ "notify-keyspace-events": "KEAm" });
  t.after(notify);
  const own = await connected(t);
  const key = unique();
  let reads = 0;
  const values = live(own, key, { read: (client, key) => (reads++, client.get(key, { cache: false })) });
  await next(values);
  await client.get(key); // a miss, whose event comes before that of the set
  await client.set(key, "1");
  assert.deepEqual(await next(values), { value: "1", gap: false });
  assert.equal(reads, 2);
  await values.return();
});

test("a cache has nothing old followed", async (t) => {
  const own = await connected(t, { clientSideCache: { maxCacheKb: 1024 } });
  const key = unique();
  await client.set(key, "0");
  await own.get(key);
  const values = live(own, key);
  for (let i = 1; i <= 50; i++) {
    await client.set(key, String(i));
    await until(values, String(i));
    await own.get(key);
  }
  await values.return();
});

test("the end of the client is told", async (t) => {
  const own = await connected(t);
  const values = live(own, unique());
  await next(values);
  const wait = values.next();
  own.close();
  await assert.rejects(wait, ClosingError);
  assert.deepEqual(await values.next(), { done: true, value: undefined });
});
