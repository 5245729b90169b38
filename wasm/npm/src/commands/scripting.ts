// Lua scripts. See https://valkey.io/commands/#scripting

import { type Command, type Read, command, listOf, namedOptions, optionalWord } from "../command.js";
import { FlushMode } from "../enums.js";
import { nextOk } from "../replies.js";
import { nextAny } from "../replies_any.js";
import type { Reader } from "../resp.js";
import { keysAndArgs } from "../script.js";
import { list, nextBoolean, nextString, nextText } from "../shapes_tokens.js";
import type { GlideReturnType, GlideString, Text } from "../types.js";
import type { ScriptOptions } from "./scripting_types.js";
import type { FlushModeOption } from "./server_types.js";

const flushModes = Object.values(FlushMode);

function nextBooleans(r: Reader): boolean[] {
  return list(r, nextBoolean);
}

/**
 * Executes a Lua script. Of a script that is used again invokeScript sends the source once.
 *
 * Reply: what it returns; a map is an array of { key, value }, a set an array.
 * See https://valkey.io/commands/eval/
 * @method eval
 */
export function evaluate(script: GlideString, options?: ScriptOptions): Command<GlideReturnType> {
  return command(nextAny, ["EVAL", script, ...keysAndArgs("eval", options)]);
}

/**
 * Executes a Lua script that writes nothing, which replicas can do too. Since: 7.0.0.
 *
 * Reply: what it returns; a map is an array of { key, value }, a set an array.
 * See https://valkey.io/commands/eval_ro/
 */
export function evalReadOnly(script: GlideString, options?: ScriptOptions): Command<GlideReturnType> {
  return command(nextAny, ["EVAL_RO", script, ...keysAndArgs("evalReadOnly", options)]);
}

/**
 * Executes a Lua script that the server knows, by its hash.
 *
 * Reply: what it returns; a map is an array of { key, value }, a set an array.
 * See https://valkey.io/commands/evalsha/
 */
export function evalsha(hash: GlideString, options?: ScriptOptions): Command<GlideReturnType> {
  return command(nextAny, ["EVALSHA", hash, ...keysAndArgs("evalsha", options)]);
}

/**
 * Executes a Lua script that the server knows and that writes nothing, by its hash. Since: 7.0.0.
 *
 * Reply: what it returns; a map is an array of { key, value }, a set an array.
 * See https://valkey.io/commands/evalsha_ro/
 */
export function evalshaReadOnly(hash: GlideString, options?: ScriptOptions): Command<GlideReturnType> {
  return command(nextAny, ["EVALSHA_RO", hash, ...keysAndArgs("evalshaReadOnly", options)]);
}

/**
 * Has the server know a Lua script. In a cluster all nodes are told without a route.
 *
 * Reply: the hash of the script.
 * See https://valkey.io/commands/script-load/
 * @routed
 * @oneReply
 */
export function scriptLoad(script: GlideString): Command<string> {
  return command(nextString as Read<string>, "SCRIPT", "LOAD", script);
}

/**
 * Tells of hashes of scripts whether the server knows them. In a cluster all primaries must
 * without a route.
 *
 * Reply: in their order whether it does.
 * See https://valkey.io/commands/script-exists/
 * @routed
 */
export function scriptExists(sha1s: Iterable<GlideString>): Command<boolean[]> {
  return command(nextBooleans, ["SCRIPT", "EXISTS", ...listOf(sha1s, "scriptExists sha1s")]);
}

/**
 * Has the server forget all scripts.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/script-flush/
 * @standalone
 * @allBatches
 */
export function scriptFlush(mode?: FlushMode): Command<"OK"> {
  return command(nextOk, ["SCRIPT", "FLUSH", ...optionalWord(mode, "scriptFlush mode", flushModes)]);
}

/**
 * Has servers forget all scripts. Without a route all nodes do so.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/script-flush/
 * @cluster
 * @routed
 * @oneReply
 * @notInBatch
 * @method scriptFlush
 */
export function scriptFlushOfCluster(options?: FlushModeOption): Command<"OK"> {
  const { mode } = namedOptions("scriptFlush", options, "mode");
  return command(nextOk, ["SCRIPT", "FLUSH", ...optionalWord(mode, "scriptFlush options.mode", flushModes)]);
}

/**
 * Ends the script that runs, unless it has written. In a cluster all nodes are asked without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/script-kill/
 * @routed
 * @oneReply
 */
export function scriptKill(): Command<"OK"> {
  return command(nextOk, "SCRIPT", "KILL");
}

/**
 * Gets the source of a script that the server knows. Since: 8.0.0.
 *
 * Reply: the source.
 * See https://valkey.io/commands/script-show/
 */
export function scriptShow(sha1: GlideString): Command<Text> {
  return command(nextText, "SCRIPT", "SHOW", sha1);
}
