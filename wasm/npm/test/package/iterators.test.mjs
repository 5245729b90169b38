// Loops over whole scans.

import assert from "node:assert/strict";
import { test } from "node:test";

import { connected, unique } from "./connect.mjs";

async function all(iterator) {
  const found = [];
  for await (const each of iterator) {
    found.push(each);
  }
  return found;
}

const sorted = (values) => [...new Set(values)].sort();

test("the keys of a database", async (t) => {
  const client = await connected(t);
  const prefix = `${unique("scan")}:`;
  const keys = Array.from({ length: 250 }, (_, i) => prefix + i).sort();
  await client.mset(Object.fromEntries(keys.map((key) => [key, "1"])));
  await client.sadd(`${prefix}set`, ["m"]);
  assert.deepEqual(sorted(await all(client.scanIterator({ match: `${prefix}*`, type: "string", count: 20 }))), keys);
  const bytes = await all(client.scanIterator({ match: `${prefix}*`, type: "set", decoder: "bytes" }));
  assert.ok(bytes[0] instanceof Uint8Array);
  assert.equal(String(bytes[0]), `${prefix}set`);
  assert.deepEqual(await all(client.scanIterator({ match: `${prefix}none` })), []);
  const names = (await all(client.scanIterator({ decoder: "bytes" }))).map(String); // those of other tests may be no text
  assert.ok(keys.every((key) => names.includes(key)));
});

test("the elements of a hash, a set and a sorted set", async (t) => {
  const client = await connected(t);
  const [hash, set, scored] = [unique(), unique(), unique()];
  const many = Array.from({ length: 700 }, (_, i) => String(i)); // more than what one step has of a small one
  await client.hset(hash, Object.fromEntries(many.map((each) => [each, `v${each}`])));
  await client.sadd(set, many.map((each) => `m${each}`));
  await client.zadd(scored, Object.fromEntries(many.map((each) => [each, Number(each) / 4])));
  const fields = await all(client.hscanIterator(hash));
  assert.deepEqual(sorted(fields.map(({ field }) => field)), sorted(many));
  assert.ok(fields.every(({ field, value }) => value === `v${field}`));
  assert.deepEqual(sorted(await all(client.sscanIterator(Buffer.from(set), { count: 50 }))), sorted(many.map((each) => `m${each}`)));
  for (const decoder of ["string", "bytes"]) {
    const members = await all(client.zscanIterator(scored, { decoder }));
    assert.deepEqual(sorted(members.map(({ element }) => String(element))), sorted(many));
    assert.ok(members.every(({ element, score }) => score === Number(String(element)) / 4));
  }
  await client.zadd(set + 1, { most: Infinity, least: -Infinity });
  assert.deepEqual(await all(client.zscanIterator(set + 1)), [{ element: "least", score: -Infinity }, { element: "most", score: Infinity }]);
  if ((await client.info()).includes("valkey_version")) {
    assert.deepEqual(sorted(await all(client.hscanIterator(hash, { noValues: true }))), sorted(many));
    assert.deepEqual(sorted(await all(client.zscanIterator(scored, { noScores: true, match: "69?" }))), many.slice(690).sort());
  }
});

test("a loop that is left asks no more, and one that is aborted ends by the reason", async (t) => {
  const client = await connected(t);
  const set = unique();
  await client.sadd(set, Array.from({ length: 2_000 }, (_, i) => `m${i}`));
  let sent = client.statistics().commands;
  for await (const _ of client.sscanIterator(set, { count: 10 })) {
    break;
  }
  assert.equal(client.statistics().commands, ++sent, "one step");
  const controller = new AbortController();
  let seen = 0;
  await assert.rejects(async () => {
    for await (const _ of client.sscanIterator(set, { count: 10, signal: controller.signal })) {
      if (++seen === 3) {
        controller.abort();
      }
    }
  }, { name: "AbortError" });
  assert.equal(seen, 3);
  assert.equal(client.statistics().commands, ++sent);
  await assert.rejects(all(client.scanIterator({ signal: AbortSignal.abort("why") })), (error) => error === "why");
  await assert.rejects(all(client.hscanIterator(set)), { name: "RequestError", code: "WRONGTYPE" });
  await assert.rejects(all(client.scanIterator({ matches: "*" })), { name: "ConfigurationError", message: /scan options: has no matches/ });
  await assert.rejects(all(client.sscanIterator()), { name: "ConfigurationError" });
  assert.throws(() => client.hscanIterator(set, {}, {}), { name: "ConfigurationError", message: "hscanIterator: takes 2 arguments at most, not 3" });
});
