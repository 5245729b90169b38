// Reads keys of any type for the list: what they are, how long they live, and the
// beginning of their value.

import { Batch, ClusterBatch, ClusterScanCursor, GlideClusterClient } from "./dist/index.js";
import { bytes, counted, cut } from "./format.js";
import { nodeOf } from "./reply.js";

const longestText = 120; // bytes of a string that are read
const scanned = 500; // keys in a step of the scan, about
const elements = 4; // how many are read of what has several

const firstOf = (element) => ({ start: 0, end: element - 1 });
const textOf = (value) => cut(nodeOf(value).text, longestText);
const pairs = ([, flat]) => flat.filter((_, i) => i % 2 === 0).map((field, i) => `${textOf(field)} ${textOf(flat[2 * i + 1])}`);

const latin = new TextDecoder("windows-1252"); // has a character for every byte

/** Of each type: what adds its size and its beginning to a batch, and the beginning as texts. */
const kinds = {
  string: { add: (batch, key) => batch.strlen(key).getrange(key, 0, longestText - 1) },
  list: { noun: "element", add: (batch, key) => batch.llen(key).lrange(key, 0, elements - 1), texts: (values) => values.map(textOf) },
  hash: { noun: "field", add: (batch, key) => batch.hlen(key).hscan(key, "0", { count: elements }), texts: pairs },
  set: { noun: "member", add: (batch, key) => batch.scard(key).sscan(key, "0", { count: elements }), texts: ([, members]) => members.map(textOf) },
  zset: {
    noun: "member",
    add: (batch, key) => batch.zcard(key).zrangeWithScores(key, firstOf(elements)),
    texts: (members) => members.map(({ key, value }) => `${textOf(key)} ${value}`),
  },
  stream: {
    noun: "entry",
    add: (batch, key) => batch.xlen(key).xrevrange(key, "+", "-", { count: 1 }),
    texts: (entries) => entries.map(({ key, value: fields }) => `${textOf(key)}: ${fields.map((field) => field.map(textOf).join(" ")).join(", ")}`),
  },
};

/**
 * Scans for keys that match a pattern until there are as many as limit, or the signal is
 * aborted. Returns them, as bytes, and whether there are more.
 */
export async function scanKeys(client, pattern, limit, signal) {
  const keys = new Map(); // by their text: a scan may return a key twice
  const options = { match: pattern, count: scanned, decoder: "bytes", signal };
  const isCluster = client instanceof GlideClusterClient;
  let cursor = isCluster ? new ClusterScanCursor() : "0";
  let over;
  do {
    const [next, found] = await client.scan(cursor, options);
    found.forEach((key) => keys.set(identity(key), key));
    cursor = next;
    over = isCluster ? cursor.isFinished() : cursor === "0";
  } while (!over && keys.size <= limit);
  return { keys: [...keys.values()].slice(0, limit), more: keys.size > limit };
}

function batchFor(client) {
  return client instanceof GlideClusterClient ? new ClusterBatch(false) : new Batch(false);
}

/** A text that stands for a key, whatever its bytes are. */
export function identity(key) {
  return latin.decode(key);
}

/**
 * Reads keys. Returns for each undefined if it does not exist, or else its type, its size
 * in words, the beginning of its value, and when it expires as performance.now() counts.
 */
export async function readKeys(client, keys) {
  if (keys.length === 0) {
    return [];
  }
  const heads = batchFor(client);
  keys.forEach((key) => heads.type(key).pttl(key));
  const asked = performance.now();
  const found = await client.exec(heads, false, { decoder: "string" });
  const read = keys.map((key, i) => ({ key, type: found[2 * i], lives: found[2 * i + 1] }));

  const values = batchFor(client);
  const known = read.filter(({ type }) => Object.hasOwn(kinds, type));
  known.forEach(({ key, type }) => kinds[type].add(values, key));
  const results = known.length === 0 ? [] : await client.exec(values, false, { decoder: "bytes" });
  known.forEach((entry, i) => Object.assign(entry, valueOf(entry.type, results[2 * i], results[2 * i + 1])));

  return read.map(({ type, lives, size = "", text = "" }) =>
    type === "none" ? undefined : { type: String(type), size, text, expires: lives > 0 ? asked + lives : undefined },
  );
}

function valueOf(type, size, value) {
  // Between the two batches somebody may have made it a key of another type; the event of that is on its way.
  if (size instanceof Error || value instanceof Error) {
    return {};
  }
  const { noun, texts } = kinds[type];
  if (texts === undefined) {
    const { text } = nodeOf(value);
    return { size: bytes(size), text: size > longestText ? `${text}\u2026` : text };
  }
  const shown = texts(value).slice(0, elements);
  return { size: counted(size, noun), text: shown.join(", ") + (size > shown.length ? ", \u2026" : "") };
}
