// The methods of hashes: what each replies, alone and in a batch, under both protocols, and
// what they refuse.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, HashExpirationCondition, HashFieldConditionalChange, ProtocolVersion, TimeUnit } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";
import { runRefusals, runRows, runRowsInBatch } from "./rows.mjs";

const bytes = (...values) => Buffer.from(values);
// A time to live, of which a busy machine may have taken a minute.
const about = (...times) => (got) => got.length === times.length && got.every((time, i) => time > times[i] - 60 && time <= times[i]);

// In order, on a key of their own: a method, its arguments behind the key, and its reply, which
// a batch has too unless another follows.
const rows = [
  ["hset", [{ a: "1", b: "2" }], 2],
  ["hset", [new Map([["b", "3"], ["c", bytes(255, 0)]])], 1],
  ["hset", [[{ field: "d", value: "" }]], 1],
  ["hset", [[["d", "é"], ["d", "4"]]], 0],
  ["hget", ["b"], "3"],
  ["hget", ["x"], null],
  ["hget", [bytes(97)], "1"],
  ["hmget", [["d", "x", "a"]], ["4", null, "1"]],
  ["hmget", [new Set(["a"])], ["1"]],
  ["hdel", [["c", "x"]], 1],
  ["hsetnx", ["a", "9"], false],
  ["hsetnx", ["é", "5"], true],
  ["hstrlen", ["é"], 1],
  ["hstrlen", ["x"], 0],
  ["hexists", ["a"], true],
  ["hexists", ["x"], false],
  ["hlen", [], 4],
  ["hkeys", [], ["a", "b", "d", "é"]],
  ["hvals", [], ["1", "3", "4", "5"]],
  ["hincrBy", ["a", 41], 42],
  ["hincrBy", ["n", 9007199254740993n], 9007199254740993n],
  ["hincrBy", ["a", -41], 1],
  ["hincrByFloat", ["a", 0.5], 1.5],
  ["hincrByFloat", ["a", -1.5e3], -1498.5],
  ["hdel", [["a", "n", "d", "é"]], 4],
  ["hmset", [{ b: "6" }], "OK"],
  ["hgetall", [], [{ field: "b", value: "6" }], [{ key: "b", value: "6" }]],
  ["hrandfield", [], "b"],
  ["hrandfieldCount", [2], ["b"]],
  ["hrandfieldCount", [-2], ["b", "b"]],
  ["hrandfieldCount", [0], []],
  ["hrandfieldWithValues", [5n], [["b", "6"]]],
  ["hrandfieldWithValues", [-2], [["b", "6"], ["b", "6"]]],
  ["hscan", ["0"], ["0", ["b", "6"]]],
  ["hscan", ["0", { match: "b*", count: 5 }], ["0", ["b", "6"]]],
  ["hscan", ["0", { match: "", count: 5, noValues: false }], ["0", []]],
  ["hdel", [["b"]], 1],
  ["hgetall", [], []],
  ["hrandfield", [], null],
  ["hrandfieldCount", [1], []],
  ["hrandfieldWithValues", [1], []],
  ["hscan", ["0"], ["0", []]],
];

const rowsOfNewServers = [
  ["hsetex", [{ a: "1", b: "2" }], 1],
  ["hscan", ["0", { noValues: true }], ["0", ["a", "b"]]],
  ["httl", [["a", "x"]], [-1, -2]],
  ["hsetex", [{ a: "9" }, { fieldConditionalChange: HashFieldConditionalChange.ONLY_IF_NONE_EXIST }], 0],
  ["hsetex", [{ a: "9", x: "9" }, { fieldConditionalChange: "FXX" }], 0],
  ["hsetex", [{ a: "3" }, { keyConditionalChange: "NX" }], 0],
  ["hsetex", [[["a", "3"]], { keyConditionalChange: "XX", fieldConditionalChange: "FXX", expiry: { type: TimeUnit.Seconds, count: 1000 } }], 1],
  ["hexpiretime", [["b"]], [-1]],
  ["httl", [["a"]], about(1000)],
  ["hsetex", [{ a: "4" }, { expiry: "KEEPTTL" }], 1],
  ["httl", [["a"]], about(1000)],
  ["hpersist", [["a", "b", "x"]], [1, -1, -2]],
  ["hgetex", [["a", "x"], { expiry: { type: TimeUnit.UnixMilliseconds, count: 33177117420001 } }], ["4", null]],
  ["hpexpiretime", [["a"]], [33177117420001]],
  ["hgetex", [["a"]], ["4"]],
  ["hexpiretime", [["a"]], [33177117420]],
  ["hgetex", [["a"], { expiry: "PERSIST" }], ["4"]],
  ["hpttl", [["a"]], [-1]],
  ["hgetex", [["a"], { expiry: { type: TimeUnit.UnixSeconds, count: 33177117420 } }], ["4"]],
  ["hpexpiretime", [["a"]], [33177117420000]],
  ["hexpire", [1000, ["a", "x"]], [1, -2]],
  ["hexpire", [2000, ["a", "b"], { condition: HashExpirationCondition.ONLY_IF_NO_EXPIRY }], [0, 1]],
  ["httl", [["a", "b"]], about(1000, 2000)],
  ["hexpire", [3000, ["a"], { condition: HashExpirationCondition.ONLY_IF_LESS_THAN_CURRENT }], [0]],
  ["hexpire", [3000, ["a"], { condition: HashExpirationCondition.ONLY_IF_GREATER_THAN_CURRENT }], [1]],
  ["hexpireat", [33177117420, ["a"], { condition: HashExpirationCondition.ONLY_IF_HAS_EXPIRY }], [1]],
  ["hexpiretime", [["a"]], [33177117420]],
  ["hexpireat", [new Date(33177117421000), new Set(["a"])], [1]],
  ["hexpiretime", [["a"]], [33177117421]],
  ["hpexpireat", [new Date(33177117421002), ["a"]], [1]],
  ["hpexpiretime", [["a"]], [33177117421002]],
  ["hpexpireat", [33177117421003, ["a"], { condition: "LT" }], [0]],
  ["hpexpire", [500_000, ["a"]], [1]],
  ["httl", [["a"]], about(500)],
  ["hexpireat", [1, ["a"]], [2]],
  ["hset", [{ a: "5" }], 1],
  ["hpexpire", [0, ["a"]], [2]],
  ["hgetdel", [["b", "x"]], ["2", null]],
  ["hlen", [], 0],
  ["hsetex", [{ a: "1" }, { keyConditionalChange: "XX" }], 0],
];

// The rows as rows.mjs takes them.
const calls = (rows) =>
  rows.map(([method, args, want, inBatch]) => {
    const call = (target, key) => target[method](key(), ...args);
    call.toString = () => `${method} ${args}`;
    return [call, want, inBatch];
  });

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    let versions;
    before(async () => {
      client = await connect({ protocol });
      versions = /valkey_version:9\.1/.test(await client.info()) ? [rows, rowsOfNewServers] : [rows];
    });
    after(() => client.close());

    test("each method", () => runRows(client, calls(versions.flat())));
    test("each method in a batch", () => runRowsInBatch(client, calls(versions.flat())));
    test("each method in a transaction", () => runRowsInBatch(client, calls(versions.flat()), true));

    test("bytes", async () => {
      const key = unique();
      const [field, value] = [bytes(0, 255), bytes(254, 10, 13)];
      const decoder = "bytes";
      assert.equal(await client.hset(key, [{ field, value }]), 1);
      assert.deepEqual(await client.hget(key, field, { decoder }), value);
      assert.deepEqual(await client.hmget(key, [field], { decoder }), [value]);
      assert.deepEqual(await client.hgetall(key, { decoder }), [{ field, value }]);
      assert.deepEqual(await client.exec(new Batch(true).hgetall(key), true, { decoder }), [[{ key: field, value }]]);
      assert.deepEqual(await client.hkeys(key, { decoder }), [field]);
      assert.deepEqual(await client.hvals(key, { decoder }), [value]);
      assert.deepEqual(await client.hrandfield(key, { decoder }), field);
      assert.deepEqual(await client.hrandfieldWithValues(key, 1, { decoder }), [[field, value]]);
      assert.deepEqual(await client.hscan(key, "0", { decoder }), ["0", [field, value]]);
      assert.deepEqual(await client.hscan(key, bytes(48), { match: field, decoder }), ["0", [field, value]]);
    });
  });
}

test("a scan looks at as many fields as it is told to", async () => {
  const client = await connect();
  const key = unique();
  const fields = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`field${i}`, "v"]));
  assert.equal(await client.hset(key, fields), 2000);
  const steps = async (count) => {
    const found = new Set();
    for (let cursor = "0", steps = 1; ; steps++) {
      const [next, list] = await client.hscan(key, cursor, { count });
      list.forEach((text) => found.add(text));
      if (next === "0") {
        assert.equal(found.size, 2001);
        return steps;
      }
      cursor = next;
    }
  };
  assert.ok((await steps(1000)) < (await steps(undefined)));
  client.close();
});

test("what is refused", async () => {
  const client = await connect();
  await runRefusals(client, [
    [(c, k) => c.hset(k(), "ab"), /^hset fieldsAndValues: must be an object, a Map, or an array of \{ field, value \}/],
    [(c, k) => c.hset(k(), [{ field: "a" }]), /^hset fieldsAndValues\[0\]: must have field and value/],
    [(c, k) => c.hset(k(), [{ field: "a", value: "1", ttl: 5 }]), /^hset fieldsAndValues\[0\]: has no ttl/],
    [(c, k) => c.hset(k(), { a: null }), /null/],
    [(c, k) => c.hset(k(), { a: "1" }, {}, {}), /^hset: takes 3 arguments at most/],
    [(c, k) => c.hget(k(), "a", { decodr: "bytes" }), /^hget options: has no decodr/],
    [(c, k) => c.hmget(k(), "ab"), /^hmget fields: must be an array/],
    [(c, k) => c.hexpire(k(), 1.5, ["a"]), /^hexpire seconds: must be a whole number/],
    [(c, k) => c.hexpire(k(), new Date(), ["a"]), /^hexpire seconds: must be a whole number/],
    [(c, k) => c.hexpire(k(), 1, "a"), /^hexpire fields: must be an array/],
    [(c, k) => c.hexpire(k(), 1, ["a"], { condition: "" }), /^hexpire options.condition: must be "NX" or/],
    [(c, k) => c.hexpire(k(), 1, ["a"], { expireCondition: "NX" }), /^hexpire options: has no expireCondition/],
    [(c, k) => c.hexpireat(k(), new Date(1001), ["a"]), /^hexpireat unixTimestampSeconds: must be a whole second/],
    [(c, k) => c.hpexpireat(k(), new Date(NaN), ["a"]), /^hpexpireat unixTimestampMilliseconds: is an invalid Date/],
    [(c, k) => c.hsetex(k(), { a: "1" }, { expiry: null }), /^hsetex options.expiry/],
    [(c, k) => c.hsetex(k(), { a: "1" }, { expiry: "PERSIST" }), /^hsetex options.expiry/],
    [(c, k) => c.hsetex(k(), { a: "1" }, { expiry: { type: "EX", duration: 1 } }), /^hsetex options.expiry: has no duration/],
    [(c, k) => c.hsetex(k(), { a: "1" }, { expiry: { type: "ex", count: 1 } }), /^hsetex options.expiry.type: must be "EX" or/],
    [(c, k) => c.hsetex(k(), { a: "1" }, { expiry: { type: "EX", count: 1.5 } }), /^hsetex options.expiry.count: must be a whole number/],
    [(c, k) => c.hsetex(k(), { a: "1" }, { keyConditionalChange: "FNX" }), /^hsetex options.keyConditionalChange: must be "XX" or "NX"/],
    [(c, k) => c.hsetex(k(), { a: "1" }, { fieldConditionalChange: null }), /^hsetex options.fieldConditionalChange/],
    [(c, k) => c.hgetex(k(), ["a"], { expiry: "KEEPTTL" }), /^hgetex options.expiry/],
    [(c, k) => c.hscan(k(), "0", { count: null }), /^hscan options.count: must be a whole number/],
    [(c, k) => c.hscan(k(), "0", { noScores: true }), /^hscan options: has no noScores/],
    [(c, k) => c.hincrBy(k(), "a", 0.5), /^hincrBy amount: must be a whole number/],
    [(c, k) => c.hincrByFloat(k(), "a", NaN), /^hincrByFloat amount: must be a number/],
  ]);
  // What is for the server to refuse, and is not taken for what was left out.
  const key = unique();
  await client.hset(key, { b: "1" });
  for (const call of [
    () => client.hset(key, {}),
    () => client.hdel(key, []),
    () => client.hmget(key, []),
    () => client.hexpire(key, 1, []),
    () => client.hscan(key, "0", { count: 0 }),
    () => client.hscan(key, "x"),
    () => client.hincrByFloat(key, "a", Infinity),
  ]) {
    await assert.rejects(call(), { name: "RequestError", code: "ERR" }, String(call));
  }
  assert.deepEqual(await client.hgetall(key), [{ field: "b", value: "1" }]);
  client.close();
});
