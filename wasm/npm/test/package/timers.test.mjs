// The timers that the program has the platform set.

import assert from "node:assert/strict";
import test from "node:test";

import { connect, eventually, unique } from "./connect.mjs";

const active = new Set();
let started = 0;
const { setTimeout, clearTimeout } = globalThis;

globalThis.setTimeout = (ring, delay) => {
  started++;
  const handle = setTimeout(() => {
    active.delete(handle);
    ring();
  }, delay);
  active.add(handle);
  return handle;
};
globalThis.clearTimeout = (handle) => {
  active.delete(handle);
  clearTimeout(handle);
};

test("timers are set a few times a second, however many calls there are", async () => {
  const client = await connect();
  const key = unique();
  await client.set(key, "v");
  const [before, start] = [started, performance.now()];
  let calls = 0;
  while (calls < 500) {
    assert.equal(await client.get(key), "v");
    calls++;
  }
  const seconds = (performance.now() - start) / 1_000;
  assert.ok(started - before < 20 + 20 * seconds, `${started - before} for ${calls} calls in ${seconds} s`);
  client.close();
});

test("a program without clients keeps no timer, which would keep Node", async () => {
  const client = await connect();
  await client.ping();
  client.close();
  await eventually(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return active.size === 0;
  });
});
