// The methods of strings: what each replies, alone and in a batch, under both protocols, and
// what they refuse.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, ProtocolVersion, TimeUnit } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";
import { runRefusals, runRows, runRowsInBatch } from "./rows.mjs";

// A time to live, of which a busy machine may have taken a minute.
const about = (time) => (got) => got > time - 60_000 && got <= time;
const far = 33177117420001;

const rows = [
  [(c, k) => c.set(k(), "1"), "OK"],
  [(c, k) => c.get(k()), "1"],
  [(c, k) => c.get(k("x")), null],
  [(c, k) => c.set(k(), "2", { conditionalSet: "onlyIfDoesNotExist" }), null],
  [(c, k) => c.set(k(), "2", { conditionalSet: "onlyIfExists", returnOldValue: true }), "1"],
  [(c, k) => c.set(k("x"), "2", { conditionalSet: "onlyIfExists" }), null],
  [(c, k) => c.set(k(), "3", { expiry: { type: TimeUnit.Seconds, count: 1000 } }), "OK"],
  [(c, k) => c.pttl(k()), about(1_000_000)],
  [(c, k) => c.set(k(), "4", { expiry: "keepExisting" }), "OK"],
  [(c, k) => c.pttl(k()), about(1_000_000)],
  [(c, k) => c.set(k(), "4", { expiry: { type: TimeUnit.Milliseconds, count: 500_000 } }), "OK"],
  [(c, k) => c.pttl(k()), about(500_000)],
  [(c, k) => c.set(k(), "4", { expiry: { type: TimeUnit.UnixMilliseconds, count: far } }), "OK"],
  [(c, k) => c.pexpiretime(k()), far],
  [(c, k) => c.set(k(), "é", { expiry: { type: TimeUnit.UnixSeconds, count: 33177117420 } }), "OK"],
  [(c, k) => c.pexpiretime(k()), 33177117420000],
  [(c, k) => c.set(k(), "é"), "OK"],
  [(c, k) => c.pttl(k()), -1],
  [(c, k) => c.getex(k()), "é"],
  [(c, k) => c.getex(k(), { expiry: { type: TimeUnit.Seconds, duration: 1000 } }), "é"],
  [(c, k) => c.pttl(k()), about(1_000_000)],
  [(c, k) => c.getex(k(), { expiry: "persist" }), "é"],
  [(c, k) => c.pttl(k()), -1],
  [(c, k) => c.strlen(k()), 2],
  [(c, k) => c.append(k(), "bc"), 4],
  [(c, k) => c.getrange(k(), -2, -1n), "bc"],
  [(c, k) => c.substr(k(), 2, 2), "b"],
  [(c, k) => c.setrange(k("r"), 2, "x"), 3],
  [(c, k) => c.get(k("r")), "\0\0x"],
  [(c, k) => c.getset(k(), "5"), "ébc"],
  [(c, k) => c.getset(k("x"), "6"), null],
  [(c, k) => c.setnx(k("x"), "7"), false],
  [(c, k) => c.getdel(k("x")), "6"],
  [(c, k) => c.getdel(k("x")), null],
  [(c, k) => c.setnx(k("x"), "8"), true],
  [(c, k) => c.setex(k("x"), 1000, "9"), "OK"],
  [(c, k) => c.pttl(k("x")), about(1_000_000)],
  [(c, k) => c.psetex(k("x"), 500_000, "10"), "OK"],
  [(c, k) => c.pttl(k("x")), about(500_000)],
  [(c, k) => c.mget([k(), k("y"), k("x")]), ["5", null, "10"]],
  [(c, k) => c.mset({ [k()]: "a", [k("x")]: "b" }), "OK"],
  [(c, k) => c.mset(new Map([[k(), "c"]])), "OK"],
  [(c, k) => c.mset([{ key: k("x"), value: "d" }]), "OK"],
  [(c, k) => c.mget(new Set([k(), k("x")])), ["c", "d"]],
  [(c, k) => c.msetnx({ [k()]: "e", [k("y")]: "e" }), false],
  [(c, k) => c.msetnx({ [k("y")]: "e" }), true],
  [(c, k) => c.incr(k("n")), 1],
  [(c, k) => c.incrBy(k("n"), 41), 42],
  [(c, k) => c.decr(k("n")), 41],
  [(c, k) => c.decrBy(k("n"), 40n), 1],
  [(c, k) => c.incrByFloat(k("n"), -0.5), 0.5],
  [(c, k) => c.mset({ [k("1")]: "ohmytext", [k("2")]: "mynewtext" }), "OK"],
  [(c, k) => c.lcs(k("1"), k("2")), "mytext"],
  [(c, k) => c.lcsLen(k("1"), k("2")), 6],
  [(c, k) => c.lcsIdx(k("1"), k("2")), (got) => JSON.stringify(got) === '{"matches":[[[4,7],[5,8]],[[2,3],[0,1]]],"len":6}', [{ key: "matches", value: [[[4, 7], [5, 8]], [[2, 3], [0, 1]]] }, { key: "len", value: 6 }]],
  [(c, k) => c.lcsIdx(k("1"), k("2"), { withMatchLen: true, minMatchLen: 4 }), (got) => JSON.stringify(got) === '{"matches":[[[4,7],[5,8],4]],"len":6}', [{ key: "matches", value: [[[4, 7], [5, 8], 4]] }, { key: "len", value: 6 }]],
];

const rowsOfNewServers = [
  [(c, k) => c.set(k("e"), "1"), "OK"],
  [(c, k) => c.set(k("e"), "2", { conditionalSet: "onlyIfEqual", comparisonValue: "x" }), null],
  [(c, k) => c.set(k("e"), "2", { conditionalSet: "onlyIfEqual", comparisonValue: "1" }), "OK"],
  [(c, k) => c.delifeq(k("e"), "1"), false],
  [(c, k) => c.delifeq(k("e"), "2"), true],
  [(c, k) => c.delifeq(k("e"), "2"), false],
  [(c, k) => c.msetex({ [k("e")]: "1", [k("f")]: "1" }, { conditionalSet: "onlyIfExists" }), false],
  [(c, k) => c.msetex({ [k("e")]: "1", [k("f")]: "1" }, { conditionalSet: "onlyIfDoesNotExist", expiry: { type: TimeUnit.UnixMilliseconds, count: far } }), true],
  [(c, k) => c.msetex([{ key: k("e"), value: "2" }], { conditionalSet: "onlyIfDoesNotExist" }), false],
  [(c, k) => c.msetex([{ key: k("e"), value: "2" }], { conditionalSet: "onlyIfExists", expiry: "keepExisting" }), true],
  [(c, k) => c.pexpiretime(k("e")), far],
  [(c, k) => c.msetex(new Map([[k("e"), "3"]])), true],
  [(c, k) => c.pexpiretime(k("e")), -1],
  [(c, k) => c.mget([k("e"), k("f")]), ["3", "1"]],
];

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    let all;
    before(async () => {
      client = await connect({ protocol });
      all = /valkey_version:9\.1/.test(await client.info()) ? [...rows, ...rowsOfNewServers] : rows;
    });
    after(() => client.close());

    test("each method", () => runRows(client, all));
    test("each method in a batch", () => runRowsInBatch(client, all));
    test("each method in a transaction", () => runRowsInBatch(client, all, true));

    test("a batch takes an expiry without an object around it", async () => {
      const key = unique();
      const batch = new Batch(false).set(key, "v").getex(key, { type: TimeUnit.UnixMilliseconds, duration: far }).pexpiretime(key).getex(key, "persist").pttl(key);
      assert.deepEqual(await client.exec(batch, true), ["OK", "v", far, "v", -1]);
    });

    test("bytes", async () => {
      const [key, value] = [Buffer.from(unique()), Buffer.from([0, 255, 13])];
      const decoder = "bytes";
      assert.equal(await client.set(key, value, { decoder }), "OK");
      assert.deepEqual(await client.get(key, { decoder }), value);
      assert.deepEqual(await client.mget([key], { decoder }), [value]);
      assert.deepEqual(await client.getrange(key, 1, 1, { decoder }), value.subarray(1, 2));
      assert.deepEqual(await client.set(key, value, { returnOldValue: true, decoder }), value);
      assert.deepEqual(await client.getset(key, "1", { decoder }), value);
      assert.equal(await client.setex(key, 10, value, { decoder }), "OK");
      assert.deepEqual(await client.getdel(key, { decoder }), value);
    });
  });
}

test("what is refused", async () => {
  const client = await connect();
  await runRefusals(client, [
    [(c, k) => c.setex(k(), 1.5, "v"), /^setex seconds: must be a whole number/],
    [(c, k) => c.setex(k(), "v", 10), /^setex seconds: must be a whole number/],
    [(c, k) => c.psetex(k(), new Date(), "v"), /^psetex milliseconds: must be a whole number/],
    [(c, k) => c.setnx(k(), 5), /SETNX argument 2: must be a string/],
    [(c, k) => c.substr(k(), 0), /^substr end: must be a whole number/],
    [(c, k) => c.mset("ab"), /^mset keysAndValues: must be an object/],
    [(c, k) => c.msetex({ [k()]: "v" }, { condition: "XX" }), /^msetex options: has no condition/],
    [(c, k) => c.msetex({ [k()]: "v" }, { conditionalSet: "onlyIfEqual" }), /^msetex options.conditionalSet: must be "onlyIfExists" or "onlyIfDoesNotExist"/],
    [(c, k) => c.msetex({ [k()]: "v" }, { expiry: null }), /^msetex options.expiry: must be an object/],
    [(c, k) => c.msetex({ [k()]: "v" }, { expiry: "KEEPTTL" }), /^msetex options.expiry: must be an object/],
    [(c, k) => c.set(k(), "v", { expiry: { type: TimeUnit.Seconds, count: 0.5 } }), /^set options.expiry.count: must be a whole number/],
    [(c, k) => c.set(k(), "v", { conditionalSet: "onlyIfEqual" }), /^set options.comparisonValue: is missing/],
    [(c, k) => c.set(k(), "v", { comparisonValue: "x" }), /^set options.comparisonValue: is for conditionalSet/],
    [(c, k) => c.getex(k(), "persist"), /^getex options: must be an object/],
    [(c, k) => c.getex(k(), { expiry: { type: TimeUnit.Seconds, count: 1 } }), /^getex options.expiry: has no count/],
  ]);
  const key = unique();
  for (const call of [
    () => client.setex(key, 0, "v"),
    () => client.psetex(key, -1, "v"),
    () => client.mset({}),
    () => client.set(key, "v", { expiry: { type: TimeUnit.Seconds, count: 0 } }),
  ]) {
    await assert.rejects(call(), { name: "RequestError", code: "ERR" }, String(call));
  }
  assert.equal(await client.get(key), null);
  client.close();
});
