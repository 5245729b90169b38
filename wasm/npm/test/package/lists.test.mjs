// The methods of lists: what each replies, alone and in a batch, under both protocols, and
// what they refuse.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, InsertPosition, ListDirection, ProtocolVersion } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";
import { runRefusals, runRows, runRowsInBatch } from "./rows.mjs";

const same = (want) => (got, key) => JSON.stringify(got) === JSON.stringify(want(key));

const rows = [
  [(c, k) => c.lpushx(k(), ["a"]), 0],
  [(c, k) => c.rpushx(k(), ["a"]), 0],
  [(c, k) => c.lpush(k(), ["b", "a"]), 2],
  [(c, k) => c.rpush(k(), new Set(["c", "é"])), 4],
  [(c, k) => c.lpushx(k(), ["0", "1"]), 6],
  [(c, k) => c.rpushx(k(), ["a"]), 7],
  [(c, k) => c.lrange(k(), 0, -1), ["1", "0", "a", "b", "c", "é", "a"]],
  [(c, k) => c.lrange(k(), 1n, 2), ["0", "a"]],
  [(c, k) => c.lrange(k("x"), 0, 0), []],
  [(c, k) => c.llen(k()), 7],
  [(c, k) => c.lindex(k(), -2), "é"],
  [(c, k) => c.lindex(k(), 9), null],
  [(c, k) => c.lpos(k(), "a"), 2],
  [(c, k) => c.lpos(k(), "a", { rank: -1 }), 6],
  [(c, k) => c.lpos(k(), "a", { rank: 2, maxLength: 5 }), null],
  [(c, k) => c.lpos(k(), "a", { rank: 2, maxLength: 0 }), 6],
  [(c, k) => c.lpos(k(), "a", { count: 0 }), [2, 6]],
  [(c, k) => c.lpos(k(), "a", { count: 1, rank: -1 }), [6]],
  [(c, k) => c.lpos(k(), "x", { count: 2 }), []],
  [(c, k) => c.lpos(k("x"), "a"), null],
  [(c, k) => c.linsert(k(), InsertPosition.Before, "a", "before"), 8],
  [(c, k) => c.linsert(k(), "after", "a", "after"), 9],
  [(c, k) => c.linsert(k(), InsertPosition.After, "x", "y"), -1],
  [(c, k) => c.linsert(k("x"), InsertPosition.After, "x", "y"), 0],
  [(c, k) => c.lrange(k(), 2, 4), ["before", "a", "after"]],
  [(c, k) => c.lset(k(), 0, "first"), "OK"],
  [(c, k) => c.lrem(k(), -1, "a"), 1],
  [(c, k) => c.lrem(k(), 0, "a"), 1],
  [(c, k) => c.lrem(k(), 1, "x"), 0],
  [(c, k) => c.ltrim(k(), 0, -2), "OK"],
  [(c, k) => c.lrange(k(), 0, -1), ["first", "0", "before", "after", "b", "c"]],
  [(c, k) => c.lpop(k()), "first"],
  [(c, k) => c.rpop(k()), "c"],
  [(c, k) => c.lpopCount(k(), 2), ["0", "before"]],
  [(c, k) => c.rpopCount(k(), 9), ["b", "after"]],
  [(c, k) => c.lpop(k()), null],
  [(c, k) => c.rpop(k()), null],
  [(c, k) => c.lpopCount(k(), 1), null],
  [(c, k) => c.rpopCount(k(), 0), null],
  [(c, k) => c.rpush(k(), ["a", "b", "c", "d", "e"]), 5],
  [(c, k) => c.lmove(k(), k("2"), ListDirection.LEFT, ListDirection.RIGHT), "a"],
  [(c, k) => c.lmove(k(), k("2"), "RIGHT", "LEFT"), "e"],
  [(c, k) => c.lmove(k("x"), k("2"), ListDirection.LEFT, ListDirection.LEFT), null],
  [(c, k) => c.rpoplpush(k(), k("2")), "d"],
  [(c, k) => c.blmove(k(), k("2"), ListDirection.LEFT, ListDirection.RIGHT, 1), "b"],
  [(c, k) => c.blmove(k("x"), k("2"), ListDirection.LEFT, ListDirection.RIGHT, 0.01), null],
  [(c, k) => c.brpoplpush(k(), k("2"), 1), "c"],
  [(c, k) => c.brpoplpush(k(), k("2"), 0.01), null],
  [(c, k) => c.lrange(k("2"), 0, -1), ["c", "d", "e", "a", "b"]],
  [(c, k) => c.blpop([k(), k("2")], 1), same((k) => [k("2"), "c"])],
  [(c, k) => c.brpop(new Set([k(), k("2")]), 1), same((k) => [k("2"), "b"])],
  [(c, k) => c.blpop([k()], 0.01), null],
  [(c, k) => c.brpop([k()], 0.01), null],
  [(c, k) => c.lmpop([k(), k("2")], ListDirection.LEFT), same((k) => ({ key: k("2"), elements: ["d"] })), same((k) => [{ key: k("2"), value: ["d"] }])],
  [(c, k) => c.blmpop([k(), k("2")], "RIGHT", 1), same((k) => ({ key: k("2"), elements: ["a"] })), same((k) => [{ key: k("2"), value: ["a"] }])],
  [(c, k) => c.rpush(k("2"), ["f", "g", "h"]), 4],
  [(c, k) => c.lmpop([k("2")], "RIGHT", { count: 2 }), same((k) => ({ key: k("2"), elements: ["h", "g"] })), same((k) => [{ key: k("2"), value: ["h", "g"] }])],
  [(c, k) => c.blmpop([k("2")], "LEFT", 1, { count: 5n }), same((k) => ({ key: k("2"), elements: ["e", "f"] })), same((k) => [{ key: k("2"), value: ["e", "f"] }])],
  [(c, k) => c.lmpop([k("2")], ListDirection.LEFT), null],
  [(c, k) => c.blmpop([k("2")], ListDirection.LEFT, 0.01), null],
];

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    before(async () => {
      client = await connect({ protocol });
    });
    after(() => client.close());

    test("each method", () => runRows(client, rows));
    test("each method in a batch", () => runRowsInBatch(client, rows));
    test("each method in a transaction", () => runRowsInBatch(client, rows, true));

    test("a batch takes a count without an object around it", async () => {
      const key = unique();
      const batch = new Batch(false).rpush(key, ["a", "b", "c", "d"]).lmpop([key], ListDirection.LEFT, 2).blmpop([key], ListDirection.LEFT, 0.1, 2);
      assert.deepEqual(await client.exec(batch, true), [4, [{ key, value: ["a", "b"] }], [{ key, value: ["c", "d"] }]]);
    });

    test("bytes", async () => {
      const [key, element] = [Buffer.from(unique()), Buffer.from([0, 255, 10])];
      const decoder = "bytes";
      const fill = () => client.lpush(key, [element, element]);
      assert.equal(await fill(), 2);
      assert.equal(await client.lpos(key, element, { rank: 2 }), 1);
      assert.deepEqual(await client.lrange(key, 0, -1, { decoder }), [element, element]);
      assert.deepEqual(await client.lpop(key, { decoder }), element);
      assert.deepEqual(await client.rpopCount(key, 1, { decoder }), [element]);
      await fill();
      assert.deepEqual(await client.blpop([key], 1, { decoder }), [key, element]);
      assert.deepEqual(await client.lmpop([key], "LEFT", { decoder }), { key, elements: [element] });
      await fill();
      assert.deepEqual(await client.blmpop([key], "LEFT", 1, { count: 2, decoder }), { key, elements: [element, element] });
    });
  });
}

test("what blocks waits as long as it is told to, in seconds", async () => {
  const client = await connect({ requestTimeout: 50 });
  const key = unique();
  const begun = Date.now();
  assert.equal(await client.blpop([key], 0.3), null);
  const waited = Date.now() - begun;
  assert.ok(waited >= 290, `waited ${waited} ms`);
  client.close();
});

test("a list may have more elements than a call may have arguments", async () => {
  const client = await connect();
  const many = Array.from({ length: 200_000 }, (_, i) => String(i));
  assert.equal(await client.rpush(unique("list"), many), many.length);
  assert.equal(await client.sadd(unique("set"), many), many.length);
  assert.equal(await client.hset(unique("hash"), Object.fromEntries(many.map((text) => [text, text]))), many.length);
  assert.equal((await client.mget(many)).length, many.length);
  assert.equal(await client.zadd(unique("zset"), Object.fromEntries(many.map((text, i) => [text, i]))), many.length);
  assert.equal(await client.pfadd(unique("log"), many), true);
  assert.match(await client.xadd(unique("stream"), many.slice(0, 150_000).map((text) => [text, text])), /-/);
  assert.equal(await client.del(many), 0);
  client.close();
});

test("what is refused", async () => {
  const client = await connect();
  await runRefusals(client, [
    [(c, k) => c.lpush(k(), "ab"), /^lpush elements: must be an array/],
    [(c, k) => c.lpush(k(), [5]), /LPUSH argument 2: must be a string/],
    [(c, k) => c.lrange(k(), 0, "-1"), /^lrange end: must be a whole number/],
    [(c, k) => c.lrange(k(), 0.5, 1), /^lrange start: must be a whole number/],
    [(c, k) => c.lpos(k(), "a", { maxLen: 1 }), /^lpos options: has no maxLen/],
    [(c, k) => c.lpos(k(), "a", { rank: null }), /^lpos options.rank: must be a whole number/],
    [(c, k) => c.linsert(k(), "BEFORE", "a", "b"), /^linsert position: must be "before" or "after"/],
    [(c, k) => c.lmove(k(), k(), "left", "right"), /^lmove whereFrom: must be "LEFT" or "RIGHT"/],
    [(c, k) => c.blmove(k(), k(), "LEFT", "", 1), /^blmove whereTo: must be/],
    [(c, k) => c.blpop(k(), 1), /^blpop keys: must be an array/],
    [(c, k) => c.blpop([k()], "1"), /^blpop timeout: must be a number/],
    [(c, k) => c.blpop([k()]), /^blpop timeout: must be a number/],
    [(c, k) => c.blpop([k()], -1), /BLPOP timeout: is negative or too large/],
    [(c, k) => c.lmpop([k()], "LEFT", 2), /^lmpop options: must be an object/],
    [(c, k) => c.lmpop([k()], "LEFT", { cuont: 2 }), /^lmpop options: has no cuont/],
    [(c, k) => c.blmpop([k()], "LEFT", 1, { count: 1.5 }), /^blmpop options.count: must be a whole number/],
  ]);
  const key = unique();
  await client.rpush(key, ["a"]);
  for (const call of [
    () => client.lpush(key, []),
    () => client.lpos(key, "a", { rank: 0 }),
    () => client.lpos(key, "a", { count: -1 }),
    () => client.lmpop([key], "LEFT", { count: 0 }),
    () => client.lmpop([], "LEFT"),
    () => client.blpop([], 1),
    () => client.lset(key, 5, "x"),
    () => client.lpopCount(key, -1),
  ]) {
    await assert.rejects(call(), { name: "RequestError", code: "ERR" }, String(call));
  }
  assert.deepEqual(await client.lrange(key, 0, -1), ["a"]);
  client.close();
});
