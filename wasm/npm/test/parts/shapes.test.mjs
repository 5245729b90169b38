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
  assert.equal(reader.remaining(), 0, "the whole reply is read");
  return value;
}

// Brings what a decoder returns into the form of the vectors.
const forms = {
  double,
  nullableDouble: orNull(double),
  nullableDoubles: (value) => value.map(orNull(double)),
  textSet: (value) => ({ set: [...value].sort(byBytes) }),
  textMap: (value) => ({ map: value.map(({ key, value }) => [key, value]).sort((a, b) => byBytes(a[0], b[0])) }),
  fieldValues: pairs,
  scores,
  rankAndScore: orNull(([rank, score]) => ({ rank, score: double(score) })),
  keyAndMember: orNull(([key, member, score]) => ({ key, member, score: double(score) })),
  keyAndMembers: orNull(([key, members]) => ({ key, members: scores(members) })),
  keyAndElement: orNull(([key, element]) => ({ key, element })),
  streamEntries: entries,
  streamResponses: (value) => value.map(({ key, value }) => ({ key, entries: entries(value) })),
  claimedEntries: ([next, claimed, deleted]) => ({ next, entries: entries(claimed), deleted }),
  scan: ([cursor, elements]) => ({ cursor, elements }),
  scanFields: ([cursor, flat]) => ({ cursor, fields: pairs(inTwos(flat)) }),
  scanScores: ([cursor, flat]) => ({ cursor, members: inTwos(flat).map(([member, score]) => ({ member, score: double(numberOf(score)) })) }),
  positions: (value) => value.map(orNull(position)),
  locations: (value) => value.map(({ name, dist, hash, coord }) => ({ name, dist: orNull(double)(dist), hash, coord: orNull(position)(coord) })),
};

function orNull(form) {
  return (value) => (value === null ? null : form(value));
}

function double(n) {
  assert.equal(typeof n, "number");
  return { double: Number.isNaN(n) ? "nan" : String(n).replace("Infinity", "inf") };
}

function numberOf(text) {
  return Number(text.replace("inf", "Infinity"));
}

function inTwos(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => flat.slice(2 * i, 2 * i + 2));
}

function pairs(value) {
  return value.map(([field, value]) => ({ field, value }));
}

function scores(value) {
  return value.map(({ element, score }) => ({ member: element, score: double(score) }));
}

function position([longitude, latitude]) {
  return { longitude: double(longitude), latitude: double(latitude) };
}

function byBytes(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function entries(value) {
  return Object.entries(value).map(([id, fields]) => ({ id, fields: pairs(fields) }));
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
  if (expected.map !== undefined && !Array.isArray(value)) {
    assert.equal(Object.getPrototypeOf(value), null, "a record inherits nothing");
    return { map: Object.entries(value).map(([name, each], i) => [name, like(each, expected.map[i]?.[1])]) };
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

// The decoders that are not of a shape, but of methods whose replies have that shape.
const ofMethods = { hash: "textMap", recordOfRecords: "record", claimedIds: "tuple" };

test("there is a vector for every decoder of a shape, and a decoder for every vector", () => {
  const shapes = new Set(vectors.map((vector) => vector.shape));
  assert.deepEqual(Object.keys(decoders).filter((name) => !(name in ofMethods)).sort(), [...shapes].sort());
});

test("a hash is fields and values", () => {
  assert.deepEqual(decode({ shape: "hash", frame: "%1\r\n+f\r\n+v\r\n" }), [{ field: "f", value: "v" }]);
});

test("records within records are objects, under either protocol", () => {
  const one = plain({ name: "f", flags: ["no-writes"] });
  const library = plain({ library_name: "l", functions: [one] });
  const function3 = "%2\r\n+name\r\n+f\r\n+flags\r\n*1\r\n+no-writes\r\n";
  assert.deepEqual(decode({ shape: "records", frame: `*1\r\n%2\r\n+library_name\r\n+l\r\n+functions\r\n*1\r\n${function3}` }), [library]);
  const function2 = function3.replace("%2", "*4");
  assert.deepEqual(decode({ shape: "records", frame: `*1\r\n*4\r\n+library_name\r\n+l\r\n+functions\r\n*1\r\n${function2}` }), [library]);
  const stats = plain({ running_script: null, engines: plain({ LUA: plain({ libraries_count: 1 }) }) });
  assert.deepEqual(decode({ shape: "record", frame: "*4\r\n+running_script\r\n*-1\r\n+engines\r\n*2\r\n+LUA\r\n*2\r\n+libraries_count\r\n:1\r\n" }), stats);
  assert.deepEqual(decode({ shape: "record", frame: "%1\r\n+groups\r\n:2\r\n" }), plain({ groups: 2 }));
  const histogram = plain({ get: plain({ calls: 2, histogram_usec: plain({ 1: 2 }) }) });
  assert.deepEqual(decode({ shape: "recordOfRecords", frame: "%1\r\n+get\r\n%2\r\n+calls\r\n:2\r\n+histogram_usec\r\n%1\r\n:1\r\n:2\r\n" }), histogram);
  assert.deepEqual(decode({ shape: "recordOfRecords", frame: "*2\r\n+get\r\n*4\r\n+calls\r\n:2\r\n+histogram_usec\r\n*2\r\n:1\r\n:2\r\n" }), histogram);
});

test("no name of a field is special", () => {
  for (const [shape, frame] of [
    ["record", "%1\r\n+__proto__\r\n+x\r\n"],
    ["textRecord", "+__proto__=x\r\n"],
  ]) {
    const value = decode({ shape, frame });
    assert.deepEqual(Object.entries(value), [["__proto__", "x"]]);
    assert.equal({}.x, undefined);
  }
});

function plain(fields) {
  return Object.assign(Object.create(null), fields);
}

test("with the decoder for bytes, strings are bytes of their own memory", () => {
  const value = decode({ shape: "nullableText", frame: "$2\r\n\xff\x00\r\n" }, true);
  assert.deepEqual(value, Buffer.of(255, 0));
  assert.equal(value.buffer.byteLength, 2);
});

test("a string that is no UTF-8 is refused, unless it is wanted as bytes", () => {
  assert.throws(() => decode({ shape: "nullableText", frame: "$2\r\n\xff\x00\r\n" }), /no UTF-8; ask for them with the decoder "bytes"/);
  const long = "\xff".repeat(100);
  assert.throws(() => decode({ shape: "texts", frame: `*1\r\n$100\r\n${long}\r\n` }), /no UTF-8/);
  assert.equal(decode({ shape: "nullableText", frame: "$4\r\n\xef\xbb\xbfa\r\n" }), "\ufeffa", "a mark at the beginning is part of the value");
});

test("a cursor is a string whatever the decoder, and what was found is not", () => {
  for (const [shape, frame, cursor, found] of [
    ["scan", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nb\r\n", "0", [Buffer.of(98)]],
    ["scanFields", "*2\r\n$2\r\n17\r\n*2\r\n$1\r\nb\r\n$1\r\na\r\n", "17", [Buffer.of(98), Buffer.of(97)]],
    ["scanScores", "*2\r\n$1\r\n0\r\n*2\r\n$1\r\nb\r\n$1\r\n1\r\n", "0", [Buffer.of(98), Buffer.of(49)]],
    ["claimedIds", "*3\r\n$3\r\n0-0\r\n*1\r\n$3\r\n1-0\r\n*0\r\n", "0-0", [Buffer.from("1-0")]],
    ["claimedEntries", "*3\r\n$3\r\n3-0\r\n*0\r\n*0\r\n", "3-0", Object.create(null)],
  ]) {
    const [next, content] = decode({ shape, frame }, true);
    assert.equal(next, cursor, shape);
    assert.deepEqual(content, found, shape);
    assert.equal(decode({ shape, frame })[0], cursor, shape);
  }
  const ids = decode({ shape: "claimedIds", frame: "*2\r\n+0-0\r\n*1\r\n+1-0\r\n" });
  assert.deepEqual(ids, ["0-0", ["1-0"], []], "from a server before 7.0");
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
