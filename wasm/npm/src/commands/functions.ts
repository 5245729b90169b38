// Functions, which servers keep in libraries. See https://valkey.io/topics/functions-intro/

import { type Command, type Read, type Word, command, flagWord, namedOptions, optionalList, optionalWord, optionsOf } from "../command.js";
import { FlushMode, FunctionRestorePolicy } from "../enums.js";
import { nextOk } from "../replies.js";
import { nextAny, nextGlideRecord, nextGlideRecords, nextPlainRecord, nextPlainRecords } from "../replies_any.js";
import { nextText } from "../shapes_tokens.js";
import type { Bytes, GlideReturnType, GlideString, Text } from "../types.js";
import type {
  FunctionListOptions,
  FunctionListResponse,
  FunctionLoadOptions,
  FunctionRestoreOptions,
  FunctionStatsFullResponse,
  FunctionStatsSingleResponse,
} from "./scripting_types.js";
import type { FlushModeOption } from "./server_types.js";

const flushModes = Object.values(FlushMode);
const restorePolicies = Object.values(FunctionRestorePolicy);
const statsWords = ["FUNCTION", "STATS"];

/**
 * Calls a function that was loaded. Since: 7.0.0.
 *
 * Reply: what it returns; a map is an array of { key, value }, a set an array.
 * See https://valkey.io/commands/fcall/
 */
export function fcall(func: GlideString, keys?: Iterable<GlideString>, args?: Iterable<GlideString>): Command<GlideReturnType> {
  const names = optionalList(keys, "fcall keys");
  return command(nextAny, ["FCALL", func, String(names.length), ...names, ...optionalList(args, "fcall args")]);
}

/**
 * Calls a function that was loaded,
 * without keys and by a route. Since: 7.0.0.
 *
 * Reply: what it returns; a map is an array of { key, value }, a set an array.
 * See https://valkey.io/commands/fcall/
 * @cluster
 * @routed
 * @notInBatch
 */
export function fcallWithRoute(func: GlideString, args?: Iterable<GlideString>): Command<GlideReturnType> {
  return command(nextAny, ["FCALL", func, "0", ...optionalList(args, "fcallWithRoute args")]);
}

/**
 * Calls a function that was loaded and writes nothing, which replicas can do too. Since: 7.0.0.
 *
 * Reply: what it returns; a map is an array of { key, value }, a set an array.
 * See https://valkey.io/commands/fcall_ro/
 */
export function fcallReadonly(func: GlideString, keys?: Iterable<GlideString>, args?: Iterable<GlideString>): Command<GlideReturnType> {
  const names = optionalList(keys, "fcallReadonly keys");
  return command(nextAny, ["FCALL_RO", func, String(names.length), ...names, ...optionalList(args, "fcallReadonly args")]);
}

/**
 * Calls a function that was loaded and writes nothing, which replicas can do too,
 * without keys and by a route. Since: 7.0.0.
 *
 * Reply: what it returns; a map is an array of { key, value }, a set an array.
 * See https://valkey.io/commands/fcall_ro/
 * @cluster
 * @routed
 * @notInBatch
 */
export function fcallReadonlyWithRoute(func: GlideString, args?: Iterable<GlideString>): Command<GlideReturnType> {
  return command(nextAny, ["FCALL_RO", func, "0", ...optionalList(args, "fcallReadonlyWithRoute args")]);
}

/**
 * Loads a library of functions. In a cluster all primaries do so without a route. Since: 7.0.0.
 *
 * Reply: the name of the library.
 * See https://valkey.io/commands/function-load/
 * @routed
 * @oneReply
 * @notInBatch
 */
export function functionLoad(libraryCode: GlideString, options?: FunctionLoadOptions): Command<Text> {
  const { replace } = optionsOf("functionLoad", options, ["replace"]);
  return command(nextText, loadWords(libraryCode, replace, "functionLoad options.replace"));
}

/**
 * Loads a library of functions; with replace in place of the one of its name. Since: 7.0.0.
 *
 * Reply: the name of the library.
 * See https://valkey.io/commands/function-load/
 * @batch
 * @method functionLoad
 */
export function functionLoadInBatch(libraryCode: GlideString, replace?: boolean): Command<Text> {
  return command(nextText, loadWords(libraryCode, replace, "functionLoad replace"));
}

/**
 * Deletes a library of functions. In a cluster all primaries do so without a route. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/function-delete/
 * @routed
 * @oneReply
 */
export function functionDelete(libraryName: GlideString): Command<"OK"> {
  return command(nextOk, "FUNCTION", "DELETE", libraryName);
}

/**
 * Deletes all libraries of functions. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/function-flush/
 * @standalone
 * @allBatches
 */
export function functionFlush(mode?: FlushMode): Command<"OK"> {
  return command(nextOk, ["FUNCTION", "FLUSH", ...optionalWord(mode, "functionFlush mode", flushModes)]);
}

/**
 * Deletes all libraries of functions. Without a route all primaries do so. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/function-flush/
 * @cluster
 * @routed
 * @oneReply
 * @notInBatch
 * @method functionFlush
 */
export function functionFlushOfCluster(options?: FlushModeOption): Command<"OK"> {
  const { mode } = namedOptions("functionFlush", options, "mode");
  return command(nextOk, ["FUNCTION", "FLUSH", ...optionalWord(mode, "functionFlush options.mode", flushModes)]);
}

/**
 * Ends the function that runs, unless it has written. In a cluster all nodes are asked without
 * a route. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/function-kill/
 * @routed
 * @oneReply
 */
export function functionKill(): Command<"OK"> {
  return command(nextOk, "FUNCTION", "KILL");
}

/**
 * Lists libraries of functions. Since: 7.0.0.
 *
 * Reply: of each library_name, engine, functions and, if asked for, library_code.
 * See https://valkey.io/commands/function-list/
 * @routed
 */
export function functionList(options?: FunctionListOptions): Command<FunctionListResponse> {
  const { libNamePattern, withCode } = optionsOf("functionList", options, ["libNamePattern", "withCode"]);
  const words: Word[] = ["FUNCTION", "LIST"];
  if (libNamePattern !== undefined) {
    words.push("LIBRARYNAME", libNamePattern);
  }
  words.push(...flagWord(withCode, "functionList options.withCode", "WITHCODE"));
  return { words, read: nextPlainRecords as Read<FunctionListResponse>, readInBatch: nextGlideRecords };
}

/**
 * Tells which function runs, and what there are. Without a route all nodes tell. Since: 7.0.0.
 *
 * Reply: running_script, null if none runs, and engines.
 * See https://valkey.io/commands/function-stats/
 * @cluster
 * @routed
 * @allBatches
 */
export function functionStats(): Command<FunctionStatsSingleResponse> {
  return { words: statsWords, read: nextPlainRecord as Read<FunctionStatsSingleResponse>, readInBatch: nextGlideRecord, route: "allNodes" };
}

/**
 * Tells which function runs, and what there are, on the primary and on its replicas. Since: 7.0.0.
 *
 * Reply: by the address of each server running_script, null if none runs, and engines.
 * See https://valkey.io/commands/function-stats/
 * @standalone
 * @notInBatch
 * @method functionStats
 */
export function functionStatsByAddress(): Command<FunctionStatsFullResponse> {
  return { words: statsWords, read: nextPlainRecord as Read<unknown> as Read<FunctionStatsFullResponse>, byAddress: true };
}

/**
 * Gets all libraries of functions in a form that functionRestore takes. Since: 7.0.0.
 *
 * Reply: that form, as bytes.
 * See https://valkey.io/commands/function-dump/
 * @routed
 */
export function functionDump(): Command<Bytes> {
  return { words: ["FUNCTION", "DUMP"], read: nextText as Read<unknown> as Read<Bytes>, asBytes: true };
}

/**
 * Restores the libraries of functions that functionDump has returned. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/function-restore/
 * @standalone
 * @allBatches
 */
export function functionRestore(payload: Uint8Array, policy?: FunctionRestorePolicy): Command<"OK"> {
  return command(nextOk, ["FUNCTION", "RESTORE", payload, ...optionalWord(policy, "functionRestore policy", restorePolicies)]);
}

/**
 * Restores the libraries of functions that functionDump has returned. Without a route all
 * primaries do so. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/function-restore/
 * @cluster
 * @routed
 * @oneReply
 * @notInBatch
 * @method functionRestore
 */
export function functionRestoreOfCluster(payload: Uint8Array, options?: FunctionRestoreOptions): Command<"OK"> {
  const { policy } = namedOptions("functionRestore", options, "policy");
  return command(nextOk, ["FUNCTION", "RESTORE", payload, ...optionalWord(policy, "functionRestore options.policy", restorePolicies)]);
}

/** The words that load a library. */
function loadWords(libraryCode: GlideString, replace: boolean | undefined, what: string): Word[] {
  return ["FUNCTION", "LOAD", ...flagWord(replace, what, "REPLACE"), libraryCode];
}
