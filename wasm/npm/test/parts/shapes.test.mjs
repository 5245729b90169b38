// The decoders give the answers that the Go ones give: see the readme beside the
// vectors for how they are written.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const { Reader, RequestError, decoders } = await import(process.env.GLISSADE_INTERNALS);
const vectors = JSON.parse(await readFile(process.env.GLISSADE_SHAPES, "utf8"));

function decode(vector, asBytes = false) {
  const bytes = new Uint8Array(Buffer.from(`xx${vector.frame}yy`, "latin1"));
  const reader = new Reader();
  reader.reset(bytes, 2, bytes.length - 2, asBytes);
  const value = decoders[vector.shape](reader);
  assert.equal(reader.rest(), 0, "the whole reply is read");
  return value;
}

// Brings what a decoder returns into the form of the vectors.
const forms = {
  double,
  nullableDouble: (value) => (value === null ? null : double(value)),
  textSet: (value) => ({ set: [...value].sort(byBytes) }),
  textMap: (value) => ({ map: value.map(({ key, value }) => [key, value]).sort((a, b) => byBytes(a[0], b[0])) }),
  scores: (value) => value.map(({ element, score }) => ({ member: element, score: double(score) })),
  keyAndElement: (value) => value && { key: value[0], element: value[1] },
  streamEntries: entries,
  streamResponses: (value) => value.map(({ key, value }) => ({ key, entries: entries(value) })),
};

function double(n) {
  return { double: Number.isNaN(n) ? "nan" : String(n).replace("Infinity", "inf") };
}

function byBytes(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function entries(value) {
  return Object.entries(value).map(([id, fields]) => ({ id, fields: fields.map(([field, value]) => ({ field, value })) }));
}

// JavaScript has one type for what RESP has three for, so that the expected value
// says how to look at the one that came.
function like(value, expected) {
  if (typeof value === "bigint") {
    return expected.bigNumber === undefined ? { integer: String(value) } : { bigNumber: String(value) };
  }
  if (expected === null || Array.isArray(expected)) {
    return Array.isArray(value) ? value.map((each, i) => like(each, expected[i])) : value;
  }
  if (expected.double !== undefined) {
    return double(value);
  }
  if (value instanceof Error) {
    return { error: value.message };
  }
  if (value instanceof Set) {
    return { set: [...value].map((each, i) => like(each, expected.set?.[i])) };
  }
  if (expected.map !== undefined) {
    return { map: value.map((each, i) => [like(each.key, expected.map[i]?.[0]), like(each.value, expected.map[i]?.[1])]) };
  }
  return value;
}

for (const [i, vector] of vectors.entries()) {
  test(`${i}: ${vector.shape} ${JSON.stringify(vector.frame)}`, () => {
    if (vector.error !== undefined) {
      assert.throws(() => decode(vector), (error) => error instanceof RequestError && error.message === vector.error);
    } else if (vector.mismatch !== undefined) {
      assert.throws(() => decode(vector), (error) => error instanceof RequestError && error.message.endsWith(`, got ${vector.mismatch}`));
    } else {
      const value = decode(vector);
      const form = forms[vector.shape];
      assert.deepEqual(form ? form(value) : like(value, vector.value), vector.value);
    }
  });
}

test("there is a vector for every decoder but that of hashes, which is textMap's", () => {
  const covered = new Set(vectors.map((vector) => vector.shape));
  assert.deepEqual(Object.keys(decoders).filter((name) => !covered.has(name)), ["fieldValues"]);
  assert.deepEqual(decode({ shape: "fieldValues", frame: "%1\r\n+f\r\n+v\r\n" }), [{ field: "f", value: "v" }]);
});

test("with the decoder for bytes, strings are bytes of their own memory", () => {
  const value = decode({ shape: "nullableText", frame: "$2\r\n\xff\x00\r\n" }, true);
  assert.deepEqual(value, Uint8Array.of(255, 0));
  assert.equal(value.buffer.byteLength, 2);
});

test("what is cut short throws and does not hang", () => {
  for (const vector of vectors.filter((vector) => vector.value !== undefined)) {
    for (let length = 0; length < vector.frame.length - 2; length++) {
      // A scalar's line may look whole when cut; everything longer must not.
      try {
        decode({ ...vector, frame: vector.frame.slice(0, length) });
      } catch (error) {
        assert.ok(error instanceof Error);
        continue;
      }
      assert.fail(`${JSON.stringify(vector.frame.slice(0, length))} was decoded`);
    }
  }
});
