// The words of commands: units are the command's own, what is 0 or "" is sent as it is, and where
// GLIDE has a command executed by several nodes. No server is needed to see them.

import assert from "node:assert/strict";
import { test } from "node:test";

const { clusterCalls, methods, onCluster, standaloneCalls } = await import(process.env.GLISSADE_INTERNALS);

const made = (name, args) => methods.find(([each]) => each === name)[1](...args);
const date = new Date(1_700_000_000_000);
const expiry = (type, count) => ({ expiry: { type, count } });

const units = [
  ["expire", ["k", 100], "EXPIRE k 100"],
  ["pexpire", ["k", 100], "PEXPIRE k 100"],
  ["expireAt", ["k", 100], "EXPIREAT k 100"],
  ["pexpireAt", ["k", 100], "PEXPIREAT k 100"],
  ["expireAt", ["k", date], "PEXPIREAT k 1700000000000"],
  ["pexpireAt", ["k", date], "PEXPIREAT k 1700000000000"],
  ["hexpire", ["k", 100, ["f"]], "HEXPIRE k 100 FIELDS 1 f"],
  ["hpexpire", ["k", 100, ["f"]], "HPEXPIRE k 100 FIELDS 1 f"],
  ["hexpireat", ["k", 100, ["f"]], "HEXPIREAT k 100 FIELDS 1 f"],
  ["hpexpireat", ["k", 100, ["f"]], "HPEXPIREAT k 100 FIELDS 1 f"],
  ["hexpireat", ["k", date, ["f"]], "HEXPIREAT k 1700000000 FIELDS 1 f"],
  ["hpexpireat", ["k", date, ["f"]], "HPEXPIREAT k 1700000000000 FIELDS 1 f"],
  ["setex", ["k", 100, "v"], "SETEX k 100 v"],
  ["psetex", ["k", 100, "v"], "PSETEX k 100 v"],
  ...["EX", "PX", "EXAT", "PXAT"].flatMap((type) => [
    ["set", ["k", "v", expiry(type, 100)], `SET k v ${type} 100`],
    ["msetex", [{ k: "v" }, expiry(type, 100)], `MSETEX 1 k v ${type} 100`],
    ["getex", ["k", { expiry: { type, duration: 100 } }], `GETEX k ${type} 100`],
    ["hsetex", ["k", { f: "v" }, expiry(type, 100)], `HSETEX k ${type} 100 FIELDS 1 f v`],
    ["hgetex", ["k", ["f"], expiry(type, 100)], `HGETEX k ${type} 100 FIELDS 1 f`],
  ]),
  ["set", ["k", "v", expiry("EXAT", date)], "SET k v EXAT 1700000000"],
  ["set", ["k", "v", expiry("PXAT", date)], "SET k v PXAT 1700000000000"],
  ["msetex", [{ k: "v" }, expiry("EXAT", date)], "MSETEX 1 k v EXAT 1700000000"],
  ["getex", ["k", { expiry: { type: "PXAT", duration: date } }], "GETEX k PXAT 1700000000000"],
  ["hsetex", ["k", { f: "v" }, expiry("EXAT", date)], "HSETEX k EXAT 1700000000 FIELDS 1 f v"],
  ["hgetex", ["k", ["f"], expiry("PXAT", date)], "HGETEX k PXAT 1700000000000 FIELDS 1 f"],
  ["blpop", [["k"], 0.5], "BLPOP k 0.5"],
  ["brpop", [["k"], 10], "BRPOP k 10"],
  ["blmove", ["a", "b", "LEFT", "RIGHT", 10], "BLMOVE a b LEFT RIGHT 10"],
  ["brpoplpush", ["a", "b", 10], "BRPOPLPUSH a b 10"],
  ["blmpop", [["k"], "LEFT", 10], "BLMPOP 10 1 k LEFT"],
  ["bzmpop", [["k"], "MIN", 0.1], "BZMPOP 0.1 1 k MIN"],
  ["bzpopmin", [["k"], 10], "BZPOPMIN k 10"],
  ["bzpopmax", [["k"], 10], "BZPOPMAX k 10"],
  ["xread", [{ k: "0" }, { block: 500 }], "XREAD BLOCK 500 STREAMS k 0"],
  ["xreadgroup", ["g", "c", { k: ">" }, { block: 500 }], "XREADGROUP GROUP g c BLOCK 500 STREAMS k >"],
  ["xclaim", ["k", "g", "c", 500, ["1"], { idle: 500, idleUnixTime: date }], "XCLAIM k g c 500 1 IDLE 500 TIME 1700000000000"],
  ["xautoclaim", ["k", "g", "c", 500, "0"], "XAUTOCLAIM k g c 500 0"],
  ["wait", [1, 500], "WAIT 1 500"],
  ["waitaof", [1, 0, 500], "WAITAOF 1 0 500"],
  ["migrate", ["h", 1, "k", 0, 500], "MIGRATE h 1 k 0 500"],
  ["restore", ["k", 500, "v"], "RESTORE k 500 v"],
  ["restore", ["k", date, "v", { absttl: true }], "RESTORE k 1700000000000 v ABSTTL"],
  ["clientPause", [500], "CLIENT PAUSE 500"],
  ["failover", [{ timeoutMs: 500 }], "FAILOVER TIMEOUT 500"],
];

const nothings = [
  ["xtrim", ["k", { method: "maxlen", threshold: 0, exact: true }], "XTRIM k MAXLEN = 0"],
  ["xtrim", ["k", { method: "maxlen", threshold: 0, exact: false, limit: 0 }], "XTRIM k MAXLEN ~ 0 LIMIT 0"],
  ["xtrim", ["k", { method: "minid", threshold: "", exact: true }], "XTRIM k MINID = "],
  ["xadd", ["k", { f: "v" }, { id: "" }], "XADD k  f v"],
  ["xadd", ["k", { f: "v" }, { id: "", trim: { method: "maxlen", threshold: 0n, exact: true } }], "XADD k MAXLEN = 0  f v"],
  ["xread", [{ k: "" }, { count: 0, block: 0 }], "XREAD COUNT 0 BLOCK 0 STREAMS k "],
  ["xrange", ["k", "-", "+", { count: 0 }], "XRANGE k - + COUNT 0"],
  ["xrange", ["k", "", { value: "", isInclusive: false }], "XRANGE k  ("],
  ["xpendingWithOptions", ["k", "g", { start: "-", end: "+", count: 0, minIdleTime: 0, consumer: "" }], "XPENDING k g IDLE 0 - + 0 "],
  ["xclaim", ["k", "g", "c", 0, ["1"], { idle: 0, idleUnixTime: 0, retryCount: 0, lastId: "" }], "XCLAIM k g c 0 1 IDLE 0 TIME 0 RETRYCOUNT 0 LASTID "],
  ["xgroupCreate", ["k", "g", "", { entriesRead: 0 }], "XGROUP CREATE k g  ENTRIESREAD 0"],
  ["xgroupCreate", ["k", "g", "0", { entriesRead: "" }], "XGROUP CREATE k g 0 ENTRIESREAD "],
  ["xgroupSetId", ["k", "g", "0", { entriesRead: 0 }], "XGROUP SETID k g 0 ENTRIESREAD 0"],
  ["xsetid", ["k", "0", { entriesAdded: 0, maxDeletedId: "" }], "XSETID k 0 ENTRIESADDED 0 MAXDELETEDID "],
  ["xinfoStream", ["k", { fullOptions: 0 }], "XINFO STREAM k FULL COUNT 0"],
  ["xautoclaim", ["k", "g", "c", 0, "", { count: 0 }], "XAUTOCLAIM k g c 0  COUNT 0"],
  ["zpopmin", ["k", { count: 0 }], "ZPOPMIN k 0"],
  ["zpopmax", ["k", 0], "ZPOPMAX k 0"],
  ["zmpop", [["k"], "MIN", { count: 0 }], "ZMPOP 1 k MIN COUNT 0"],
  ["zrandmemberWithCount", ["k", 0], "ZRANDMEMBER k 0"],
  ["zintercard", [["k"], { limit: 0 }], "ZINTERCARD 1 k LIMIT 0"],
  ["zrange", ["k", { type: "byLex", start: { value: "" }, end: "+", limit: { offset: 0, count: 0 } }], "ZRANGE k [ + BYLEX LIMIT 0 0"],
  ["zrange", ["k", { start: 0, end: 0 }], "ZRANGE k 0 0"],
  ["zrangebyscore", ["k", { value: 0 }, { value: 0, isInclusive: false }, { limit: { offset: 0, count: 0 } }], "ZRANGEBYSCORE k 0 (0 LIMIT 0 0"],
  ["zscan", ["k", "", { match: "", count: 0 }], "ZSCAN k  MATCH  COUNT 0"],
  ["scan", ["0", { match: "", count: 0, type: "" }], "SCAN 0 MATCH  COUNT 0 TYPE "],
  ["hscan", ["k", "0", { match: "", count: 0 }], "HSCAN k 0 MATCH  COUNT 0"],
  ["sscan", ["k", "0", { match: "", count: 0 }], "SSCAN k 0 MATCH  COUNT 0"],
  ["sort", ["k", { byPattern: "", limit: { offset: 0, count: 0 }, getPatterns: [""] }], "SORT k BY  LIMIT 0 0 GET "],
  ["lpos", ["k", "", { rank: 0, count: 0, maxLength: 0 }], "LPOS k  RANK 0 COUNT 0 MAXLEN 0"],
  ["lpopCount", ["k", 0], "LPOP k 0"],
  ["lmpop", [["k"], "LEFT", { count: 0 }], "LMPOP 1 k LEFT COUNT 0"],
  ["lrange", ["k", 0, 0], "LRANGE k 0 0"],
  ["lrem", ["k", 0, ""], "LREM k 0 "],
  ["spopCount", ["k", 0], "SPOP k 0"],
  ["srandmemberCount", ["k", 0], "SRANDMEMBER k 0"],
  ["sintercard", [["k"], { limit: 0 }], "SINTERCARD 1 k LIMIT 0"],
  ["hrandfieldCount", ["k", 0], "HRANDFIELD k 0"],
  ["bitcount", ["k", { start: 0, end: 0 }], "BITCOUNT k 0 0"],
  ["bitpos", ["k", 0, { start: 0 }], "BITPOS k 0 0"],
  ["set", ["", "", { conditionalSet: "onlyIfEqual", comparisonValue: "", expiry: { type: "EX", count: 0 } }], "SET   IFEQ  EX 0"],
  ["lcsIdx", ["a", "b", { minMatchLen: 0 }], "LCS a b IDX MINMATCHLEN 0"],
  ["copy", ["a", "b", { destinationDB: 0 }], "COPY a b DB 0"],
  ["restore", ["k", 0, "v", { idletime: 0, frequency: 0 }], "RESTORE k 0 v IDLETIME 0 FREQ 0"],
  ["migrate", ["", 1, "", 0, 0, { username: "", password: "" }], "MIGRATE  1  0 0 AUTH2  "],
  ["geosearch", ["k", { member: "" }, { radius: 0, unit: "m" }, { count: 0 }], "GEOSEARCH k FROMMEMBER  BYRADIUS 0 m COUNT 0"],
  ["expire", ["k", 0], "EXPIRE k 0"],
  ["expire", ["k", -1], "EXPIRE k -1"],
  ["memoryUsage", ["k", { samples: 0 }], "MEMORY USAGE k SAMPLES 0"],
  ["slowlogGet", [0], "SLOWLOG GET 0"],
  ["aclLog", [0], "ACL LOG 0"],
  ["aclGenPass", [0], "ACL GENPASS 0"],
  ["aclCat", [""], "ACL CAT "],
  ["lolwut", [{ version: 0, parameters: [0] }], "LOLWUT VERSION 0 0"],
  ["ping", [{ message: "" }], "PING "],
  ["pubsubChannels", [{ pattern: "" }], "PUBSUB CHANNELS "],
  ["functionList", [{ libNamePattern: "" }], "FUNCTION LIST LIBRARYNAME "],
  ["commandList", [{ pattern: "" }], "COMMAND LIST FILTERBY PATTERN "],
  ["clientList", [{ is: { name: "" }, maxAge: 0, idle: 0, skipMe: false }], "CLIENT LIST NAME  MAXAGE 0 IDLE 0 SKIPME NO"],
  ["clusterscan", ["0", { match: "", count: 0, type: "", slot: 0 }], "CLUSTERSCAN 0 MATCH  COUNT 0 TYPE  SLOT 0"],
  ["clusterSetSlot", [0, { type: "stable" }, { timeoutMs: 0 }], "CLUSTER SETSLOT 0 STABLE TIMEOUT 0"],
  ["failover", [{ timeoutMs: 0 }], "FAILOVER TIMEOUT 0"],
  ["waitaof", [0, 0, 0], "WAITAOF 0 0 0"],
];

for (const [title, rows] of Object.entries({ units, "what is 0 or empty": nothings })) {
  test(title, () => {
    for (const [name, args, words] of rows) {
      assert.equal(made(name, args).words.join(" "), words, `${name} ${JSON.stringify(args, (_, value) => (typeof value === "bigint" ? String(value) : value))}`);
    }
  });
}

test("a time that the type tells to be of another unit is refused", () => {
  const refused = [
    ["expire", ["k", date]],
    ["pexpire", ["k", date]],
    ["hexpire", ["k", date, ["f"]]],
    ["hpexpire", ["k", date, ["f"]]],
    ["setex", ["k", date, "v"]],
    ["psetex", ["k", date, "v"]],
    ["set", ["k", "v", expiry("EX", date)]],
    ["hsetex", ["k", { f: "v" }, expiry("PX", date)]],
    ["getex", ["k", { expiry: { type: "EX", duration: date } }]],
    ["hexpireat", ["k", new Date(1_500), ["f"]]],
    ["set", ["k", "v", expiry("EXAT", new Date(1_500))]],
    ["restore", ["k", date, "v"]],
    ["restore", ["k", date, "v", { absttl: false }]],
    ["blpop", [["k"], date]],
    ["xread", [{ k: "0" }, { block: date }]],
    ["wait", [0, date]],
    ["clientPause", [date]],
    ["expire", ["k", 0.5]],
    ["xread", [{ k: "0" }, { block: 0.5 }]],
    ["wait", [0, 0.5]],
    ["clientPause", [0.5]],
    ["hexpire", ["k", 1.5, ["f"]]],
    ["setex", ["k", 0.5, "v"]],
    ["blpop", [["k"], { timeout: 5 }]],
  ];
  for (const [name, args] of refused) {
    assert.throws(() => made(name, args), { name: "ConfigurationError", message: new RegExp(`^${name} `) }, name);
  }
});

// The methods whose command, of clients of a cluster, has a property of that value.
function having(property, value) {
  const args = {};
  for (const calls of [standaloneCalls, clusterCalls]) {
    Object.values(calls(new Proxy({}, { get: (_, name) => (...given) => (args[name] = given) }))).forEach((call) => call());
  }
  const ofClusters = methods.filter(([, , , properties]) => (properties & onCluster) !== 0);
  return ofClusters.filter(([name, make]) => make(...args[name])[property] === value).map(([name]) => name).sort();
}

test("which commands have several nodes reply where nothing is said, as in GLIDE", () => {
  const primaries = "bgrewriteaof bgsave bgsaveCancel bgsaveSchedule info latencyDoctor latencyGraph latencyHistogram latencyHistory latencyLatest memoryDoctor memoryMallocStats memoryStats";
  assert.deepEqual(having("route", "allPrimaries"), primaries.split(" "));
  assert.deepEqual(having("route", "allNodes"), ["functionStats"]);
});

test("what is bytes whatever the decoder, and what is text", () => {
  assert.deepEqual(having("asBytes", true), ["dump", "functionDump"]);
  assert.deepEqual(having("asBytes", false), ["clientTrackingInfo", "memoryStats", "xautoclaimJustId", "xclaimJustId"]);
});
