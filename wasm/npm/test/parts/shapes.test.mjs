// Replies become what they become in Go: see the readme beside the vectors for how they are
// written.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const internals = await import(process.env.GLISSADE_INTERNALS);
const { Reader, RequestError, claimedEntries, list, nextClaimedIds, nextHash, nextScannedScores, nextText, nextScan, nextTexts, record, recordOfRecords, textRecord } = internals;
const vectors = JSON.parse(await readFile(process.env.GLISSADE_SHAPES, "utf8"));

// What reads the replies of each shape. Of fields that a scan has found JavaScript has the flat
// array as it comes.
const readers = {
  ok: internals.nextOk,
  text: nextText,
  nullableText: internals.nextNullableText,
  integer: internals.nextNumber,
  boolean: internals.nextBoolean,
  double: internals.nextDouble,
  nullableDouble: internals.nextNullableDouble,
  nullableInteger: internals.nextNullableNumber,
  texts: nextTexts,
  nullableTexts: internals.nextNullableTexts,
  nullableDoubles: (r) => list(r, internals.nextNullableDouble),
  integers: internals.nextNumbers,
  nullableIntegers: internals.nextNullableNumbers,
  booleans: (r) => list(r, internals.nextBoolean),
  textSet: (r) => new Set(nextTexts(r)),
  textsOrNull: internals.nextNullableElements,
  textMap: internals.nextTextPairs,
  fieldValues: internals.nextFieldsWithValues,
  scores: internals.scores,
  rankAndScore: internals.rankAndScore,
  keyAndMember: internals.keyAndMember,
  keyAndMembers: internals.keyAndMembers,
  keyAndElement: internals.nextKeyAndElement,
  keyAndElements: internals.nextKeyAndElements,
  scan: nextScan,
  scanScores: nextScannedScores,
  positions: internals.positions,
  locations: internals.nextFound,
  streamEntries: internals.streamEntries,
  streamResponses: internals.streamResponses,
  claimedEntries,
  record,
  records: (r) => list(r, record),
  nullableRecord: internals.nullableRecord,
  textRecord,
  textRecords: internals.textRecords,
  tuple: internals.tuple,
  tuples: (r) => list(r, internals.tuple),
  anything: internals.nextAny,
};

function decode(read, frame, asBytes = false) {
  const bytes = new Uint8Array(Buffer.from(`xx${frame}yy`, "latin1"));
  const reader = new Reader();
  reader.reset(bytes, 2, bytes.length - 2, asBytes);
  const value = read(reader);
  assert.equal(reader.remaining(), 0, "the whole reply is read");
  return value;
}

// Brings what is read into the form of the vectors.
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
  scanScores: ([cursor, flat]) => ({ cursor, members: inTwos(flat).map(([member, score]) => ({ member, score: double(numberOf(score)) })) }),
  positions: (value) => value.map(orNull(position)),
  locations: (value, expected) => value.map((each, i) => location(each, expected[i])),
};

// What was asked for of a location stands in an order behind the member, without its name.
function location(found, expected) {
  const [name, parts = []] = Array.isArray(found) ? found : [found];
  const rest = [...parts];
  const part = (field, form = (value) => value) => (expected?.[field] === null ? null : form(rest.shift()));
  const all = { name, dist: part("dist", double), hash: part("hash"), coord: part("coord", position) };
  assert.deepEqual(rest, []);
  return all;
}

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
    return value.message === named(expected.error) ? expected : { error: value.message };
  }
  if (value instanceof Set || expected.set !== undefined) {
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

// The message of a server's error: its code has GLIDE's name, or stands as it is.
function named(text) {
  return text.replace(/^ERR /, "ResponseError: ").replace(/^NOSCRIPT /, "NoScriptError: ").replace(/^([A-Z]+) /, "$1: ");
}

for (const [i, { shape, frame, value, error, mismatch }] of vectors.entries()) {
  const read = readers[shape];
  if (read === undefined) {
    continue;
  }
  test(`${i}: ${shape} ${JSON.stringify(frame)}`, () => {
    if (error !== undefined) {
      assert.throws(() => decode(read, frame), (thrown) => thrown instanceof RequestError && thrown.message === named(error));
    } else if (mismatch !== undefined) {
      assert.throws(() => decode(read, frame), (thrown) => thrown instanceof RequestError && thrown.message.endsWith(`, got ${mismatch}`));
    } else {
      const got = decode(read, frame);
      const form = forms[shape];
      assert.deepEqual(form ? form(got, value) : like(got, value), value);
    }
  });
}

test("all shapes but one are read, and each has a vector", () => {
  const shapes = new Set(vectors.map((vector) => vector.shape));
  assert.deepEqual([...Object.keys(readers), "scanFields"].sort(), [...shapes].sort());
});

test("a hash is fields and values", () => {
  assert.deepEqual(decode(nextHash, "%1\r\n+f\r\n+v\r\n"), [{ field: "f", value: "v" }]);
});

test("records within records are objects, under either protocol", () => {
  const one = plain({ name: "f", flags: ["no-writes"] });
  const library = plain({ library_name: "l", functions: [one] });
  const function3 = "%2\r\n+name\r\n+f\r\n+flags\r\n*1\r\n+no-writes\r\n";
  assert.deepEqual(decode(readers.records, `*1\r\n%2\r\n+library_name\r\n+l\r\n+functions\r\n*1\r\n${function3}`), [library]);
  const function2 = function3.replace("%2", "*4");
  assert.deepEqual(decode(readers.records, `*1\r\n*4\r\n+library_name\r\n+l\r\n+functions\r\n*1\r\n${function2}`), [library]);
  const stats = plain({ running_script: null, engines: plain({ LUA: plain({ libraries_count: 1 }) }) });
  assert.deepEqual(decode(record, "*4\r\n+running_script\r\n*-1\r\n+engines\r\n*2\r\n+LUA\r\n*2\r\n+libraries_count\r\n:1\r\n"), stats);
  assert.deepEqual(decode(record, "%1\r\n+groups\r\n:2\r\n"), plain({ groups: 2 }));
  const histogram = plain({ get: plain({ calls: 2, histogram_usec: plain({ 1: 2 }) }) });
  assert.deepEqual(decode(recordOfRecords, "%1\r\n+get\r\n%2\r\n+calls\r\n:2\r\n+histogram_usec\r\n%1\r\n:1\r\n:2\r\n"), histogram);
  assert.deepEqual(decode(recordOfRecords, "*2\r\n+get\r\n*4\r\n+calls\r\n:2\r\n+histogram_usec\r\n*2\r\n:1\r\n:2\r\n"), histogram);
});

test("no name of a field is special", () => {
  for (const [read, frame] of [
    [record, "%1\r\n+__proto__\r\n+x\r\n"],
    [textRecord, "+__proto__=x\r\n"],
  ]) {
    const value = decode(read, frame);
    assert.deepEqual(Object.entries(value), [["__proto__", "x"]]);
    assert.equal({}.x, undefined);
  }
});

function plain(fields) {
  return Object.assign(Object.create(null), fields);
}

test("with the decoder for bytes, strings are bytes of their own memory", () => {
  const value = decode(readers.nullableText, "$2\r\n\xff\x00\r\n", true);
  assert.deepEqual(value, Buffer.of(255, 0));
  assert.equal(value.buffer.byteLength, 2);
});

test("a string that is no UTF-8 is refused, unless it is wanted as bytes", () => {
  assert.throws(() => decode(readers.nullableText, "$2\r\n\xff\x00\r\n"), /invalid utf-8 sequence; ask for its bytes with the decoder "bytes"/);
  const long = "\xff".repeat(100);
  assert.throws(() => decode(nextTexts, `*1\r\n$100\r\n${long}\r\n`), /invalid utf-8/);
  assert.equal(decode(readers.nullableText, "$4\r\n\xef\xbb\xbfa\r\n"), "\ufeffa", "a mark at the beginning is part of the value");
});

test("a cursor is a string whatever the decoder, and what was found is not", () => {
  for (const [read, frame, cursor, ...found] of [
    [nextScan, "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nb\r\n", "0", [Buffer.of(98)]],
    [nextScan, "*2\r\n$2\r\n17\r\n*2\r\n$1\r\nb\r\n$1\r\na\r\n", "17", [Buffer.of(98), Buffer.of(97)]],
    [nextScannedScores, "*2\r\n$1\r\n0\r\n*2\r\n$1\r\nb\r\n$1\r\n1\r\n", "0", [Buffer.of(98), Buffer.of(49)]],
    [nextClaimedIds, "*3\r\n$3\r\n0-0\r\n*1\r\n$3\r\n1-0\r\n*0\r\n", "0-0", [Buffer.from("1-0")], []],
    [claimedEntries, "*3\r\n$3\r\n3-0\r\n*0\r\n*0\r\n", "3-0", Object.create(null), []],
  ]) {
    assert.deepEqual(decode(read, frame, true), [cursor, ...found], frame);
    assert.equal(decode(read, frame)[0], cursor, frame);
  }
  assert.deepEqual(decode(nextClaimedIds, "*2\r\n+0-0\r\n*1\r\n+1-0\r\n"), ["0-0", ["1-0"]], "from a server before 7.0");
});

test("what is cut short throws and does not hang", () => {
  for (const { shape, frame } of vectors.filter(({ shape, value }) => value !== undefined && readers[shape] !== undefined)) {
    for (let length = 0; length < frame.length - 2; length++) {
      // A scalar's line may look whole when cut; everything longer must not.
      try {
        decode(readers[shape], frame.slice(0, length));
      } catch (error) {
        assert.ok(error instanceof Error);
        continue;
      }
      assert.fail(`${JSON.stringify(frame.slice(0, length))} was decoded`);
    }
  }
});
