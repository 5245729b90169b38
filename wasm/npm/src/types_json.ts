// The types of the commands of valkey-json. This file holds types alone, so that it is a module
// and a declaration file alike.

import type { ConditionalChange, Decoder } from "./enums.js";
import type { Decoded, GlideReturnType, GlideString, Integer } from "./types.js";
import type { ModuleCallOptions, ModuleClient } from "./types_modules.js";

/**
 * What there is for each value that a path matches. For a JSONPath, which begins with "$", that is
 * an array, empty where nothing matches. Any other path is of the older, restricted syntax, and
 * without a path it is about the whole document: the reply is then for one value.
 */
export type ReturnTypeJson<T> = T | null | (T | null)[];

/** Where in a document. */
export interface JsonPathOption {
  /** The path of the values. Default: the whole document. */
  path?: GlideString;
}

/** The options of GlideJson.set. */
export interface JsonSetOptions {
  /** Sets only if there is such a value already, or only if there is none. */
  conditionalChange?: ConditionalChange;
}

/** The options of GlideJson.get. */
export interface JsonGetOptions {
  /** The path of the values, or several of them. Default: the whole document. */
  path?: GlideString | Iterable<GlideString>;
  /** What each level of nesting is indented by, such as "\t". */
  indent?: GlideString;
  /** What ends each line, such as "\n". */
  newline?: GlideString;
  /** What stands between a name's colon and the value, such as " ". */
  space?: GlideString;
  /** Changes nothing, and is taken for the sake of older programs. */
  noescape?: boolean;
}

/** The options of GlideJson.arrpop. */
export interface JsonArrPopOptions {
  /** The path of the arrays. Default: the whole document. */
  path?: GlideString;
  /** Which element: 0 is the first one, -1 the last. Outside of the array it means the nearer end. It needs a path. Default: the last. */
  index?: Integer;
}

/** The options of GlideJson.arrindex. */
export interface JsonArrIndexOptions {
  /** The first element to look at; a negative one counts from the end. Default: 0. */
  start?: Integer;
  /** The element after the last to look at; 0 and -1 mean the end of the array. Default: 0. */
  end?: Integer;
}

/** A value to set in a document. */
export interface JsonKeyPathValue {
  /** The document's key. */
  key: GlideString;
  /** Where in the document. */
  path: GlideString;
  /** The value, a JSON text. */
  value: GlideString;
}

/**
 * The commands of valkey-json. Values are JSON texts, such as JSON.stringify makes them: a string
 * is one with its quotes. All reject with a RequestError of the code WRONGTYPE where a key holds no
 * document, and ERR where the server has not loaded the module.
 * See https://valkey.io/topics/valkey-json/
 */
export interface JsonMethods {
  /**
   * Sets the values that path matches. A document that does not exist is created by the path of its
   * root. Resolves to "OK", or to null where the condition did not hold. Rejects with NONEXISTENT
   * where path matches nothing, SYNTAXERR where value is no JSON.
   *
   *     await GlideJson.set(client, "user:1", "$", JSON.stringify({ name: "Ada", langs: ["Go"] }));
   *
   * See https://valkey.io/commands/json.set/
   */
  set(client: ModuleClient, key: GlideString, path: GlideString, value: GlideString, options?: JsonSetOptions & ModuleCallOptions): Promise<"OK" | null>;
  /**
   * Sets values in several documents, or none of them if one cannot be set. In a cluster
   * all keys must lie in one slot. GLIDE has no such method.
   * See https://valkey.io/commands/json.mset/
   */
  mset(client: ModuleClient, values: Iterable<JsonKeyPathValue>, options?: ModuleCallOptions): Promise<"OK">;
  /**
   * Gets the values that the path, or several, match. Resolves to a JSON text: for a JSONPath that
   * of an array of the values, for a restricted path that of the value, for several paths that of an
   * object by the paths; to null where the key does not exist.
   *
   *     const [name] = JSON.parse(await GlideJson.get(client, "user:1", { path: "$.name" }));
   *
   * See https://valkey.io/commands/json.get/
   */
  get<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, key: GlideString, options?: JsonGetOptions & ModuleCallOptions<D>): Promise<Decoded<D> | null>;
  /**
   * Gets the values that a path matches in several documents, for each key as get does; null for a
   * key without a document, and for a restricted path that matches nothing. In a cluster all keys must
   * lie in one slot.
   * See https://valkey.io/commands/json.mget/
   */
  mget<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, keys: Iterable<GlideString>, path: GlideString, options?: ModuleCallOptions<D>): Promise<(Decoded<D> | null)[]>;
  /**
   * Appends values to arrays. Resolves to their lengths afterwards, null for what is no array.
   * See https://valkey.io/commands/json.arrappend/
   */
  arrappend(client: ModuleClient, key: GlideString, path: GlideString, values: Iterable<GlideString>, options?: ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Inserts values into arrays before the element at index: 0 is the first one, -1 the last.
   * Resolves to their lengths afterwards, null for what is no array. Rejects with OUTOFBOUNDARIES
   * where index is outside of an array.
   * See https://valkey.io/commands/json.arrinsert/
   */
  arrinsert(client: ModuleClient, key: GlideString, path: GlideString, index: Integer, values: Iterable<GlideString>, options?: ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Finds a value in arrays: a JSON text, or a number, boolean or null. Resolves to the place of the
   * first, -1 where there is none, null for what is no array.
   * See https://valkey.io/commands/json.arrindex/
   */
  arrindex(client: ModuleClient, key: GlideString, path: GlideString, scalar: GlideString | number | bigint | boolean | null, options?: JsonArrIndexOptions & ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Tells how long arrays are: null for what is no array, or a key that does not exist.
   * See https://valkey.io/commands/json.arrlen/
   */
  arrlen(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Removes an element of arrays, and resolves to it as a JSON text; null for what is no array, and
   * for an empty one.
   * See https://valkey.io/commands/json.arrpop/
   */
  arrpop<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, key: GlideString, options?: JsonArrPopOptions & ModuleCallOptions<D>): Promise<ReturnTypeJson<Decoded<D>>>;
  /**
   * Keeps of arrays the elements from start to end, both included. Resolves to their lengths
   * afterwards, null for what is no array.
   * See https://valkey.io/commands/json.arrtrim/
   */
  arrtrim(client: ModuleClient, key: GlideString, path: GlideString, start: Integer, end: Integer, options?: ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Makes true what is false, and false what is true. Resolves to what they are now, null for what
   * is no boolean.
   * See https://valkey.io/commands/json.toggle/
   */
  toggle(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<ReturnTypeJson<boolean>>;
  /**
   * Deletes values, or the document with its key. Resolves to how many were deleted.
   * See https://valkey.io/commands/json.del/
   */
  del(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<number>;
  /**
   * Does what del does.
   * See https://valkey.io/commands/json.forget/
   */
  forget(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<number>;
  /**
   * Tells of which types values are: "null", "boolean", "string", "number" (with a fraction),
   * "integer", "object" or "array".
   * See https://valkey.io/commands/json.type/
   */
  type<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, key: GlideString, options?: JsonPathOption & ModuleCallOptions<D>): Promise<ReturnTypeJson<Decoded<D>>>;
  /**
   * Empties arrays and objects, and sets other values to 0, "" or false. Resolves to how many were
   * not so already.
   * See https://valkey.io/commands/json.clear/
   */
  clear(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<number>;
  /**
   * Gets values as nested arrays: a number with a fraction, true and false as strings; an array
   * begins with "[", an object with "{", behind which arrays of a name and a value follow.
   * See https://valkey.io/commands/json.resp/
   */
  resp(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<GlideReturnType>;
  /**
   * Tells how long strings are, in bytes; null for what is no string, or a key that does not exist.
   * See https://valkey.io/commands/json.strlen/
   */
  strlen(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Appends value, a JSON string with its quotes, to strings. Resolves to their lengths afterwards,
   * in bytes, null for what is no string.
   * See https://valkey.io/commands/json.strappend/
   */
  strappend(client: ModuleClient, key: GlideString, value: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Tells how much memory values take, in bytes.
   * See https://valkey.io/commands/json.debug/
   */
  debugMemory(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Counts the fields of values: one for each that is no array or object, and one for each array or
   * object within another.
   * See https://valkey.io/commands/json.debug/
   */
  debugFields(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Tells how deep arrays and objects are nested in a document, null where the key does not exist.
   * GLIDE has no such method.
   * See https://valkey.io/commands/json.debug/
   */
  debugDepth(client: ModuleClient, key: GlideString, options?: ModuleCallOptions): Promise<number | null>;
  /**
   * Adds num, which must be finite, to numbers. Resolves to the new values as a JSON text: for a
   * JSONPath that of an array, with null for what is no number.
   * See https://valkey.io/commands/json.numincrby/
   */
  numincrby<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, key: GlideString, path: GlideString, num: number | bigint, options?: ModuleCallOptions<D>): Promise<Decoded<D>>;
  /**
   * Multiplies numbers by num, which must be finite, and resolves as numincrby does.
   * See https://valkey.io/commands/json.nummultby/
   */
  nummultby<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, key: GlideString, path: GlideString, num: number | bigint, options?: ModuleCallOptions<D>): Promise<Decoded<D>>;
  /**
   * Tells how many members objects have; null for what is no object, or a key that does not exist.
   * See https://valkey.io/commands/json.objlen/
   */
  objlen(client: ModuleClient, key: GlideString, options?: JsonPathOption & ModuleCallOptions): Promise<ReturnTypeJson<number>>;
  /**
   * Gets the names of the members of objects, an array for each value of a JSONPath; null where the
   * key does not exist.
   * See https://valkey.io/commands/json.objkeys/
   */
  objkeys<T extends Decoder = "string", D extends Decoder = T>(client: ModuleClient<T>, key: GlideString, options?: JsonPathOption & ModuleCallOptions<D>): Promise<ReturnTypeJson<Decoded<D>[] | Decoded<D>>>;
}
