// Every method, with every kind of argument and reply, under both protocols.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { ProtocolVersion, TimeUnit } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    before(async () => {
      client = await connect({ protocol });
    });
    after(() => client.close());

    test("connection and server", async () => {
      assert.equal(await client.ping(), "PONG");
      assert.equal(await client.ping({ message: "hi" }), "hi");
      assert.equal(await client.echo("é"), "é");
      assert.match(await client.info(), /# Server/);
      assert.match(await client.info(["memory"]), /^# Memory/);
      assert.deepEqual(Object.keys(await client.configGet(["port", "maxclients"])).sort(), ["maxclients", "port"]);
      assert.equal(typeof (await client.dbsize()), "number");
    });

    test("strings", async () => {
      const [a, b, n] = [unique("a"), unique("b"), unique("n")];
      assert.equal(await client.set(a, "1"), "OK");
      assert.equal(await client.get(a), "1");
      assert.equal(await client.get(b), null);
      assert.equal(await client.set(a, "2", { conditionalSet: "onlyIfDoesNotExist" }), null);
      assert.equal(await client.set(a, "2", { conditionalSet: "onlyIfExists", returnOldValue: true }), "1");
      assert.equal(await client.set(b, "x", { expiry: { type: TimeUnit.Milliseconds, count: 60_000 } }), "OK");
      assert.ok((await client.pttl(b)) > 50_000);
      assert.equal(await client.set(b, "y", { expiry: "keepExisting" }), "OK");
      assert.ok((await client.ttl(b)) > 50);
      assert.equal(await client.set(b, "y", { expiry: { type: "EXAT", count: Math.ceil(Date.now() / 1000) + 600 } }), "OK");
      assert.ok((await client.ttl(b)) > 500);
      assert.deepEqual(await client.mget([a, unique(), b]), ["2", null, "y"]);
      assert.equal(await client.mset([{ key: a, value: "3" }, { key: b, value: "4" }]), "OK");
      assert.equal(await client.mset([[a, "5"]]), "OK");
      assert.equal(await client.mset({ [b]: "6" }), "OK");
      assert.deepEqual(await client.mget([a, b]), ["5", "6"]);
      assert.equal(await client.getdel(a), "5");
      assert.equal(await client.incr(n), 1);
      assert.equal(await client.incrBy(n, 41), 42);
      assert.equal(await client.incrBy(n, 9223372036854775000n), 9223372036854775042n);
      assert.equal(await client.incrByFloat(b, 0.5), 6.5);
      assert.equal(await client.exists([a, b, b]), 2);
      assert.equal(await client.type(b), "string");
      assert.equal(await client.expire(b, 10), true);
      assert.equal(await client.expire(b, 20, { expireOption: "LT" }), false);
      assert.equal(await client.pexpire(b, 5_000, { expireOption: "LT" }), true);
      assert.equal(await client.del([a, b, n]), 2);
    });

    test("a command that blocks holds nobody up", async () => {
      const key = unique();
      const popped = client.blpop([key], 0);
      assert.equal(await client.ping(), "PONG");
      assert.equal(await client.rpush(key, ["x"]), 1);
      assert.deepEqual(await popped, [key, "x"]);
    });

    test("sorted sets", async () => {
      const key = unique();
      assert.equal(await client.zadd(key, [{ element: "a", score: 1 }, { element: "b", score: 2.5 }]), 2);
      assert.equal(await client.zadd(key, { c: Infinity }), 1);
      assert.equal(await client.zadd(key, { a: 0, d: 4 }, { conditionalChange: "XX", changed: true }), 1);
      assert.equal(await client.zaddIncr(key, "a", 1), 1);
      assert.equal(await client.zaddIncr(key, "a", 1, { updateOptions: "LT" }), null);
      assert.deepEqual(await client.zrange(key, { start: 0, end: -1 }), ["a", "b", "c"]);
      assert.deepEqual(
        await client.zrangeWithScores(key, { type: "byScore", start: { value: 1, isInclusive: false }, end: { value: Infinity } }),
        [{ element: "b", score: 2.5 }, { element: "c", score: Infinity }],
      );
      assert.deepEqual(await client.zrange(key, { type: "byLex", start: "+", end: "-", limit: { offset: 0, count: 1 } }, { reverse: true }), ["c"]);
    });

    test("streams", async () => {
      const key = unique();
      assert.equal(await client.xadd(key, [{ field: "f", value: "1" }, { field: "f", value: "2" }], { id: "1-1" }), "1-1");
      assert.equal(await client.xadd(key, [["g", "3"]], { id: "2-1", trim: { method: "maxlen", threshold: 10, exact: true } }), "2-1");
      assert.equal(await client.xadd(unique(), [["g", "3"]], { makeStream: false }), null);
      assert.match(await client.xadd(key, { h: "4" }), /^\d+-\d+$/);
      assert.equal(await client.xlen(key), 3);
      const range = await client.xrange(key, "-", { value: "2" }, { count: 10 });
      assert.deepEqual({ ...range }, { "1-1": [["f", "1"], ["f", "2"]], "2-1": [["g", "3"]] });
      const read = await client.xread([{ key, value: "2-0" }], { count: 1 });
      assert.deepEqual(read.map(({ key, value }) => ({ key, value: { ...value } })), [{ key, value: { "2-1": [["g", "3"]] } }]);
      assert.equal(await client.xread({ [key]: "$" }), null);
      assert.equal(await client.xread({ [key]: "$" }, { block: 20 }), null);
    });

    test("scripts", async () => {
      assert.equal(await client.eval("return #KEYS + #ARGV", { keys: ["a"], args: ["b", "c"] }), 3);
      assert.deepEqual(await client.eval("return {1, 'two', {3}, false}"), [1, "two", [3], null]);
      const hash = await client.scriptLoad("return ARGV[1]");
      assert.equal(await client.evalsha(hash, { args: ["x"] }), "x");
    });

    test("any command", async () => {
      assert.equal(await client.customCommand(["PING"]), "PONG");
      assert.deepEqual(await client.customCommand(["COMMAND", "GETKEYS", "GET", "x"]), ["x"]);
      await assert.rejects(client.customCommand(["NOSUCHCOMMAND"]), { name: "RequestError", code: "ERR", delivery: "answered" });
    });
  });
}
