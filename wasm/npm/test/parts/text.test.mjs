import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

const { decode, encodeInto, sha1 } = await import(process.env.GLISSADE_INTERNALS);

test("text survives, short and long, in ASCII and beyond", () => {
  for (const text of ["", "a", "x".repeat(32), "x".repeat(33), "é", `${"x".repeat(31)}é`, "世界😀".repeat(20), "\0\u007f"]) {
    const bytes = new Uint8Array(2 + 3 * text.length);
    const length = encodeInto(text, bytes, 2);
    assert.deepEqual(Buffer.from(bytes.subarray(2, 2 + length)), Buffer.from(text));
    assert.equal(decode(bytes, 2, 2 + length), text);
  }
});

test("bytes that are no UTF-8 become U+FFFD", () => {
  assert.equal(decode(Uint8Array.of(97, 255, 98), 0, 3), "a\ufffdb");
});

test("SHA-1 is that of Node at every length around a block", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    assert.equal(sha1(bytes), createHash("sha1").update(bytes).digest("hex"));
  }
});
