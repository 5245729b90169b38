// What arguments and replies mean, where a client could do another thing in silence: units, 0 and
// "", bytes and text, and what is not there.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, Decoder, ProtocolVersion, RequestError, TimeUnit } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

const { Seconds, Milliseconds, UnixSeconds, UnixMilliseconds } = TimeUnit;
const hundred = 100_000; // seconds, which is what each expiry here has
const byDecoder = { string: { decoder: Decoder.String }, bytes: { decoder: Decoder.Bytes } };

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    let newest;
    before(async () => {
      client = await connect({ protocol });
      newest = /valkey_version:9/.test(await client.info());
    });
    after(() => client.close());

    // In seconds from now, that many later, as a Date of a whole second.
    const later = () => new Date(Math.floor(Date.now() / 1000 + hundred) * 1000);

    test("units", async () => {
      const key = unique();
      const count = (type, count) => ({ expiry: { type, count } });
      const expiries = [
        () => client.expire(key, hundred),
        () => client.pexpire(key, hundred * 1000),
        () => client.expireAt(key, later().getTime() / 1000),
        () => client.pexpireAt(key, later().getTime()),
        () => client.expireAt(key, later()),
        () => client.pexpireAt(key, later()),
        () => client.setex(key, hundred, "v"),
        () => client.psetex(key, hundred * 1000, "v"),
        () => client.set(key, "v", count(Seconds, hundred)),
        () => client.set(key, "v", count(Milliseconds, hundred * 1000)),
        () => client.set(key, "v", count(UnixSeconds, later().getTime() / 1000)),
        () => client.set(key, "v", count(UnixMilliseconds, later().getTime())),
        () => client.set(key, "v", count(UnixSeconds, later())),
        () => client.set(key, "v", count(UnixMilliseconds, later())),
        () => client.getex(key, { expiry: { type: Seconds, duration: hundred } }),
        () => client.getex(key, { expiry: { type: UnixMilliseconds, duration: later() } }),
        async () => client.restore(key, hundred * 1000, await client.dump(key), { replace: true }),
        async () => client.restore(key, later(), await client.dump(key), { replace: true, absttl: true }),
      ];
      for (const expires of expiries) {
        await client.set(key, "v");
        await expires();
        const left = await client.ttl(key);
        assert.ok(left > hundred - 120 && left <= hundred + 1, `${expires}: ${left}`);
      }
      if (!newest) {
        return;
      }
      const fields = [
        () => client.hexpire(key, hundred, ["f"]),
        () => client.hpexpire(key, hundred * 1000, ["f"]),
        () => client.hexpireat(key, later().getTime() / 1000, ["f"]),
        () => client.hpexpireat(key, later().getTime(), ["f"]),
        () => client.hexpireat(key, later(), ["f"]),
        () => client.hpexpireat(key, later(), ["f"]),
        () => client.hsetex(key, { f: "v" }, count(Seconds, hundred)),
        () => client.hsetex(key, { f: "v" }, count(UnixSeconds, later())),
        () => client.hgetex(key, ["f"], count(UnixMilliseconds, later())),
      ];
      await client.del([key]);
      for (const expires of fields) {
        await client.hset(key, { f: "v" });
        await expires();
        const [left] = await client.httl(key, ["f"]);
        assert.ok(left > hundred - 120 && left <= hundred + 1, `${expires}: ${left}`);
      }
    });

    test("0 and empty text are no arguments that were left out", async () => {
      const [list, set, zset, hash, stream] = ["list", "set", "zset", "hash", "stream"].map((name) => unique(name));
      const refill = async () => {
        await client.del([list, set, zset, hash, stream]);
        await client.rpush(list, ["a", "b"]);
        await client.sadd(set, ["a", "b"]);
        await client.zadd(zset, { a: 1, b: 2 });
        await client.hset(hash, { a: "1" });
        await client.xadd(stream, { f: "1" }, { id: "1-0" });
        await client.xadd(stream, { f: "2" }, { id: "2-0" });
        await client.xgroupCreate(stream, "g", "0");
      };
      const none = { match: "" };
      const rows = [
        ["xtrim", [stream, { method: "maxlen", threshold: 0, exact: true }], 2],
        ["xtrim", [stream, { method: "minid", threshold: "0", exact: true }], 0],
        ["xrange", [stream, "-", "+", { count: 0 }], null],
        ["xread", [{ [stream]: "0" }, { count: 0 }], (read) => Object.keys(read[0].value).length === 2], // of the server
        ["zpopmin", [zset, { count: 0 }], []],
        ["zpopmax", [zset, { count: 0 }], []],
        ["zrandmemberWithCount", [zset, 0], []],
        ["zintercard", [[zset], { limit: 0 }], 2],
        ["zrange", [zset, { start: 0, end: 0 }], ["a"]],
        ["zrange", [zset, { type: "byScore", start: "-", end: "+", limit: { offset: 0, count: 0 } }], []],
        ["zrangebyscore", [zset, "-", "+", { limit: { offset: 0, count: 0 } }], []],
        ["zrevrangebylex", [zset, "+", "-", { limit: { offset: 1, count: 0 } }], []],
        ["zscan", [zset, "0", none], ["0", []]],
        ["hscan", [hash, "0", none], ["0", []]],
        ["sscan", [set, "0", none], ["0", []]],
        ["sintercard", [[set], { limit: 0 }], 2],
        ["spopCount", [set, 0], new Set()],
        ["srandmemberCount", [set, 0], []],
        ["hrandfieldCount", [hash, 0], []],
        ["lpos", [list, "b", { count: 0 }], [1]],
        ["lpos", [list, "b", { maxLength: 0 }], 1],
        ["lrange", [list, 0, 0], ["a"]],
        ["lrem", [list, 0, "a"], 1],
        ["sort", [list, { isAlpha: true, limit: { offset: 0, count: 0 } }], []],
        ["getrange", [list + "text", 0, 0], ""],
        ["bitcount", [list + "text", { start: 0, end: 0 }], 0],
      ];
      for (const [method, args, want] of rows) {
        await refill();
        const got = await client[method](...args);
        assert.ok(typeof want === "function" ? want(got) : true, `${method}: ${JSON.stringify(got)}`);
        if (typeof want !== "function") {
          assert.deepEqual(got, want, method);
        }
      }
      // The server is the judge of these, and has to see them.
      const refused = [
        ["lpos", [list, "b", { rank: 0 }], /RANK/],
        ["lmpop", [[list], "LEFT", { count: 0 }], /count/],
        ["zmpop", [[zset], "MIN", { count: 0 }], /count/],
        ["xadd", [stream, { f: "v" }, { id: "" }], /ID/],
        ["xread", [{ [stream]: "" }], /ID/],
        ["xgroupCreate", [stream, "h", ""], /ID/],
        ["xsetid", [stream, ""], /ID/],
        ["set", [unique(), "v", { expiry: { type: Seconds, count: 0 } }], /expire time/],
        ["setex", [unique(), 0, "v"], /expire time/],
        ["hscan", [hash, "0", { count: 0 }], /syntax/],
        ["aclGenPass", [0], /bits/],
        ["del", [[]], /arguments/],
        ["mset", [{}], /arguments/],
        ["hset", [hash, {}], /arguments/],
        ["xadd", [stream, {}], /arguments/],
        ["zadd", [zset, {}], /arguments|syntax/],
      ];
      for (const [method, args, message] of refused) {
        await assert.rejects(client[method](...args), (error) => error instanceof RequestError && error.delivery === "answered" && message.test(error.message), method);
      }
    });

    test("a cursor is text under every decoder", async () => {
      const [set, zset, hash, stream] = ["set", "zset", "hash", "stream"].map((name) => unique(name));
      const byte = Uint8Array.of(255);
      await client.sadd(set, [byte]);
      await client.zadd(zset, [{ element: byte, score: 1 }]);
      await client.hset(hash, [{ field: byte, value: byte }]);
      await client.xgroupCreate(stream, "g", "0", { mkStream: true });
      for (const options of [byDecoder.bytes, { ...byDecoder.bytes, count: 1000, match: "*" }]) {
        const batch = new Batch(false).sscan(set, "0").zscan(zset, "0").hscan(hash, "0").xautoclaim(stream, "g", "c", 0, "0");
        const steps = [
          client.sscan(set, "0", options),
          client.zscan(zset, "0", options),
          client.hscan(hash, "0", options),
          client.scan("0", options),
          ...(newest ? [client.hscan(hash, "0", { ...options, noValues: true }), client.zscan(zset, "0", { ...options, noScores: true })] : []),
          client.xautoclaim(stream, "g", "c", 0, "0", byDecoder.bytes),
          client.xautoclaimJustId(stream, "g", "c", 0, "0", byDecoder.bytes),
        ];
        for (const [cursor, found] of [...(await Promise.all(steps)), ...(await client.exec(batch, true, byDecoder.bytes))]) {
          assert.equal(typeof cursor, "string");
          assert.ok(Array.isArray(found) ? found.every((each) => Buffer.isBuffer(each)) : Object.keys(found).length === 0);
        }
      }
    });

    test("text that is no UTF-8 rejects, and bytes are Buffers", async () => {
      const [text, list, set, zset, hash, stream] = ["text", "list", "set", "zset", "hash", "stream"].map((name) => unique(name));
      const byte = Buffer.of(0xc3, 0x28);
      await client.set(text, byte);
      await client.rpush(list, [byte]);
      await client.sadd(set, [byte]);
      await client.zadd(zset, [{ element: byte, score: 1 }]);
      await client.hset(hash, [{ field: byte, value: byte }]);
      await client.xadd(stream, [[byte, byte]], { id: "1-0" });
      await client.xgroupCreate(stream, byte, "0");
      const replies = {
        get: [(o) => client.get(text, o), byte],
        mget: [(o) => client.mget([text], o), [byte]],
        getrange: [(o) => client.getrange(text, 0, 0, o), byte.subarray(0, 1)],
        echo: [(o) => client.echo(byte, o), byte],
        lrange: [(o) => client.lrange(list, 0, -1, o), [byte]],
        lindex: [(o) => client.lindex(list, 0, o), byte],
        smembers: [(o) => client.smembers(set, o), new Set([byte])],
        zrange: [(o) => client.zrange(zset, { start: 0, end: 0 }, o), [byte]],
        zrangeWithScores: [(o) => client.zrangeWithScores(zset, { start: 0, end: 0 }, o), [{ element: byte, score: 1 }]],
        hgetall: [(o) => client.hgetall(hash, o), [{ field: byte, value: byte }]],
        hkeys: [(o) => client.hkeys(hash, o), [byte]],
        xrange: [(o) => client.xrange(stream, "-", "+", o), { "1-0": [[byte, byte]] }],
        xinfoGroups: [async (o) => (await client.xinfoGroups(stream, o))[0].name, byte],
        eval: [(o) => client.eval("return redis.call('GET', KEYS[1])", { keys: [text], ...o }), byte],
        customCommand: [(o) => client.customCommand(["GET", text], o), byte],
        exec: [async (o) => (await client.exec(new Batch(true).get(text), true, o))[0], byte],
      };
      for (const [name, [call, want]] of Object.entries(replies)) {
        await assert.rejects(call(byDecoder.string), (error) => error instanceof RequestError && /invalid utf-8/.test(error.message), name);
        await assert.rejects(call({}), RequestError, name);
        const got = await call(byDecoder.bytes);
        assert.deepEqual(name === "xrange" ? { ...got } : got, want, name);
      }
    });

    test("what is a dump is bytes, whatever the decoder", async () => {
      const [key, copy] = [unique(), unique()];
      await client.set(key, "v");
      for (const options of [undefined, ...Object.values(byDecoder)]) {
        const dumps = [await client.dump(key, options), await client.functionDump(options), ...(await client.exec(new Batch(false).dump(key).functionDump(), true, options))];
        for (const dump of dumps) {
          assert.ok(Buffer.isBuffer(dump));
        }
        assert.equal(await client.restore(copy, 0, dumps[0], { replace: true }), "OK");
      }
    });

    test("what is not there", async () => {
      const [stream, none] = [unique("stream"), unique("none")];
      await client.xadd(stream, { f: "1" }, { id: "1-0" });
      await client.xadd(stream, { f: "2" }, { id: "2-0" });
      await client.xgroupCreate(stream, "g", "0");
      await client.xreadgroup("g", "c", { [stream]: ">" });
      await client.xdel(stream, ["1-0"]);
      assert.equal(await client.xread({ [none]: "0" }), null);
      assert.equal(await client.xread({ [stream]: "$" }), null);
      assert.equal(await client.xreadgroup("g", "c", { [stream]: ">" }), null);
      const [{ key, value }] = await client.xreadgroup("g", "c", { [stream]: "0" });
      assert.equal(key, stream);
      assert.deepEqual({ ...value }, { "1-0": null, "2-0": [["f", "2"]] });
      assert.deepEqual(await client.exec(new Batch(false).xread({ [none]: "0" }).xreadgroup("g", "c", { [stream]: "0" }), true), [
        null,
        [{ key: stream, value: [{ key: "1-0", value: null }, { key: "2-0", value: [["f", "2"]] }] }],
      ]);
      const settings = await client.configGet(["maxclients", "po*t"]);
      assert.equal(typeof settings.maxclients, "string");
      assert.ok("port" in settings && !Array.isArray(settings));
      assert.deepEqual({ ...(await client.configGet([none])) }, {});
      assert.deepEqual(await client.hgetall(none), []);
      assert.deepEqual(await client.smembers(none), new Set());
      assert.equal(await client.lmpop([none], "LEFT"), null);
      assert.equal(await client.zmpop([none], "MIN"), null);
    });
  });
}
