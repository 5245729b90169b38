// Replies of each shape, and options of each kind, from real servers under both
// protocols. commands.test.mjs has those of the most used commands.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, ProtocolVersion } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    let newest;
    before(async () => {
      client = await connect({ protocol });
      newest = /valkey_version:9\.1/.test(await client.info());
    });
    after(() => client.close());

    test("numbers, booleans and those that may be absent", async () => {
      const key = unique();
      await client.sadd(key + "s", ["m"]);
      assert.deepEqual(await client.smismember(key + "s", ["m", "n"]), [true, false]);
    });

    test("steps of scans", async () => {
      const key = unique();
      await client.hset(`${key}h`, { f: "1" });
      await client.zadd(`${key}z`, { m: 1.5 });
      await client.sadd(`${key}s`, ["a"]);
      assert.deepEqual(await client.zscan(`${key}z`, "0"), ["0", ["m", "1.5"]]);
      assert.deepEqual(await client.sscan(`${key}s`, "0"), ["0", ["a"]]);
      const found = [];
      let cursor = "0";
      do {
        const [next, keys] = await client.scan(cursor, { match: `${key}*`, type: "hash" });
        found.push(...keys);
        cursor = next;
      } while (cursor !== "0");
      assert.deepEqual(found, [`${key}h`]);
    });

    test("scans of bytes end", async () => {
      const key = unique();
      const bytes = await connect({ protocol, defaultDecoder: "bytes" });
      await bytes.hset(`${key}h`, [[Uint8Array.of(255), Uint8Array.of(254)]]);
      await bytes.zadd(`${key}z`, [{ element: Uint8Array.of(255), score: 1 }]);
      await bytes.sadd(`${key}s`, [Uint8Array.of(255)]);
      await bytes.xgroupCreate(`${key}x`, "g", "0", { mkStream: true });
      assert.deepEqual(await bytes.hscan(`${key}h`, "0"), ["0", [Buffer.of(255), Buffer.of(254)]]);
      assert.deepEqual(await bytes.zscan(`${key}z`, "0"), ["0", [Buffer.of(255), Buffer.of(49)]]);
      assert.deepEqual(await bytes.sscan(`${key}s`, "0"), ["0", [Buffer.of(255)]]);
      assert.equal((await bytes.xautoclaim(`${key}x`, "g", "c", 0, "0-0"))[0], "0-0");
      assert.equal((await bytes.xautoclaimJustId(`${key}x`, "g", "c", 0, "0-0"))[0], "0-0");
      const [[cursor]] = await bytes.exec(new Batch(false).sscan(`${key}s`, "0"), true);
      assert.equal(cursor, "0");
      const found = [];
      for (let next = "0", rounds = 0; ; rounds++) {
        const [cursor, keys] = await client.scan(next, { match: `${key}*`, decoder: "bytes" });
        assert.equal(typeof cursor, "string");
        found.push(...keys);
        if (cursor === "0") {
          break;
        }
        assert.ok(rounds < 10_000, "the scan does not end");
        next = cursor;
      }
      const names = new Set(found.map((name) => new TextDecoder().decode(name)));
      assert.deepEqual([...names].sort(), ["h", "s", "x", "z"].map((kind) => key + kind));
      bytes.close();
    });

    test("members of sorted sets with what belongs to them", async () => {
      const [a, b] = [unique("a"), unique("b")];
      await client.zadd(a, { m: 1, n: 2 });
      await client.zadd(b, { m: 10 });
      assert.deepEqual(await client.zmscore(a, ["m", "x"]), [1, null]);
      assert.equal(await client.zrank(a, "x"), null);
      assert.deepEqual(await client.zinterWithScores([[a, 2], [b, 1]], { aggregationType: "SUM" }), [{ element: "m", score: 12 }]);
      assert.deepEqual(await client.zmpop([a], "MAX", { count: 1 }), [a, [{ element: "n", score: 2 }]]);
      assert.deepEqual(await client.bzpopmin([unique(), b], 1), [b, "m", 10]);
      assert.equal(await client.bzpopmin([b], 0.02), null);
      assert.equal(await client.zcount(a, { value: 1 }, { value: Infinity, isInclusive: false }), 1);
      if (newest) {
        assert.deepEqual(await client.zrankWithScore(a, "m"), [0, 1]);
      }
    });

    test("pending entries of streams", async () => {
      const key = unique();
      assert.equal(await client.xgroupCreate(key, "g", "0", { mkStream: true }), "OK");
      await client.xadd(key, { f: "1" }, { id: "1-0" });
      await client.xadd(key, { f: "2" }, { id: "2-0" });
      const read = await client.xreadgroup("g", "c", { [key]: ">" }, { count: 10 });
      assert.deepEqual(Object.keys(read[0].value), ["1-0", "2-0"]);
      assert.deepEqual(await client.xpending(key, "g"), [2, "1-0", "2-0", [["c", "2"]]]);
      const [first] = await client.xpendingWithOptions(key, "g", { start: "-", end: "+", count: 1 });
      assert.deepEqual([first[0], first[1], first[3]], ["1-0", "c", 1]);
      await client.xdel(key, ["2-0"]);
      const [next, claimed, deleted] = await client.xautoclaim(key, "g", "d", 0, "0-0", { count: 10 });
      assert.equal(next, "0-0");
      assert.deepEqual({ ...claimed }, { "1-0": [["f", "1"]] });
      assert.deepEqual(deleted, ["2-0"]);
      assert.deepEqual(await client.xclaimJustId(key, "g", "c", 0, ["1-0"], { retryCount: 3 }), ["1-0"]);
      assert.equal(await client.xack(key, "g", ["1-0"]), 1);
    });

    test("records are objects with the server's names", async () => {
      const key = unique();
      await client.xadd(key, { f: "1" }, { id: "1-0" });
      await client.xgroupCreate(key, "g", "0");
      await client.xreadgroup("g", "c", { [key]: ">" });
      const info = await client.xinfoStream(key);
      assert.equal(info.length, 1);
      assert.equal(info.groups, 1);
      assert.equal(info["last-generated-id"], "1-0");
      assert.deepEqual(info["first-entry"], ["1-0", ["f", "1"]]);
      const [group] = await client.xinfoGroups(key);
      assert.deepEqual([group.name, group.consumers, group.pending], ["g", 1, 1]);
      const full = await client.xinfoStream(key, { fullOptions: 1 });
      assert.equal(full.groups[0].consumers[0].name, "c");
      assert.equal((await client.aclGetUser("default")).commands, "+@all");
      assert.equal(await client.aclGetUser(unique()), null);
      assert.deepEqual({ ...(await client.lcsIdx(key, key, { withMatchLen: true }).catch((error) => ({ code: error.code }))) }, { code: "ERR" });
      const [one, two] = [unique("one"), unique("two")];
      await client.mset({ [one]: "ohmytext", [two]: "mynewtext" });
      assert.deepEqual({ ...(await client.lcsIdx(one, two, { minMatchLen: 4, withMatchLen: true })) }, { matches: [[[4, 7], [5, 8], 4]], len: 6 });
      const docs = await client.commandDocs(["set"]);
      assert.equal(docs.set.group, "string");
      assert.equal(docs.set.arguments[0].name, "key");
      assert.equal(typeof (await client.latencyHistogram(["set"])), "object");
      const stats = await client.memoryStats();
      assert.equal(typeof stats.keysCount, "number");
      assert.equal(typeof stats.db[0].overheadHashtableMain, "number");
      const self = await client.clientInfo();
      assert.equal(self.id, String(await client.clientId()));
      const all = await client.clientList({ is: { type: "normal" } });
      assert.ok(all.some(({ id }) => id === self.id));
      assert.equal(Object.getPrototypeOf(self), null);
    });

    test("functions", async () => {
      const library = `lib${protocol}`;
      const code = `#!lua name=${library}\nredis.register_function{function_name='${library}f', callback=function(keys, args) return {keys[1], args[1]} end, flags={'no-writes'}}`;
      assert.equal(await client.functionLoad(code, { replace: true }), library);
      assert.deepEqual(await client.fcall(`${library}f`, ["k"], ["a"]), ["k", "a"]);
      assert.deepEqual(await client.fcallReadonly(`${library}f`, ["k"]), ["k"]);
      const [listed] = await client.functionList({ libNamePattern: library, withCode: true });
      assert.equal(listed.library_code, code);
      assert.equal(listed.functions[0].name, `${library}f`);
      assert.ok(Object.values(await client.functionStats())[0].engines.LUA.libraries_count >= 1);
      const dump = await client.functionDump();
      assert.equal(await client.functionRestore(dump, "REPLACE"), "OK");
      assert.equal(await client.functionDelete(library), "OK");
    });

    test("values of their own form", async () => {
      const key = unique();
      await client.rpush(key, ["3", "1", "2"]);
      assert.deepEqual(await client.sort(key, { orderBy: "DESC", limit: { offset: 0, count: 2 } }), ["3", "2"]);
      const dump = await client.dump(key);
      assert.equal(await client.restore(unique(), 0, dump, { replace: true }), "OK");
      assert.equal((await client.role())[0], "master");
      assert.deepEqual(await client.commandGetKeysAndFlags(["SET", "k", "v"]).then(([[name]]) => name), "k");
      assert.ok(Array.isArray(await client.slowlogGet(1)));
      assert.deepEqual(await client.pubsubNumSub([key]), [{ channel: key, numSub: 0 }]);
      assert.deepEqual(await client.pubsubChannels({ pattern: `${key}*` }), []);
    });
  });
}
