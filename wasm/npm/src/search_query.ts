// What FT.SEARCH and FT.AGGREGATE are given.

import {
  checkNames,
  counted,
  flag,
  flagWord,
  listOf,
  name,
  objectOf,
  oneOf,
  optional,
  optionalList,
  optionalWord,
  pairsGiven,
  plain,
  refuse,
  text,
} from "./module_commands.js";
import { atLeast } from "./search_index.js";
import type { GlideString } from "./types.js";

type Options = Record<string, any>;

const ofQueries = ["params", "timeout", "inorder", "slop", "verbatim", "dialect"];

export const searchOptions = [
  ...ofQueries, "nocontent", "returnFields", "sortby", "sortbyOrder", "withsortkeys", "limit", "count", "shardScope", "consistency",
];

export const aggregateOptions = [...ofQueries, "loadAll", "loadFields", "clauses"];

const orders = ["ASC", "DESC"];

/** Which answers of nodes are needed. */
export function nodeWords(what: string, { shardScope, consistency }: Options): GlideString[] {
  return [
    ...optionalWord(shardScope, `${what} options.shardScope`, ["ALLSHARDS", "SOMESHARDS"]),
    ...optionalWord(consistency, `${what} options.consistency`, ["CONSISTENT", "INCONSISTENT"]),
  ];
}

export function searchWords(what: string, options: Options): GlideString[] {
  const of = (option: string) => `${what} options.${option}`;
  const { nocontent, returnFields, sortby, sortbyOrder, withsortkeys, limit, count } = options;
  const without = flagWord(nocontent, of("nocontent"), "NOCONTENT");
  const returned = returnWords(returnFields, of("returnFields"));
  const withKeys = flagWord(withsortkeys, of("withsortkeys"), "WITHSORTKEYS");
  for (const [option, isGiven] of [["returnFields", returned.length > 0], ["withsortkeys", withsortkeys]]) {
    if (nocontent && isGiven) {
      refuse(of(option), "is given with nocontent; set one of them");
    }
  }
  for (const [option, isGiven] of [["sortbyOrder", sortbyOrder !== undefined], ["withsortkeys", withsortkeys]]) {
    if (sortby === undefined && isGiven) {
      refuse(of(option), "is given without sortby; set sortby, or leave it out");
    }
  }
  if (flag(count, of("count")) && limit !== undefined) {
    refuse(of("count"), "is given with limit; set one of them");
  }
  return [
    ...nodeWords(what, options),
    ...without,
    ...returned,
    ...optional("SORTBY", sortby, nameOfField, of("sortby")),
    ...optionalWord(sortbyOrder, of("sortbyOrder"), orders),
    ...withKeys,
    ...(count ? ["LIMIT", "0", "0"] : limit === undefined ? [] : limitWords(limit, of("limit"))),
    ...queryWords(what, options),
  ];
}

function nameOfField(value: unknown, what: string): GlideString {
  return name(value, what, "give the name of a field");
}

function returnWords(fields: Iterable<Options> | undefined, what: string): GlideString[] {
  const words = optionalList(fields, what).flatMap((field, i) => {
    const { fieldIdentifier, alias } = objectOf(field, `${what}[${i}]`, ["fieldIdentifier", "alias"]);
    return [nameOfField(fieldIdentifier, `${what}[${i}].fieldIdentifier`), ...optional("AS", alias, text, `${what}[${i}].alias`)];
  });
  return words.length === 0 ? [] : ["RETURN", String(words.length), ...words];
}

function limitWords(limit: Options, what: string): GlideString[] {
  const { offset, count } = objectOf(limit, what, ["type", "offset", "count"]);
  return ["LIMIT", atLeast(0)(offset, `${what}.offset`), atLeast(0)(count, `${what}.count`)];
}

/** How a query is understood and executed. */
function queryWords(what: string, { params, timeout, inorder, slop, verbatim, dialect }: Options): GlideString[] {
  const of = (option: string) => `${what} options.${option}`;
  const given = params === undefined ? [] : pairsGiven<GlideString>(params, of("params"), "key", "value");
  const seen = new Set<string>();
  const words = given.flatMap(([key, value], i) => {
    const named = name(key, `${of("params")}[${i}].key`, "give the name that the query has after the $");
    if (seen.size === seen.add(plain(named)).size) {
      refuse(of("params"), `has the parameter ${plain(named)} twice; give it once`);
    }
    return [named, text(value, `${of("params")}[${i}].value`)];
  });
  return [
    ...(words.length === 0 ? [] : ["PARAMS", String(words.length), ...words]),
    ...optional("TIMEOUT", timeout, atLeast(0), of("timeout")),
    ...flagWord(inorder, of("inorder"), "INORDER"),
    ...optional("SLOP", slop, atLeast(0), of("slop")),
    ...flagWord(verbatim, of("verbatim"), "VERBATIM"),
    ...optional("DIALECT", dialect, atLeast(0), of("dialect")),
  ];
}

export function aggregateWords(what: string, options: Options): GlideString[] {
  const { loadAll, loadFields, clauses } = options;
  const loaded = counted("LOAD", loadFields, `${what} options.loadFields`);
  if (flag(loadAll, `${what} options.loadAll`) && loaded.length > 0) {
    refuse(`${what} options.loadFields`, "is given with loadAll; set one of them");
  }
  if (loaded.slice(2).some((field) => ["", "@"].includes(plain(field)))) {
    refuse(`${what} options.loadFields`, "has a field without name; give a name");
  }
  return [
    ...(loadAll ? ["LOAD", "*"] : loaded),
    ...queryWords(what, options),
    ...optionalList<Options>(clauses, `${what} options.clauses`).flatMap((clause, i) => clauseWords(clause, `${what} options.clauses[${i}]`)),
  ];
}

/** What is done with the records, by its type: the names of its fields, and its words. */
const clausesOf: Record<string, [names: string[], words: (clause: Options, what: string) => GlideString[]]> = {
  LIMIT: [["offset", "count"], limitWords],
  FILTER: [["expression"], ({ expression }, what) => ["FILTER", expressionOf(expression, `${what}.expression`)]],
  APPLY: [
    ["expression", "name"],
    (clause, what) => ["APPLY", expressionOf(clause["expression"], `${what}.expression`), "AS", name(clause["name"], `${what}.name`, "give the name of the field to set")],
  ],
  GROUPBY: [["properties", "reducers"], groupWords],
  SORTBY: [["properties", "max"], sortWords],
};

function clauseWords(clause: Options, what: string): GlideString[] {
  const [names, words] = clausesOf[oneOf(clause?.["type"], `${what}.type`, Object.keys(clausesOf))]!;
  return words(objectOf(clause, what, ["type", ...names]), what);
}

function expressionOf(expression: unknown, what: string): GlideString {
  return name(expression, what, "give what to compute");
}

function groupWords({ properties, reducers }: Options, what: string): GlideString[] {
  const words = counted("GROUPBY", listOf(properties as Iterable<GlideString>, `${what}.properties`), `${what}.properties`);
  if (words.length === 0) {
    refuse(`${what}.properties`, "is empty; give at least one field");
  }
  for (const field of words.slice(2).map(plain)) {
    if (!field.startsWith("@")) {
      refuse(`${what}.properties`, `has ${field} without an @; write @${field}`);
    }
  }
  return [...words, ...optionalList<Options>(reducers, `${what}.reducers`).flatMap((reducer, i) => reducerWords(reducer, `${what}.reducers[${i}]`))];
}

/** How many arguments the functions take that are known: at least, and at most. */
const argumentsOf: Record<string, [least: number, most: number]> = { COUNT: [0, 0], FIRST_VALUE: [1, 4] };
for (const known of ["COUNT_DISTINCT", "SUM", "MIN", "MAX", "AVG", "STDDEV", "TOLIST"]) {
  argumentsOf[known] = [1, 1];
}

function reducerWords(reducer: Options, what: string): GlideString[] {
  const { function: reduce, args, name: as } = objectOf(reducer, what, ["function", "args", "name"]);
  const word = name(reduce, `${what}.function`, 'give one, such as "COUNT"');
  const given = Array.from(optionalList<GlideString>(args, `${what}.args`), (arg, i) => text(arg, `${what}.args[${i}]`));
  const [least, most] = argumentsOf[plain(word).toUpperCase()] ?? [0, Infinity];
  if (given.length < least || given.length > most || (most === 4 && given.length === 2)) {
    refuse(`${what}.args`, `has ${given.length}, too few or too many for ${plain(word)}; see the server's documentation of it`);
  }
  return ["REDUCE", word, String(given.length), ...given, ...optional("AS", as, text, `${what}.name`)];
}

function sortWords({ properties, max }: Options, what: string): GlideString[] {
  const words = listOf(properties as Iterable<Options>, `${what}.properties`).flatMap((each, i) => {
    checkNames(`${what}.properties[${i}]`, each, ["property", "order"]);
    return [name(each["property"], `${what}.properties[${i}].property`, "give what to sort by"), ...optionalWord(each["order"], `${what}.properties[${i}].order`, orders)];
  });
  if (words.length === 0) {
    refuse(`${what}.properties`, "is empty; give at least one");
  }
  return ["SORTBY", String(words.length), ...words, ...optional("MAX", max, atLeast(1), `${what}.max`)];
}
