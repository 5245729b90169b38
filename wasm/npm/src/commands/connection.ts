// What a server knows of the connections to it, and what is done to them. A client has
// several connections, which come and go: what a method sets for one is best set in the
// client's configuration. See https://valkey.io/commands/#connection

import { filterWords } from "../client_filter.js";
import { type Command, type Word, asStrings, command, flag, integer, listOf, oneOf, optionalWord, optionsOf } from "../command.js";
import { ClientPauseMode } from "../enums.js";
import { ConfigurationError } from "../errors.js";
import { nextNumber, nextOk } from "../replies.js";
import { nextClientTrackingInfo } from "../replies_server.js";
import { textRecord, textRecords } from "../shapes_records.js";
import { nextBoolean, nextNullableText, nextText } from "../shapes_tokens.js";
import type { GlideString, Integer, Text } from "../types.js";
import type { ClientAttribute, ClientCapability, ClientFilter, ClientTrackingInfo, ClientUnblockMode, PingOptions } from "./connection_types.js";

const pauseModes = Object.values(ClientPauseMode);

/**
 * Asks the server for a sign of life. In a cluster all primaries are asked without a route.
 *
 * Reply: the message, or PONG if there is none.
 * See https://valkey.io/commands/ping/
 * @routed
 * @oneReply
 * @notInBatch
 */
export function ping(options?: PingOptions): Command<Text> {
  const { message } = optionsOf("ping", options, ["message"]);
  return command(nextText, "PING", ...(message === undefined ? [] : [message]));
}

/**
 * Asks the server for a sign of life.
 *
 * Reply: the message, or PONG if there is none.
 * See https://valkey.io/commands/ping/
 * @batch
 * @method ping
 */
export function pingInBatch(message?: GlideString): Command<Text> {
  return command(nextText, "PING", ...(message === undefined ? [] : [message]));
}

/**
 * Asks the server to answer with message.
 *
 * Reply: message.
 * See https://valkey.io/commands/echo/
 * @routed
 */
export function echo(message: GlideString): Command<Text> {
  return command(nextText, "ECHO", message);
}

/**
 * Changes the database for the commands that follow in the batch, which has a connection of its
 * own. The client's select changes that of the client.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/select/
 * @batch
 * @standalone
 */
export function select(index: number): Command<"OK"> {
  return command(nextOk, "SELECT", integer(index, "select index"));
}

/**
 * Gets the number by which the server knows the connection. A later connection has a greater one.
 *
 * Reply: the number, 1 or more.
 * See https://valkey.io/commands/client-id/
 * @routed
 */
export function clientId(): Command<number> {
  return command(nextNumber, "CLIENT", "ID");
}

/**
 * Tells what the server knows about the connection. Since: 6.2.0.
 *
 * Reply: its properties, by the names that the server gives them.
 * See https://valkey.io/commands/client-info/
 * @routed
 */
export function clientInfo(): Command<Record<string, string>> {
  return command(textRecord, "CLIENT", "INFO");
}

/**
 * Lists connections to the server, all or those that the filter picks.
 *
 * Reply: their properties, by the names that the server gives them.
 * See https://valkey.io/commands/client-list/
 * @routed
 */
export function clientList(options?: ClientFilter): Command<Record<string, string>[]> {
  return command(textRecords, "CLIENT", "LIST", ...filterWords("clientList", options));
}

/**
 * Closes connections to the server. In a cluster all nodes do so without a route.
 *
 * Reply: how many were closed.
 * See https://valkey.io/commands/client-kill/
 * @routed
 * @oneReply
 */
export function clientKill(options?: ClientFilter): Command<number> {
  const words = filterWords("clientKill", options);
  if (words.length === 0) {
    throw new ConfigurationError("clientKill options: are empty, which picks every connection; if that is meant, set skipMe");
  }
  return command(nextNumber, "CLIENT", "KILL", ...words);
}

/**
 * Closes the connection of the client at an address, "ip:port".
 *
 * Reply: "OK".
 * See https://valkey.io/commands/client-kill/
 * @routed
 * @oneReply
 */
export function clientKillSimple(address: GlideString): Command<"OK"> {
  return command(nextOk, "CLIENT", "KILL", address);
}

/**
 * Gets the name of the connection.
 *
 * Reply: the name, or null if it has none.
 * See https://valkey.io/commands/client-getname/
 * @routed
 */
export function clientGetName(): Command<Text | null> {
  return command(nextNullableText, "CLIENT", "GETNAME");
}

/**
 * Names the connection, for as long as it lasts; with clientName in the configuration every
 * connection of the client has the name. In a cluster all nodes do so without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/client-setname/
 * @routed
 * @oneReply
 */
export function clientSetName(connectionName: GlideString): Command<"OK"> {
  return command(nextOk, "CLIENT", "SETNAME", connectionName);
}

/**
 * Tells the server about the library that the connection is used through, which the client does
 * by itself when it connects. In a cluster all nodes are told without a route. Since: 7.2.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/client-setinfo/
 * @routed
 * @oneReply
 */
export function clientSetInfo(attribute: ClientAttribute, value: GlideString): Command<"OK"> {
  return command(nextOk, "CLIENT", "SETINFO", oneOf(attribute, "clientSetInfo attribute", ["LIB-NAME", "LIB-VER"]), value);
}

/**
 * Tells the server what the connection is able to handle. In a cluster all nodes are told
 * without a route. Since: 8.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/client-capa/
 * @routed
 * @oneReply
 */
export function clientCapa(capabilities: Iterable<ClientCapability>): Command<"OK"> {
  return command(nextOk, "CLIENT", "CAPA", ...listOf(capabilities, "clientCapa capabilities"));
}

/**
 * Tells which connection is told of changes to what this one has read. Since: 6.0.0.
 *
 * Reply: its number, 0 if it is this one, -1 if nothing is tracked.
 * See https://valkey.io/commands/client-getredir/
 * @routed
 */
export function clientGetRedir(): Command<number> {
  return command(nextNumber, "CLIENT", "GETREDIR");
}

/**
 * Tells how the connection tracks what its client has read. Since: 6.2.0.
 *
 * Reply: the flags, where messages go, and the prefixes of the keys.
 * See https://valkey.io/commands/client-trackinginfo/
 * @routed
 */
export function clientTrackingInfo(): Command<ClientTrackingInfo> {
  return asStrings(command(nextClientTrackingInfo, "CLIENT", "TRACKINGINFO"));
}

/**
 * Keeps the server from closing the connection where memory runs out, or not. In a cluster all
 * nodes do so without a route. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/client-no-evict/
 * @routed
 * @oneReply
 */
export function clientNoEvict(enabled: boolean): Command<"OK"> {
  return command(nextOk, "CLIENT", "NO-EVICT", onOrOff(enabled, "clientNoEvict enabled"));
}

/**
 * Has commands of the connection leave alone when keys were last used, or not. In a cluster all
 * nodes do so without a route. Since: 7.2.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/client-no-touch/
 * @routed
 * @oneReply
 */
export function clientNoTouch(enabled: boolean): Command<"OK"> {
  return command(nextOk, "CLIENT", "NO-TOUCH", onOrOff(enabled, "clientNoTouch enabled"));
}

/**
 * Marks the connection as one that imports data into a server in import mode, or not. In a cluster all
 * nodes do so without a route. Since: 8.1.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/client-import-source/
 * @routed
 * @oneReply
 */
export function clientImportSource(enabled: boolean): Command<"OK"> {
  return command(nextOk, "CLIENT", "IMPORT-SOURCE", onOrOff(enabled, "clientImportSource enabled"));
}

/**
 * Holds commands of all clients back for so many milliseconds. In a cluster all primaries do so
 * without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/client-pause/
 * @routed
 * @oneReply
 */
export function clientPause(timeout: Integer, mode?: ClientPauseMode): Command<"OK"> {
  return command(nextOk, "CLIENT", "PAUSE", integer(timeout, "clientPause timeout"), ...optionalWord(mode, "clientPause mode", pauseModes));
}

/**
 * Ends what clientPause has begun. In a cluster all primaries do so without a route. Since: 6.2.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/client-unpause/
 * @routed
 * @oneReply
 */
export function clientUnpause(): Command<"OK"> {
  return command(nextOk, "CLIENT", "UNPAUSE");
}

/**
 * Ends a blocking command of another connection. In a cluster it needs a route. Since: 5.0.0.
 *
 * Reply: whether the connection was blocked.
 * See https://valkey.io/commands/client-unblock/
 * @routed
 * @oneReply
 */
export function clientUnblock(clientId: Integer, mode?: ClientUnblockMode): Command<boolean> {
  return command(nextBoolean, "CLIENT", "UNBLOCK", integer(clientId, "clientUnblock clientId"), ...optionalWord(mode, "clientUnblock mode", ["TIMEOUT", "ERROR"]));
}

function onOrOff(enabled: boolean, what: string): Word {
  if (enabled === undefined) {
    throw new ConfigurationError(`${what}: must be true or false, not undefined`);
  }
  return flag(enabled, what) ? "ON" : "OFF";
}
