// The types of the commands of valkey-search. This file holds types alone, so that it is a module
// and a declaration file alike.

import type { Decoder, SortOrder } from "./enums.js";
import type { Decoded, GlideReturnType, GlideString, Integer } from "./types.js";
import type { ModuleCallOptions, ModuleClient } from "./types_modules.js";

/** What fields of all types have. */
interface BaseField {
  /** The name of the hash's field, or the JSONPath of the value. */
  name: GlideString;
  /** What queries call it, if not so; a JSONPath needs one. */
  alias?: GlideString;
}

/** What can be sorted by. valkey-search needs no such word. */
interface SortableField extends BaseField {
  /** Says that results are sorted by the field. */
  sortable?: boolean;
}

/** A field whose words are indexed. Since: 1.2.0. */
export interface TextField extends SortableField {
  type: "TEXT";
  /** Indexes words as they are, not by their stems. */
  nostem?: boolean;
  /** What a match counts in a score. Default: 1, the only one that valkey-search takes. */
  weight?: number;
  /** Keeps an index over the ends of words. */
  withsuffixtrie?: boolean;
  /** Keeps none, which saves memory. */
  nosuffixtrie?: boolean;
}

/** A field that holds tags, which match as a whole. */
export interface TagField extends SortableField {
  type: "TAG";
  /** The character between tags. Default: a comma. */
  separator?: GlideString;
  /** Tells tags apart that differ in upper and lower case only. */
  caseSensitive?: boolean;
}

/** A field that holds a number. */
export interface NumericField extends SortableField {
  type: "NUMERIC";
}

/** A field that holds a vector: in a hash its 32-bit floats, each as four bytes, little-endian; in a document an array of numbers. */
export interface VectorField extends BaseField {
  type: "VECTOR";
  /** How it is indexed. */
  attributes: VectorFieldAttributesFlat | VectorFieldAttributesHnsw;
}

interface VectorFieldAttributes {
  /** The number of floats of each vector. */
  dimensions: Integer;
  /** What is small for vectors that are near each other: the Euclidean distance, 1 less the inner product, or 1 less the cosine of the angle. */
  distanceMetric: "L2" | "IP" | "COSINE";
  /** The type of the floats, of which there is one. */
  type?: "FLOAT32";
  /** The number of vectors to make room for beforehand. Default: the server's. */
  initialCap?: Integer;
}

/** Compares with every vector: exact, and slow for many. */
export interface VectorFieldAttributesFlat extends VectorFieldAttributes {
  algorithm: "FLAT";
}

/** Walks a graph of vectors: approximate, and fast. */
export interface VectorFieldAttributesHnsw extends VectorFieldAttributes {
  algorithm: "HNSW";
  /** How many edges a node of the graph may have. Default: the server's, 16. */
  numberOfEdges?: Integer;
  /** How many vectors are looked at to add one. Default: the server's, 200. */
  vectorsExaminedOnConstruction?: Integer;
  /** How many vectors are looked at in a search. Default: the server's, 10. */
  vectorsExaminedOnRuntime?: Integer;
}

/** A field of an index. */
export type Field = TextField | TagField | NumericField | VectorField;

/** The options of GlideFt.create. */
export interface FtCreateOptions {
  /** The type of the documents. Default: "HASH". */
  dataType?: "JSON" | "HASH";
  /** What the keys of the documents begin with. Default: all keys. */
  prefixes?: Iterable<GlideString>;
  /** What a document counts without scoreField, from 0 to 1. Default: the server's, 1. */
  score?: number;
  /** The field of a hash that has its score. GLIDE has no such option. */
  scoreField?: GlideString;
  /** The language of the texts. Default: "ENGLISH", the only one that valkey-search knows. */
  language?: string;
  /** Takes documents only that are written from now on. Since: 1.2.0. */
  skipInitialScan?: boolean;
  /** The number of letters from which a word is reduced to its stem. Default: the server's, 4. Since: 1.2.0. */
  minStemSize?: Integer;
  /** Keeps the places of words, as is the default. */
  withOffsets?: boolean;
  /** Keeps no places of words, which saves memory; queries for phrases are then errors. Since: 1.2.0. */
  noOffsets?: boolean;
  /** Indexes every word, however common. Since: 1.2.0. */
  noStopWords?: boolean;
  /** Words that are not indexed, in place of the language's. Since: 1.2.0. */
  stopWords?: Iterable<GlideString>;
  /** The characters that end a word, besides spaces. Default: the server's. Since: 1.2.0. */
  punctuation?: GlideString;
}

/** What searches and aggregations have in common: how a query is understood and executed. */
interface FtQueryOptions {
  /** The query's parameters: in the query "$name" stands for the value, which may be bytes, such as new Uint8Array(floats.buffer) of a Float32Array. */
  params?: { key: GlideString; value: GlideString }[] | Map<GlideString, GlideString> | Record<string, GlideString>;
  /** How long the server may take, in milliseconds. What the call may take is requestTimeout. */
  timeout?: Integer;
  /** Has words of a text match in the order of the query only. Since: 1.2.0. */
  inorder?: boolean;
  /** How many other words there may be between those of the query. Since: 1.2.0. */
  slop?: Integer;
  /** Takes the words of the query as they are, not by their stems. Since: 1.2.0. */
  verbatim?: boolean;
  /** The version of the query language. Default: the server's; 2 is the one that valkey-search documents. */
  dialect?: Integer;
}

/** The options of GlideFt.search. */
export type FtSearchOptions = FtQueryOptions & {
  /** Returns the keys of the documents alone. */
  nocontent?: boolean;
  /** The fields to return. Default: all; of a JSON document one named "$". */
  returnFields?: Iterable<{ fieldIdentifier: GlideString; alias?: GlideString }>;
  /** The field of the schema to sort by. Since: 1.1.0. */
  sortby?: GlideString;
  /** The order, with sortby only. Default: "ASC". Since: 1.1.0. */
  sortbyOrder?: SortOrder;
  /** Has each document's value be [what it was sorted by, its fields]; with sortby only. Since: 1.2.0. */
  withsortkeys?: boolean;
  /** What is done where a shard does not answer: an error, as is the default, or the answers that there are. Since: 1.1.0. */
  shardScope?: "ALLSHARDS" | "SOMESHARDS";
  /** What is done where a node has another version of the index: an error, as is the default, or the answers that there are. Since: 1.1.0. */
  consistency?: "CONSISTENT" | "INCONSISTENT";
} & (
    | {
        /** The part of the documents to return. Default: the first ten. */
        limit?: { offset: Integer; count: Integer };
        count?: never;
      }
    | {
        /** Returns no documents, but how many there are. */
        count?: boolean;
        limit?: never;
      }
  );

/** The options of GlideFt.aggregate. */
export type FtAggregateOptions = FtQueryOptions & {
  /** What is done with the records, in order. */
  clauses?: Iterable<FtAggregateLimit | FtAggregateFilter | FtAggregateGroupBy | FtAggregateSortBy | FtAggregateApply>;
} & (
    | {
        /** The fields to load into the records, such as "price"; "@__key" is the document's key. */
        loadFields?: Iterable<GlideString>;
        loadAll?: never;
      }
    | {
        /** Loads all fields of the documents. */
        loadAll?: boolean;
        loadFields?: never;
      }
  );

/** Keeps a part of the records. */
export interface FtAggregateLimit {
  type: "LIMIT";
  /** How many to leave out at the beginning. */
  offset: Integer;
  /** How many to keep at most. */
  count: Integer;
}

/** Keeps the records for which an expression is not zero. */
export interface FtAggregateFilter {
  type: "FILTER";
  expression: GlideString;
}

/** Makes one record of those that agree in some fields. */
export interface FtAggregateGroupBy {
  type: "GROUPBY";
  /** The fields to agree in, each with its "@". */
  properties: Iterable<GlideString>;
  /** What to make of the others. */
  reducers?: Iterable<FtAggregateReducer>;
}

/** Makes one value of the records of a group. */
export interface FtAggregateReducer {
  /** "COUNT", "COUNT_DISTINCT", "SUM", "MIN", "MAX", "AVG", "STDDEV", "FIRST_VALUE", "TOLIST", or what else the server knows. */
  function: string;
  /** What it is made of: nothing for COUNT, an expression for most. */
  args?: Iterable<GlideString>;
  /** The name of the field with the value. Default: the server's. */
  name?: GlideString;
}

/** Sorts the records. */
export interface FtAggregateSortBy {
  type: "SORTBY";
  /** What to sort by: by the second where the first is equal, and so on. */
  properties: Iterable<FtAggregateSortProperty>;
  /** Keeps this many records at most. */
  max?: Integer;
}

/** What to sort by, and how. */
export interface FtAggregateSortProperty {
  /** What to sort by, such as "@price". */
  property: GlideString;
  /** Default: "ASC". */
  order?: SortOrder;
}

/** Sets a field of each record to the value of an expression. */
export interface FtAggregateApply {
  type: "APPLY";
  expression: GlideString;
  /** The name of the field, new or not. */
  name: GlideString;
}

/** The options of GlideFt.info. */
export interface FtInfoOptions {
  /** Which nodes are asked: the one that executes the command, as is the default, the primaries of all shards, or all nodes. Since: 1.1.0. */
  scope?: "LOCAL" | "PRIMARY" | "CLUSTER";
  /** What is done where a shard does not answer, as in searches. Since: 1.1.0. */
  shardScope?: "ALLSHARDS" | "SOMESHARDS";
  /** What is done where a node has another version of the index, as in searches. Since: 1.1.0. */
  consistency?: "CONSISTENT" | "INCONSISTENT";
}

/** Pairs in the order in which the server sent them. */
type Pairs<K, V> = { key: K; value: V }[];

/** How many documents match, and those that were returned, in order, each with its fields: empty with nocontent, and behind what it was sorted by with withsortkeys. */
export type FtSearchReturnType<D extends Decoder = Decoder, O = unknown> = [
  total: number,
  documents: Pairs<Decoded<D>, O extends { withsortkeys: true } ? [sortKey: Decoded<D> | null, fields: Pairs<Decoded<D>, Decoded<D>>] : Pairs<Decoded<D>, Decoded<D>>>,
];

/** The records that came out of the last clause. */
export type FtAggregateReturnType<D extends Decoder = Decoder> = Pairs<Decoded<D>, GlideReturnType>[];

/** The definition of an index and how it is with it, under the names that the server has for it. What a scope or a server does not tell is not there. */
export interface FtInfoReturnType {
  index_name: GlideString;
  /** The scope for which it was collected; none for "LOCAL". */
  mode?: GlideString;
  /** Which documents are in the index; for "LOCAL". */
  index_definition?: { key_type: GlideString; prefixes: GlideString[]; default_score: number; [other: string]: unknown };
  /** The fields of the schema; for "LOCAL". */
  attributes?: { identifier: GlideString; attribute: GlideString; type: GlideString; user_indexed_memory?: number; [other: string]: unknown }[];
  num_docs?: number;
  num_records?: number;
  num_terms?: number;
  total_term_occurrences?: number;
  hash_indexing_failures?: number;
  backfill_in_progress?: boolean;
  /** From 0 to 1. */
  backfill_complete_percent?: number | null;
  backfill_complete_percent_min?: number | null;
  backfill_complete_percent_max?: number | null;
  mutation_queue_size?: number;
  /** In seconds. */
  recent_mutations_queue_delay?: number;
  /** "ready", "backfill_in_progress" or "backfill_paused_by_oom". */
  state?: GlideString;
  punctuation?: GlideString;
  stop_words?: GlideString[];
  with_offsets?: boolean;
  min_stem_size?: number;
  language?: GlideString;
  [other: string]: unknown;
}

/** The options of the call of a query: its timeout is the server's to take, so that the call's is requestTimeout. */
export type FtCallOptions<D extends Decoder = Decoder> = Omit<ModuleCallOptions<D>, "timeout"> & {
  /** How long the call may take, in milliseconds. Default: the client's requestTimeout. */
  requestTimeout?: number;
};

/**
 * The commands of valkey-search. All reject with a RequestError of the code ERR where there is no
 * such index, and where the server has not loaded the module.
 * See https://valkey.io/topics/search/
 */
export interface FtMethods {
  /**
   * Creates an index over the documents that the options name, by the fields in schema, and begins to
   * fill it.
   *
   *     await GlideFt.create(client, "products", [{ type: "TAG", name: "color" }, { type: "NUMERIC", name: "price" }], { prefixes: ["product:"] });
   *
   * See https://valkey.io/commands/ft.create/
   */
  create(client: ModuleClient, indexName: GlideString, schema: Iterable<Field>, options?: FtCreateOptions & ModuleCallOptions): Promise<"OK">;
  /**
   * Deletes an index, and none of the documents in it.
   * See https://valkey.io/commands/ft.dropindex/
   */
  dropindex(client: ModuleClient, indexName: GlideString, options?: ModuleCallOptions): Promise<"OK">;
  /**
   * Gets the names of the indexes, in no order.
   * See https://valkey.io/commands/ft._list/
   */
  list<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, options?: ModuleCallOptions<D>): Promise<Decoded<D>[]>;
  /**
   * Gets the definition of an index, and how it is with it.
   * See https://valkey.io/commands/ft.info/
   */
  info(client: ModuleClient, indexName: GlideString, options?: FtInfoOptions & ModuleCallOptions): Promise<FtInfoReturnType>;
  /**
   * Finds the documents that match a query: how many there are, and the first ten, or the part that
   * the options ask for, each with its fields.
   *
   *     const [total, documents] = await GlideFt.search(client, "products", "@price:[0 50]", { returnFields: [{ fieldIdentifier: "color" }] });
   *
   * See https://valkey.io/commands/ft.search/
   */
  search<T extends Decoder = "string", D extends Decoder = T, O extends FtSearchOptions = FtSearchOptions>(client: ModuleClient<T>, indexName: GlideString, query: GlideString, options?: O & FtCallOptions<D>): Promise<FtSearchReturnType<D, O>>;
  /**
   * Makes a record of each document that matches a query, with the fields that the options load, and
   * puts the records through clauses, one after another. Resolves to what comes out of the last.
   * See https://valkey.io/commands/ft.aggregate/
   */
  aggregate<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, indexName: GlideString, query: GlideString, options?: FtAggregateOptions & FtCallOptions<D>): Promise<FtAggregateReturnType<D>>;
  /**
   * Tells how the server understands a query. Not in valkey-search yet.
   * See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.explain.html
   */
  explain<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, indexName: GlideString, query: GlideString, options?: ModuleCallOptions<D>): Promise<Decoded<D>>;
  /**
   * The same in lines for a terminal. Not in valkey-search yet.
   * See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.explain-cli.html
   */
  explaincli<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, indexName: GlideString, query: GlideString, options?: ModuleCallOptions<D>): Promise<Decoded<D>[]>;
  /**
   * Searches, and tells what the server took time for, with less about the parts of the query if
   * limited is set. Not in valkey-search yet.
   * See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.profile.html
   */
  profileSearch<T extends Decoder = "string", D extends Decoder = T, O extends FtSearchOptions = FtSearchOptions>(client: ModuleClient<T>, indexName: GlideString, query: GlideString, options?: O & FtCallOptions<D> & { limited?: boolean }): Promise<[result: FtSearchReturnType<D, O>, profile: GlideReturnType]>;
  /**
   * Aggregates, and tells the same. Not in valkey-search yet.
   * See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.profile.html
   */
  profileAggregate<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, indexName: GlideString, query: GlideString, options?: FtAggregateOptions & FtCallOptions<D> & { limited?: boolean }): Promise<[result: FtAggregateReturnType<D>, profile: GlideReturnType]>;
  /**
   * Gives an index another name. Not in valkey-search yet.
   * See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.aliasadd.html
   */
  aliasadd(client: ModuleClient, indexName: GlideString, alias: GlideString, options?: ModuleCallOptions): Promise<"OK">;
  /**
   * Deletes an alias. The index stays. Not in valkey-search yet.
   * See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.aliasdel.html
   */
  aliasdel(client: ModuleClient, alias: GlideString, options?: ModuleCallOptions): Promise<"OK">;
  /**
   * Makes an alias that of another index. Not in valkey-search yet.
   * See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.aliasupdate.html
   */
  aliasupdate(client: ModuleClient, alias: GlideString, indexName: GlideString, options?: ModuleCallOptions): Promise<"OK">;
  /**
   * Gets all aliases with their indexes. Not in valkey-search yet.
   * See https://docs.aws.amazon.com/memorydb/latest/devguide/vector-search-commands-ft.aliaslist.html
   */
  aliaslist<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, options?: ModuleCallOptions<D>): Promise<Pairs<Decoded<D>, Decoded<D>>>;
}
