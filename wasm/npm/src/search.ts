// Indexes over hashes and JSON documents: the commands of the module valkey-search. It is a module
// of its own, for programs that use them.

import {
  type ModuleMethod,
  type ReadReply,
  flag,
  inBatches,
  isText,
  listReader,
  name,
  onClients,
  optionalWord,
  pairsOf,
  readAs,
  readOk,
  readText,
  text,
  unexpected,
} from "./module_commands.js";
import { createWords, schemaWords } from "./search_index.js";
import { infoOf } from "./search_info.js";
import { aggregateOptions, aggregateWords, nodeWords, searchOptions, searchWords } from "./search_query.js";
import type { GlideReturnType, GlideString } from "./types.js";
import type { FtMethods } from "./types_search.js";
import type { InBatches } from "./types_modules.js";
export type * from "./types_search.js";

const readAny = (reply: GlideReturnType) => reply;
const total = readAs("a number of documents", (reply) => typeof reply === "number");

/** Fields with their values, or what a reducer made of them. */
function recordOf(reply: GlideReturnType): { key: GlideString; value: GlideReturnType }[] {
  return pairsOf(reply).map(([key, value]) => ({ key, value }));
}

/** What a search found: after the number of all for each document its key, what it was sorted by if that was asked for, and its fields. */
function searchReader(options: Record<string, any>): ReadReply {
  return (reply) => {
    const [count, ...rest] = listReader(readAny)(reply);
    const found: { key: GlideString; value: GlideReturnType }[] = [];
    for (let i = 0; i < rest.length; ) {
      const key = readText(rest[i++]!);
      if (options["nocontent"]) {
        found.push({ key, value: [] });
        continue;
      }
      const sortKey = rest[i] === null || isText(rest[i]) ? rest[i++]! : undefined;
      const fields = fieldsOf(rest[i++] ?? null);
      // The nearest vectors come without, in order of their distance.
      found.push({ key, value: options["withsortkeys"] ? [sortKey ?? null, fields] : fields });
    }
    return [total(count ?? null), found];
  };
}

function fieldsOf(reply: GlideReturnType): { key: GlideString; value: GlideString }[] {
  return pairsOf(reply).map(([key, value]) => ({ key, value: readText(value) }));
}

/** What an aggregation made: after a number without meaning the records. */
function readRecords(reply: GlideReturnType): unknown {
  const [count, ...records] = listReader(readAny)(reply);
  total(count ?? null);
  return records.map(recordOf);
}

/** What read reads, and the server's report of it. */
function profileReader(read: ReadReply): ReadReply {
  return (reply) => {
    const [result, report, ...more] = listReader(readAny)(reply);
    if (result === undefined || report === undefined || more.length > 0) {
      throw unexpected("a result and a report", reply);
    }
    return [read(result), report];
  };
}

/** Aliases with their indexes: an array of pairs, or a map. */
function readAliases(reply: GlideReturnType): unknown {
  const list = listReader(readAny)(reply);
  return (Array.isArray(list[0]) ? list.map((each) => pairsOf(each)[0] ?? ["", null]) : pairsOf(reply)).map(([key, value]) => ({ key, value: readText(value!) }));
}

const readTexts = listReader(readText);
const readLines = (reply: GlideReturnType) => (isText(reply) ? [reply] : readTexts(reply));

function indexOf(index: unknown, what: string): GlideString {
  return name(index, `${what} indexName`, "give the name of the index");
}

/** A command about an index or an alias. */
function about(word: string, parameters: readonly string[], order: (what: string, ...args: any[]) => GlideString[], read: ReadReply = readOk): ModuleMethod {
  return [parameters, [], (what, _, ...args) => ({ words: [word, ...order(what, ...args)], read })];
}

const aliasOf = (alias: unknown, what: string) => name(alias, `${what} alias`, "give the other name");
const queryOf = (index: unknown, query: unknown, what: string) => [indexOf(index, what), text(query, `${what} query`)];

/** FT.PROFILE of a search or an aggregation. */
function profile(kind: string, names: readonly string[], words: (what: string, options: Record<string, any>) => GlideString[], readerOf: (options: Record<string, any>) => ReadReply): ModuleMethod {
  return [
    ["indexName", "query"],
    [...names, "limited"],
    (what, options, index, query) => {
      const [of, asked] = queryOf(index, query, what);
      const limited = flag(options["limited"], `${what} options.limited`) ? ["LIMITED"] : [];
      return { words: ["FT.PROFILE", of!, kind, ...limited, "QUERY", asked!, ...words(what, options)], read: profileReader(readerOf(options)) };
    },
  ];
}

const methods = {
  create: [
    ["indexName", "schema"],
    ["dataType", "prefixes", "score", "scoreField", "language", "skipInitialScan", "minStemSize", "withOffsets", "noOffsets", "noStopWords", "stopWords", "punctuation"],
    (what, options, index, schema) => ({ words: ["FT.CREATE", indexOf(index, what), ...createWords(what, options), ...schemaWords(what, schema)], read: readOk }),
  ],
  dropindex: about("FT.DROPINDEX", ["indexName"], (what, index) => [indexOf(index, what)]),
  list: about("FT._LIST", [], () => [], readTexts),
  info: [
    ["indexName"],
    ["scope", "shardScope", "consistency"],
    (what, options, index) => ({
      words: ["FT.INFO", indexOf(index, what), ...optionalWord(options["scope"], `${what} options.scope`, ["LOCAL", "PRIMARY", "CLUSTER"]), ...nodeWords(what, options)],
      read: infoOf,
    }),
  ],
  search: [
    ["indexName", "query"],
    searchOptions,
    (what, options, index, query) => ({ words: ["FT.SEARCH", ...queryOf(index, query, what), ...searchWords(what, options)], read: searchReader(options) }),
  ],
  aggregate: [
    ["indexName", "query"],
    aggregateOptions,
    (what, options, index, query) => ({ words: ["FT.AGGREGATE", ...queryOf(index, query, what), ...aggregateWords(what, options)], read: readRecords }),
  ],
  explain: about("FT.EXPLAIN", ["indexName", "query"], (what, index, query) => queryOf(index, query, what), readText),
  explaincli: about("FT.EXPLAINCLI", ["indexName", "query"], (what, index, query) => queryOf(index, query, what), readLines),
  profileSearch: profile("SEARCH", searchOptions, searchWords, searchReader),
  profileAggregate: profile("AGGREGATE", aggregateOptions, aggregateWords, () => readRecords),
  aliasadd: about("FT.ALIASADD", ["indexName", "alias"], (what, index, alias) => [aliasOf(alias, what), indexOf(index, what)]),
  aliasdel: about("FT.ALIASDEL", ["alias"], (what, alias) => [aliasOf(alias, what)]),
  aliasupdate: about("FT.ALIASUPDATE", ["alias", "indexName"], (what, alias, index) => [aliasOf(alias, what), indexOf(index, what)]),
  aliaslist: about("FT._ALIASLIST", [], () => [], readAliases),
} satisfies Record<keyof FtMethods, ModuleMethod>;

export const GlideFt = onClients<FtMethods>("GlideFt", methods);
export const FtBatch = inBatches<InBatches<FtMethods>>("FtBatch", methods);
