// Keys of a cluster: of several slots, by a route, and all of them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ClusterScanCursor, ConfigurationError, ObjectType } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

async function scan(options, from = new ClusterScanCursor()) {
  const found = new Set();
  let [cursor, steps] = [from, 0];
  for (; !cursor.isFinished(); steps++) {
    assert.ok(steps < 100_000, "the scan does not end");
    const [next, keys] = await client.scan(cursor, options);
    assert.ok(next instanceof ClusterScanCursor);
    keys.forEach((key) => found.add(typeof key === "string" ? key : Buffer.from(key).toString()));
    cursor = next;
  }
  return { found: [...found].sort(), steps, cursor };
}

test("keys of several slots", async () => {
  const keys = unique(50);
  await client.mset(Object.fromEntries(keys.map((key) => [key, "1"])));
  assert.equal(await client.exists([...keys, keys[0], "absent:key"]), 51);
  assert.equal(await client.touch(new Set(keys)), 50);
  assert.equal(typeof (await client.randomKey()), "string");
  assert.equal(typeof (await client.randomKey({ route: "allPrimaries" })), "string");
  assert.ok((await client.randomKey({ route: { type: "primarySlotKey", key: keys[0] }, decoder: "bytes" })) instanceof Uint8Array);
  assert.deepEqual((await client.keys(keys[3])), [keys[3]]);
  assert.equal(typeof (await client.wait(0, 10)), "number");
  assert.equal(await client.unlink(keys), 50);
});

test("a scan finds all keys", async () => {
  const prefix = `${unique(1)[0]}:scan:`;
  const keys = Array.from({ length: 300 }, (_, i) => prefix + i).sort();
  await client.mset(Object.fromEntries(keys.map((key) => [key, "1"])));
  await client.sadd(`${prefix}set`, ["m"]);
  assert.deepEqual((await scan({ match: `${prefix}*`, type: ObjectType.STRING, count: 100 })).found, keys);
  const slow = await scan({ match: `${prefix}*`, type: "set", count: 5, allowNonCoveredSlots: true, decoder: "bytes", timeout: 30_000 });
  assert.deepEqual(slow.found, [`${prefix}set`]);
  assert.ok(slow.steps > (await scan({ count: 1_000 })).steps);
  assert.deepEqual((await scan({ match: "" })).found, []);

  // Goes on where it was, in another client too, from the text of a cursor.
  const all = new Set();
  let text = "";
  do {
    const other = await connect();
    const [cursor, found] = await other.scan(new ClusterScanCursor(text), { match: `${prefix}*`, count: 1_000 });
    other.close();
    found.forEach((key) => all.add(key));
    text = cursor.getCursor();
  } while (!new ClusterScanCursor(text).isFinished());
  assert.equal(all.size, 301);
  const [over, none] = await client.scan(new ClusterScanCursor(text));
  assert.deepEqual([over.isFinished(), none], [true, []]);
});

test("scans that cannot be", async () => {
  const begin = new ClusterScanCursor();
  for (const [args, start] of [
    [["0"], "scan cursor: must be a ClusterScanCursor"],
    [[new ClusterScanCursor("0")], "cursor"],
    [[new ClusterScanCursor("1 false  0-99999 ")], "cursor"],
    [[begin, { count: 0 }], "scan options.count: must be above 0"],
    [[begin, { count: 1.5 }], "scan options.count: must be a whole number"],
    [[begin, { type: "" }], "scan options.type: must not be empty"],
    [[begin, { match: null }], "scan options.match: must be a string"],
    [[begin, { slot: 1 }], "scan options: has no slot"],
    [[begin, { route: "allNodes" }], "scan options: has no route"],
  ]) {
    await assert.rejects(client.scan(...args), (error) => error instanceof ConfigurationError && error.message.includes(start), start);
  }
  await assert.rejects(client.scan(begin, { signal: AbortSignal.abort() }), { name: "AbortError" });
});
