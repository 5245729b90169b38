// What FT.CREATE is given: the schema of an index, and which documents are in it.

import {
  counted,
  double,
  flagWord,
  integer,
  isText,
  listOf,
  name,
  objectOf,
  oneOf,
  optional,
  refuse,
  text,
} from "./module_commands.js";
import type { GlideString } from "./types.js";

type Options = Record<string, any>;

/** The options of each type of field, besides those of all. */
const ofFields = {
  TEXT: ["nostem", "weight", "withsuffixtrie", "nosuffixtrie"],
  TAG: ["separator", "caseSensitive"],
  NUMERIC: [],
  VECTOR: ["attributes"],
} as const;

const types = Object.keys(ofFields) as (keyof typeof ofFields)[];

/** The words of the options. */
export function createWords(what: string, options: Options): GlideString[] {
  const of = (option: string) => `${what} options.${option}`;
  const { dataType, prefixes, score, scoreField, language, skipInitialScan, minStemSize, withOffsets, noOffsets, noStopWords, stopWords, punctuation } = options;
  const offsets = [...flagWord(withOffsets, of("withOffsets"), "WITHOFFSETS"), ...flagWord(noOffsets, of("noOffsets"), "NOOFFSETS")];
  if (offsets.length > 1) {
    refuse(of("noOffsets"), "is given with withOffsets; set one of them");
  }
  const stops = [...flagWord(noStopWords, of("noStopWords"), "NOSTOPWORDS"), ...counted("STOPWORDS", stopWords, of("stopWords"))];
  if (noStopWords && stops.length > 1) {
    refuse(of("stopWords"), "are given with noStopWords; set one of them");
  }
  return [
    ...(dataType === undefined ? [] : ["ON", oneOf(dataType, of("dataType"), ["HASH", "JSON"])]),
    ...counted("PREFIX", prefixes, of("prefixes")),
    ...optional("SCORE", score, share, of("score")),
    ...optional("SCORE_FIELD", scoreField, text, of("scoreField")),
    ...optional("LANGUAGE", language, text, of("language")),
    ...flagWord(skipInitialScan, of("skipInitialScan"), "SKIPINITIALSCAN"),
    ...optional("MINSTEMSIZE", minStemSize, atLeast(0), of("minStemSize")),
    ...offsets,
    ...stops,
    ...optional("PUNCTUATION", punctuation, text, of("punctuation")),
  ];
}

/** A number from 0 to 1. */
function share(value: number, what: string): GlideString {
  const spelled = double(value, what);
  return value >= 0 && value <= 1 ? spelled : refuse(what, "is not from 0 to 1; give such a number, or leave it out");
}

/** Whole numbers that are not less. */
export function atLeast(least: number): (value: number | bigint, what: string) => GlideString {
  return (value, what) => {
    const spelled = integer(value, what);
    return value >= least ? spelled : refuse(what, `is less than ${least}; give a number of ${least} or more, or leave it out`);
  };
}

/** The words of the schema. */
export function schemaWords(what: string, schema: unknown): GlideString[] {
  const fields = listOf(schema as Iterable<Options>, `${what} schema`);
  if (fields.length === 0) {
    refuse(`${what} schema`, "is empty; give at least one field");
  }
  return ["SCHEMA", ...fields.flatMap((field, i) => fieldWords(field, `${what} schema[${i}]`))];
}

function fieldWords(field: Options, what: string): GlideString[] {
  const type: (typeof types)[number] = oneOf(field?.["type"], `${what}.type`, types);
  const { alias, sortable, ...of } = objectOf(field, what, ["type", "name", "alias", ...(type === "VECTOR" ? [] : ["sortable"]), ...ofFields[type]]);
  return [
    name(of["name"], `${what}.name`, "give the name of the hash's field, or the JSONPath of the value"),
    ...optional("AS", alias, text, `${what}.alias`),
    type,
    ...wordsOf[type](what, of),
    ...flagWord(sortable, `${what}.sortable`, "SORTABLE"),
  ];
}

const wordsOf: Record<(typeof types)[number], (what: string, field: Options) => GlideString[]> = {
  TEXT: (what, { nostem, weight, withsuffixtrie, nosuffixtrie }) => {
    const trie = [...flagWord(withsuffixtrie, `${what}.withsuffixtrie`, "WITHSUFFIXTRIE"), ...flagWord(nosuffixtrie, `${what}.nosuffixtrie`, "NOSUFFIXTRIE")];
    if (trie.length > 1) {
      refuse(`${what}.nosuffixtrie`, "is given with withsuffixtrie; set one of them");
    }
    return [...flagWord(nostem, `${what}.nostem`, "NOSTEM"), ...trie, ...optional("WEIGHT", weight, weightOf, `${what}.weight`)];
  },
  TAG: (what, { separator, caseSensitive }) => [
    ...optional("SEPARATOR", separator, character, `${what}.separator`),
    ...flagWord(caseSensitive, `${what}.caseSensitive`, "CASESENSITIVE"),
  ],
  NUMERIC: () => [],
  VECTOR: (what, { attributes }) => vectorWords(attributes, `${what}.attributes`),
};

function weightOf(value: number, what: string): GlideString {
  const spelled = double(value, what);
  return value >= 0 && value < Infinity ? spelled : refuse(what, "is negative or not finite; give a weight, or leave it out for 1");
}

function character(value: unknown, what: string): GlideString {
  return isText(value) && value.length === 1 ? value : refuse(what, "is not one character; give one, or leave it out for a comma");
}

/** What each attribute of vectors is called on the wire; a FLAT index has the first alone. */
const attributeWords = {
  initialCap: "INITIAL_CAP",
  numberOfEdges: "M",
  vectorsExaminedOnConstruction: "EF_CONSTRUCTION",
  vectorsExaminedOnRuntime: "EF_RUNTIME",
};

function vectorWords(attributes: Options, what: string): GlideString[] {
  const algorithm = oneOf(attributes?.["algorithm"], `${what}.algorithm`, ["FLAT", "HNSW"]);
  const more = Object.entries(attributeWords).slice(0, algorithm === "FLAT" ? 1 : undefined);
  const given = objectOf(attributes, what, ["algorithm", "dimensions", "distanceMetric", "type", ...more.map(([option]) => option)]);
  const words = [
    "TYPE",
    given["type"] === undefined ? "FLOAT32" : oneOf(given["type"], `${what}.type`, ["FLOAT32"]),
    "DIM",
    atLeast(1)(given["dimensions"], `${what}.dimensions`),
    "DISTANCE_METRIC",
    oneOf(given["distanceMetric"], `${what}.distanceMetric`, ["L2", "IP", "COSINE"]),
    ...more.flatMap(([option, word]) => optional(word, given[option], atLeast(1), `${what}.${option}`)),
  ];
  return [algorithm, String(words.length), ...words];
}
