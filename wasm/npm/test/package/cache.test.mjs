// The client-side cache: what it answers, and what it must not answer.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Batch, ClientSideCache, ConfigurationError, Decoder, EvictionPolicy } from "../../dist/index.js";
import { connect, connected, eventually, unique } from "./connect.mjs";

const byTime = { invalidation: "time", entryTtlMs: 3_600_000 };

for (const [name, clientSideCache, protocol] of [
  ["by key", {}, "RESP3"],
  ["by prefix", { invalidation: "prefix", prefixes: ["test:"] }, "RESP3"],
  ["by time", byTime, "RESP2"],
]) {
  describe(name, () => {
    const cached = (t, more) => connected(t, { protocol, clientSideCache: { ...clientSideCache, ...more } });

    test("reads are answered from the cache", async (t) => {
      const client = await cached(t);
      const [k, h, s] = [unique("k"), unique("h"), unique("s")];
      await client.set(k, "é");
      await client.hset(h, { a: "1", b: "2" });
      await client.sadd(s, ["x"]);
      const read = async () => [
        await client.get(k), await client.hgetall(h), await client.hget(h, "a"), await client.smembers(s), await client.strlen(k),
        await client.get(k, { decoder: Decoder.Bytes }), await client.mget([k, unique()]),
      ];
      const first = await read();
      assert.equal(first[0], "é");
      assert.deepEqual(first.at(-1), ["é", null]);
      const { bytesSent } = client.statistics();
      assert.deepEqual((await read()).slice(0, -1), first.slice(0, -1));
      assert.ok(client.statistics().bytesSent - bytesSent < 300, "only the key that is missing was asked for");
      const counts = client.getCacheStatistics();
      assert.deepEqual([counts.hits, counts.misses, counts.entries], [9, 7, 5]);
      assert.equal(await client.getCacheTotalLookups(), 16);
      assert.equal(await client.getCacheHitRate(), 9 / 16);
      assert.equal(await client.getCacheMissRate(), 7 / 16);
      assert.equal(await client.getCacheEntryCount(), 5);
      assert.equal(await client.getCacheEvictions(), 0);
      assert.equal(await client.getCacheExpirations(), 0);
    });

    test("who has written reads that, be it awaited or not", async (t) => {
      const client = await cached(t);
      const k = unique();
      for (let i = 0; i < 50; i++) {
        await client.set(k, `${i}`);
        assert.equal(await client.get(k), `${i}`);
        assert.equal(await client.get(k), `${i}`);
        const [, value] = await Promise.all([client.set(k, `${i}+`), client.get(k)]);
        assert.equal(value, `${i}+`);
        for (const isAtomic of [false, true]) {
          await client.exec(new Batch(isAtomic).set(k, `${i}${isAtomic}`), true);
          assert.equal(await client.get(k), `${i}${isAtomic}`);
        }
      }
      await client.get(k);
      await client.exec(new Batch(false).select(3).set(k, "of 3").select(0), true);
      assert.equal(await client.get(k), "49true");
      await client.select(9); // which no other test uses
      await client.set(k, "v");
      assert.equal(await client.get(k), "v");
      await client.flushdb();
      assert.equal(await client.get(k), null);
    });

    test("commands of one moment share a request", async (t) => {
      const client = await cached(t);
      const k = unique();
      await client.set(k, "v");
      assert.deepEqual(await Promise.all([client.get(k), client.get(k), client.mget([k, k])]), ["v", "v", ["v", "v"]]);
      const counts = client.getCacheStatistics();
      assert.deepEqual([counts.misses, counts.shared], [1, 3]);
    });

    test("errors and what does not exist are not kept", async (t) => {
      const client = await cached(t);
      const [k, list] = [unique(), unique("list")];
      await client.lpush(list, ["x"]);
      await assert.rejects(Promise.all([client.get(list), client.get(list)]), { code: "WRONGTYPE" });
      assert.deepEqual(await client.mget([list, k]), [null, null]);
      assert.equal(await client.get(k), null);
      assert.equal(client.getCacheStatistics().entries, 0);
      const missing = await cached(t, { missing: true });
      assert.equal(await missing.get(k), null);
      assert.equal(await missing.get(k), null);
      assert.equal(missing.getCacheStatistics().hits, 1);
    });

    test("select drops everything", async (t) => {
      const client = await cached(t);
      const k = unique();
      await client.set(k, "of 0");
      assert.equal(await client.get(k), "of 0");
      await client.select(7);
      assert.equal(await client.get(k), null);
    });

    test("what is watched is read anew", async (t) => {
      const [client, other] = [await cached(t), await connect()];
      t.after(() => other.close());
      const k = unique();
      for (let i = 0; i < 20; i++) {
        await client.get(k);
        await other.set(k, `${i}`);
        await client.watch([k]);
        assert.equal(await client.get(k), `${i}`);
        assert.deepEqual(await client.exec(new Batch(true).set(k, "mine"), true), ["OK"]);
      }
    });

    test("a call says whether it uses the cache, and how old a value may be", async (t) => {
      const [client, other] = [await cached(t, { allReads: false }), await connect()];
      t.after(() => other.close());
      const k = unique();
      await other.set(k, "v");
      assert.equal(await client.get(k), "v");
      assert.equal(client.getCacheStatistics().misses, 0);
      assert.equal(await client.get(k, { cache: true }), "v");
      assert.equal(await client.get(k, { cache: true }), "v");
      assert.equal(await client.get(k, { cache: false }), "v");
      assert.equal(client.getCacheStatistics().hits, 1);
      await eventually(async () => (await client.get(k, { cache: true, cacheTtlMs: 1 })) === "v" && client.getCacheStatistics().misses >= 2);
    });
  });
}

for (const clientSideCache of [{}, { serverAssisted: true }]) {
  test(`what others change is dropped: ${JSON.stringify(clientSideCache)}`, async (t) => {
    const events = [];
    const client = await connected(t, { clientSideCache: { ...clientSideCache, onInvalidation: (event) => events.push(event) } });
    const other = await connected(t);
    const k = unique();
    await other.set(k, "old");
    assert.equal(await client.get(k), "old");
    await other.set(k, "new");
    await eventually(async () => (await client.get(k)) === "new");
    assert.ok(events.some(({ reason, keys }) => reason === "server" && keys.includes(k)));
    await other.pexpire(k, 1);
    await eventually(async () => (await client.get(k)) === null);
    await client.set(k, "again");
    assert.equal(await client.get(k), "again");
    await other.customCommand(["CLIENT", "KILL", "ID", String(await client.clientId())]);
    await eventually(() => events.some(({ reason, all }) => reason === "connection" && all));
    const { misses } = client.getCacheStatistics();
    assert.equal(await client.get(k, { idempotent: true }), "again");
    assert.equal(client.getCacheStatistics().misses, misses + 1);
  });
}

test("replies leave a cache that is full", async (t) => {
  for (const evictionPolicy of [EvictionPolicy.LRU, EvictionPolicy.LFU]) {
    const client = await connected(t, { clientSideCache: ClientSideCache.create(16, 0, { evictionPolicy, enableMetrics: true }) });
    const keys = Array.from({ length: 100 }, () => unique());
    await client.mset(Object.fromEntries(keys.map((key) => [key, "x".repeat(500)])));
    await client.mget(keys);
    const counts = client.getCacheStatistics();
    assert.ok(counts.evictions > 50 && counts.bytes <= 16 << 10, JSON.stringify(counts));
  }
});

test("settings that cannot work are refused by their names", async () => {
  for (const [clientSideCache, message, more] of [
    [true, /clientSideCache: must be an object/],
    [{ maxCacheKb: 0 }, /clientSideCache.maxCacheKb: must be a positive number of kilobytes/],
    [{ maxCacheKb: "1" }, /clientSideCache.maxCacheKb: must be a whole number/],
    [{ entryTtlMs: -1 }, /clientSideCache.entryTtlMs: is negative/],
    [{ serverAssisted: false }, /clientSideCache.entryTtlMs: is missing; with "time" nothing but time/],
    [{ evictionPolicy: 2 }, /clientSideCache.evictionPolicy: is unknown; use EvictionPolicy.LRU or EvictionPolicy.LFU/],
    [{ invalidation: "" }, /clientSideCache.invalidation: is unknown; use "key", "prefix" or "time"/],
    [{ invalidation: "keys" }, /clientSideCache.invalidation: is unknown/],
    [{ invalidation: "key", serverAssisted: true }, /clientSideCache.serverAssisted: says the same as invalidation/],
    [{ invalidation: "key" }, /clientSideCache.invalidation: needs RESP3, while protocol is "RESP2"; use "time"/, { protocol: "RESP2" }],
    [{}, /clientSideCache.entryTtlMs: is missing/, { protocol: "RESP2" }],
    [{ prefixes: ["a"] }, /clientSideCache.prefixes: are given without "prefix"/],
    [{ onInvalidation: 1 }, /clientSideCache.onInvalidation: must be a function/],
    [{ maxSize: 1 }, /clientSideCache.*maxSize/],
  ]) {
    await assert.rejects(connect({ clientSideCache, ...more }), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
});

test("a client without a cache says so", async (t) => {
  const client = await connected(t);
  assert.throws(() => client.getCacheStatistics(), /client-side caching is not enabled/);
  await assert.rejects(client.getCacheHitRate(), /not enabled/);
  await assert.rejects(client.get("k", { cache: true }), (error) => error instanceof ConfigurationError && /options.cache: is true, but the client has no cache/.test(error.message));
  await assert.rejects(client.get("k", { cacheTtlMs: 0 }), /get options.cacheTtlMs: must be a number of milliseconds above 0/);
  assert.equal(await client.get(unique(), { cache: false }), null);
});

// Whoever writes reads that at once, and nobody reads what was overwritten long before.
test("chaos", async (t) => {
  const clients = await Promise.all(Array.from({ length: 3 }, () => connected(t, { clientSideCache: {} })));
  const killer = await connected(t);
  const keys = Array.from({ length: 16 }, () => unique("register"));
  const acked = keys.map(() => [Date.now()]); // when each value was, which are counted up
  for (const key of keys) {
    await killer.set(key, "0");
  }
  const end = Date.now() + 15_000;
  let [reads, oldest] = [0, 0];
  const judge = (i, value, began) => {
    const newer = acked[i][Number(value) + 1];
    oldest = Math.max(oldest, newer === undefined ? 0 : began - newer);
    reads++;
  };
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const written = (value) => value.catch(() => undefined);
  await Promise.all([
    ...clients.map(async (client, n) => {
      for (let i = n; Date.now() < end; i = (i + clients.length) % keys.length) {
        if (i % clients.length !== n) {
          continue; // a register has one writer
        }
        const next = acked[i].length;
        while ((await written(client.set(keys[i], `${next}`))) !== "OK");
        acked[i].push(Date.now());
        const value = await written(client.get(keys[i]));
        assert.ok(value === undefined || Number(value) >= next, `who has written ${next} reads ${value}`);
        await pause(3);
      }
    }),
    ...clients.map(async (client) => {
      while (Date.now() < end) {
        const i = Math.floor(Math.random() * keys.length);
        const began = Date.now();
        const value = await written(client.get(keys[i]));
        if (value !== undefined) {
          judge(i, value, began);
        }
        if (reads % 64 === 0) {
          const values = await written(client.mget(keys));
          values?.forEach((each, at) => judge(at, each, began));
          await pause(1);
        }
      }
    }),
    (async () => {
      while (Date.now() < end) {
        await pause(1_000);
        await killer.customCommand(["CLIENT", "KILL", "ID", String(await clients[0].clientId().catch(() => 0))]).catch(() => {});
      }
    })(),
  ]);
  const counts = clients.map((client) => client.getCacheStatistics());
  t.diagnostic(`${reads} reads, the oldest value ${oldest} ms old; ${JSON.stringify(counts)}`);
  assert.ok(counts.every(({ hits }) => hits > 0));
  // Nothing but the time that an invalidation takes, and what a busy machine adds.
  assert.ok(oldest < 2_000, `a value was ${oldest} ms old`);
});
