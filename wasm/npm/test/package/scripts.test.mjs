// The methods for scripts, functions, channels and custom commands, in RESP2 and RESP3.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, FlushMode, FunctionRestorePolicy, Script } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

const bytes = Uint8Array.of(0, 255, 128);

for (const protocol of ["RESP3", "RESP2"]) {
  describe(protocol, () => {
    let client;
    before(async () => {
      client = await connect({ protocol });
    });
    after(() => client.close());

    test("scripts", async () => {
      const key = unique();
      assert.deepEqual(await client.eval("return {KEYS[1], ARGV[1], #KEYS, #ARGV, false, {1}}", { keys: [key], args: new Set(["a", "b"]) }), [key, "a", 1, 2, null, [1]]);
      assert.deepEqual(Buffer.from(await client.eval("return ARGV[1]", { args: [bytes], decoder: "bytes" })), Buffer.from(bytes));
      assert.equal(await client.evalReadOnly("return 1"), 1);
      const code = `return '${key}'`;
      const script = new Script(code);
      assert.deepEqual(await client.scriptExists([script.getHash(), "f".repeat(40)]), [false, false]);
      assert.equal(await client.invokeScript(script), key);
      assert.equal(await client.scriptLoad(code, { decoder: "bytes" }), script.getHash());
      assert.deepEqual(await client.scriptExists(new Set([script.getHash()])), [true]);
      assert.equal(await client.evalsha(script.getHash()), key);
      assert.equal(await client.evalshaReadOnly(script.getHash()), key);
      assert.equal(await client.invokeScript(script), key);
      if ((await client.commandInfo(["script|show"]))[0] !== null) {
        assert.equal(await client.scriptShow(script.getHash()), code);
      }
      assert.equal(new Script(new TextEncoder().encode(code)).getHash(), script.getHash());
      assert.equal(await client.scriptFlush(FlushMode.SYNC), "OK");
      assert.equal(await client.invokeScript(script, { decoder: "string" }), key);
      const released = new Script(`return '${key}' .. 'released'`);
      released.release();
      await assert.rejects(client.invokeScript(released), { code: "NOSCRIPT" });
      assert.equal(await client.eval("return redis.call('SET', KEYS[1], 'v')", { keys: [key], decoder: "bytes" }), "OK"); // as GLIDE has it
      await assert.rejects(client.scriptKill(), { code: "NOTBUSY" });
      await assert.rejects(client.scriptExists([]), /wrong number of arguments/);
      await assert.rejects(client.invokeScript(script, { keyz: [] }), /invokeScript options: has no keyz; it has keys, args/);
      await assert.rejects(client.invokeScript(script, { keys: "k" }), /invokeScript options.keys: must be an array/);
      await assert.rejects(client.invokeScript(new Script("return redis.call('NOSUCH')")), /[Uu]nknown/);
    });

    test("functions", async () => {
      const library = `functions${protocol}`;
      const [f, g] = [`${library}f`, `${library}g`];
      const code = `#!lua name=${library}\nredis.register_function{function_name='${f}', callback=function(keys, args) return {#keys, args[1]} end, flags={'no-writes'}}\nredis.register_function('${g}', function() return 1 end)`;
      assert.equal(await client.functionLoad(code), library);
      await assert.rejects(client.functionLoad(code), /already exists/);
      await assert.rejects(client.functionLoad(code, true), /functionLoad options: must be an object, not a boolean/);
      assert.equal(await client.functionLoad(code, { replace: true }), library);
      assert.deepEqual(await client.fcall(f, ["k", "l"], ["a"]), [2, "a"]);
      assert.deepEqual(await client.fcallReadonly(f, [], ["a"]), [0, "a"]);
      const [listed] = await client.functionList({ libNamePattern: library });
      assert.deepEqual(Object.keys(listed).sort(), ["engine", "functions", "library_name"]);
      const functions = listed.functions.map((each) => ({ ...each })).sort((a, b) => (a.name < b.name ? -1 : 1));
      assert.deepEqual(functions, [{ name: f, description: null, flags: ["no-writes"] }, { name: g, description: null, flags: [] }]);
      assert.equal((await client.functionList({ libNamePattern: library, withCode: true }))[0].library_code, code);
      assert.deepEqual(await client.functionList({ libNamePattern: "" }), []);
      const [[address, stats]] = Object.entries(await client.functionStats());
      assert.match(address, /^127\.0\.0\.1:\d+$/);
      assert.equal(stats.running_script, null);
      assert.ok(stats.engines.LUA.functions_count >= 2);
      const dump = await client.functionDump({ decoder: "string" });
      assert.ok(dump instanceof Uint8Array);
      assert.equal(await client.functionRestore(dump, FunctionRestorePolicy.REPLACE), "OK");
      await assert.rejects(client.functionRestore(dump, "APPEND"), /already exists/);
      await assert.rejects(client.functionRestore(dump, "ADD"), /functionRestore policy: must be "APPEND" or "FLUSH" or "REPLACE"/);
      await assert.rejects(client.functionKill(), { code: "NOTBUSY" });
      const batch = new Batch(true).functionLoad(code, true).fcall(f, ["k"], ["a"]).functionList({ libNamePattern: library }).functionStats().functionDelete(library);
      const [loaded, called, list, statistics, deleted] = await client.exec(batch, true);
      assert.deepEqual([loaded, called, deleted], [library, [1, "a"], "OK"]);
      assert.deepEqual(list[0].map(({ key }) => key).sort(), ["engine", "functions", "library_name"]); // as GLIDE's batches have it
      assert.deepEqual(statistics.map(({ key }) => key), ["running_script", "engines"]);
    });

    test("channels", async () => {
      const channel = unique("channel");
      const subscriber = await connect({ protocol });
      await subscriber.subscribe([channel], 5000);
      assert.equal(await client.publish("m", channel), 1);
      assert.equal(await client.publish(bytes, "nobody"), 0);
      assert.deepEqual(await client.pubsubChannels({ pattern: `${channel}*` }), [channel]);
      assert.deepEqual(await client.pubsubChannels({ pattern: "" }), []);
      assert.deepEqual(await client.pubsubNumSub([channel, "nobody"]), [{ channel, numSub: 1 }, { channel: "nobody", numSub: 0 }]);
      assert.deepEqual(await client.pubsubNumSub([]), []);
      assert.equal(typeof (await client.pubsubNumPat()), "number");
      assert.deepEqual(await client.pubsubShardChannels({ pattern: channel }), []);
      assert.deepEqual(await client.pubsubShardNumSub([channel]), [{ channel, numSub: 0 }]);
      await assert.rejects(client.pubsubChannels(channel), /pubsubChannels options: must be an object, not a string/);
      const [channels, numbers] = await client.exec(new Batch(false).pubsubChannels(channel).pubsubNumSub([channel]), true);
      assert.deepEqual([channels, numbers], [[channel], [{ key: channel, value: 1 }]]);
      subscriber.close();
    });

    test("custom commands reply as GLIDE's do", async () => {
      const [hash, set, sorted, stream, list, text] = ["h", "s", "z", "x", "l", "t"].map((name) => unique(name));
      await client.customCommand(["HSET", hash, "f", "v"]);
      await client.customCommand(["SADD", set, "m"]);
      await client.customCommand(["ZADD", sorted, "1.5", "m"]);
      await client.customCommand(["XADD", stream, "1-0", "f", "v"]);
      await client.customCommand(["RPUSH", list, "a", "b"]);
      await client.customCommand(["SET", text, "1"]);
      const replies = [
        [["HGETALL", hash], [{ key: "f", value: "v" }]],
        [["hexists", hash, "f"], true],
        [["HSETNX", hash, "f", "w"], false],
        [["SMEMBERS", set], ["m"]],
        [["SMISMEMBER", set, "m", "n"], [true, false]],
        [["EXPIRE", unique(), "5"], false],
        [["ZSCORE", sorted, "m"], 1.5],
        [["ZSCORE", sorted, "n"], null],
        [["ZRANGE", sorted, "0", "-1"], ["m"]],
        [["ZRANGE", sorted, "0", "-1", "WITHSCORES"], [{ key: "m", value: 1.5 }]],
        [["ZADD", sorted, "INCR", "1", "m"], 2.5],
        [["INCRBYFLOAT", text, "0.5"], 1.5],
        [["XRANGE", stream, "-", "+"], [{ key: "1-0", value: [["f", "v"]] }]],
        [["XREAD", "STREAMS", stream, "0"], [{ key: stream, value: [{ key: "1-0", value: [["f", "v"]] }] }]],
        [["XREAD", "STREAMS", stream, "1-0"], null],
        [["LMPOP", "1", list, "LEFT", "COUNT", "2"], [{ key: list, value: ["a", "b"] }]],
        [["LMPOP", "1", list, "LEFT"], null],
        [["ZMPOP", "1", sorted, "MIN"], [sorted, [{ key: "m", value: 2.5 }]]],
        [["CONFIG", "GET", "maxclients"], [{ key: "maxclients", value: "10000" }]],
        [["SCRIPT", "EXISTS", "x"], [false]],
        [["PUBSUB", "NUMSUB", "nobody"], [{ key: "nobody", value: 0 }]],
        [["MGET", text, unique()], ["1.5", null]],
        [["DEL", text], 1],
      ];
      if ((await client.info(["server"])).includes("valkey_version")) {
        replies.unshift([["ZRANK", sorted, "m", "WITHSCORE"], [0, 1.5]]); // since 7.2
      }
      for (const [command, want] of replies) {
        assert.deepEqual(await client.customCommand(command), want, command.join(" "));
      }
      const stats = await client.customCommand(["FUNCTION", "STATS"]);
      assert.deepEqual(stats.map(({ key }) => key), ["running_script", "engines"]);
      assert.ok((await client.customCommand(["HGETALL", hash], { decoder: "bytes" }))[0].key instanceof Uint8Array);
      assert.deepEqual(await client.exec(new Batch(false).customCommand(["HGETALL", hash]), true), [[{ key: "f", value: "v" }]]);
      await assert.rejects(client.customCommand(["HGETALL", set]), { code: "WRONGTYPE" });
      await assert.rejects(client.customCommand("PING"), /customCommand args: must be an array/);
      await assert.rejects(client.customCommand(["MONITOR"]), /monitor/i);
    });
  });
}
