// What a server uses memory for, and its modules.
// See https://valkey.io/commands/#server

import { type Command, type Word, asStrings, command, integer, listOf, onAllPrimaries, optionalList, optionsOf, pairsOf } from "../command.js";
import { nextNullableNumber, nextOk } from "../replies.js";
import { nextMemoryStats, nextPlainString } from "../replies_server.js";
import type { Reader } from "../resp.js";
import { record } from "../shapes_records.js";
import { list } from "../shapes_tokens.js";
import type { GlideFields, GlideString } from "../types.js";
import type { MemoryStats, MemoryUsageOptions, ModuleLoadExOptions } from "./server_types.js";

function nextRecords(r: Reader): GlideFields[] {
  return list(r, record);
}

/**
 * Looks for problems with memory and gives advice, in words. In a cluster all primaries tell without a route.
 *
 * Reply: the report, several lines.
 * See https://valkey.io/commands/memory-doctor/
 * @routed
 */
export function memoryDoctor(): Command<string> {
  return onAllPrimaries(command(nextPlainString, "MEMORY", "DOCTOR"));
}

/**
 * Gets the allocator's own report. In a cluster all primaries tell without a route.
 *
 * Reply: the report, several lines, or a sentence that the allocator has none.
 * See https://valkey.io/commands/memory-malloc-stats/
 * @routed
 */
export function memoryMallocStats(): Command<string> {
  return onAllPrimaries(command(nextPlainString, "MEMORY", "MALLOC-STATS"));
}

/**
 * Asks the allocator to give unused memory back to the operating system. In a cluster all
 * primaries do so without a route.
 *
 * Reply: "OK", also where the allocator cannot.
 * See https://valkey.io/commands/memory-purge/
 * @routed
 * @oneReply
 */
export function memoryPurge(): Command<"OK"> {
  return command(nextOk, "MEMORY", "PURGE");
}

/**
 * Tells what the server uses memory for. In a cluster all primaries tell without a route.
 *
 * Reply: the memory by use.
 * See https://valkey.io/commands/memory-stats/
 * @routed
 */
export function memoryStats(): Command<MemoryStats> {
  return onAllPrimaries(asStrings(command(nextMemoryStats, "MEMORY", "STATS")));
}

/**
 * Tells or estimates the memory that key and its value use.
 *
 * Reply: the number of bytes, or null if the key does not exist.
 * See https://valkey.io/commands/memory-usage/
 */
export function memoryUsage(key: GlideString, options?: MemoryUsageOptions): Command<number | null> {
  const { samples } = optionsOf("memoryUsage", options, ["samples"]);
  return command(nextNullableNumber, "MEMORY", "USAGE", key, ...(samples === undefined ? [] : ["SAMPLES", integer(samples, "memoryUsage options.samples")]));
}

/**
 * Lists the modules that are loaded.
 *
 * Reply: the modules, none if there are none.
 * See https://valkey.io/commands/module-list/
 * @routed
 */
export function moduleList(): Command<GlideFields[]> {
  return command(nextRecords, "MODULE", "LIST");
}

/**
 * Loads a module from the file at path on the server. In a cluster all nodes do so without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/module-load/
 * @routed
 * @oneReply
 */
export function moduleLoad(path: GlideString, args?: Iterable<GlideString>): Command<"OK"> {
  return command(nextOk, "MODULE", "LOAD", path, ...optionalList(args, "moduleLoad args"));
}

/**
 * Loads a module from the file at path on the server, with settings. In a cluster all nodes do
 * so without a route. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/module-loadex/
 * @routed
 * @oneReply
 */
export function moduleLoadEx(path: GlideString, options?: ModuleLoadExOptions): Command<"OK"> {
  const { configs, args } = optionsOf("moduleLoadEx", options, ["configs", "args"]);
  const words: Word[] = ["MODULE", "LOADEX", path];
  for (const [name, value] of pairsOf<GlideString>(configs === undefined ? [] : configs, "moduleLoadEx options.configs", "name", "value")) {
    words.push("CONFIG", name, value);
  }
  if (args !== undefined) {
    words.push("ARGS", ...listOf(args, "moduleLoadEx options.args"));
  }
  return command(nextOk, ...words);
}

/**
 * Unloads the module of that name. In a cluster all nodes do so without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/module-unload/
 * @routed
 * @oneReply
 */
export function moduleUnload(name: GlideString): Command<"OK"> {
  return command(nextOk, "MODULE", "UNLOAD", name);
}
