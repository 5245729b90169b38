// What a server tells of itself, its configuration and its databases.
// See https://valkey.io/commands/#server

import { type Command, type Word, command, integer, listOf, namedOptions, onAllPrimaries, optionalList, optionalWord, optionsOf, pairsOf } from "../command.js";
import { FlushMode } from "../enums.js";
import { nextNumber, nextOk } from "../replies.js";
import { nextTextPairs } from "../replies_any.js";
import { nextPlainString, nextTextRecord, nextTime } from "../replies_server.js";
import type { GlideRecord, GlideString, Integer, Text } from "../types.js";
import type { FlushModeOption, InfoSection, InfoSectionsOption, LolwutOptions } from "./server_types.js";

const flushModes = Object.values(FlushMode);

/**
 * Gets the server's report about itself: its default sections, or those that are asked for.
 *
 * Reply: lines of the form "name:value" under headings that begin with "# ".
 * See https://valkey.io/commands/info/
 * @standalone
 * @allBatches
 */
export function info(sections?: Iterable<InfoSection>): Command<string> {
  return command(nextPlainString, "INFO", ...optionalList(sections, "info sections"));
}

/**
 * Gets the server's report about itself: its default sections, or those that are asked for.
 * Without a route all primaries tell.
 *
 * Reply: lines of the form "name:value" under headings that begin with "# ".
 * See https://valkey.io/commands/info/
 * @cluster
 * @routed
 * @notInBatch
 * @method info
 */
export function infoOfCluster(options?: InfoSectionsOption): Command<string> {
  const { sections } = namedOptions("info", options, "sections");
  return onAllPrimaries(command(nextPlainString, "INFO", ...optionalList(sections, "info options.sections")));
}

/**
 * Gets the server's clock.
 *
 * Reply: the seconds since 1970 and the microseconds of the current second, both in decimal digits.
 * See https://valkey.io/commands/time/
 * @routed
 */
export function time(): Command<[string, string]> {
  return command(nextTime, "TIME");
}

/**
 * Gets a drawing, and the version of the server.
 *
 * Reply: the drawing, made of characters, several lines.
 * See https://valkey.io/commands/lolwut/
 * @routed
 */
export function lolwut(options?: LolwutOptions): Command<string> {
  const { version, parameters } = optionsOf("lolwut", options, ["version", "parameters"]);
  const words: Word[] = version === undefined ? [] : ["VERSION", integer(version, "lolwut options.version")];
  if (parameters !== undefined) {
    words.push(...listOf(parameters, "lolwut options.parameters").map((each, i) => integer(each, `lolwut options.parameters[${i}]`)));
  }
  return command(nextPlainString, "LOLWUT", ...words);
}

/**
 * Gets the server's settings whose names match one of parameters, which may be patterns such
 * as "max*".
 *
 * Reply: the values by name, none if nothing matches.
 * See https://valkey.io/commands/config-get/
 * @routed
 */
export function configGet(parameters: Iterable<string>): Command<Record<string, Text>> {
  return { words: ["CONFIG", "GET", ...listOf(parameters, "configGet parameters")], read: nextTextRecord, readInBatch: nextTextPairs };
}

/**
 * Changes settings of the running server, all of them or none. In a cluster all nodes do so
 * without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/config-set/
 * @routed
 * @oneReply
 */
export function configSet(parameters: Record<string, GlideString> | GlideRecord<GlideString> | Map<GlideString, GlideString>): Command<"OK"> {
  return command(nextOk, "CONFIG", "SET", ...pairsOf<GlideString>(parameters, "configSet parameters", "key", "value").flat());
}

/**
 * Sets the statistics that info reports back to 0. In a cluster all nodes do so without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/config-resetstat/
 * @routed
 * @oneReply
 */
export function configResetStat(): Command<"OK"> {
  return command(nextOk, "CONFIG", "RESETSTAT");
}

/**
 * Writes the settings of the running server into the file that it was started with. In a
 * cluster all nodes do so without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/config-rewrite/
 * @routed
 * @oneReply
 */
export function configRewrite(): Command<"OK"> {
  return command(nextOk, "CONFIG", "REWRITE");
}

/**
 * Counts the keys of the database, in a cluster without a route those of all primaries.
 *
 * Reply: the number of keys.
 * See https://valkey.io/commands/dbsize/
 * @routed
 * @oneReply
 */
export function dbsize(): Command<number> {
  return command(nextNumber, "DBSIZE");
}

/**
 * Deletes all keys of all databases.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/flushall/
 * @standalone
 * @allBatches
 */
export function flushall(mode?: FlushMode): Command<"OK"> {
  return command(nextOk, "FLUSHALL", ...optionalWord(mode, "flushall mode", flushModes));
}

/**
 * Deletes all keys of all databases. Without a route all primaries do so.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/flushall/
 * @cluster
 * @routed
 * @oneReply
 * @notInBatch
 * @method flushall
 */
export function flushallOfCluster(options?: FlushModeOption): Command<"OK"> {
  const { mode } = namedOptions("flushall", options, "mode");
  return command(nextOk, "FLUSHALL", ...optionalWord(mode, "flushall options.mode", flushModes));
}

/**
 * Deletes all keys of the database.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/flushdb/
 * @standalone
 * @allBatches
 */
export function flushdb(mode?: FlushMode): Command<"OK"> {
  return command(nextOk, "FLUSHDB", ...optionalWord(mode, "flushdb mode", flushModes));
}

/**
 * Deletes all keys of the database. Without a route all primaries do so.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/flushdb/
 * @cluster
 * @routed
 * @oneReply
 * @notInBatch
 * @method flushdb
 */
export function flushdbOfCluster(options?: FlushModeOption): Command<"OK"> {
  const { mode } = namedOptions("flushdb", options, "mode");
  return command(nextOk, "FLUSHDB", ...optionalWord(mode, "flushdb options.mode", flushModes));
}

/**
 * Exchanges two databases: connections to one see the keys of the other at once. In a cluster
 * all primaries do so without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/swapdb/
 * @routed
 * @oneReply
 */
export function swapdb(index1: Integer, index2: Integer): Command<"OK"> {
  return command(nextOk, "SWAPDB", integer(index1, "swapdb index1"), integer(index2, "swapdb index2"));
}
