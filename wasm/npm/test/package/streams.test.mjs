// The methods of streams: what they have the server do, and what its replies become.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Batch, ConfigurationError, Decoder, InfBoundary, ProtocolVersion, RequestError } from "../../dist/index.js";
import { connect, eventually, unique } from "./connect.mjs";

const { PositiveInfinity: last, NegativeInfinity: first } = InfBoundary;

// Records inherit nothing, which deepEqual would see; their entries are compared in order.
const plain = (value) => {
  if (value instanceof Uint8Array) {
    return [...value];
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)])) : value;
};

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    before(async () => {
      client = await connect({ protocol });
    });
    after(() => client.close());

    // Each row: a method, its arguments, and what it resolves to.
    async function holds(rows) {
      for (const [i, [method, args, want]] of rows.entries()) {
        assert.deepEqual(plain(await client[method](...args)), want, `${method} in row ${i}`);
      }
    }

    // A stream of the entries 1-0 {a: 1}, 2-0 {b: 2}, 3-0 {c: 3}.
    async function stream() {
      const key = unique();
      await client.xadd(key, [["a", "1"]], { id: "1-0" });
      await client.xadd(key, [["b", "2"]], { id: "2-0" });
      await client.xadd(key, [["c", "3"]], { id: "3-0" });
      return key;
    }

    const [one, two, three] = [{ "1-0": [["a", "1"]] }, { "2-0": [["b", "2"]] }, { "3-0": [["c", "3"]] }];

    test("adding and removing", async () => {
      const [key, none] = [unique(), unique("none")];
      await holds([
        ["xadd", [key, [["f", "1"], ["f", "2"]], { id: "1-1" }], "1-1"],
        ["xadd", [key, { f: "3" }, { id: "2-1", makeStream: false }], "2-1"],
        ["xadd", [key, new Map([["f", "4"]]), { id: "3-1", trim: { method: "maxlen", threshold: 2, exact: true } }], "3-1"],
        ["xrange", [key, first, last], { "2-1": [["f", "3"]], "3-1": [["f", "4"]] }],
        ["xadd", [key, [["f", "5"]], { id: "4-1", trim: { method: "minid", threshold: "3-2", exact: true } }], "4-1"],
        ["xlen", [key], 1],
        ["xadd", [none, [["f", "1"]], { makeStream: false }], null],
        ["xlen", [none], 0],
        ["xdel", [key, new Set(["4-1", "9-9"])], 1],
        ["xtrim", [none, { method: "maxlen", threshold: 0, exact: true }], 0],
      ]);
      assert.match(await client.xadd(key, { f: "6" }), /^\d{13}-\d+$/);
      const long = await stream();
      await holds([
        ["xtrim", [long, { method: "maxlen", threshold: 2, exact: false }], 0], // there is nothing to drop as a whole
        ["xtrim", [long, { method: "maxlen", threshold: 2, exact: true }], 1],
        ["xtrim", [long, { method: "minid", threshold: "3", exact: false, limit: 0 }], 0],
        ["xtrim", [long, { method: "minid", threshold: "3", exact: true }], 1],
        ["xsetid", [long, "9-0"], "OK"],
        ["xsetid", [long, "9-1", { entriesAdded: 100, maxDeletedId: "8-8" }], "OK"],
        ["xadd", [long, { f: "1" }, { id: "9-*" }], "9-2"],
      ]);
      const info = await client.xinfoStream(long);
      assert.deepEqual([info["entries-added"], info["max-deleted-entry-id"]], [101, "8-8"]);
      // The server is the judge of these.
      await assert.rejects(client.xadd(key, { f: "1" }, { id: "" }), RequestError);
      await assert.rejects(client.xadd(key, {}), RequestError);
      await assert.rejects(client.xtrim(long, { method: "maxlen", threshold: 2, exact: true, limit: 5 }), RequestError);
    });

    test("ranges", async () => {
      const key = await stream();
      await holds([
        ["xrange", [key, first, last], { ...one, ...two, ...three }],
        ["xrange", [key, { value: "1-0", isInclusive: false }, { value: "2-0", isInclusive: true }], two],
        ["xrange", [key, { value: "2" }, { value: new TextEncoder().encode("3") }, { count: 1 }], two],
        ["xrange", [key, { value: "0" }, { value: new TextEncoder().encode("2-0"), isInclusive: false }], one],
        ["xrange", [key, last, first], {}],
        ["xrange", [unique(), first, last], {}],
        ["xrange", [key, first, last, { count: 0 }], null],
        ["xrevrange", [key, last, first, { count: 1 }], three],
        ["xrevrange", [key, { value: "3-0", isInclusive: false }, { value: "2" }], two],
        ["xrevrange", [key, last, first, { count: -1 }], null],
      ]);
      assert.deepEqual(Object.keys(await client.xrevrange(key, last, first)), ["3-0", "2-0", "1-0"]);
    });

    test("reading", async () => {
      const [key, other] = [await stream(), unique("other")];
      await holds([
        ["xread", [{ [key]: "1-0" }], [{ key, value: { ...two, ...three } }]],
        ["xread", [[{ key, value: "0" }, { key: other, value: "0" }], { count: 1 }], [{ key, value: one }]],
        ["xread", [new Map([[key, "$"]])], null],
        ["xread", [{ [key]: "$" }, { block: 10 }], null],
      ]);
      const waits = client.xread({ [other]: "$" }, { block: 0 });
      const writer = await connect();
      const id = await eventually(async () => {
        const id = await writer.xadd(other, { f: "1" });
        return Promise.race([waits.then(() => id), new Promise((resolve) => setTimeout(resolve, 20))]);
      });
      writer.close();
      const [{ key: from, value }] = await waits;
      assert.equal(from, other);
      assert.ok(Object.keys(value)[0] <= id);
    });

    test("groups", async () => {
      const key = await stream();
      const made = unique("made");
      await holds([
        ["xgroupCreate", [key, "g", "0"], "OK"],
        ["xgroupCreate", [made, "g", "$", { mkStream: true, entriesRead: "5" }], "OK"],
        ["xgroupCreate", [key, "late", "1-0", { entriesRead: 1 }], "OK"],
        ["xgroupCreateConsumer", [key, "g", "c"], true],
        ["xgroupCreateConsumer", [key, "g", "c"], false],
        ["xpending", [key, "g"], [0, null, null, null]],
        ["xreadgroup", ["g", "c", { [key]: ">" }, { count: 2 }], [{ key, value: { ...one, ...two } }]],
        ["xreadgroup", ["late", "d", { [key]: ">" }, { noAck: true }], [{ key, value: { ...two, ...three } }]],
        ["xpending", [key, "late"], [0, null, null, null]],
        ["xpending", [key, "g"], [2, "1-0", "2-0", [["c", "2"]]]],
        ["xdel", [key, ["1-0"]], 1],
        ["xreadgroup", ["g", "c", [{ key, value: "0" }]], [{ key, value: { "1-0": null, ...two } }]],
        ["xreadgroup", ["g", "c", { [key]: "5" }], [{ key, value: {} }]],
        ["xreadgroup", ["g", "c", { [key]: ">" }, { count: 0 }], [{ key, value: three }]],
        ["xreadgroup", ["g", "c", { [key]: ">" }, { block: 5 }], null],
        ["xack", [key, "g", ["3-0", "4-0"]], 1],
        ["xgroupSetId", [key, "g", "2-0", { entriesRead: 2 }], "OK"],
        ["xreadgroup", ["g", "c", { [key]: ">" }], [{ key, value: three }]],
        ["xgroupSetId", [key, "g", "2-0"], "OK"],
        ["xgroupDelConsumer", [key, "g", "c"], 3],
        ["xgroupDestroy", [key, "late"], true],
        ["xgroupDestroy", [key, "late"], false],
      ]);
      const [group] = await client.xinfoGroups(made);
      assert.deepEqual([group.name, group["entries-read"]], ["g", 5]);
      await assert.rejects(client.xgroupCreate(made, "h", "0", { entriesRead: "" }), RequestError);
      await assert.rejects(client.xgroupCreate(unique(), "g", "0", { mkStream: false }), RequestError);
    });

    test("pending entries", async () => {
      const key = await stream();
      await client.xgroupCreate(key, "g", "0");
      await client.xreadgroup("g", "c", { [key]: ">" }, { count: 2 });
      const pending = async (query) => (await client.xpendingWithOptions(key, "g", { start: first, end: last, count: 9, ...query })).map(([id, consumer, , times]) => [id, consumer, times]);
      const idle = async (id) => (await client.xpendingWithOptions(key, "g", { start: { value: id }, end: { value: id }, count: 1 }))[0][2];
      assert.deepEqual(await pending(), [["1-0", "c", 1], ["2-0", "c", 1]]);
      assert.deepEqual(await pending({ count: 1 }), [["1-0", "c", 1]]);
      assert.deepEqual(await pending({ start: { value: "1-0", isInclusive: false } }), [["2-0", "c", 1]]);
      assert.deepEqual(await pending({ consumer: "d" }), []);
      assert.deepEqual(await pending({ consumer: "" }), []);
      assert.deepEqual(await pending({ minIdleTime: 600_000 }), []);
      await holds([
        ["xclaim", [key, "g", "d", 600_000, ["1-0"]], {}],
        ["xclaim", [key, "g", "d", 0, ["1-0"], { idle: 700_000 }], one],
        ["xclaimJustId", [key, "g", "d", 0, ["2-0", "3-0"], { retryCount: 0 }], ["2-0"]],
        ["xclaimJustId", [key, "g", "d", 0, ["3-0"], { isForce: true, retryCount: 99, idleUnixTime: new Date(Date.now() - 800_000) }], ["3-0"]],
      ]);
      assert.deepEqual(await pending(), [["1-0", "d", 2], ["2-0", "d", 0], ["3-0", "d", 99]]);
      assert.ok((await idle("1-0")) >= 700_000);
      assert.ok((await idle("3-0")) >= 800_000);
      assert.deepEqual(await pending({ minIdleTime: 750_000 }), [["3-0", "d", 99]]);
      await client.xclaim(key, "g", "d", 0, ["2-0"], { idleUnixTime: Date.now() - 900_000, lastId: "3-0" });
      assert.ok((await idle("2-0")) >= 900_000);
      assert.equal(await client.xreadgroup("g", "c", { [key]: ">" }), null); // of which lastId has told
      await client.xdel(key, ["2-0"]);
      await holds([
        ["xautoclaim", [key, "g", "c", 0, "0-0", { count: 1 }], ["2-0", one, []]],
        ["xautoclaim", [key, "g", "c", 0, "2-0"], ["0-0", three, ["2-0"]]],
        ["xautoclaimJustId", [key, "g", "d", 0, "0-0"], ["0-0", ["1-0", "3-0"], []]],
        ["xautoclaim", [key, "g", "d", 600_000, "0"], ["0-0", {}, []]],
      ]);
    });

    test("information", async () => {
      const key = await stream();
      await client.xgroupCreate(key, "g", "0");
      await client.xreadgroup("g", "c", { [key]: ">" }, { count: 1 });
      const info = await client.xinfoStream(key);
      assert.deepEqual(plain([info.length, info.groups, info["last-generated-id"], info["first-entry"]]), [3, 1, "3-0", ["1-0", ["a", "1"]]]);
      assert.equal((await client.xinfoStream(key, { fullOptions: false })).groups, 1);
      for (const [fullOptions, entries] of [[true, 3], [2, 2], [0, 3]]) {
        const full = await client.xinfoStream(key, { fullOptions });
        assert.equal(full.entries.length, entries);
        assert.deepEqual(plain(full.entries[0]), ["1-0", ["a", "1"]]);
        const [{ name, consumers, ...group }] = full.groups;
        assert.deepEqual([name, group["pel-count"], consumers[0].name, consumers[0]["pel-count"]], ["g", 1, "c", 1]);
        assert.deepEqual(plain(group.pending).map(([id, consumer, , times]) => [id, consumer, times]), [["1-0", "c", 1]]);
      }
      const [group] = await client.xinfoGroups(key);
      assert.deepEqual([group.name, group.consumers, group.pending, group.lag], ["g", 1, 1, 2]);
      const [consumer] = await client.xinfoConsumers(key, "g");
      assert.deepEqual([consumer.name, consumer.pending, typeof consumer.idle], ["c", 1, "number"]);
      const empty = await client.xdel(key, ["1-0", "2-0", "3-0"]).then(() => client.xinfoStream(key));
      assert.equal(empty["first-entry"], null);
    });

    test("batches take options as clients do or alone, and have records, as GLIDE's do", async () => {
      const key = await stream();
      const records = (entries) => Object.entries(entries).map(([key, value]) => ({ key, value }));
      const batch = new Batch(true)
        .xrange(key, first, last, 1)
        .xrange(key, first, last, { count: 0 })
        .xrevrange(key, last, first, 1)
        .xread({ [key]: "2-0" })
        .xread({ [key]: "$" }, { block: 0 }) // which does not wait in a transaction
        .xgroupCreate(key, "g", "0")
        .xreadgroup("g", "c", { [key]: ">" })
        .xpending(key, "g")
        .xclaim(key, "g", "c", 0, ["1-0"])
        .xautoclaim(key, "g", "c", 0, "0-0", { count: 1 })
        .xautoclaimJustId(key, "g", "c", 0, "0-0", { count: 1 });
      assert.deepEqual(await client.exec(batch, true), [
        records(one),
        null,
        records(three),
        [{ key, value: records(three) }],
        null,
        "OK",
        [{ key, value: records({ ...one, ...two, ...three }) }],
        [3, "1-0", "3-0", [["c", "3"]]],
        records(one),
        ["2-0", records(one), []],
        ["2-0", ["1-0"], []],
      ]);
      const [info, full, groups, consumers] = await client.exec(new Batch(false).xinfoStream(key).xinfoStream(key, 1).xinfoGroups(key).xinfoConsumers(key, "g"), true);
      const of = (record, name) => record.find(({ key }) => key === name).value;
      assert.equal(of(info, "length"), 3);
      assert.equal(of(full, "entries").length, 1);
      assert.equal(of(of(of(full, "groups")[0], "consumers")[0], "name"), "c");
      assert.equal(of(groups[0], "pending"), 3);
      assert.equal(of(consumers[0], "name"), "c");
    });

    test("bytes", async () => {
      const key = unique();
      const [name, bytes] = [Uint8Array.of(255), { decoder: Decoder.Bytes }];
      assert.deepEqual(plain(await client.xadd(key, [[name, name]], { id: "1-0", ...bytes })), [49, 45, 48]);
      await client.xgroupCreate(key, name, "0");
      const entry = { "1-0": [[[255], [255]]] };
      assert.deepEqual(plain(await client.xrange(key, first, last, bytes)), entry);
      assert.deepEqual(plain(await client.xread({ [key]: "0" }, bytes))[0].value, entry);
      assert.deepEqual(plain(await client.xreadgroup(name, name, [{ key, value: ">" }], bytes))[0].value, entry);
      assert.deepEqual(plain((await client.xpending(key, name, bytes))[3]), [[[255], [49]]]);
      assert.deepEqual(plain((await client.xinfoGroups(key, bytes))[0].name), [255]);
      assert.deepEqual(plain((await client.xinfoStream(key, { fullOptions: true, ...bytes })).groups[0].name), [255]);
      assert.deepEqual(await client.xclaimJustId(key, name, name, 0, ["1-0"], bytes), ["1-0"]);
      assert.deepEqual(await client.xautoclaimJustId(key, name, name, 0, "0", bytes), ["0-0", ["1-0"], []]);
      assert.deepEqual(plain(await client.xautoclaim(key, name, name, 0, "0", bytes)), ["0-0", entry, []]);
      const [records] = await client.exec(new Batch(false).xrange(key, first, last), true, bytes);
      assert.deepEqual(plain(records), [{ key: [49, 45, 48], value: entry["1-0"] }]);
    });
  });
}

test("what cannot be meant is refused", async (t) => {
  const client = await connect();
  t.after(() => client.close());
  const cases = [
    [() => client.xadd("k", "fields"), "xadd values: must be an object"],
    [() => client.xadd("k", [["f"]]), "xadd values[0]: must have field and value"],
    [() => client.xadd("k", { f: "1" }, { noMakeStream: true }), "xadd options: has no noMakeStream"],
    [() => client.xadd("k", { f: "1" }, { trim: null }), "xadd options.trim: must be an object, not null"],
    [() => client.xadd("k", { f: "1" }, { id: null }), "must be a string or a Uint8Array, not null"],
    [() => client.xtrim("k", { method: "maxLen", threshold: 1, exact: true }), 'xtrim trim.method: must be "minid" or "maxlen"'],
    [() => client.xtrim("k", { method: "maxlen", threshold: "1", exact: true }), "xtrim trim.threshold: must be a whole number"],
    [() => client.xtrim("k", { method: "minid", threshold: 1, exact: true }), "must be a string or a Uint8Array, not a number"],
    [() => client.xtrim("k", { method: "maxlen", threshold: 1, approximate: true }), "xtrim trim: has no approximate"],
    [() => client.xtrim("k"), "xtrim trim: must be an object, not undefined"],
    [() => client.xrange("k", { id: "1" }, last), 'xrange start: must be "+", "-" or { value, isInclusive }'],
    [() => client.xrange("k", first, { value: 1 }), "xrange end.value: must be a string or bytes, not a number"],
    [() => client.xrange("k", first, last, 5), "xrange options: must be an object, not a number"],
    [() => client.xread([{ key: "k", id: "0" }]), "xread keysAndIds[0]: must have key and value"],
    [() => client.xread(["k"], { block: 1 }), "xread keysAndIds[0]: must have key and value"],
    [() => client.xread({ k: "0" }, { block: 0.5 }), "xread options.block: must be a whole number"],
    [() => client.xread({ k: "0" }, { noAck: true }), "xread options: has no noAck"],
    [() => client.xdel("k", "1-0"), "xdel ids: must be an array"],
    [() => client.xinfoStream("k", { fullOptions: "10" }), "xinfoStream options.fullOptions: must be a whole number"],
    [() => client.xpendingWithOptions("k", "g"), "xpendingWithOptions options: must be an object, not undefined"],
    [() => client.xpendingWithOptions("k", "g", { start: first, end: last }), "xpendingWithOptions options.count: must be a whole number"],
    [() => client.xpendingWithOptions("k", "g", { start: first, end: last, count: 1, idle: 1 }), "xpendingWithOptions options: has no idle"],
    [() => client.xclaim("k", "g", "c", "0", ["1"]), "xclaim minIdleTime: must be a whole number"],
    [() => client.xclaim("k", "g", "c", 0, ["1"], { idle: new Date() }), "xclaim options.idle: must be a whole number, as a number up to 2^53 or a bigint, not a Date"],
    [() => client.xclaim("k", "g", "c", 0, ["1"], { idleUnixTime: new Date(NaN) }), "xclaim options.idleUnixTime: must be a whole number"],
    [() => client.xgroupCreate("k", "g", "0", { makeStream: true }), "xgroupCreate options: has no makeStream"],
  ];
  for (const [call, message] of cases) {
    await assert.rejects(call(), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error));
      assert.ok(error.message.includes(message), error.message);
      return true;
    });
  }
});
