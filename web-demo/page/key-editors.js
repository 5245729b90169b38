// The values of keys, by their types: how they are read, shown, and changed. Each editor
// has read, which resolves to { size, entries }, and columns, what an entry can be changed
// by, and how something is added.

import { edit, shown, typed } from "./key-edit.js";
import { split } from "./words.js";

const bytes = { decoder: "bytes" };
const encode = (text) => new TextEncoder().encode(text);
const tombstone = () => encode(`glissade:demo:removed:${crypto.randomUUID()}`);

/** Changes an element of a key, see edit. */
const change = (session, key, read, expected, apply) => edit(session, key, { read, expected, change: apply });

async function scanned(step, limit) {
  const found = [];
  let cursor = "0";
  do {
    const [next, some] = await step(cursor);
    found.push(...some);
    cursor = next;
  } while (cursor !== "0" && found.length < limit);
  return found;
}

const pairsOf = (flat) => flat.filter((_, i) => i % 2 === 0).map((each, i) => [each, flat[2 * i + 1]]);

/**
 * The editors by type. An entry is { name, value }: what tells it apart, and what can be
 * changed of it, both as bytes; a list's has its index, and a sorted set's value is its score.
 */
export const editors = {
  hash: {
    noun: "field",
    columns: ["Field", "Value"],
    async read(client, key, limit) {
      const size = await client.hlen(key);
      const flat = await scanned((cursor) => client.hscan(key, cursor, { count: limit, ...bytes }), 2 * limit);
      return { size, entries: pairsOf(flat).slice(0, limit).map(([name, value]) => ({ name, value })) };
    },
    save: (session, key, { name, value }, text) =>
      change(session, key, (client) => client.hget(key, name, bytes), value, (batch) => batch.hset(key, [{ field: name, value: typed(text, value) }])),
    remove: (session, key, { name, value }) => change(session, key, (client) => client.hget(key, name, bytes), value, (batch) => batch.hdel(key, [name])),
    adds: ["Field", "Value"],
    add: (session, key, [name, value]) => change(session, key, (client) => client.hget(key, name, bytes), null, (batch) => batch.hset(key, [{ field: name, value }])),
  },
  list: {
    noun: "element",
    columns: ["Index", "Value"],
    async read(client, key, limit) {
      const [size, values] = await Promise.all([client.llen(key), client.lrange(key, 0, limit - 1, bytes)]);
      return { size, entries: values.map((value, index) => ({ name: encode(String(index)), index, value })) };
    },
    save: (session, key, { index, value }, text) => change(session, key, (client) => client.lindex(key, index, bytes), value, (batch) => batch.lset(key, index, typed(text, value))),
    remove: (session, key, { index, value }) =>
      change(session, key, (client) => client.lindex(key, index, bytes), value, (batch) => {
        // No command removes by index: a value that is nowhere else marks the place.
        const mark = tombstone();
        batch.lset(key, index, mark).lrem(key, 1, mark);
      }),
    adds: ["Value, at the end"],
    add: (session, key, [value]) => change(session, key, undefined, undefined, (batch) => batch.rpush(key, [value])),
  },
  set: {
    noun: "member",
    columns: ["Member"],
    async read(client, key, limit) {
      const size = await client.scard(key);
      const members = await scanned((cursor) => client.sscan(key, cursor, { count: limit, ...bytes }), limit);
      return { size, entries: members.slice(0, limit).map((name) => ({ name })) };
    },
    remove: (session, key, { name }) => change(session, key, undefined, undefined, (batch) => batch.srem(key, [name])),
    adds: ["Member"],
    add: (session, key, [member]) => change(session, key, undefined, undefined, (batch) => batch.sadd(key, [member])),
  },
  zset: {
    noun: "member",
    columns: ["Member", "Score"],
    async read(client, key, limit) {
      const [size, members] = await Promise.all([client.zcard(key), client.zrangeWithScores(key, { start: 0, end: limit - 1 }, bytes)]);
      return { size, entries: members.map((each) => ({ name: each.element ?? each.key, value: encode(String(each.score ?? each.value)) })) };
    },
    save: (session, key, { name, value }, text) =>
      change(session, key, (client) => client.zscore(key, name), Number(shown(value)), (batch) => batch.zadd(key, [{ element: name, score: scoreOf(text) }])),
    remove: (session, key, { name, value }) => change(session, key, (client) => client.zscore(key, name), Number(shown(value)), (batch) => batch.zrem(key, [name])),
    adds: ["Member", "Score"],
    add: (session, key, [member, score]) => change(session, key, (client) => client.zscore(key, member), null, (batch) => batch.zadd(key, [{ element: member, score: scoreOf(score) }])),
  },
  stream: {
    noun: "entry",
    columns: ["ID", "Fields"],
    async read(client, key, limit) {
      const [size, entries] = await Promise.all([client.xlen(key), client.xrevrange(key, "+", "-", { count: limit, ...bytes })]);
      const list = Array.isArray(entries) ? entries.map(({ key: id, value }) => [shown(typeof id === "string" ? encode(id) : id), value]) : Object.entries(entries ?? {});
      return { size, entries: list.map(([id, fields]) => ({ name: encode(id), text: fields.map((pair) => pair.map(shown).join(" = ")).join("\n") })) };
    },
    remove: (session, key, { name }) => change(session, key, undefined, undefined, (batch) => batch.xdel(key, [name])),
    adds: ["Fields: name value \u2026"],
    add: (session, key, [line]) => {
      const words = split(line);
      if (words.length === 0 || words.length % 2 === 1) {
        throw new Error("An entry has pairs: a name and a value, quoted where they have blanks.");
      }
      return change(session, key, undefined, undefined, (batch) => batch.xadd(key, pairsOf(words)));
    },
  },
};

/** The editors of values that are one text, by type; isJSON says that it is JSON by its type. */
export const textEditors = {
  string: {
    isJSON: false,
    async read(client, key, limit) {
      const [size, value] = await Promise.all([client.strlen(key), client.getrange(key, 0, limit - 1, bytes)]);
      return { size, value };
    },
    save: (session, key, value, text) => change(session, key, (client) => client.get(key, bytes), value, (batch) => batch.set(key, typed(text, value), { expiry: "keepExisting" })),
  },
  // Of the module, by its commands: a server without it has no keys of this type.
  "ReJSON-RL": {
    isJSON: true,
    async read(client, key) {
      const value = await client.customCommand(["JSON.GET", key], bytes);
      return { size: value.length, value };
    },
    save: (session, key, value, text) => change(session, key, (client) => client.customCommand(["JSON.GET", key], bytes), value, (batch) => batch.customCommand(["JSON.SET", key, "$", text])),
  },
};

function scoreOf(text) {
  const score = text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
  if (text.trim() === "" || Number.isNaN(score)) {
    throw new Error(`The score must be a number, inf or -inf, not \u201c${text}\u201d.`);
  }
  return score;
}
