// Bloom filters: the commands of the module valkey-bloom. It is a module of its own, for programs
// that use them.

import {
  type ModuleMethod,
  double,
  flag,
  inBatches,
  integer,
  isText,
  listOf,
  listReader,
  onClients,
  oneOf,
  optional,
  optionalList,
  orNull,
  pairsOf,
  plain,
  readInteger,
  readNumber,
  readOk,
  readTruth,
  refuse,
  text,
} from "./module_commands.js";
import type { GlideReturnType, GlideString } from "./types.js";
import type { BloomInfo, BloomMethods } from "./types_bloom.js";
import type { InBatches } from "./types_modules.js";
export type * from "./types_bloom.js";

/** The properties of filters: as the server names them in BF.INFO, as it takes them there, and what reads them. */
const properties = {
  capacity: ["Capacity", "CAPACITY", readInteger],
  size: ["Size", "SIZE", readInteger],
  filters: ["Number of filters", "FILTERS", readInteger],
  items: ["Number of items inserted", "ITEMS", readInteger],
  errorRate: ["Error rate", "ERROR", orNull(readNumber)],
  expansion: ["Expansion rate", "EXPANSION", orNull(readInteger)],
  tightening: ["Tightening ratio", "TIGHTENING", orNull(readNumber)],
  maxScaledCapacity: ["Max scaled capacity", "MAXSCALEDCAPACITY", orNull(readInteger)],
} as const;

const seedLength = 32;

/** How many of something there are. */
function count(value: number | bigint, what: string): GlideString {
  const spelled = integer(value, what);
  return value < 1 ? refuse(what, "is less than 1; give a number of 1 or more, or leave it out") : spelled;
}

/** A rate between 0 and 1. */
function rate(value: number, what: string): GlideString {
  const spelled = double(value, what);
  return value > 0 && value < 1 ? spelled : refuse(what, "is not between 0 and 1; give a rate such as 0.01");
}

function seedOf(seed: unknown, what: string): GlideString {
  if (!(seed instanceof Uint8Array) || seed.length !== seedLength) {
    refuse(what, "is not 32 bytes long; give a Uint8Array of 32 bytes, or leave it out");
  }
  return seed;
}

function scaling(what: string, { expansion, nonScaling }: Record<string, any>): GlideString[] {
  if (flag(nonScaling, `${what} options.nonScaling`) && expansion !== undefined) {
    refuse(`${what} options.nonScaling`, "is given with expansion; set one of them");
  }
  return [...optional("EXPANSION", expansion, count, `${what} options.expansion`), ...(nonScaling ? ["NONSCALING"] : [])];
}

function infoOf(reply: GlideReturnType): BloomInfo {
  const info: Record<string, unknown> = Object.fromEntries(Object.keys(properties).map((name) => [name, null]));
  for (const [name, value] of pairsOf(reply)) {
    const given = plain(name);
    const [own, of] = Object.entries(properties).find(([, [server]]) => server === given) ?? [];
    info[own ?? given] = of === undefined ? (isText(value) ? plain(value) : value) : of[2](value);
  }
  return info as BloomInfo;
}

const readTruths = listReader(readTruth);

function one(word: string): ModuleMethod {
  return [["key", "item"], [], (what, _, key, item) => ({ words: [word, text(key, `${what} key`), text(item, `${what} item`)], read: readTruth })];
}

function several(word: string): ModuleMethod {
  return [["key", "items"], [], (what, _, key, items) => ({ words: [word, text(key, `${what} key`), ...itemsOf(listOf(items, `${what} items`), what)], read: readTruths })];
}

function itemsOf(items: Iterable<GlideString>, what: string): GlideString[] {
  const list = Array.from(items, (item, i) => text(item, `${what} items[${i}]`));
  return list.length === 0 ? refuse(`${what} items`, "is empty; give at least one") : list;
}

const methods = {
  reserve: [
    ["key", "errorRate", "capacity"],
    ["expansion", "nonScaling"],
    (what, options, key, errorRate, capacity) => ({
      words: ["BF.RESERVE", text(key, `${what} key`), rate(errorRate, `${what} errorRate`), count(capacity, `${what} capacity`), ...scaling(what, options)],
      read: readOk,
    }),
  ],
  add: one("BF.ADD"),
  madd: several("BF.MADD"),
  insert: [
    ["key", "items"],
    ["capacity", "errorRate", "expansion", "nonScaling", "noCreate", "tightening", "seed", "validateScaleTo"],
    (what, options, key, items) => {
      const { capacity, errorRate, noCreate, tightening, seed, validateScaleTo } = options;
      const given = optionalList<GlideString>(items, `${what} items`);
      const words = [
        ...optional("CAPACITY", capacity, count, `${what} options.capacity`),
        ...optional("ERROR", errorRate, rate, `${what} options.errorRate`),
        ...scaling(what, options),
        ...(flag(noCreate, `${what} options.noCreate`) ? ["NOCREATE"] : []),
        ...optional("TIGHTENING", tightening, rate, `${what} options.tightening`),
        ...optional("SEED", seed, seedOf, `${what} options.seed`),
        ...optional("VALIDATESCALETO", validateScaleTo, count, `${what} options.validateScaleTo`),
      ];
      if (options["nonScaling"] && validateScaleTo !== undefined) {
        refuse(`${what} options.validateScaleTo`, "is given with nonScaling; set one of them");
      }
      const adds = given.length > 0 || words.length === 0 ? ["ITEMS", ...itemsOf(given, what)] : []; // without any it makes the filter alone
      return { words: ["BF.INSERT", text(key, `${what} key`), ...words, ...adds], read: readTruths };
    },
  ],
  exists: one("BF.EXISTS"),
  mexists: several("BF.MEXISTS"),
  card: [["key"], [], (what, _, key) => ({ words: ["BF.CARD", text(key, `${what} key`)], read: readInteger })],
  info: [["key"], [], (what, _, key) => ({ words: ["BF.INFO", text(key, `${what} key`)], read: infoOf })],
  infoField: [
    ["key", "property"],
    [],
    (what, _, key, property: keyof typeof properties) => {
      const word = properties[oneOf(property, `${what} property`, Object.keys(properties) as (keyof typeof properties)[])][1];
      return { words: ["BF.INFO", text(key, `${what} key`), word], read: orNull(readNumber) };
    },
  ],
  load: [["key", "dump"], [], (what, _, key, dump) => ({ words: ["BF.LOAD", text(key, `${what} key`), text(dump, `${what} dump`)], read: readOk })],
} satisfies Record<keyof BloomMethods, ModuleMethod>;

export const GlideBloom = onClients<BloomMethods>("GlideBloom", methods);
export const BloomBatch = inBatches<InBatches<BloomMethods>>("BloomBatch", methods);
