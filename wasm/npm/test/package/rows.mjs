// Runs rows of a table: what calls a method of a client or a batch with keys, and what it
// replies. A batch replies the same unless the row has a third element. A function in place of
// a reply holds it to a condition.

import assert from "node:assert/strict";

import { Batch } from "../../dist/index.js";
import { unique } from "./connect.mjs";

// One after the other, each with the keys of all.
export async function runRows(client, rows) {
  const key = keys();
  for (const [call, want] of rows) {
    check(await call(client, key), want, call, key);
  }
}

// The same in a batch.
export async function runRowsInBatch(client, rows, isAtomic = false) {
  const key = keys();
  const batch = new Batch(isAtomic);
  rows.forEach(([call]) => call(batch, key));
  const results = await client.exec(batch, true);
  assert.equal(results.length, rows.length);
  rows.forEach(([call, want, inBatch = want], i) => check(results[i], inBatch, call, key));
}

// Refusals: what calls a method, and a part of what the error says.
export async function runRefusals(client, refusals) {
  const key = keys();
  for (const [call, message] of refusals) {
    await assert.rejects(call(client, key), { name: "ConfigurationError", message }, String(call));
  }
}

function keys() {
  const name = unique();
  return (suffix = "") => name + suffix;
}

function check(got, want, call, key) {
  if (typeof want === "function") {
    assert.ok(want(got, key), `${call}: ${JSON.stringify(got)}`);
  } else {
    assert.deepEqual(got, want, String(call));
  }
}
