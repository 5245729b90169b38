// Methods for keys, whatever they hold, under both protocols: what every option makes the
// server do, what replies become, and what is refused before it is sent.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, Decoder, ExpireOptions, ObjectType, ProtocolVersion, SortOrder } from "../../dist/index.js";
import { addresses, connect, unique } from "./connect.mjs";

const hour = 3_600;

function near(got, want, by) {
  assert.ok(got <= want && got > want - by, `${got} is not near ${want}`);
}

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    before(async () => {
      client = await connect({ protocol });
    });
    after(() => client.close());

    // Each call, and what it resolves to where those before it were made.
    function rows() {
      const [a, b, none] = [unique("a"), unique("b"), unique("none")];
      return [
        ["set", [a, "1"], "OK"],
        ["exists", [[a, a, none]], 2],
        ["exists", [new Set([a, none])], 1],
        ["touch", [[a, none]], 1],
        ["type", [a], "string"],
        ["type", [none], "none"],
        ["objectEncoding", [a], "int"],
        ["objectEncoding", [none], null],
        ["objectIdletime", [none], null],
        ["objectRefcount", [none], null],
        ["objectFreq", [none], null],
        ["ttl", [a], -1],
        ["pttl", [none], -2],
        ["expiretime", [a], -1],
        ["expireTime", [none], -2],
        ["pexpiretime", [none], -2],
        ["pexpireTime", [a], -1],
        ["persist", [a], false],
        ["expire", [none, 1], false],
        ["copy", [a, b], true],
        ["copy", [a, b], false],
        ["copy", [a, b, { replace: true }], true],
        ["copy", [a, b, { destinationDB: 1, replace: true }], true],
        ["move", [b, 1], false],
        ["renamenx", [a, b], false],
        ["rename", [a, b], "OK"],
        ["renamenx", [b, a], true],
        ["move", [a, 2], true],
        ["dump", [a], null],
        ["sort", [none], []],
        ["sortReadOnly", [none], []],
        ["sortStore", [none, a], 0],
        ["wait", [0, 10], 0],
        ["del", [[a, b]], 0],
        ["unlink", [[none]], 0],
        ["keys", [none], []],
      ];
    }

    test("what methods resolve to", async () => {
      for (const [method, args, want] of rows()) {
        assert.deepEqual(await client[method](...args), want, `${method}(${args.join(", ")})`);
      }
      const again = rows();
      const batch = again.reduce((batch, [method, args]) => batch[method](...args), new Batch(false));
      assert.deepEqual(await client.exec(batch, false), again.map(([, , want]) => want));
    });

    test("what methods resolve to where it is not the same every time", async () => {
      const key = unique();
      await client.set(key, "1");
      assert.equal(typeof (await client.randomKey()), "string");
      assert.ok((await client.objectIdletime(key)) < 60);
      assert.ok((await client.objectRefcount(key)) >= 1);
      await assert.rejects(client.objectFreq(key), { code: "ERR" }); // by the server's policy
      assert.equal(await client.type(key, { decoder: "bytes" }), "string");
      assert.equal(await client.objectEncoding(key, { decoder: "bytes" }), "int");
      const local = await client.waitaof(0, 0, 10).catch(({ message }) => assert.match(message, /unknown command/)); // before 7.2
      assert.deepEqual(local ?? [0, 0], [0, 0]);
      await assert.rejects(client.rename(unique(), key), { code: "ERR" });
    });

    test("when keys expire", async () => {
      const key = unique();
      await client.set(key, "1");
      const now = Math.floor(Date.now() / 1000);
      const refused = { expireOption: ExpireOptions.HasExistingExpiry };
      assert.equal(await client.expire(key, hour, refused), false);
      assert.equal(await client.expire(key, hour, { expireOption: ExpireOptions.HasNoExpiry }), true);
      near(await client.ttl(key), hour, 60);
      assert.equal(await client.expire(key, hour / 2, { expireOption: "GT" }), false);
      assert.equal(await client.pexpire(key, 2_000 * hour, { expireOption: ExpireOptions.NewExpiryGreaterThanCurrent }), true);
      near(await client.pttl(key), 2_000 * hour, 60_000);
      assert.equal(await client.pexpire(key, 1_000 * hour, { expireOption: ExpireOptions.NewExpiryLessThanCurrent, decoder: "bytes" }), true);
      assert.equal(await client.expireAt(key, now + hour), true);
      assert.equal(await client.expiretime(key), now + hour);
      assert.equal(await client.expireAt(key, BigInt(now + 1), { expireOption: "NX" }), false);
      const date = new Date((now + hour) * 1000 + 123);
      assert.equal(await client.expireAt(key, date), true); // to the millisecond
      assert.equal(await client.pexpiretime(key), date.getTime());
      assert.equal(await client.pexpireAt(key, (now + hour) * 1000 + 1, { expireOption: ExpireOptions.NewExpiryLessThanCurrent }), true);
      assert.equal(await client.pexpiretime(key), (now + hour) * 1000 + 1);
      assert.equal(await client.pexpireAt(key, date), true);
      assert.equal(await client.pexpireTime(key), date.getTime());
      assert.equal(await client.persist(key), true);
      assert.equal(await client.expire(key, 0), true);
      assert.equal(await client.exists([key]), 0);
    });

    test("values that are dumped and restored", async () => {
      const [key, copy, bytes] = [unique(), unique("copy"), Uint8Array.of(255, 0, 13, 10)];
      await client.set(key, bytes);
      const value = await client.dump(key, { decoder: "string" });
      assert.ok(value instanceof Uint8Array);
      const [same] = await client.exec(new Batch(true).dump(key), true, { decoder: "string" });
      assert.deepEqual(same, value);
      assert.equal(await client.restore(copy, 0, value), "OK");
      assert.deepEqual(new Uint8Array(await client.get(copy, { decoder: Decoder.Bytes })), bytes);
      assert.equal(await client.ttl(copy), -1);
      await assert.rejects(client.restore(copy, 0, value), { code: "BUSYKEY" });
      assert.equal(await client.restore(copy, 1_000 * hour, value, { replace: true, idletime: 500 }), "OK");
      near(await client.ttl(copy), hour, 60);
      assert.ok((await client.objectIdletime(copy)) >= 500);
      const at = Date.now() + 1_000 * hour;
      assert.equal(await client.restore(copy, at, value, { replace: true, absttl: true, frequency: 10 }), "OK");
      assert.equal(await client.pexpiretime(copy), at);
      await assert.rejects(client.restore(copy, 0, value, { replace: true, idletime: 0, frequency: 0 }), /syntax error/);
      await assert.rejects(client.restore(copy, 0, value, { replace: true, idletime: -1 }), /IDLETIME/);
      await assert.rejects(client.restore(copy, 0, value, { replace: true, frequency: 256 }), /FREQ/);
      await assert.rejects(client.restore(copy, -1, value, { replace: true }), { code: "ERR" });
    });

    test("what is sorted", async () => {
      const [key, stored] = [unique("{s}"), unique("{s}stored")];
      const weight = `${key}:weight:*`;
      await client.rpush(key, ["3", "10", "2"]);
      for (const [element, w] of [["3", 1], ["10", 2], ["2", 3]]) {
        await client.set(`${key}:weight:${element}`, String(w));
      }
      await client.hset(`${key}:h:3`, { name: "three" });
      const rows = [
        [undefined, ["2", "3", "10"]],
        [{ orderBy: SortOrder.DESC }, ["10", "3", "2"]],
        [{ orderBy: "ASC", isAlpha: true }, ["10", "2", "3"]],
        [{ limit: { offset: 1, count: 1 } }, ["3"]],
        [{ limit: { offset: 0, count: 0 } }, []],
        [{ limit: { offset: 1, count: -1 } }, ["3", "10"]],
        [{ byPattern: weight }, ["3", "10", "2"]],
        [{ byPattern: "" }, ["3", "10", "2"]], // without an asterisk nothing is sorted
        [{ byPattern: weight, getPatterns: ["#", `${key}:h:*->name`] }, ["3", "three", "10", null, "2", null]],
        [{ getPatterns: new Set([weight]) }, ["3", "1", "2"]],
        [{ getPatterns: [] }, ["2", "3", "10"]],
        [{ getPatterns: [""] }, [null, null, null]],
      ];
      for (const [options, want] of rows) {
        const [text, call] = [JSON.stringify(options), { ...options, timeout: 10_000 }];
        assert.deepEqual(await client.sort(key, options), want, text);
        assert.deepEqual(await client.sortReadOnly(key, call), want, text);
        assert.equal(await client.sortStore(key, stored, options), want.length, text);
        assert.deepEqual(await client.lrange(stored, 0, -1), want.map((each) => each ?? ""), text);
      }
      const [first] = await client.sort(key, { decoder: "bytes" });
      assert.deepEqual(new Uint8Array(first), Uint8Array.of(50));
    });

    test("steps of a scan", async () => {
      const key = unique();
      await client.hset(`${key}h`, { f: "1" });
      await client.set(`${key}s`, "1");
      const scan = async (options) => {
        const found = [];
        let cursor = "0";
        do {
          const [next, keys] = await client.scan(cursor, options);
          assert.equal(typeof next, "string");
          found.push(...keys.map(String));
          cursor = next;
        } while (cursor !== "0");
        return found.sort();
      };
      assert.deepEqual(await scan({ match: `${key}*`, count: 1000 }), [`${key}h`, `${key}s`]);
      assert.deepEqual(await scan({ match: `${key}*`, type: ObjectType.HASH }), [`${key}h`]);
      assert.deepEqual(await scan({ match: `${key}*`, type: "string" }), [`${key}s`]);
      assert.deepEqual(await scan({ match: "", count: 1000 }), []);
      assert.ok((await scan({ count: 1000, decoder: "bytes" })).includes(`${key}h`)); // others may have keys that are no UTF-8
      const [cursor, keys] = await client.scan(new TextEncoder().encode("0"), { count: 100_000, decoder: "bytes" });
      assert.equal(cursor, "0");
      assert.ok(keys.every((each) => each instanceof Uint8Array));
      await assert.rejects(client.scan("0", { count: 0 }), /syntax error/);
      assert.deepEqual(await client.keys(`${key}h`), [`${key}h`]);
      await assert.rejects(client.clusterscan("0", { match: "a", count: 1, type: "hash", slot: 0 }), { code: "ERR" });
    });

    test("keys that go to another server", async () => {
      const [a, b, none] = [unique("a"), unique("b"), unique("none")];
      await client.mset({ [a]: "1", [b]: "2" });
      // To a place that there is not: what counts is what the server makes of the words.
      const to = (key, options, db = 0) => client.migrate("127.0.0.1", 1, key, db, 50, options);
      for (const options of [undefined, {}, { copy: true, replace: true }, { password: "p" }, { username: "u", password: "p" }]) {
        await assert.rejects(to(a, options), { code: "IOERR" });
        await assert.rejects(to(new Set([a, b]), options), { code: "IOERR" });
      }
      assert.equal(await to(none), "NOKEY");
      assert.equal(await to([none]), "NOKEY");
      assert.equal(await client.migrate("127.0.0.1", addresses[0].port, [none], 3, 50, { decoder: "bytes" }), "NOKEY");
      await assert.rejects(to(a, { username: "u" }), { name: "ConfigurationError" });
      await assert.rejects(to([]), /key must not be an empty array/);
    });

    test("options that the server does not get in silence", async () => {
      const key = unique();
      const rows = [
        ["expire", [key, 1.5], "expire seconds: must be a whole number"],
        ["expire", [key, new Date()], "expire seconds: must be a whole number"],
        ["pexpire", [key, "1"], "pexpire milliseconds: must be a whole number"],
        ["expireAt", [key, new Date(NaN)], "expireAt unixSeconds: must be a whole number"],
        ["expireAt", [key, 0.5], "expireAt unixSeconds"],
        ["expire", [key, 1, "NX"], "expire options: must be an object"],
        ["expire", [key, 1, { expireOption: "hasNoExpiry" }], "expire options.expireOption: must be"],
        ["expire", [key, 1, { expireOption: null }], "expire options.expireOption: must be"],
        ["expire", [key, 1, { condition: "NX" }], "expire options: has no condition"],
        ["expire", [key, 1, {}, {}], "expire: takes 3 arguments at most"],
        ["copy", [key, key, { destinationDB: null }], "copy options.destinationDB"],
        ["copy", [key, key, { db: 1 }], "copy options: has no db"],
        ["move", [key, "1"], "move dbIndex"],
        ["restore", [key, 1.5, new Uint8Array(1)], "restore ttl"],
        ["restore", [key, 0, new Uint8Array(1), { idleTime: 1 }], "restore options: has no idleTime"],
        ["sort", [key, { limit: { offset: 1 } }], "sort options.limit.count"],
        ["sort", [key, { limit: { offset: 1, count: 1, rev: 1 } }], "sort options.limit: has no rev"],
        ["sort", [key, { getPatterns: "#" }], "sort options.getPatterns: must be an array"],
        ["sortStore", [key, key, { orderBy: "descending" }], "sortStore options.orderBy: must be"],
        ["scan", ["0", { type: null }], "SCAN argument 3: must be"],
        ["scan", ["0", { count: 1.5 }], "scan options.count"],
        ["scan", ["0", { allowNonCoveredSlots: true }], "scan options: has no allowNonCoveredSlots"],
        ["del", [key], "del keys: must be an array"],
        ["wait", [1], "wait timeout"],
        ["ttl", [undefined], "TTL argument 1: must be"],
        ["randomKey", [{ count: 1 }], "randomKey options: has no count"],
      ];
      for (const [method, args, start] of rows) {
        await assert.rejects(client[method](...args), (error) => error.name === "ConfigurationError" && error.message.startsWith(start), `${method}: ${start}`);
      }
      await assert.rejects(client.del([]), /wrong number of arguments/);
      await assert.rejects(client.touch(new Set()), /wrong number of arguments/);
    });
  });
}
