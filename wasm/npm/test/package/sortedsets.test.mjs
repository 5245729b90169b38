// The methods of sorted sets: what they have the server do, and what its replies become.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, ConditionalChange, ConfigurationError, Decoder, InfBoundary, ProtocolVersion, RequestError, ScoreFilter, UpdateByScore } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

const { PositiveInfinity: most, NegativeInfinity: least } = InfBoundary;
const scored = (...pairs) => pairs.map(([element, score]) => ({ element, score }));
const all = { start: 0, end: -1 };

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    before(async () => {
      client = await connect({ protocol });
    });
    after(() => client.close());

    // What holds the sets a: a 1, b 2, c 3, d 4 and b: b 10, c 20, x 30.
    async function sets() {
      const [a, b] = [unique("a"), unique("b")];
      await client.zadd(a, { a: 1, b: 2, c: 3, d: 4 });
      await client.zadd(b, { b: 10, c: 20, x: 30 });
      return { a, b, none: unique("none") };
    }

    // Each row: a method, its arguments, and what it resolves to.
    async function holds(rows) {
      for (const [method, args, want] of rows) {
        assert.deepEqual(await client[method](...args), want, method);
      }
    }

    test("members and scores", async () => {
      const { a, none } = await sets();
      await holds([
        ["zcard", [a], 4],
        ["zcard", [none], 0],
        ["zscore", [a, "b"], 2],
        ["zscore", [a, "z"], null],
        ["zmscore", [a, new Set(["b", "z"])], [2, null]],
        ["zrank", [a, "b"], 1],
        ["zrank", [a, "z"], null],
        ["zrevrank", [a, "b"], 2],
        ["zrevrank", [none, "b"], null],
        ["zincrby", [a, 0.5, "b"], 2.5],
        ["zincrby", [a, -Infinity, "a"], -Infinity],
        ["zrem", [a, ["a", "z"]], 1],
        ["zrandmember", [none], null],
        ["zrandmemberWithCount", [none, 3], []],
        ["zrandmemberWithCountWithScores", [none, 3], []],
      ]);
      assert.ok(["b", "c", "d"].includes(await client.zrandmember(a)));
      assert.deepEqual((await client.zrandmemberWithCount(a, 9)).sort(), ["b", "c", "d"]);
      assert.equal((await client.zrandmemberWithCount(a, -9)).length, 9);
      assert.deepEqual((await client.zrandmemberWithCountWithScores(a, 9)).sort(), [["b", 2.5], ["c", 3], ["d", 4]]);
      if (/valkey_version:9/.test(await client.info())) {
        await holds([
          ["zrankWithScore", [a, "c"], [1, 3]],
          ["zrankWithScore", [a, "z"], null],
          ["zrevrankWithScore", [a, "c"], [1, 3]],
          ["zscan", [a, "0", { noScores: true }], ["0", ["b", "c", "d"]]],
        ]);
      }
      await holds([
        ["zscan", [a, "0"], ["0", ["b", "2.5", "c", "3", "d", "4"]]],
        ["zscan", [a, "0", { match: "[bc]", count: 100 }], ["0", ["b", "2.5", "c", "3"]]],
        ["zscan", [a, "0", { match: "" }], ["0", []]],
      ]);
    });

    test("adding", async () => {
      const key = unique();
      await holds([
        ["zadd", [key, [{ element: "a", score: 1 }, { element: "b", score: "+inf" }]], 2],
        ["zadd", [key, new Map([["c", "-inf"], ["d", Infinity]])], 2],
        ["zadd", [key, { a: 5, e: 1 }, { conditionalChange: ConditionalChange.ONLY_IF_EXISTS, changed: true }], 1],
        ["zadd", [key, { a: 9, e: 1 }, { conditionalChange: ConditionalChange.ONLY_IF_DOES_NOT_EXIST, changed: false }], 1],
        ["zadd", [key, { a: 6 }, { updateOptions: UpdateByScore.LESS_THAN, changed: true }], 0],
        ["zadd", [key, { a: 6 }, { updateOptions: UpdateByScore.GREATER_THAN, changed: true }], 1],
        ["zaddIncr", [key, "a", 0.5], 6.5],
        ["zaddIncr", [key, "a", 1, { updateOptions: "LT" }], null],
        ["zaddIncr", [key, "f", 1, { conditionalChange: "XX" }], null],
        ["zrangeWithScores", [key, all], scored(["c", -Infinity], ["e", 1], ["a", 6.5], ["b", Infinity], ["d", Infinity])],
      ]);
    });

    test("ranges", async () => {
      const { a, none } = await sets();
      const lex = unique("lex");
      await client.zadd(lex, { a: 0, b: 0, c: 0, d: 0 });
      const bytes = (text) => new TextEncoder().encode(text);
      await holds([
        ["zrange", [a, all], ["a", "b", "c", "d"]],
        ["zrange", [a, { start: 0n, end: 1 }, { reverse: true }], ["d", "c"]],
        ["zrange", [none, all], []],
        ["zrange", [a, { type: "byScore", start: least, end: most }], ["a", "b", "c", "d"]],
        ["zrange", [a, { type: "byScore", start: { value: 1, isInclusive: false }, end: { value: 3 } }], ["b", "c"]],
        ["zrange", [a, { type: "byScore", start: { value: 3 }, end: { value: -Infinity, isInclusive: false } }, { reverse: true }], ["c", "b", "a"]],
        ["zrange", [a, { type: "byScore", start: least, end: most, limit: { offset: 1, count: 2 } }, { reverse: false }], ["b", "c"]],
        ["zrange", [a, { type: "byScore", start: least, end: most, limit: { offset: 0, count: 0 } }], []],
        ["zrange", [lex, { type: "byLex", start: { value: "a", isInclusive: false }, end: { value: bytes("c") } }], ["b", "c"]],
        ["zrange", [lex, { type: "byLex", start: most, end: { value: bytes("b"), isInclusive: false }, limit: { offset: 1, count: -1 } }, { reverse: true }], ["c"]],
        ["zrangeWithScores", [a, { start: -1, end: -1 }], scored(["d", 4])],
        ["zrangeWithScores", [a, { type: "byScore", start: { value: 2, isInclusive: true }, end: least }, { reverse: true }], scored(["b", 2], ["a", 1])],
        ["zcount", [a, least, { value: 2 }], 2],
        ["zcount", [a, { value: 1, isInclusive: false }, { value: 1e300 }], 3],
        ["zlexcount", [lex, { value: "b" }, most], 3],
        ["zrevrange", [a, 0, 1], ["d", "c"]],
        ["zrevrangeWithScores", [a, 0, 0], scored(["d", 4])],
        ["zrangebyscore", [a, { value: 1, isInclusive: false }, most, { limit: { offset: 1, count: 1 } }], ["c"]],
        ["zrangebyscoreWithScores", [a, least, { value: 1 }], scored(["a", 1])],
        ["zrevrangebyscore", [a, most, { value: 3 }], ["d", "c"]],
        ["zrevrangebyscoreWithScores", [a, most, least, { limit: { offset: 3, count: 9 } }], scored(["a", 1])],
        ["zrangebylex", [lex, least, { value: "b" }], ["a", "b"]],
        ["zrevrangebylex", [lex, most, { value: "b" }, { limit: { offset: 0, count: 2 } }], ["d", "c"]],
        ["zremRangeByLex", [lex, least, { value: "b", isInclusive: false }], 1],
        ["zremRangeByRank", [lex, -1, -1], 1],
        ["zremRangeByScore", [a, { value: 3 }, most], 2],
        ["zrange", [lex, all], ["b", "c"]],
        ["zrange", [a, all], ["a", "b"]],
      ]);
    });

    test("storing ranges", async () => {
      const { a } = await sets();
      const to = unique("to");
      await holds([
        ["zrangeStore", [to, a, { start: 0, end: 0 }], 1],
        ["zrange", [to, all], ["a"]],
        ["zrangeStore", [to, a, { start: 0, end: 0 }, true], 1],
        ["zrange", [to, all], ["d"]],
        ["zrangeStore", [to, a, { type: "byScore", start: most, end: { value: 2 }, limit: { offset: 0, count: 2 } }, true, { timeout: 30_000 }], 2],
        ["zrange", [to, all], ["c", "d"]],
      ]);
    });

    test("several sets", async () => {
      const { a, b, none } = await sets();
      const to = unique("to");
      await holds([
        ["zdiff", [[a, b]], ["a", "d"]],
        ["zdiffWithScores", [[a, b]], scored(["a", 1], ["d", 4])],
        ["zdiffstore", [to, [a, b]], 2],
        ["zinter", [[a, b]], ["b", "c"]],
        ["zinter", [[a, none]], []],
        ["zinterWithScores", [[a, b]], scored(["b", 12], ["c", 23])],
        ["zinterWithScores", [[[a, 10], [b, 0.5]], { aggregationType: "MAX" }], scored(["b", 20], ["c", 30])],
        ["zinterstore", [to, [a, b], { aggregationType: "MIN" }], 2],
        ["zrangeWithScores", [to, all], scored(["b", 2], ["c", 3])],
        ["zintercard", [[a, b]], 2],
        ["zintercard", [[a, b], { limit: 1 }], 1],
        ["zintercard", [[a, b], { limit: 0 }], 2],
        ["zunion", [new Set([a, b])], ["a", "d", "b", "c", "x"]],
        ["zunionWithScores", [[a], { aggregationType: "SUM" }], scored(["a", 1], ["b", 2], ["c", 3], ["d", 4])],
        ["zunionWithScores", [new Map([[a, -1]])], scored(["d", -4], ["c", -3], ["b", -2], ["a", -1])],
        ["zunionstore", [to, [[a, 0], [b, Infinity]]], 5],
        ["zrangeWithScores", [to, { start: 1, end: 2 }], scored(["d", 0], ["b", Infinity])],
      ]);
    });

    test("removing by score", async () => {
      const { a, b, none } = await sets();
      await holds([
        ["zpopmin", [a], scored(["a", 1])],
        ["zpopmax", [a, { count: 2 }], scored(["d", 4], ["c", 3])],
        ["zpopmin", [a, { count: 0 }], []],
        ["zpopmin", [none], []],
        ["bzpopmin", [[none, a], 0.5], [a, "b", 2]],
        ["bzpopmin", [[none, a], 0.01], null],
        ["bzpopmax", [[a, b], 0.5], [b, "x", 30]],
        ["zmpop", [[a, b], ScoreFilter.MAX], [b, scored(["c", 20])]],
        ["bzmpop", [[a, b], ScoreFilter.MIN, 0.5, { count: 5 }], [b, scored(["b", 10])]],
        ["bzmpop", [[a, b], "MIN", 0.01], null],
        ["zmpop", [[a, b], "MIN"], null],
      ]);
    });

    test("batches take options as clients do or alone, and have records, as GLIDE's do", async () => {
      const { a, none } = await sets();
      const batch = new Batch(true)
        .zrange(a, all, true)
        .zrange(a, all, { reverse: true })
        .zrangeWithScores(a, { start: 0, end: 0 }, true)
        .zpopmin(a, 1)
        .zpopmax(a, { count: 1 })
        .zmpop([a], "MIN", 1)
        .bzmpop([a], "MIN", 0.01, 2)
        .bzpopmin([none], 0);
      assert.deepEqual(await client.exec(batch, true), [
        ["d", "c", "b", "a"],
        ["d", "c", "b", "a"],
        [{ key: "d", value: 4 }],
        [{ key: "a", value: 1 }],
        [{ key: "d", value: 4 }],
        [a, [{ key: "b", value: 2 }]],
        [a, [{ key: "c", value: 3 }]],
        null,
      ]);
    });

    test("bytes", async () => {
      const key = unique();
      const member = Uint8Array.of(255);
      const options = { decoder: Decoder.Bytes };
      await client.zadd(key, [{ element: member, score: 1 }]);
      const plain = (value) => (value instanceof Uint8Array ? [...value] : Array.isArray(value) ? value.map(plain) : value);
      assert.deepEqual((await client.zrangeWithScores(key, all, options)).map(({ element }) => [...element]), [[255]]);
      assert.deepEqual(plain(await client.zrange(key, { type: "byLex", start: { value: member }, end: most }, options)), [[255]]);
      assert.deepEqual(plain(await client.zrandmemberWithCountWithScores(key, 1, options)), [[[255], 1]]);
      assert.deepEqual(plain(await client.zscan(key, "0", options)), ["0", [[255], [49]]]);
      assert.deepEqual(plain(await client.bzpopmin([key], 1, options))[1], [255]);
    });
  });
}

test("what cannot be meant is refused", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const cases = [
    [() => client.zadd("k", { a: "1" }), "zadd membersAndScores[0].score: must be a number"],
    [() => client.zadd("k", { a: NaN }), "zadd membersAndScores[0].score: must be a number"],
    [() => client.zadd("k", [{ element: "a", score: 1, weight: 2 }]), "zadd membersAndScores[0]: has no weight"],
    [() => client.zadd("k", { a: 1 }, { onlyIfExists: true }), "zadd options: has no onlyIfExists"],
    [() => client.zadd("k", { a: 1 }, { conditionalChange: "onlyIfExists" }), 'zadd options.conditionalChange: must be "XX" or "NX"'],
    [() => client.zadd("k", { a: 1 }, { conditionalChange: null }), "zadd options.conditionalChange: must be"],
    [() => client.zadd("k", { a: 1 }, { conditionalChange: "NX", updateOptions: "LT" }), "zadd options.updateOptions: is about members that exist"],
    [() => client.zrange("k", { start: 0.5, end: 1 }), "zrange rangeQuery.start: must be a whole number"],
    [() => client.zrange("k", { start: least, end: most }), "zrange rangeQuery.type: is missing"],
    [() => client.zrange("k", { start: 0, end: 1, limit: { offset: 0, count: 1 } }), "zrange rangeQuery: has no limit"],
    [() => client.zrange("k", { type: "byScore", start: 0, end: 1 }), 'zrange rangeQuery.start: must be "+", "-" or { value, isInclusive }, not a number'],
    [() => client.zrange("k", { type: "byScore", start: { value: "1" }, end: most }), "zrange rangeQuery.start.value: must be a number"],
    [() => client.zrange("k", { type: "byLex", start: "a", end: most }), 'zrange rangeQuery.start: must be "+", "-"'],
    [() => client.zrange("k", { type: "byLex", start: { value: 1 }, end: most }), "zrange rangeQuery.start.value: must be a string or bytes"],
    [() => client.zrange("k", { type: "byScore", start: least, end: most, limit: null }), "zrange rangeQuery.limit: must be an object"],
    [() => client.zrange("k", { type: "byScore", start: least, end: most, limit: { count: 1 } }), "zrange rangeQuery.limit.offset: must be a whole number"],
    [() => client.zrange("k", { type: "byScore", start: least, end: most, reverse: true }), "zrange rangeQuery: has no reverse"],
    [() => client.zrange("k", all, true), "zrange options: must be an object, not a boolean"],
    [() => client.zcount("k", { value: 1, inclusive: false }, most), "zcount minScore: has no inclusive"],
    [() => client.zcount("k", { value: 1, isInclusive: 0 }, most), "zcount minScore.isInclusive: must be true or false"],
    [() => client.zrangeStore("d", "k", all, { timeout: 5 }), "zrangeStore reverse: must be true or false"],
    [() => client.zpopmin("k", 2), "zpopmin options: must be an object, not a number"],
    [() => client.zpopmin("k", { count: null }), "zpopmin options.count: must be a whole number"],
    [() => client.zmpop(["k"], "highestScore"), 'zmpop modifier: must be "MAX" or "MIN"'],
    [() => client.bzpopmin(["k"], new Date()), "bzpopmin timeout: must be a number"],
    [() => client.zunion("k"), "zunion keys: must be an array"],
    [() => client.zunionWithScores([["k", 1], "l"]), "zunionWithScores keys: some have a weight"],
    [() => client.zunionWithScores([["k", "1"]]), "zunionWithScores keys[0][1]: must be a number"],
    [() => client.zinterstore("d", [["k"]]), "zinterstore keys[0]: must be a key and its weight"],
    [() => client.zinterstore("d", ["k"], { aggregationType: "AVG" }), 'zinterstore options.aggregationType: must be "SUM"'],
  ];
  for (const [call, message] of cases) {
    await assert.rejects(call(), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error));
      assert.ok(error.message.includes(message), error.message);
      return true;
    });
  }
  // The server is the judge of these.
  const key = unique();
  await client.zadd(key, { a: 1 });
  await assert.rejects(client.zmpop([key], "MIN", { count: 0 }), RequestError);
  await assert.rejects(client.zunion([]), RequestError);
  await assert.rejects(client.zscan(key, "0", { count: 0 }), RequestError);
  assert.throws(() => new Batch(false).zpopmin("k", 0.5), ConfigurationError);
});
