import assert from "node:assert/strict";
import { test } from "node:test";

const { Together } = await import(process.env.GLISSADE_INTERNALS);

test("commands are taken by their places, each once", () => {
  const together = new Together(1, 2);
  for (const request of ["a", "b", "c"]) {
    together.add(request);
  }
  assert.equal(together.count, 3);
  assert.equal(together.take(1), "b");
  assert.equal(together.take(1), undefined);
  assert.equal(together.take(3), undefined);
  assert.deepEqual(together.unanswered(), ["a", "c"]);
  assert.equal(together.isOver, false);
  assert.deepEqual([2, 0].map((place) => together.take(place)), ["c", "a"]);
  assert.equal(together.isOver, true);
  assert.equal(together.count, 3);
});
