// What is sent for each method of the modules, to the byte: the files that the tests of the Go
// packages are held to as well.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { BloomBatch, GlideBloom } from "../../dist/bloom.js";
import { Batch, ConfigurationError, ProtocolVersion } from "../../dist/index.js";
import { GlideJson, JsonBatch } from "../../dist/json.js";
import { FtBatch, GlideFt } from "../../dist/search.js";
import { connected, frameOf } from "./fake.mjs";

const modules = [
  ["json/testdata/calls.json", GlideJson, JsonBatch],
  ["bloom/testdata/calls.json", GlideBloom, BloomBatch],
  ["search/testdata/indexes.json", GlideFt, FtBatch],
  ["search/testdata/queries.json", GlideFt, FtBatch],
  ["search/testdata/aggregations.json", GlideFt, FtBatch],
];

const encode = (text) => new TextEncoder().encode(text);
const reviver = (_, value) => (typeof value?.bytes === "string" ? encode(value.bytes) : value);
const callsOf = (file) => JSON.parse(readFileSync(path.join(process.env.GLISSADE_MODULES, file), "utf8"), reviver);

// The same with bytes in place of strings, where they are no words of the protocol.
const asBytes = (values) => values.map((value) => (typeof value === "string" ? encode(value) : value));

for (const [file, onClient, inBatch] of modules) {
  test(`${file}: the frames of clients and batches`, async (t) => {
    const calls = callsOf(file);
    const { client, server } = await connected(t, ProtocolVersion.RESP3);
    const batch = new Batch(false);
    for (const { words, javascript: [method, ...args] } of calls) {
      await onClient[method](client, ...args).catch(() => {}); // what OK is no reply to
      assert.deepEqual(server.asked.splice(0), [frameOf(words)]);
      assert.equal(inBatch[method](batch, ...args), batch);
    }
    assert.equal(batch.length, calls.length);
    await client.exec(batch, false);
    assert.deepEqual(server.asked.splice(0), calls.map(({ words }) => frameOf(words)));
    assert.deepEqual(Object.keys(onClient), Object.keys(inBatch));
  });
}

test("every method is in the files", () => {
  for (const methods of [GlideJson, GlideFt, GlideBloom]) {
    const called = modules.filter(([, of]) => of === methods).flatMap(([file]) => callsOf(file).map(({ javascript }) => javascript[0]));
    assert.deepEqual([...new Set(called)].sort(), Object.keys(methods).sort());
  }
});

test("bytes stand for strings", async (t) => {
  const { client, server } = await connected(t, ProtocolVersion.RESP2);
  await GlideJson.set(client, ...asBytes(["k", "$", '"ä"']));
  await GlideBloom.add(client, ...asBytes(["k", "i"])).catch(() => {});
  const vector = new Uint8Array([0, 255, 13, 10]);
  await GlideFt.search(client, ...asBytes(["i", "*=>[KNN 2 @v $v]"]), { params: [{ key: "v", value: vector }, { key: encode("k"), value: "" }] }).catch(() => {});
  await GlideFt.search(client, "i", "*", { params: { v: vector } }).catch(() => {});
  assert.deepEqual(server.asked, [
    '*4\r\n$8\r\nJSON.SET\r\n$1\r\nk\r\n$1\r\n$\r\n$4\r\n"Ã¤"\r\n',
    frameOf("BF.ADD @@k i"),
    "*9\r\n$9\r\nFT.SEARCH\r\n$1\r\ni\r\n$16\r\n*=>[KNN 2 @v $v]\r\n$6\r\nPARAMS\r\n$1\r\n4\r\n$1\r\nv\r\n$4\r\n\x00\xff\r\n\r\n$1\r\nk\r\n$0\r\n\r\n",
    "*7\r\n$9\r\nFT.SEARCH\r\n$1\r\ni\r\n$1\r\n*\r\n$6\r\nPARAMS\r\n$1\r\n2\r\n$1\r\nv\r\n$4\r\n\x00\xff\r\n\r\n",
  ]);
});

test("values that JSON has stand for their text", async (t) => {
  const { client, server } = await connected(t, ProtocolVersion.RESP2);
  for (const scalar of [1.5, 10n, true, null, "null"]) {
    await GlideJson.arrindex(client, "k", "$", scalar).catch(() => {});
  }
  await GlideJson.numincrby(client, "k", "$", 10n ** 20n);
  await GlideJson.get(client, "k", { noescape: true, path: "$" });
  assert.deepEqual(server.asked, [..."1.5 10 true null null".split(" ").map((scalar) => frameOf(`JSON.ARRINDEX k $ ${scalar}`)),
    frameOf("JSON.NUMINCRBY k $ 100000000000000000000"), frameOf("JSON.GET k NOESCAPE $")]);
});

const numeric = { type: "NUMERIC", name: "n" };
const vector = (attributes) => [{ type: "VECTOR", name: "v", attributes: { algorithm: "HNSW", dimensions: 3, distanceMetric: "L2", ...attributes } }];
const clauses = (...list) => ["i", "*", { clauses: list }];
const reducer = (reduce, ...args) => clauses({ type: "GROUPBY", properties: ["@a"], reducers: [{ function: reduce, args }] });

// Arguments that cannot work, and what the error says of them.
const refusals = [
  [GlideJson, "set", ["k", "$"], "GlideJson.set value: must be a string or a Uint8Array, not undefined"],
  [GlideJson, "set", ["k", "$", { a: 1 }], "GlideJson.set value: must be a string or a Uint8Array, not a Object"],
  [GlideJson, "set", [7, "$", "1"], "GlideJson.set key: must be"],
  [GlideJson, "set", ["k", "$", "1", { conditionalChange: "FXX" }], 'GlideJson.set options.conditionalChange: must be "NX" or "XX", not "FXX"'],
  [GlideJson, "set", ["k", "$", "1", { condition: "NX" }], "GlideJson.set options: has no condition; it has conditionalChange, decoder"],
  [GlideJson, "set", ["k", "$", "1", null], "GlideJson.set options: must be an object, not null"],
  [GlideJson, "set", ["k", "$", "1", { decoder: null }], "GlideJson.set options.decoder: must not be null; leave it out"],
  [GlideJson, "set", ["k", "$", "1", {}, 1], "GlideJson.set: takes key, path, value, options, and was given 1 more"],
  [GlideJson, "mset", [[]], "GlideJson.mset values: is empty; give at least one"],
  [GlideJson, "mset", [[{ key: "k", path: "$" }]], "GlideJson.mset values[0].value: must be a string"],
  [GlideJson, "mset", [[{ key: "k", paht: "$" }]], "GlideJson.mset values[0]: has no paht"],
  [GlideJson, "mget", [[], "$"], "GlideJson.mget keys: is empty"],
  [GlideJson, "mget", ["ab", "$"], "GlideJson.mget keys: must be an array, a Set or another iterable"],
  [GlideJson, "arrappend", ["k", "$", []], "GlideJson.arrappend values: is empty"],
  [GlideJson, "arrinsert", ["k", "$", 0.5, ["1"]], "GlideJson.arrinsert index: must be a whole number"],
  [GlideJson, "arrpop", ["k", { index: 0 }], "GlideJson.arrpop options.index: is given without path; give the path"],
  [GlideJson, "arrindex", ["k", "$", undefined], "GlideJson.arrindex scalar: must be a number"],
  [GlideJson, "numincrby", ["k", "$", NaN], "GlideJson.numincrby num: must be a number, not NaN"],
  [GlideJson, "nummultby", ["k", "$", -Infinity], "GlideJson.nummultby num: is not finite; JSON has no such numbers"],
  [GlideJson, "get", ["k", { path: ["$.a", "space"] }], "GlideJson.get options.path: has the path space, which is a keyword of JSON.GET; write $.space"],
  [GlideJson, "get", ["k", { path: [] }], "GlideJson.get options.path: is empty"],
  [GlideBloom, "madd", ["k", []], "GlideBloom.madd items: is empty; give at least one"],
  [GlideBloom, "mexists", ["k", [1]], "GlideBloom.mexists items[0]: must be a string"],
  [GlideBloom, "insert", ["k", []], "GlideBloom.insert items: is empty"],
  [GlideBloom, "reserve", ["k", 0, 1], "GlideBloom.reserve errorRate: is not between 0 and 1; give a rate such as 0.01"],
  [GlideBloom, "reserve", ["k", 1, 1], "GlideBloom.reserve errorRate: is not between"],
  [GlideBloom, "reserve", ["k", NaN, 1], "GlideBloom.reserve errorRate: must be a number, not NaN"],
  [GlideBloom, "reserve", ["k", 0.1, 0], "GlideBloom.reserve capacity: is less than 1"],
  [GlideBloom, "reserve", ["k", 0.1, 1, { expansion: 0 }], "GlideBloom.reserve options.expansion: is less than 1"],
  [GlideBloom, "reserve", ["k", 0.1, 1, { expansion: 1, nonScaling: true }], "GlideBloom.reserve options.nonScaling: is given with expansion; set one of them"],
  [GlideBloom, "insert", ["k", ["i"], { seed: new Uint8Array(31) }], "GlideBloom.insert options.seed: is not 32 bytes long"],
  [GlideBloom, "insert", ["k", ["i"], { tightening: -0.5 }], "GlideBloom.insert options.tightening: is not between 0 and 1"],
  [GlideBloom, "insert", ["k", ["i"], { validateScaleTo: 1, nonScaling: true }], "GlideBloom.insert options.validateScaleTo: is given with nonScaling"],
  [GlideBloom, "infoField", ["k", "ITEMS"], 'GlideBloom.infoField property: must be "capacity" or'],
  [GlideFt, "create", ["i", []], "GlideFt.create schema: is empty; give at least one field"],
  [GlideFt, "create", ["", [numeric]], "GlideFt.create indexName: is empty"],
  [GlideFt, "create", ["i", [null]], 'GlideFt.create schema[0].type: must be "TEXT" or'],
  [GlideFt, "create", ["i", [{ type: "TEXT", name: "" }]], "GlideFt.create schema[0].name: is empty; give the name of the hash's field"],
  [GlideFt, "create", ["i", [{ type: "TEXT", name: "x", weight: -1 }]], "GlideFt.create schema[0].weight: is negative or not finite"],
  [GlideFt, "create", ["i", [{ type: "TEXT", name: "x", withsuffixtrie: true, nosuffixtrie: true }]], "GlideFt.create schema[0].nosuffixtrie: is given with withsuffixtrie"],
  [GlideFt, "create", ["i", [{ type: "TAG", name: "t", separator: ", " }]], "GlideFt.create schema[0].separator: is not one character"],
  [GlideFt, "create", ["i", [{ ...numeric, caseSensitive: true }]], "GlideFt.create schema[0]: has no caseSensitive"],
  [GlideFt, "create", ["i", [{ type: "VECTOR", name: "v" }]], 'GlideFt.create schema[0].attributes.algorithm: must be "FLAT" or "HNSW"'],
  [GlideFt, "create", ["i", vector({ dimensions: 0 })], "GlideFt.create schema[0].attributes.dimensions: is less than 1"],
  [GlideFt, "create", ["i", vector({ distanceMetric: "L1" })], 'GlideFt.create schema[0].attributes.distanceMetric: must be "L2" or'],
  [GlideFt, "create", ["i", vector({ algorithm: "FLAT", numberOfEdges: 4 })], "GlideFt.create schema[0].attributes: has no numberOfEdges"],
  [GlideFt, "create", ["i", [numeric], { dataType: "LIST" }], 'GlideFt.create options.dataType: must be "HASH" or "JSON"'],
  [GlideFt, "create", ["i", [numeric], { score: 1.5 }], "GlideFt.create options.score: is not from 0 to 1"],
  [GlideFt, "create", ["i", [numeric], { minStemSize: -1 }], "GlideFt.create options.minStemSize: is less than 0"],
  [GlideFt, "create", ["i", [numeric], { noStopWords: true, stopWords: ["a"] }], "GlideFt.create options.stopWords: are given with noStopWords"],
  [GlideFt, "create", ["i", [numeric], { withOffsets: true, noOffsets: true }], "GlideFt.create options.noOffsets: is given with withOffsets"],
  [GlideFt, "create", ["i", [numeric], { prefixes: "a:" }], "GlideFt.create options.prefixes: must be an array"],
  [GlideFt, "info", ["i", { scope: "NODE" }], 'GlideFt.info options.scope: must be "LOCAL" or'],
  [GlideFt, "info", ["i", { shardScope: "NONE" }], 'GlideFt.info options.shardScope: must be "ALLSHARDS" or'],
  [GlideFt, "search", ["i", "*", { returnFields: [{ alias: "a" }] }], "GlideFt.search options.returnFields[0].fieldIdentifier: must be a string"],
  [GlideFt, "search", ["i", "*", { returnFields: [{ fieldIdentifier: "a" }], nocontent: true }], "GlideFt.search options.returnFields: is given with nocontent"],
  [GlideFt, "search", ["i", "*", { sortbyOrder: "ASC" }], "GlideFt.search options.sortbyOrder: is given without sortby; set sortby, or leave it out"],
  [GlideFt, "search", ["i", "*", { withsortkeys: true }], "GlideFt.search options.withsortkeys: is given without sortby"],
  [GlideFt, "search", ["i", "*", { sortby: "n", withsortkeys: true, nocontent: true }], "GlideFt.search options.withsortkeys: is given with nocontent"],
  [GlideFt, "search", ["i", "*", { limit: { offset: -1, count: 1 } }], "GlideFt.search options.limit.offset: is less than 0"],
  [GlideFt, "search", ["i", "*", { limit: { offset: 0, count: 1 }, count: true }], "GlideFt.search options.count: is given with limit"],
  [GlideFt, "search", ["i", "*", { params: [{ key: "", value: "v" }] }], "GlideFt.search options.params[0].key: is empty; give the name that the query has after the $"],
  [GlideFt, "search", ["i", "*", { params: [["v", ""], ["v", ""]] }], "GlideFt.search options.params: has the parameter v twice; give it once"],
  [GlideFt, "search", ["i", "*", { params: { v: new Float32Array(1) } }], "GlideFt.search options.params[0].value: must be a string or a Uint8Array, not a Float32Array"],
  [GlideFt, "search", ["i", "*", { timeout: -1 }], "GlideFt.search options.timeout: is less than 0"],
  [GlideFt, "profileSearch", ["i", "*", { slop: -1 }], "GlideFt.profileSearch options.slop: is less than 0"],
  [GlideFt, "aggregate", ["i", "*", { loadAll: true, loadFields: ["n"] }], "GlideFt.aggregate options.loadFields: is given with loadAll"],
  [GlideFt, "aggregate", ["i", "*", { loadFields: ["@"] }], "GlideFt.aggregate options.loadFields: has a field without name"],
  [GlideFt, "aggregate", clauses(null), 'GlideFt.aggregate options.clauses[0].type: must be "LIMIT" or'],
  [GlideFt, "aggregate", clauses({ type: "APPLY", expression: "1" }), "GlideFt.aggregate options.clauses[0].name: must be a string"],
  [GlideFt, "aggregate", clauses({ type: "FILTER", expression: "" }), "GlideFt.aggregate options.clauses[0].expression: is empty; give what to compute"],
  [GlideFt, "aggregate", clauses({ type: "GROUPBY", properties: ["color"] }), "GlideFt.aggregate options.clauses[0].properties: has color without an @; write @color"],
  [GlideFt, "aggregate", clauses({ type: "GROUPBY", properties: [] }), "GlideFt.aggregate options.clauses[0].properties: is empty"],
  [GlideFt, "aggregate", reducer(""), "GlideFt.aggregate options.clauses[0].reducers[0].function: is empty"],
  [GlideFt, "aggregate", reducer("COUNT", "@n"), "GlideFt.aggregate options.clauses[0].reducers[0].args: has 1, too few or too many for COUNT"],
  [GlideFt, "aggregate", reducer("SUM"), "GlideFt.aggregate options.clauses[0].reducers[0].args: has 0"],
  [GlideFt, "aggregate", reducer("FIRST_VALUE", "@a", "BY"), "GlideFt.aggregate options.clauses[0].reducers[0].args: has 2"],
  [GlideFt, "aggregate", clauses({ type: "SORTBY", properties: [] }), "GlideFt.aggregate options.clauses[0].properties: is empty"],
  [GlideFt, "aggregate", clauses({ type: "SORTBY", properties: [{ property: "@a", order: "UP" }] }), 'GlideFt.aggregate options.clauses[0].properties[0].order: must be "ASC" or "DESC"'],
  [GlideFt, "aggregate", clauses({ type: "SORTBY", properties: [{ property: "@a" }], max: 0 }), "GlideFt.aggregate options.clauses[0].max: is less than 1"],
  [GlideFt, "profileAggregate", clauses({ type: "LIMIT", offset: 0, count: -1 }), "GlideFt.profileAggregate options.clauses[0].count: is less than 0"],
  [GlideFt, "profileSearch", ["i", "*", { limited: 1 }], "GlideFt.profileSearch options.limited: must be true or false"],
];

test("what cannot work is refused, with the field and what to do", async (t) => {
  const { client, server } = await connected(t, ProtocolVersion.RESP3);
  const batches = new Map([[GlideJson, JsonBatch], [GlideBloom, BloomBatch], [GlideFt, FtBatch]]);
  const batch = new Batch(false);
  for (const [methods, name, args, message] of refusals) {
    const check = (begins) => (error) => {
      assert.ok(error instanceof ConfigurationError, `${message}: ${error}`);
      assert.ok(error.message.startsWith(begins), `${error.message}\n${begins}`);
      return true;
    };
    await assert.rejects(methods[name](client, ...args), check(message));
    const inBatch = message.replace(/^Glide(\w+)\./, (_, module) => `${module}Batch.`);
    assert.throws(() => batches.get(methods)[name](batch, ...args), check(inBatch.replace(/, decoder.*/, "").replace(/options\.decoder:.*/, "options: has no decoder")));
  }
  await assert.rejects(GlideJson.get(batch, "k"), /GlideJson\.get client: must be a GlideClient or a GlideClusterClient, not a Batch/);
  assert.throws(() => JsonBatch.get(client, "k"), /JsonBatch\.get batch: must be a Batch or a ClusterBatch, not a GlideClient/);
  assert.throws(() => JsonBatch.get(batch, "k", { timeout: 5 }), /JsonBatch\.get options: has no timeout; it has path/);
  await assert.rejects(GlideJson.get(client, "k", { route: "allNodes" }), ConfigurationError);
  assert.deepEqual(server.asked, []);
  assert.equal(batch.length, 0);
});

test("the options of a call are the call's", async (t) => {
  const { client, server } = await connected(t, ProtocolVersion.RESP3);
  server.answer = () => "$2\r\nOK\r\n";
  const bytes = await GlideJson.get(client, "k", { decoder: "bytes" });
  assert.deepEqual([...bytes], [79, 75]);
  await assert.rejects(GlideJson.get(client, "k", { signal: AbortSignal.abort() }), { name: "AbortError" });
  server.answer = () => "";
  await assert.rejects(GlideFt.search(client, "i", "*", { timeout: 60_000, requestTimeout: 20 }), { name: "TimeoutError" });
  assert.equal(server.asked.at(-1), frameOf("FT.SEARCH i * TIMEOUT 60000"));
});
