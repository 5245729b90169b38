// JSON documents: the commands of the module valkey-json. It is a module of its own, for
// programs that use them.

import {
  type ModuleMethod,
  type ReadReply,
  double,
  flag,
  inBatches,
  integer,
  isText,
  listOf,
  listReader,
  objectOf,
  onClients,
  optional,
  optionalWord,
  orNull,
  plain,

  readInteger,
  readOk,
  readText,
  readTruth,
  refuse,
  text,
} from "./module_commands.js";
import type { GlideString } from "./types.js";
import type { JsonMethods } from "./types_json.js";
import type { InBatches } from "./types_modules.js";
export type * from "./types_json.js";

/** What JSON.GET takes for words of its own where a path may stand. */
const keywords = ["INDENT", "NEWLINE", "SPACE", "NOESCAPE"];

/** Reads what there is for each value that a path matches: an array for a JSONPath, else one, or null for nothing. */
function ofEach(read: ReadReply): ReadReply {
  const each = orNull(read);
  const all = listReader(each);
  return (reply) => (Array.isArray(reply) ? all(reply) : each(reply));
}

const readKeys = orNull(listReader((reply) => (Array.isArray(reply) ? listReader(readText)(reply) : orNull(readText)(reply))));
const readOfJson: Record<string, ReadReply> = {
  "JSON.OBJKEYS": readKeys,
  "JSON.RESP": (reply) => reply,
  "JSON.TOGGLE": ofEach(readTruth),
  "JSON.TYPE": ofEach(readText),
  "JSON.ARRPOP": ofEach(readText),
};

/** A method about the whole document, or the values that options.path matches. */
function atPath(...words: string[]): ModuleMethod {
  const read = readOfJson[words[0]!] ?? ofEach(readInteger);
  return [["key"], ["path"], (what, { path }, key) => ({ words: [...words, text(key, `${what} key`), ...pathOf(path, what)], read })];
}

function pathOf(path: unknown, what: string): GlideString[] {
  return path === undefined ? [] : [text(path, `${what} options.path`)];
}

/** The command on the values that a path matches. */
function onPath(word: string, what: string, key: unknown, path: unknown, ...more: GlideString[]) {
  return { words: [word, text(key, `${what} key`), text(path, `${what} path`), ...more], read: readOfJson[word] ?? ofEach(readInteger) };
}

/** JSON texts, one at least. */
function values(given: Iterable<GlideString>, what: string): GlideString[] {
  const list = listOf(given, what);
  if (list.length === 0) {
    refuse(what, "is empty; give at least one");
  }
  return Array.from(list, (value, i) => text(value, `${what}[${i}]`));
}

/** A number that JSON has. */
function number(value: unknown, what: string): GlideString {
  if (typeof value === "bigint") {
    return integer(value, what);
  }
  if (value === Infinity || value === -Infinity) {
    refuse(what, "is not finite; JSON has no such numbers");
  }
  return double(value as number, what);
}

function change(word: string): ModuleMethod {
  return [["key", "path", "num"], [], (what, _, key, path, num) => ({ ...onPath(word, what, key, path, number(num, `${what} num`)), read: readText })];
}

/** A JSON text of what may be given as the value itself. */
function scalarOf(scalar: unknown, what: string): GlideString {
  return scalar === null || typeof scalar === "boolean" ? String(scalar) : isText(scalar) ? scalar : number(scalar, what);
}

function pathsOf(path: GlideString | Iterable<GlideString> | undefined, what: string): GlideString[] {
  if (path === undefined) {
    return [];
  }
  const paths = isText(path) ? [path] : values(path, what);
  for (const each of paths) {
    if (keywords.includes(plain(each).toUpperCase())) {
      refuse(what, `has the path ${plain(each)}, which is a keyword of JSON.GET; write $.${plain(each)}`);
    }
  }
  return paths;
}

const methods = {
  set: [
    ["key", "path", "value"],
    ["conditionalChange"],
    (what, { conditionalChange }, key, path, value) => ({
      ...onPath("JSON.SET", what, key, path, text(value, `${what} value`), ...optionalWord(conditionalChange, `${what} options.conditionalChange`, ["NX", "XX"])),
      read: orNull(readOk),
    }),
  ],
  mset: [
    ["values"],
    [],
    (what, _, given) => {
      const list = listOf(given as Iterable<{ key: GlideString; path: GlideString; value: GlideString }>, `${what} values`);
      if (list.length === 0) {
        refuse(`${what} values`, "is empty; give at least one");
      }
      const words = list.flatMap((each, i) => {
        const { key, path, value } = objectOf(each, `${what} values[${i}]`, ["key", "path", "value"]);
        return [text(key, `${what} values[${i}].key`), text(path, `${what} values[${i}].path`), text(value, `${what} values[${i}].value`)];
      });
      return { words: ["JSON.MSET", ...words], read: readOk };
    },
  ],
  get: [
    ["key"],
    ["path", "indent", "newline", "space", "noescape"],
    (what, { path, indent, newline, space, noescape }, key) => ({
      words: [
        "JSON.GET",
        text(key, `${what} key`),
        ...optional("INDENT", indent, text, `${what} options.indent`),
        ...optional("NEWLINE", newline, text, `${what} options.newline`),
        ...optional("SPACE", space, text, `${what} options.space`),
        ...(flag(noescape, `${what} options.noescape`) ? ["NOESCAPE"] : []),
        ...pathsOf(path, `${what} options.path`),
      ],
      read: orNull(readText),
    }),
  ],
  mget: [
    ["keys", "path"],
    [],
    (what, _, keys, path) => ({ words: ["JSON.MGET", ...values(keys, `${what} keys`), text(path, `${what} path`)], read: listReader(orNull(readText)) }),
  ],
  arrappend: [["key", "path", "values"], [], (what, _, key, path, given) => onPath("JSON.ARRAPPEND", what, key, path, ...values(given, `${what} values`))],
  arrinsert: [
    ["key", "path", "index", "values"],
    [],
    (what, _, key, path, index, given) => onPath("JSON.ARRINSERT", what, key, path, integer(index, `${what} index`), ...values(given, `${what} values`)),
  ],
  arrindex: [
    ["key", "path", "scalar"],
    ["start", "end"],
    (what, { start = 0, end = 0 }, key, path, scalar) => {
      const range = [integer(start, `${what} options.start`), integer(end, `${what} options.end`)];
      return onPath("JSON.ARRINDEX", what, key, path, scalarOf(scalar, `${what} scalar`), ...range.slice(0, Number(end) !== 0 ? 2 : Number(start) !== 0 ? 1 : 0));
    },
  ],
  arrlen: atPath("JSON.ARRLEN"),
  arrpop: [
    ["key"],
    ["path", "index"],
    (what, { path, index }, key) => {
      if (index !== undefined && path === undefined) {
        refuse(`${what} options.index`, "is given without path; give the path of the array too");
      }
      const place = index === undefined ? [] : [integer(index, `${what} options.index`)];
      return { words: ["JSON.ARRPOP", text(key, `${what} key`), ...pathOf(path, what), ...place], read: readOfJson["JSON.ARRPOP"]! };
    },
  ],
  arrtrim: [
    ["key", "path", "start", "end"],
    [],
    (what, _, key, path, start, end) => onPath("JSON.ARRTRIM", what, key, path, integer(start, `${what} start`), integer(end, `${what} end`)),
  ],
  toggle: atPath("JSON.TOGGLE"),
  del: atPath("JSON.DEL"),
  forget: atPath("JSON.FORGET"),
  type: atPath("JSON.TYPE"),
  clear: atPath("JSON.CLEAR"),
  resp: atPath("JSON.RESP"),
  strlen: atPath("JSON.STRLEN"),
  strappend: [
    ["key", "value"],
    ["path"],
    (what, { path }, key, value) => ({
      words: ["JSON.STRAPPEND", text(key, `${what} key`), ...pathOf(path, what), text(value, `${what} value`)],
      read: ofEach(readInteger),
    }),
  ],
  debugMemory: atPath("JSON.DEBUG", "MEMORY"),
  debugFields: atPath("JSON.DEBUG", "FIELDS"),
  debugDepth: [["key"], [], (what, _, key) => ({ words: ["JSON.DEBUG", "DEPTH", text(key, `${what} key`)], read: orNull(readInteger) })],
  numincrby: change("JSON.NUMINCRBY"),
  nummultby: change("JSON.NUMMULTBY"),
  objlen: atPath("JSON.OBJLEN"),
  objkeys: atPath("JSON.OBJKEYS"),
} satisfies Record<keyof JsonMethods, ModuleMethod>;

export const GlideJson = onClients<JsonMethods>("GlideJson", methods);
export const JsonBatch = inBatches<InBatches<JsonMethods>>("JsonBatch", methods);
