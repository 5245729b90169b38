// The methods for servers, scripts and channels in a cluster: which nodes execute them where
// nothing is said, and by which routes their replies come by address.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { ClusterBatch, ClusterScanCursor, ClusterTransaction, LatencyEntry, Script } from "../../dist/index.js";
import { connect, nodes, text, unique } from "./connect.mjs";

const addresses = nodes.map(text).sort();

for (const protocol of ["RESP3", "RESP2"]) {
  describe(protocol, () => {
    let client;
    let primaries;
    before(async () => {
      client = await connect({ protocol });
      const roles = await client.role({ route: "allNodes" });
      primaries = Object.keys(roles).filter((address) => roles[address][0] === "master").sort();
      assert.ok(primaries.length > 1 && primaries.length < addresses.length);
    });
    after(() => client.close());

    const byPrimary = {
      info: () => client.info(),
      "info of sections": () => client.info({ sections: ["server"] }),
      latencyHistory: () => client.latencyHistory("command"),
      latencyLatest: () => client.latencyLatest(),
      latencyHistogram: () => client.latencyHistogram(["info"]),
      latencyDoctor: () => client.latencyDoctor(),
      memoryDoctor: () => client.memoryDoctor(),
      memoryMallocStats: () => client.memoryMallocStats(),
      memoryStats: () => client.memoryStats(),
      bgrewriteaof: () => client.bgrewriteaof(),
      "info with a timeout": () => client.info({ timeout: 20_000 }),
    };

    test("all primaries tell where nothing is said", async () => {
      for (const [name, call] of Object.entries(byPrimary)) {
        assert.deepEqual(Object.keys(await call()).sort(), primaries, name);
      }
      assert.ok((await client.latencyHistory("none"))[primaries[0]] instanceof Array);
      assert.ok(new LatencyEntry(1, 2));
    });

    test("all nodes tell where nothing is said", async () => {
      const stats = await client.functionStats();
      assert.deepEqual(Object.keys(stats).sort(), addresses);
      assert.ok(Object.values(stats).every(({ engines }) => engines.LUA.libraries_count >= 0));
    });

    test("one node tells where nothing is said, and others by a route", async () => {
      const one = { route: "randomNode" };
      const all = { route: "allNodes" };
      const calls = {
        time: (options) => client.time(options),
        echo: (options) => client.echo("m", options),
        clientId: (options) => client.clientId(options),
        clientGetName: (options) => client.clientGetName(options),
        lastsave: (options) => client.lastsave(options),
        lolwut: (options) => client.lolwut({ version: 5, ...options }),
        configGet: (options) => client.configGet(["port"], options),
        clientTrackingInfo: (options) => client.clientTrackingInfo(options),
        functionList: (options) => client.functionList(options),
        functionDump: (options) => client.functionDump(options),
        clusterMyId: (options) => client.clusterMyId(options),
      };
      for (const [name, call] of Object.entries(calls)) {
        const alone = await call(one);
        const unsaid = await call();
        const several = await call(all);
        assert.equal(typeof unsaid, typeof alone, name);
        assert.deepEqual(Object.keys(several).sort(), addresses, name);
        assert.equal(typeof Object.values(several)[0], typeof alone, name);
      }
      const sections = await client.info({ sections: ["server"], route: { type: "primarySlotKey", key: "k" } });
      assert.match(sections, /^# Server/);
      const ports = Object.entries(await client.configGet(["port"], all)).map(([address, { port }]) => `127.0.0.1:${port}` === address);
      assert.ok(ports.every(Boolean));
    });

    test("replies by address are read as that of one node is", async () => {
      const options = { route: "allNodes", decoder: "bytes" };
      const message = Uint8Array.of(255);
      for (const reply of Object.values(await client.echo(message, options))) {
        assert.deepEqual(reply, Buffer.from(message));
      }
      await assert.rejects(client.echo(message, { route: "allNodes" }), /invalid utf-8/); // as where a node fails
      for (const settings of Object.values(await client.configGet(["port"], options))) {
        assert.deepEqual(Object.keys(settings), ["port"]);
        assert.ok(Buffer.isBuffer(settings.port));
      }
      for (const dump of Object.values(await client.functionDump({ route: "allNodes", decoder: "string" }))) {
        assert.ok(Buffer.isBuffer(dump));
      }
      for (const text of Object.values(await client.info({ route: "allNodes", decoder: "bytes" }))) {
        assert.equal(typeof text, "string");
      }
      let cursor = new ClusterScanCursor();
      do {
        let keys;
        [cursor, keys] = await client.scan(cursor, { decoder: "bytes", count: 1000 });
        assert.equal(typeof cursor.getCursor(), "string");
        assert.ok(keys.every((key) => Buffer.isBuffer(key)));
      } while (!cursor.isFinished());
    });

    test("replies of several nodes become one", async () => {
      const route = "allNodes";
      assert.equal(await client.ping(), "PONG");
      assert.equal(await client.ping({ message: "m", route }), "m");
      assert.equal(await client.configSet({ "latency-monitor-threshold": "0" }, { route }), "OK");
      assert.equal(await client.configSet({ "latency-monitor-threshold": "0" }), "OK");
      assert.equal(await client.configResetStat({ route }), "OK");
      assert.equal(typeof (await client.latencyReset(["command"], { route })), "number");
      assert.equal(typeof (await client.dbsize({ route: "allPrimaries" })), "number");
      assert.equal(await client.memoryPurge(), "OK");
      assert.equal(await client.clientPause(0, "WRITE"), "OK");
      assert.equal(await client.clientUnpause({ route: "allPrimaries" }), "OK");
      assert.deepEqual(await client.scriptExists(["x"]), [false]);
      assert.equal(await client.scriptFlush({ mode: "SYNC", route }), "OK");
      const [key] = unique(1);
      await client.set(key, "v");
      assert.equal(await client.flushdb({ mode: "SYNC" }), "OK");
      assert.equal(await client.dbsize(), 0);
      assert.equal(await client.flushall({ mode: "SYNC", route: "allPrimaries" }), "OK");
      assert.equal(await client.flushall("SYNC"), "OK"); // as clients of one server take it
      await assert.rejects(client.flushall("LATER"), /flushall options.mode: must be "SYNC" or "ASYNC"/);
      assert.match((await client.info(["server"]))[primaries[0]], /^# Server/);
      await assert.rejects(client.flushall({ mod: "SYNC" }), /flushall options: has no mod; it has mode/);
      await assert.rejects(client.failover(), /route/);
    });

    test("scripts and functions by a route", async () => {
      const script = new Script(`return '${unique(1)[0]}' .. (ARGV[1] or '')`);
      await client.invokeScript(script);
      assert.deepEqual(await client.scriptExists([script.getHash()]), [true]); // on all primaries
      await client.scriptFlush({ route: { type: "primarySlotKey", key: "k" } });
      const replies = await client.invokeScriptWithRoute(script, { args: ["x"], route: "allPrimaries" });
      assert.deepEqual(Object.keys(replies).sort(), primaries);
      assert.ok(Object.values(replies).every((each) => each.endsWith("x")));
      assert.ok((await client.invokeScriptWithRoute(script)).startsWith("test:"));
      await assert.rejects(client.invokeScriptWithRoute(script, { keys: [] }), /invokeScriptWithRoute options: has no keys/);
      const library = `cluster${protocol}`;
      const code = `#!lua name=${library}\nredis.register_function{function_name='${library}f', callback=function(keys, args) return #keys + #args end, flags={'no-writes'}}`;
      assert.equal(await client.functionLoad(code, { replace: true }), library);
      assert.equal(await client.fcall(`${library}f`, ["k"], ["a", "b"]), 3);
      assert.equal(await client.fcallWithRoute(`${library}f`, ["a"]), 1);
      assert.deepEqual({ ...(await client.fcallWithRoute(`${library}f`, ["a"], { route: "allPrimaries" })) }, Object.fromEntries(primaries.map((each) => [each, 1])));
      assert.equal(await client.fcallReadonlyWithRoute(`${library}f`, [], { route: "randomNode" }), 0);
      const lists = await client.functionList({ libNamePattern: library, route: "allPrimaries" });
      assert.ok(Object.values(lists).every(([{ functions }]) => functions[0].flags[0] === "no-writes"));
      const dump = await client.functionDump({ route: { type: "primarySlotKey", key: "k" } });
      assert.ok(dump instanceof Uint8Array);
      assert.equal(await client.functionRestore(dump, { policy: "REPLACE" }), "OK");
      assert.equal(await client.functionDelete(library), "OK");
      assert.equal(await client.functionFlush({ mode: "SYNC", route: "allPrimaries" }), "OK");
    });

    test("custom commands have pairs by address", async () => {
      const infos = await client.customCommand(["CLIENT", "INFO"], { route: "allNodes" });
      assert.deepEqual(infos.map(({ key }) => key).sort(), addresses);
      assert.ok(infos.every(({ value }) => value.includes("lib-name=")));
      assert.equal(await client.customCommand(["PING"]), "PONG");
      assert.deepEqual((await client.customCommand(["INFO", "server"])).map(({ key }) => key).sort(), primaries);
    });

    test("batches for a cluster", async () => {
      const [key] = unique(1);
      const channel = `${key}:channel`;
      const results = await client.exec(new ClusterBatch(false).set(key, "1").publish("m", channel, true).pubsubShardChannels(channel).pubsubShardNumSub([channel]).ping("hi"), true);
      assert.deepEqual(results, ["OK", 0, [], [{ key: channel, value: 0 }], "hi"]);
      assert.deepEqual(await client.exec(new ClusterTransaction().incr(key).get(key), true), [2, "2"]);
      assert.equal(new ClusterTransaction().isAtomic, true);
    });
  });
}
