import assert from "node:assert/strict";
import { test } from "node:test";

const { PendingRequests } = await import(process.env.GLISSADE_INTERNALS);

test("a request has its number until it is taken, and no other has it meanwhile", () => {
  const pending = new PendingRequests();
  const [a, b] = [pending.add("a"), pending.add("b")];
  assert.notEqual(a, b);
  assert.notEqual(a, 0);
  assert.equal(pending.take(a), "a");
  assert.equal(pending.take(a), undefined);
  const [c, d] = [pending.add("c"), pending.add("d")];
  assert.equal(new Set([b, c, d]).size, 3);
  assert.deepEqual([d, c, b].map((id) => pending.take(id)), ["d", "c", "b"]);
});

test("no number is nobody's", () => {
  const pending = new PendingRequests();
  assert.equal(pending.take(0), undefined);
  assert.equal(pending.take(7), undefined);
  assert.equal(pending.add("a"), 1);
});

test("all are taken at once", () => {
  const pending = new PendingRequests();
  const ids = ["a", "b", "c"].map((request) => pending.add(request));
  pending.take(ids[1]);
  assert.deepEqual(pending.takeAll(), ["a", "c"]);
  assert.deepEqual(pending.takeAll(), []);
  assert.equal(pending.take(ids[0]), undefined);
  assert.equal(pending.take(pending.add("d")), "d");
});
