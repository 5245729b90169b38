// What took a server long: spikes of latency, and the lists of conspicuous commands.
// See https://valkey.io/commands/#server

import { type Command, command, integer, onAllPrimaries, oneOf, optionalList } from "../command.js";
import { nextNumber, nextOk } from "../replies.js";
import { type LatencyEntry, type LatencyEventInfo, nextLatencyEntries, nextLatencyEvents, nextPlainString } from "../replies_server.js";
import { recordOfRecords } from "../shapes_records.js";
import { list } from "../shapes_tokens.js";
import { tuple } from "../shapes_values.js";
import type { Reader } from "../resp.js";
import type { GlideFields, GlideReturnType, GlideString, Integer } from "../types.js";
import type { CommandLogType } from "./server_types.js";

const logTypes: readonly CommandLogType[] = ["slow", "large-request", "large-reply"];

function nextTuples(r: Reader): GlideReturnType[][] {
  return list(r, tuple);
}

/**
 * Gets the spikes of latency of a kind of event, such as "command". In a cluster all primaries tell without a route.
 *
 * Reply: up to 160 spikes, oldest first.
 * See https://valkey.io/commands/latency-history/
 * @routed
 */
export function latencyHistory(event: GlideString): Command<LatencyEntry[]> {
  return onAllPrimaries(command(nextLatencyEntries, "LATENCY", "HISTORY", event));
}

/**
 * Gets the latest spike of latency of each kind of event. The setting latency-monitor-threshold
 * says what a spike is, and is off at first. In a cluster all primaries tell without a route.
 *
 * Reply: the kinds of events that had spikes.
 * See https://valkey.io/commands/latency-latest/
 * @routed
 */
export function latencyLatest(): Command<LatencyEventInfo[]> {
  return onAllPrimaries(command(nextLatencyEvents, "LATENCY", "LATEST"));
}

/**
 * Forgets the spikes of latency of the events, or all where none are given. In a cluster all
 * primaries do so without a route.
 *
 * Reply: of how many events there were spikes.
 * See https://valkey.io/commands/latency-reset/
 * @routed
 * @oneReply
 */
export function latencyReset(events?: Iterable<GlideString>): Command<number> {
  return command(nextNumber, "LATENCY", "RESET", ...optionalList(events, "latencyReset events"));
}

/**
 * Draws the spikes of latency of a kind of event. In a cluster all primaries tell without a route.
 *
 * Reply: the drawing, made of characters, several lines.
 * See https://valkey.io/commands/latency-graph/
 * @routed
 */
export function latencyGraph(event: GlideString): Command<string> {
  return onAllPrimaries(command(nextPlainString, "LATENCY", "GRAPH", event));
}

/**
 * Explains the spikes of latency and gives advice, in words. In a cluster all primaries tell without a route.
 *
 * Reply: the report, several lines.
 * See https://valkey.io/commands/latency-doctor/
 * @routed
 */
export function latencyDoctor(): Command<string> {
  return onAllPrimaries(command(nextPlainString, "LATENCY", "DOCTOR"));
}

/**
 * Tells how long the calls of commands took, of all that were called where none are given.
 * In a cluster all primaries tell without a route. Since: 7.0.0.
 *
 * Reply: by the commands, calls and histogram_usec.
 * See https://valkey.io/commands/latency-histogram/
 * @routed
 */
export function latencyHistogram(commands?: Iterable<GlideString>): Command<GlideFields> {
  return onAllPrimaries(command(recordOfRecords, "LATENCY", "HISTOGRAM", ...optionalList(commands, "latencyHistogram commands")));
}

/**
 * Gets the latest commands that took long to execute, up to count; -1 is all, and 10 where it
 * is left out.
 *
 * Reply: of each its number, when it was in seconds since 1970, how much it took, its arguments, and
 * the client's address and name.
 * See https://valkey.io/commands/slowlog-get/
 * @routed
 * @oneReply
 */
export function slowlogGet(count?: Integer): Command<GlideReturnType[][]> {
  return command(nextTuples, "SLOWLOG", "GET", ...(count === undefined ? [] : [integer(count, "slowlogGet count")]));
}

/**
 * Counts the commands in the list of those that took long to execute.
 *
 * Reply: the number of commands.
 * See https://valkey.io/commands/slowlog-len/
 * @routed
 * @oneReply
 */
export function slowlogLen(): Command<number> {
  return command(nextNumber, "SLOWLOG", "LEN");
}

/**
 * Empties the list of commands that took long to execute.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/slowlog-reset/
 * @routed
 * @oneReply
 */
export function slowlogReset(): Command<"OK"> {
  return command(nextOk, "SLOWLOG", "RESET");
}

/**
 * Gets the latest commands of a list of conspicuous ones, up to count; -1 is all. Since: 8.1.0.
 *
 * Reply: of each its number, when it was in seconds since 1970, how much it took, its arguments, and
 * the client's address and name.
 * See https://valkey.io/commands/commandlog-get/
 * @routed
 * @oneReply
 */
export function commandlogGet(count: Integer, logType: CommandLogType): Command<GlideReturnType[][]> {
  return command(nextTuples, "COMMANDLOG", "GET", integer(count, "commandlogGet count"), oneOf(logType, "commandlogGet logType", logTypes));
}

/**
 * Counts the commands in a list of conspicuous ones. Since: 8.1.0.
 *
 * Reply: the number of commands.
 * See https://valkey.io/commands/commandlog-len/
 * @routed
 * @oneReply
 */
export function commandlogLen(logType: CommandLogType): Command<number> {
  return command(nextNumber, "COMMANDLOG", "LEN", oneOf(logType, "commandlogLen logType", logTypes));
}

/**
 * Empties a list of conspicuous commands. Since: 8.1.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/commandlog-reset/
 * @routed
 * @oneReply
 */
export function commandlogReset(logType: CommandLogType): Command<"OK"> {
  return command(nextOk, "COMMANDLOG", "RESET", oneOf(logType, "commandlogReset logType", logTypes));
}
