// The types of what the methods about connections take and return.

import type { GlideString, Integer } from "../types.js";

/** The options of ping. */
export interface PingOptions {
  /** What the server is to answer. Default: PONG. */
  message?: GlideString;
}

/** How a connection tracks what its client has read. */
export interface ClientTrackingInfo {
  /** Such as "off", "on" and "bcast". */
  readonly flags: Set<string>;
  /** The connection that is told of what has changed, -1 if it is not another, 0 if none is. */
  readonly redirect: number;
  /** Of which keys, by what they begin with. */
  readonly prefixes: Set<string>;
}

/** What a connection is for. */
export type ClientType = "normal" | "master" | "primary" | "replica" | "pubsub";

/** Properties of a connection. The comments say since when clientKill knows each. */
export interface ClientProperties {
  /** What it is for (TYPE). */
  type?: ClientType;
  /** Numbers of connections, one of which it must be (ID). */
  ids?: Iterable<Integer>;
  /** The user that is logged in (USER). */
  username?: GlideString;
  /** The client's end, "ip:port" or the path of a socket (ADDR). */
  address?: GlideString;
  /** The server's end, "ip:port" (LADDR). Since: 6.2.0. */
  localAddress?: GlideString;
  /** The client's address without its port (IP). Since: 9.0.0. */
  ip?: GlideString;
  /** The connection's name (NAME). Since: 9.0.0. */
  name?: GlideString;
  /** Letters, all of which its flags must have (FLAGS). Since: 9.0.0. */
  flags?: GlideString;
  /** The name of the client's library (LIB-NAME). Since: 9.0.0. */
  libraryName?: GlideString;
  /** The version of the client's library (LIB-VER). Since: 9.0.0. */
  libraryVersion?: GlideString;
  /** Letters, all of which its capabilities must have (CAPA). Since: 9.0.0. */
  capabilities?: GlideString;
  /** The number of the database that it works on (DB). Since: 9.0.0. */
  database?: Integer;
}

/** Picks connections for clientList and clientKill. A connection must meet all that it says. */
export interface ClientFilter {
  /** Properties that the connection must have. */
  is?: ClientProperties;
  /** Properties that it must not have, not one of them (NOT-). Since: 9.0.0. */
  isNot?: ClientProperties;
  /** For how long it must exist, in seconds (MAXAGE). Since: 8.0.0. */
  maxAge?: Integer;
  /** For how long nothing must have been asked on it, in seconds (IDLE). Since: 9.0.0. */
  idle?: Integer;
  /** Whether the connection that asks is left out (SKIPME). Default: true for clientKill, false for clientList. */
  skipMe?: boolean;
}

/** What a client tells of its library. Since: 7.2.0. */
export type ClientAttribute = "LIB-NAME" | "LIB-VER";

/**
 * What a client is able to handle; newer servers may know more. "redirect" has a replica
 * answer with an error REDIRECT that names the primary. Since: 8.0.0.
 */
export type ClientCapability = "redirect" | (string & {});

/** How a blocking command is ended: as if its time were up, or with an error UNBLOCKED. */
export type ClientUnblockMode = "TIMEOUT" | "ERROR";
