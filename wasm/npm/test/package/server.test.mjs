// The methods for servers, connections, users and commands: what is sent, and what replies
// become, in RESP2 and RESP3.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, ClientPauseMode, ClientTrackingInfo, FlushMode, InfoOptions, LatencyEntry, LatencyEventInfo } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

const encoder = new TextEncoder();

for (const protocol of ["RESP3", "RESP2"]) {
  describe(protocol, () => {
    let client;
    let newest; // whether the server has what 9.0 has
    before(async () => {
      client = await connect({ protocol, databaseId: 7 });
      newest = /valkey_version:9\./.test(await client.info());
    });
    after(() => client.close());

    // The words of a call, as the server has seen them.
    async function words(call) {
      await client.customCommand(["CONFIG", "SET", "slowlog-log-slower-than", "0", "slowlog-max-len", "1000"]);
      await client.slowlogReset();
      await call().catch(() => {});
      const entries = await client.slowlogGet(-1);
      await client.customCommand(["CONFIG", "SET", "slowlog-log-slower-than", "10000"]);
      const own = String(await client.customCommand(["CLIENT", "INFO"]).then((text) => / addr=(\S+)/.exec(text)[1]));
      return entries
        .filter(([, , , sent, address]) => address === own && sent[0].toUpperCase() !== "CONFIG" && sent[0] !== "SLOWLOG")
        .map(([, , , sent]) => sent.join(" "));
    }

    const sent = [
      ["PING", () => client.ping()],
      ["PING hi", () => client.ping({ message: "hi" })],
      ["PING ", () => client.ping({ message: "" })],
      ["INFO server memory", () => client.info([InfoOptions.Server, "memory"])],
      ["INFO everything", () => client.info(new Set(["everything"]))],
      ["LOLWUT VERSION 5 30 4", () => client.lolwut({ version: 5, parameters: [30, 4] })],
      ["LOLWUT VERSION 0", () => client.lolwut({ version: 0 })],
      ["FLUSHDB", () => client.flushdb()],
      ["FLUSHDB SYNC", () => client.flushdb(FlushMode.SYNC)],
      ["FLUSHDB ASYNC", () => client.flushdb("ASYNC")],
      ["SWAPDB 8 9", () => client.swapdb(8, 9n)],
      ["BGSAVE SCHEDULE", () => client.bgsaveSchedule()],
      ["BGSAVE CANCEL", () => client.bgsaveCancel()],
      ["LATENCY RESET", () => client.latencyReset()],
      ["LATENCY RESET a b", () => client.latencyReset(["a", "b"])],
      ["LATENCY HISTOGRAM set get", () => client.latencyHistogram(["set", "get"])],
      ["MEMORY USAGE k SAMPLES 0", () => client.memoryUsage("k", { samples: 0 })],
      ["MODULE LOAD /m.so a b", () => client.moduleLoad("/m.so", ["a", "b"])],
      ["MODULE LOADEX /m.so CONFIG x.y 1 CONFIG x.z 2 ARGS a", () => client.moduleLoadEx("/m.so", { configs: { "x.y": "1", "x.z": "2" }, args: ["a"] })],
      ["FAILOVER TO h 1 FORCE TIMEOUT 5", () => client.failover({ to: { host: "h", port: 1, force: true }, timeoutMs: 5 })],
      ["FAILOVER TIMEOUT 0 ABORT", () => client.failover({ abort: true, timeoutMs: 0 })],
      ["FAILOVER ABORT", () => client.failoverAbort()],
      ["REPLICAOF NO ONE", () => client.replicaofNoOne()],
      ["SHUTDOWN ABORT", () => client.shutdownServerAbort()],
      ["CLIENT LIST TYPE normal ID 1 2", () => client.clientList({ is: { type: "normal", ids: [1, 2n] } })],
      ["CLIENT LIST NOT-DB 0 MAXAGE 0 IDLE 0 SKIPME NO", () => client.clientList({ isNot: { database: 0 }, maxAge: 0, idle: 0, skipMe: false })],
      ["CLIENT KILL ADDR 127.0.0.1:1 LADDR 127.0.0.1:2 SKIPME YES", () => client.clientKill({ is: { address: "127.0.0.1:1", localAddress: "127.0.0.1:2" }, skipMe: true })],
      ["CLIENT KILL 127.0.0.1:1", () => client.clientKillSimple("127.0.0.1:1")],
      ["CLIENT NO-TOUCH ON", () => client.clientNoTouch(true)],
      ["CLIENT NO-TOUCH OFF", () => client.clientNoTouch(false)],
      ["CLIENT SETINFO LIB-VER 1", () => client.clientSetInfo("LIB-VER", "1")],
      ["CLIENT PAUSE 0 WRITE", () => client.clientPause(0, ClientPauseMode.WRITE)],
      ["CLIENT UNPAUSE", () => client.clientUnpause()],
      ["CLIENT UNBLOCK 0 ERROR", () => client.clientUnblock(0, "ERROR")],
      ["ACL CAT read", () => client.aclCat("read")],
      ["ACL GENPASS 8", () => client.aclGenPass(8)],
      ["ACL LOG 0", () => client.aclLog(0)],
      ["ACL DRYRUN default GET k", () => client.aclDryRun("default", "GET", ["k"])],
      ["COMMAND LIST FILTERBY PATTERN g*", () => client.commandList({ pattern: "g*" })],
      ["COMMAND LIST FILTERBY MODULE m FILTERBY ACLCAT read", () => client.commandList({ module: "m", aclCategory: "read" })],
      ["COMMAND DOCS", () => client.commandDocs()],
      ["CLUSTER KEYSLOT k", () => client.clusterKeySlot("k")],
      ["CLUSTER MEET h 1 2", () => client.clusterMeet("h", 1, { busPort: 2 })],
      ["CLUSTER FAILOVER FORCE", () => client.clusterFailover("FORCE")],
      ["CLUSTER ADDSLOTS 0 1", () => client.clusterAddSlots([0, 1])],
      ["CLUSTER DELSLOTSRANGE 0 1 5 6", () => client.clusterDelSlotsRange([{ start: 0, end: 1 }, { start: 5, end: 6 }])],
      ["CLUSTER SETSLOT 0 IMPORTING id TIMEOUT 0", () => client.clusterSetSlot(0, { type: "importing", nodeId: "id" }, { timeoutMs: 0 })],
      ["CLUSTER SETSLOT 0 STABLE", () => client.clusterSetSlot(0, { type: "stable" })],
      ["CLUSTER SLOT-STATS ORDERBY key-count LIMIT 0 ASC", () => client.clusterSlotStats({ orderBy: "key-count", limit: 0, order: "ASC" })],
      ["CLUSTER SLOT-STATS SLOTSRANGE 0 1", () => client.clusterSlotStats({ start: 0, end: 1 })],
    ];

    test("options are sent as they are given", async () => {
      const unseen = []; // what the server refuses before it executes it
      for (const [want, call] of sent) {
        const seen = await words(call);
        if (seen.length > 0) {
          assert.deepEqual(seen, [want]);
        } else {
          unseen.push(want);
        }
      }
      if (newest) {
        assert.deepEqual(unseen.filter((each) => !each.startsWith("MODULE LOAD")), []); // which the server has turned off
      }
    });

    test("what the server tells of itself", async () => {
      assert.match(await client.info(["server"], { decoder: "bytes" }), /^# Server/);
      const [seconds, microseconds] = await client.time({ decoder: "bytes" });
      assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 60 && Number(microseconds) < 1e6);
      assert.match(await client.lolwut({ version: 5 }), /ver\./);
      const name = "latency-monitor-threshold";
      assert.equal(await client.configSet({ [name]: "0", "slowlog-max-len": "99" }), "OK");
      assert.equal(await client.configSet(new Map([["slowlog-max-len", encoder.encode("98")]])), "OK");
      assert.deepEqual({ ...(await client.configGet([name, "slowlog-max-*"])) }, { [name]: "0", "slowlog-max-len": "98" });
      assert.deepEqual(Buffer.from((await client.configGet([name], { decoder: "bytes" }))[name]).toString(), "0");
      await assert.rejects(client.configSet({}), { code: "ERR" });
      assert.equal(await client.configResetStat(), "OK");
      assert.equal(typeof (await client.lastsave()), "number");
      assert.deepEqual((await client.role())[0], "master");
    });

    test("databases are counted and flushed", async () => {
      assert.equal(await client.flushdb(), "OK");
      await client.set(unique(), "v");
      assert.equal(await client.dbsize(), 1);
      assert.equal(await client.flushdb("ASYNC"), "OK");
      assert.equal(await client.dbsize(), 0);
      await assert.rejects(client.flushdb("LATER"), { message: 'flushdb mode: must be "SYNC" or "ASYNC", not "LATER"' });
      await assert.rejects(client.flushall(null), /flushall mode: must be "SYNC" or "ASYNC", not null/);
    });

    test("latency", async () => {
      await client.configSet({ "latency-monitor-threshold": "1" });
      await client.customCommand(["DEBUG", "SLEEP", "0.01"]).catch(() => {});
      const events = await client.latencyLatest();
      for (const event of events) {
        assert.ok(event instanceof LatencyEventInfo);
        const history = await client.latencyHistory(event.eventName);
        assert.ok(history[0] instanceof LatencyEntry && history[0].time > 1e9 && history[0].latency >= 1);
        assert.equal(typeof event.latestDuration, "number");
      }
      await client.configSet({ "latency-monitor-threshold": "0" });
      assert.ok((await client.latencyReset()) >= events.length);
      assert.deepEqual(await client.latencyHistory("none"), []);
      assert.match(await client.latencyDoctor(), /\w/);
      assert.equal(typeof (await client.latencyHistogram(["latency|doctor"]))["latency|doctor"].calls, "number");
    });

    test("memory", async () => {
      const stats = await client.memoryStats({ decoder: "bytes" });
      for (const name of ["totalAllocated", "keysBytesPerKey", "datasetPercentage", "allocatorFragmentationRatio", "rssOverheadBytes"]) {
        assert.equal(typeof stats[name], "number", name);
      }
      assert.ok(Object.values(stats).every((value) => typeof value === "object" || Number.isFinite(value)));
      assert.match(await client.memoryDoctor(), /\w/);
      assert.match(await client.memoryMallocStats(), /\w/);
      assert.equal(await client.memoryPurge(), "OK");
      const key = unique();
      await client.set(key, "v");
      assert.ok((await client.memoryUsage(key)) > 0);
      assert.equal(await client.memoryUsage(unique(), { samples: 5 }), null);
    });

    test("connections", async () => {
      assert.equal(await client.clientGetName(), null);
      const tracking = await client.clientTrackingInfo({ decoder: "bytes" });
      assert.ok(tracking instanceof ClientTrackingInfo);
      assert.deepEqual(tracking, new ClientTrackingInfo(new Set(["off"]), -1, new Set()));
      const id = await client.clientId();
      assert.deepEqual((await client.clientList({ is: { ids: new Set([id]) } })).map((each) => each.id), [String(id)]);
      assert.equal(await client.clientKill({ is: { ids: [id] }, skipMe: true }), 0);
      await assert.rejects(client.clientKill(), /clientKill options: are empty/);
      await assert.rejects(client.clientList({ is: { nmae: "x" } }), /clientList options.is: has no nmae; it has type, ids, username/);
      await assert.rejects(client.clientNoTouch("yes"), /clientNoTouch enabled: must be true or false/);
      await assert.rejects(client.clientPause(1.5), /clientPause timeout: must be a whole number/);
      if (newest) {
        assert.ok((await client.clientList({ isNot: { ids: [id] } })).every((each) => each.id !== String(id)));
      }
    });

    test("users and commands", async () => {
      const user = unique("user");
      assert.equal(await client.aclSetUser(user, ["on", ">secret", "~*", "+get"]), "OK");
      const rules = await client.aclGetUser(user);
      assert.ok(Array.isArray(rules.flags) && rules.flags.includes("on"));
      assert.equal(rules.commands, "-@all +get");
      assert.ok((await client.aclUsers()).includes(user));
      assert.match(await client.aclDryRun(user, "SET", ["k", "v"]), /no permissions/);
      const other = await connect({ protocol, credentials: { username: user, password: "secret" } });
      await assert.rejects(other.set("k", "v"), { code: "NOPERM" });
      other.close();
      assert.equal((await client.aclLog(1)).length, 1);
      const entry = (await client.aclLog()).find((each) => each.username === user);
      assert.equal(typeof entry["age-seconds"], "number");
      assert.equal(await client.aclLogReset(), "OK");
      assert.equal(await client.aclDelUser([user]), 1);
      assert.equal((await client.aclGenPass(8)).length, 2);
      assert.equal(await client.aclWhoAmI(), "default");
      const [[name, arity, flags, , , , , , specifications]] = await client.commandInfo(["get"]);
      assert.deepEqual([name, arity, Array.isArray(flags)], ["get", 2, true]);
      assert.deepEqual({ ...specifications[0].begin_search.spec }, { index: 1 });
      assert.deepEqual(await client.commandInfo(["nosuchcommand"]), [null]);
      assert.deepEqual(await client.commandGetKeysAndFlags(["SET", "k", "v"]), [["k", ["OW", "update"]]]);
      assert.deepEqual(await client.commandList({ pattern: "getde*" }), ["getdel"]);
      assert.equal((await client.commandDocs(["get"])).get.group, "string");
      assert.equal(await client.commandCount(), (await client.command()).length);
    });

    test("in batches", async () => {
      const batch = new Batch(true).ping().ping("hi").info(["server"]).configGet(["port"]).flushdb("SYNC").time().dbsize().clientId();
      const [pong, hi, info, settings, flushed, time, size, id] = await client.exec(batch, true);
      assert.deepEqual([pong, hi, flushed, size], ["PONG", "hi", "OK", 0]);
      assert.match(info, /^# Server/);
      assert.deepEqual(settings.map(({ key }) => key), ["port"]); // as GLIDE's batches have it
      assert.equal(time.length, 2);
      assert.equal(typeof id, "number");
      assert.throws(() => new Batch(false).flushdb("SYNC", {}), /flushdb: takes 1 argument at most, not 2/);
      assert.throws(() => new Batch(false).flushdb({ mode: "SYNC" }), /flushdb mode: must be/);
    });
  });
}
