// What methods make of replies, in both forms of RESP, of clients and in batches. The replies are
// those that valkey.io and the modules' sources have, and the tests of the Go packages.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BloomBatch, GlideBloom } from "../../dist/bloom.js";
import { Batch, ProtocolVersion, RequestError } from "../../dist/index.js";
import { GlideJson, JsonBatch } from "../../dist/json.js";
import { FtBatch, GlideFt } from "../../dist/search.js";
import { connected } from "./fake.mjs";

const inBatches = new Map([[GlideJson, JsonBatch], [GlideBloom, BloomBatch], [GlideFt, FtBatch]]);
const nulls = ["$-1\r\n", "*-1\r\n"]; // RESP3 has _ in their place
const path = { path: "$.*" };

// [module, method, arguments, result, replies]: of RESP2 unless only RESP3 has their types.
const readable = [
  [GlideJson, "set", ["k", "$", "1"], "OK", ["+OK\r\n", "$2\r\nOK\r\n"]],
  [GlideJson, "set", ["k", "$", "1", { conditionalChange: "XX" }], null, nulls],
  [GlideJson, "mset", [[{ key: "k", path: "$", value: "1" }]], "OK", ["+OK\r\n"]],
  [GlideJson, "get", ["k"], '"v"', ['$3\r\n"v"\r\n']],
  [GlideJson, "get", ["k"], null, nulls],
  [GlideJson, "mget", [["k", "l"], "$"], ["[1]", null], ["*2\r\n$3\r\n[1]\r\n$-1\r\n", "*2\r\n$3\r\n[1]\r\n_\r\n"]],
  [GlideJson, "numincrby", ["k", "$", 1], "[2,null]", ["$8\r\n[2,null]\r\n"]],
  [GlideJson, "del", ["k"], 3, [":3\r\n"]],
  [GlideJson, "arrlen", ["k", path], [1, null, -1], ["*3\r\n:1\r\n$-1\r\n:-1\r\n", "*3\r\n:1\r\n_\r\n:-1\r\n"]],
  [GlideJson, "arrlen", ["k", path], [], ["*0\r\n"]],
  [GlideJson, "arrlen", ["k", { path: ".a" }], 2, [":2\r\n"]],
  [GlideJson, "arrlen", ["k"], null, nulls],
  [GlideJson, "debugMemory", ["k"], 632, [":632\r\n"]],
  [GlideJson, "arrpop", ["k", path], [null, '"a"'], ['*2\r\n$-1\r\n$3\r\n"a"\r\n', '*2\r\n_\r\n$3\r\n"a"\r\n']],
  [GlideJson, "arrpop", ["k"], "[]", ["$2\r\n[]\r\n"]],
  [GlideJson, "type", ["k", path], ["integer", "null"], ["*2\r\n+integer\r\n+null\r\n", "*2\r\n$7\r\ninteger\r\n$4\r\nnull\r\n"]],
  [GlideJson, "toggle", ["k"], true, ["$4\r\ntrue\r\n", ":1\r\n", "#t\r\n"]],
  [GlideJson, "toggle", ["k"], false, ["$5\r\nfalse\r\n", ":0\r\n", "#f\r\n"]],
  [GlideJson, "toggle", ["k", path], [false, true, null], ["*3\r\n:0\r\n:1\r\n$-1\r\n", "*3\r\n#f\r\n#t\r\n_\r\n"]],
  [GlideJson, "objkeys", ["k"], ["a", "b"], ["*2\r\n$1\r\na\r\n$1\r\nb\r\n"]],
  [GlideJson, "objkeys", ["k", path], [[], ["a"], null], ["*3\r\n*0\r\n*1\r\n$1\r\na\r\n$-1\r\n", "*3\r\n*0\r\n*1\r\n$1\r\na\r\n_\r\n"]],
  [GlideJson, "objkeys", ["k"], null, nulls],
  [GlideJson, "resp", ["k"], ["{", ["age", 27], ["weight", "135.25"], ["spouse", null]], ["*4\r\n+{\r\n*2\r\n$3\r\nage\r\n:27\r\n*2\r\n$6\r\nweight\r\n$6\r\n135.25\r\n*2\r\n$6\r\nspouse\r\n$-1\r\n"]],

  [GlideBloom, "add", ["k", "i"], true, [":1\r\n", "#t\r\n"]],
  [GlideBloom, "exists", ["k", "i"], false, [":0\r\n", "#f\r\n"]],
  [GlideBloom, "madd", ["k", ["i", "j"]], [true, false], ["*2\r\n:1\r\n:0\r\n", "*2\r\n#t\r\n#f\r\n"]],
  [GlideBloom, "insert", ["k", [], { capacity: 1 }], [], ["*0\r\n"]],
  [GlideBloom, "card", ["k"], 42, [":42\r\n"]],
  [GlideBloom, "reserve", ["k", 0.1, 1], "OK", ["+OK\r\n"]],
  [GlideBloom, "infoField", ["k", "errorRate"], 0.01, ["$4\r\n0.01\r\n", ",0.01\r\n"]],
  [GlideBloom, "infoField", ["k", "capacity"], 100, [":100\r\n"]],
  [GlideBloom, "infoField", ["k", "expansion"], null, nulls],
  [GlideBloom, "info", ["k"], { capacity: 100, size: 384, filters: 1, items: 2, errorRate: 0.01, expansion: 2, tightening: 0.5, maxScaledCapacity: 26214300 }, [
    "*16\r\n+Capacity\r\n:100\r\n+Size\r\n:384\r\n+Number of filters\r\n:1\r\n+Number of items inserted\r\n:2\r\n+Error rate\r\n$4\r\n0.01\r\n+Expansion rate\r\n:2\r\n+Tightening ratio\r\n$3\r\n0.5\r\n+Max scaled capacity\r\n:26214300\r\n",
    "%8\r\n+Capacity\r\n:100\r\n+Size\r\n:384\r\n+Number of filters\r\n:1\r\n+Number of items inserted\r\n:2\r\n+Error rate\r\n,0.01\r\n+Expansion rate\r\n:2\r\n+Tightening ratio\r\n,0.5\r\n+Max scaled capacity\r\n:26214300\r\n",
  ]],
  [GlideBloom, "info", ["k"], { capacity: 10, size: 1, filters: 1, items: 0, errorRate: 0.5, expansion: null, tightening: null, maxScaledCapacity: null, Colour: "blue" }, [
    "*14\r\n+Capacity\r\n:10\r\n+Size\r\n:1\r\n+Number of filters\r\n:1\r\n+Number of items inserted\r\n:0\r\n+Error rate\r\n$3\r\n0.5\r\n+Expansion rate\r\n$-1\r\n+Colour\r\n+blue\r\n",
  ]],

  [GlideFt, "create", ["i", [{ type: "TAG", name: "t" }]], "OK", ["+OK\r\n"]],
  [GlideFt, "list", [], ["a", "b"], ["*2\r\n+a\r\n$1\r\nb\r\n", "~2\r\n+a\r\n+b\r\n"]],
  [GlideFt, "explain", ["i", "*"], "all", ["$3\r\nall\r\n"]],
  [GlideFt, "explaincli", ["i", "*"], ["a", ""], ["*2\r\n+a\r\n$0\r\n\r\n"]],
  [GlideFt, "explaincli", ["i", "*"], ["a"], ["$1\r\na\r\n"]],
  [GlideFt, "search", ["i", "*"], [12, [{ key: "p2", value: [{ key: "color", value: "blue" }, { key: "city", value: "London" }] }, { key: "p1", value: [] }]], [
    "*5\r\n:12\r\n$2\r\np2\r\n*4\r\n$5\r\ncolor\r\n$4\r\nblue\r\n$4\r\ncity\r\n$6\r\nLondon\r\n$2\r\np1\r\n*0\r\n",
    "*5\r\n:12\r\n+p2\r\n%2\r\n+color\r\n+blue\r\n+city\r\n+London\r\n+p1\r\n%0\r\n",
  ]],
  [GlideFt, "search", ["i", "*", { count: true }], [12, []], ["*1\r\n:12\r\n"]],
  [GlideFt, "search", ["i", "*", { nocontent: true }], [3, [{ key: "key1", value: [] }, { key: "key5", value: [] }]], ["*3\r\n:3\r\n$4\r\nkey1\r\n$4\r\nkey5\r\n"]],
  [GlideFt, "search", ["i", "*", { sortby: "n", withsortkeys: true }], [2, [{ key: "a", value: ["#1", [{ key: "n", value: "1" }]] }, { key: "b", value: [null, []] }]], [
    "*7\r\n:2\r\n$1\r\na\r\n$2\r\n#1\r\n*2\r\n$1\r\nn\r\n$1\r\n1\r\n$1\r\nb\r\n$-1\r\n*0\r\n",
    "*7\r\n:2\r\n$1\r\na\r\n$2\r\n#1\r\n%1\r\n$1\r\nn\r\n$1\r\n1\r\n$1\r\nb\r\n_\r\n%0\r\n",
  ]],
  [GlideFt, "search", ["i", "*", { sortby: "n", withsortkeys: true }], [1, [{ key: "a", value: [null, [{ key: "__v_score", value: "0.5" }]] }]], ["*3\r\n:1\r\n$1\r\na\r\n*2\r\n$9\r\n__v_score\r\n$3\r\n0.5\r\n"]],
  [GlideFt, "aggregate", ["i", "*"], [[{ key: "condition", value: "used" }, { key: "bicycles", value: ["bicycle:1", "bicycle:2"] }], []], [
    "*3\r\n:2\r\n*4\r\n+condition\r\n$4\r\nused\r\n+bicycles\r\n*2\r\n$9\r\nbicycle:1\r\n$9\r\nbicycle:2\r\n*0\r\n",
    "*3\r\n:2\r\n%2\r\n+condition\r\n+used\r\n+bicycles\r\n*2\r\n+bicycle:1\r\n+bicycle:2\r\n%0\r\n",
  ]],
  [GlideFt, "profileSearch", ["i", "*"], [[1, [{ key: "a", value: [] }]], [["all.count", "3"]]], ["*2\r\n*3\r\n:1\r\n+a\r\n*0\r\n*1\r\n*2\r\n+all.count\r\n+3\r\n"]],
  [GlideFt, "profileSearch", ["i", "*", { nocontent: true }], [[1, [{ key: "a", value: [] }]], []], ["*2\r\n*2\r\n:1\r\n+a\r\n*0\r\n"]],
  [GlideFt, "profileAggregate", ["i", "*"], [[[{ key: "n", value: "1" }]], []], ["*2\r\n*2\r\n:1\r\n*2\r\n+n\r\n+1\r\n*0\r\n"]],
  [GlideFt, "aliaslist", [], [{ key: "x", value: "i" }, { key: "y", value: "i" }], ["*2\r\n*2\r\n+x\r\n+i\r\n*2\r\n+y\r\n+i\r\n", "%2\r\n+x\r\n+i\r\n+y\r\n+i\r\n"]],
  [GlideFt, "aliaslist", [], [], ["*0\r\n", "%0\r\n"]],
  [GlideFt, "info", ["i"], {
    index_name: "i", index_definition: { key_type: "HASH", prefixes: ["a:"], default_score: 1, score_field: "" },
    attributes: [{ identifier: "t", attribute: "t", type: "TAG", user_indexed_memory: 9, SEPARATOR: ",", size: "2" }],
    num_docs: 2, backfill_in_progress: true, backfill_complete_percent: 0.5, recent_mutations_queue_delay: 7, state: "ready", stop_words: ["a", "the"], with_offsets: true,
  }, ["$1\r\n1\r\n", ",1\r\n"].map((score) => "*20\r\n+index_name\r\n+i\r\n+index_definition\r\n*8\r\n+key_type\r\n+HASH\r\n+prefixes\r\n*1\r\n+a:\r\n+default_score\r\n" + score + "+score_field\r\n+\r\n" +
      "+attributes\r\n*1\r\n*12\r\n+identifier\r\n+t\r\n+attribute\r\n+t\r\n+type\r\n+TAG\r\n+user_indexed_memory\r\n:9\r\n+SEPARATOR\r\n+,\r\n+size\r\n$1\r\n2\r\n" +
      "+num_docs\r\n$1\r\n2\r\n+backfill_in_progress\r\n$1\r\n1\r\n+backfill_complete_percent\r\n$8\r\n0.500000\r\n+recent_mutations_queue_delay\r\n$5\r\n7 sec\r\n+state\r\n+ready\r\n" +
      "+stop_words\r\n*2\r\n+a\r\n+the\r\n+with_offsets\r\n+1\r\n")],
  [GlideFt, "info", ["i", { scope: "CLUSTER" }], { mode: "CLUSTER", index_name: "i", backfill_in_progress: false, backfill_complete_percent_max: 1, shards: 3 }, [
    "*10\r\n+mode\r\n+CLUSTER\r\n+index_name\r\n+i\r\n+backfill_in_progress\r\n+0\r\n+backfill_complete_percent_max\r\n$8\r\n1.000000\r\n+shards\r\n:3\r\n",
    "%5\r\n+mode\r\n+CLUSTER\r\n+index_name\r\n+i\r\n+backfill_in_progress\r\n#f\r\n+backfill_complete_percent_max\r\n,1\r\n+shards\r\n:3\r\n",
  ]],
];

// Replies of another shape, or with an error in them.
const unreadable = [
  [GlideJson, "get", ["k"], [":1\r\n", "*0\r\n"]],
  [GlideJson, "mget", [["k"], "$"], ["$1\r\n1\r\n", "*1\r\n:1\r\n", "$-1\r\n"]],
  [GlideJson, "arrlen", ["k"], ["+a\r\n", "*1\r\n+a\r\n", "*1\r\n*0\r\n"]],
  [GlideJson, "toggle", ["k"], [":2\r\n", "+no\r\n", "*1\r\n+no\r\n"]],
  [GlideJson, "set", ["k", "$", "1"], ["*0\r\n", ":1\r\n"]],
  [GlideBloom, "madd", ["k", ["i"]], ["*1\r\n:2\r\n", ":1\r\n", "*2\r\n:1\r\n-ERR non scaling filter is full\r\n"]],
  [GlideBloom, "infoField", ["k", "size"], ["*0\r\n", "$2\r\nno\r\n", "$0\r\n\r\n"]],
  [GlideBloom, "info", ["k"], [":1\r\n", "*1\r\n+Size\r\n", "*2\r\n+Size\r\n+much\r\n"]],
  [GlideFt, "search", ["i", "*"], [":0\r\n", "*0\r\n", "*2\r\n:1\r\n+p1\r\n", "*3\r\n:1\r\n+p1\r\n+sorted\r\n", "*3\r\n:1\r\n+p1\r\n*1\r\n+color\r\n", "*3\r\n:1\r\n+p1\r\n*2\r\n+color\r\n:1\r\n", "*3\r\n+one\r\n+p1\r\n*0\r\n"]],
  [GlideFt, "search", ["i", "*", { nocontent: true }], ["*3\r\n:1\r\n$4\r\nkey1\r\n*0\r\n", "*0\r\n"]],
  [GlideFt, "aggregate", ["i", "*"], ["*0\r\n", "*2\r\n:1\r\n+a\r\n", "*2\r\n:1\r\n*1\r\n+a\r\n", "*2\r\n:1\r\n*2\r\n:1\r\n+a\r\n"]],
  [GlideFt, "profileSearch", ["i", "*"], ["*1\r\n*1\r\n:0\r\n", "+a\r\n", "*2\r\n:1\r\n:1\r\n"]],
  [GlideFt, "aliaslist", [], ["+x\r\n", "*1\r\n+x\r\n", "*1\r\n*1\r\n+x\r\n"]],
  [GlideFt, "info", ["i"], ["+i\r\n", "*1\r\n+mode\r\n", "*2\r\n+num_docs\r\n+many\r\n", "*2\r\n+backfill_in_progress\r\n+maybe\r\n", "*2\r\n+attributes\r\n+t\r\n", "*2\r\n+index_definition\r\n:1\r\n"]],
];

// What inherits nothing counts as equal to what does.
const plain = (value) => (value === undefined ? undefined : structuredClone(value));
const onlyRESP3 = /^[%~#,_]|\r\n[%#,_]/;

for (const protocol of [ProtocolVersion.RESP2, ProtocolVersion.RESP3]) {
  const repliesOf = (replies) => (protocol === ProtocolVersion.RESP3 ? replies.map((reply) => (nulls.includes(reply) ? "_\r\n" : reply)) : replies.filter((reply) => !onlyRESP3.test(reply)));

  test(`replies in ${protocol}`, async (t) => {
    const { client, server } = await connected(t, protocol);
    for (const [module, method, args, result, replies] of readable) {
      for (const reply of repliesOf(replies)) {
        server.answer = () => reply;
        assert.deepEqual(plain(await module[method](client, ...args)), result, `${method}: ${JSON.stringify(reply)}`);
        const batch = new Batch(false).ping();
        inBatches.get(module)[method](batch, ...args);
        assert.deepEqual(plain(await client.exec(batch, true)), ["PONG", result], `${method} in a batch: ${JSON.stringify(reply)}`);
      }
    }
  });

  test(`replies in ${protocol} that are not understood`, async (t) => {
    const { client, server } = await connected(t, protocol);
    for (const [module, method, args, replies] of unreadable) {
      for (const reply of repliesOf(replies)) {
        server.answer = () => reply;
        const refused = (error) => error instanceof RequestError && /^(unexpected reply: expected|ResponseError: )/.test(error.message);
        await assert.rejects(module[method](client, ...args), refused, `${method}: ${JSON.stringify(reply)}`);
        const batch = inBatches.get(module)[method](new Batch(false), ...args);
        const [result] = await client.exec(batch, false);
        assert.ok(refused(result), `${method} in a batch: ${JSON.stringify(reply)}: ${result}`);
        await assert.rejects(client.exec(batch, true), refused);
      }
    }
    server.answer = () => "-WRONGTYPE JSON element is not a number\r\n";
    await assert.rejects(GlideJson.numincrby(client, "k", ".", 1), { code: "WRONGTYPE" });
    assert.equal((await client.exec(JsonBatch.numincrby(new Batch(false), "k", ".", 1), false))[0].code, "WRONGTYPE");
  });
}

test("bytes where they are asked for, and words of the protocol all the same", async (t) => {
  const { client, server } = await connected(t, ProtocolVersion.RESP2, { defaultDecoder: "bytes" });
  const bytes = (text) => Buffer.from(text);
  server.answer = () => "$4\r\ntrue\r\n";
  assert.deepEqual(await GlideJson.get(client, "k"), bytes("true"));
  assert.equal(await GlideJson.get(client, "k", { decoder: "string" }), "true");
  assert.equal(await GlideJson.toggle(client, "k"), true);
  server.answer = () => "+OK\r\n";
  assert.equal(await GlideJson.set(client, "k", "$", "1"), "OK");
  server.answer = () => "*3\r\n:1\r\n+p\r\n*2\r\n+v\r\n$2\r\n\xff\x00\r\n";
  assert.deepEqual(await GlideFt.search(client, "i", "*"), [1, [{ key: bytes("p"), value: [{ key: bytes("v"), value: Buffer.from([255, 0]) }] }]]);
  server.answer = () => "*4\r\n+Size\r\n:1\r\n+Error rate\r\n$3\r\n0.5\r\n";
  assert.equal((await GlideBloom.info(client, "k")).errorRate, 0.5);
  server.answer = () => "*4\r\n+index_name\r\n+i\r\n+num_docs\r\n$1\r\n2\r\n";
  assert.deepEqual({ ...(await GlideFt.info(client, "i")) }, { index_name: bytes("i"), num_docs: 2 });
});

test("whole numbers beyond what a number holds", async (t) => {
  const { client, server } = await connected(t, ProtocolVersion.RESP3);
  server.answer = () => ":9007199254740993\r\n";
  assert.equal(await GlideBloom.card(client, "k"), 9007199254740993n);
});
