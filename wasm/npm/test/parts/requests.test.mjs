// Requests become the bytes that Go reads; its tests hold it to the same vectors.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const { Requests } = await import(process.env.GLISSADE_INTERNALS);
const vectors = JSON.parse(await readFile(process.env.GLISSADE_VALUES, "utf8"));

function encode(args, lastIsOptions = false) {
  const requests = new Requests();
  requests.add(7, 8, 9, args, lastIsOptions);
  return Buffer.from(requests.encoded()).toString("hex");
}

const header = "07000000" + "08000000" + "0900";

function request(args) {
  const length = Buffer.alloc(4);
  length.writeUint32LE((header.length + args.length) / 2);
  return length.toString("hex") + header + args;
}

for (const { javascript, bytes } of vectors) {
  test(javascript, () => {
    assert.equal(encode([new Function(`return ${javascript}`)()]), request(bytes));
  });
}

test("requests lie back to back and the buffer grows with them", () => {
  const requests = new Requests();
  const long = "é".repeat(5000);
  requests.add(1, 0, 16, [long], false);
  requests.add(2, 0, 16, [new Uint8Array(9000)], false);
  const bytes = Buffer.from(requests.encoded());
  const first = 4 + bytes.readUint32LE(0);
  assert.equal(bytes.readUint32LE(4), 1);
  assert.equal(bytes.toString("utf8", 14 + 5, first), long);
  assert.equal(bytes.readUint32LE(first + 4), 2);
  assert.equal(first + 4 + bytes.readUint32LE(first), bytes.length);
  requests.clear();
  assert.ok(requests.empty);
});

test("the call's own options are left out of the last argument, and only of that", () => {
  const options = { decoder: "bytes", signal: {}, count: 1 };
  assert.equal(encode([options], true), encode([{ count: 1 }]));
  assert.notEqual(encode([{ decoder: "bytes" }, {}], true), encode([{}, {}]));
});

test("what cannot be sent is refused and leaves nothing behind", () => {
  const requests = new Requests();
  const loop = [];
  loop.push(loop);
  for (const value of [() => {}, Symbol("s"), 2n ** 63n, -(2n ** 63n) - 1n, loop, { deep: loop }]) {
    assert.throws(() => requests.add(1, 0, 16, ["key", value], false), { name: "ConfigurationError", delivery: "notSent" });
    assert.ok(requests.empty);
  }
});

test("commands that go together are one request with their number", () => {
  const requests = new Requests();
  requests.startCommands(7, 8);
  requests.addWords(["GET", "é"]);
  assert.throws(() => requests.addWords(["GET", 5]), { name: "ConfigurationError" });
  requests.addWords(["PING"]);
  requests.endCommands(2);
  const bytes = Buffer.from(requests.encoded());
  assert.equal(bytes.readUint32LE(0), bytes.length - 4);
  assert.equal(bytes.readUint32LE(14), 2);
  assert.equal(bytes.toString("utf8", 18), "*2\r\n$3\r\nGET\r\n$2\r\né\r\n*1\r\n$4\r\nPING\r\n");
  requests.startCommands(9, 8);
  requests.endCommands(0);
  assert.equal(requests.encoded().length, bytes.length, "none are no request");
});
