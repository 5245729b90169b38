// The methods of sets: what each replies, alone and in a batch, under both protocols, and
// what they refuse.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { ProtocolVersion } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";
import { runRefusals, runRows, runRowsInBatch } from "./rows.mjs";

const set = (...members) => new Set(members);
const within = (...members) => (got) => typeof got === "string" && members.includes(got);
const someOf = (count, ...members) => (got) => [...got].length === count && [...got].every(within(...members));
const aSet = (want) => (got) => got instanceof Set && want(got);

const rows = [
  [(c, k) => c.sadd(k("a"), ["x", "y", "x"]), 2],
  [(c, k) => c.sadd(k("a"), set("y", "é", "z")), 2],
  [(c, k) => c.sadd(k("b"), ["y", "z", "w"]), 3],
  [(c, k) => c.scard(k("a")), 4],
  [(c, k) => c.scard(k()), 0],
  [(c, k) => c.smembers(k("b")), set("y", "z", "w")],
  [(c, k) => c.smembers(k()), set()],
  [(c, k) => c.sismember(k("a"), "x"), true],
  [(c, k) => c.sismember(k("b"), "x"), false],
  [(c, k) => c.smismember(k("a"), ["x", "w", "é"]), [true, false, true]],
  [(c, k) => c.smismember(k(), set("x")), [false]],
  [(c, k) => c.sinter([k("a"), k("b")]), set("y", "z")],
  [(c, k) => c.sinter([k("a"), k()]), set()],
  [(c, k) => c.sunion(set(k("a"), k("b"))), set("x", "y", "z", "w", "é")],
  [(c, k) => c.sdiff([k("a"), k("b")]), set("x", "é")],
  [(c, k) => c.sinterstore(k("c"), [k("a"), k("b")]), 2],
  [(c, k) => c.smembers(k("c")), set("y", "z")],
  [(c, k) => c.sunionstore(k("c"), [k("a"), k("b")]), 5],
  [(c, k) => c.sdiffstore(k("c"), [k("b"), k("a")]), 1],
  [(c, k) => c.smembers(k("c")), set("w")],
  [(c, k) => c.smove(k("a"), k("c"), "é"), true],
  [(c, k) => c.smove(k("a"), k("c"), "é"), false],
  [(c, k) => c.sscan(k("c"), "0"), (got) => got[0] === "0" && someOf(2, "w", "é")(got[1])],
  [(c, k) => c.sscan(k("c"), "0", { match: "w*", count: 10n }), ["0", ["w"]]],
  [(c, k) => c.sscan(k("c"), "0", { match: "" }), ["0", []]],
  [(c, k) => c.srem(k("c"), ["w", "x"]), 1],
  [(c, k) => c.srandmember(k("c")), "é"],
  [(c, k) => c.srandmember(k()), null],
  [(c, k) => c.srandmemberCount(k("c"), 3), ["é"]],
  [(c, k) => c.srandmemberCount(k("c"), -2), ["é", "é"]],
  [(c, k) => c.srandmemberCount(k("a"), 2), someOf(2, "x", "y", "z")],
  [(c, k) => c.srandmemberCount(k(), 2), []],
  [(c, k) => c.srandmemberCount(k("a"), 0), []],
  [(c, k) => c.spop(k("c")), "é"],
  [(c, k) => c.spop(k("c")), null],
  [(c, k) => c.spopCount(k("a"), 0), set()],
  [(c, k) => c.spopCount(k("a"), 2), aSet(someOf(2, "x", "y", "z"))],
  [(c, k) => c.spopCount(k("a"), 5n), aSet(someOf(1, "x", "y", "z"))],
  [(c, k) => c.spopCount(k("a"), 1), set()],
  [(c, k) => c.sintercard([k("b"), k("b")]), 3],
  [(c, k) => c.sintercard([k("b")], { limit: 2 }), 2],
  [(c, k) => c.sintercard([k("b")], { limit: 0 }), 3],
  [(c, k) => c.sintercard([k("b"), k()]), 0],
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

    test("bytes", async () => {
      const [key, member] = [unique(), Buffer.from([0, 255])];
      const decoder = "bytes";
      assert.equal(await client.sadd(key, [member]), 1);
      assert.deepEqual([...(await client.smembers(key, { decoder }))], [member]);
      assert.deepEqual([...(await client.sunion([key], { decoder }))], [member]);
      assert.deepEqual(await client.srandmemberCount(key, 1, { decoder }), [member]);
      assert.deepEqual(await client.sscan(key, Buffer.from("0"), { match: member, decoder }), ["0", [member]]);
      assert.deepEqual([...(await client.spopCount(key, 1, { decoder }))], [member]);
    });
  });
}

test("what is refused", async () => {
  const client = await connect();
  await runRefusals(client, [
    [(c, k) => c.sadd(k(), "ab"), /^sadd members: must be an array/],
    [(c, k) => c.sadd(k(), [null]), /SADD argument 2: must be a string/],
    [(c, k) => c.sinter(k()), /^sinter keys: must be an array/],
    [(c, k) => c.sintercard([k()], 2), /^sintercard options: must be an object/],
    [(c, k) => c.sintercard([k()], { limit: null }), /^sintercard options.limit: must be a whole number/],
    [(c, k) => c.spopCount(k(), 1.5), /^spopCount count: must be a whole number/],
    [(c, k) => c.spopCount(k()), /^spopCount count: must be a whole number/],
    [(c, k) => c.sscan(k(), "0", { noValues: true }), /^sscan options: has no noValues/],
    [(c, k) => c.sscan(k(), "0", { match: null }), /argument 4: must be a string/],
    [(c, k) => c.smembers(k(), "bytes"), /^smembers options: must be an object/],
  ]);
  const key = unique();
  await client.sadd(key, ["a"]);
  for (const call of [
    () => client.sadd(key, []),
    () => client.sinter([]),
    () => client.sintercard([]),
    () => client.sintercard([key], { limit: -1 }),
    () => client.spopCount(key, -1),
    () => client.sscan(key, "0", { count: 0 }),
  ]) {
    await assert.rejects(call(), { name: "RequestError", code: "ERR" }, String(call));
  }
  assert.deepEqual(await client.smembers(key), set("a"));
  client.close();
});
