// The types of MONITOR. This file holds types alone, so that it is a module and a declaration
// file alike.

import type { AdvancedConfiguration, BridgeConfiguration, NodeAddress, OrFunction, ServerCredentials } from "./types.js";
import type { Connect } from "./types_tcp.js";

/**
 * Which server is monitored, in the words of a client's configuration: by sockets, or through a
 * bridge. The bridge's address map and mux are left out of it.
 */
export interface MonitorConfiguration {
  /** The server, one alone. With a bridge it may be left out where bridge.target names the server. Default: localhost:6379. */
  addresses?: readonly NodeAddress[];
  /** The bridge. */
  bridge?: BridgeConfiguration;
  /** Who may monitor. A function is asked for them. */
  credentials?: OrFunction<ServerCredentials>;
  /** Whether the connection is one of TLS. */
  useTLS?: boolean;
  /** What opens the socket, as in a client's configuration. */
  connect?: Connect;
  /** tlsAdvancedConfiguration, tcpNoDelay, and connectionTimeout in milliseconds. Default of the last: 2,000. */
  advancedConfiguration?: AdvancedConfiguration;
}

/** The options of monitor. */
export interface MonitorOptions {
  /** Ends the iteration once it is aborted. */
  signal?: AbortSignal;
}

/** A command that the server has executed. */
export interface MonitorLine {
  /** When, by the server's clock, in milliseconds since 1970, to the microsecond. */
  time: number;
  /** The number of the database that the client had selected. */
  database: number;
  /** Who sent it: an address, "unix:" and the path of the socket, or "lua" for a script. */
  client: string;
  /** The command's name and arguments. What is no UTF-8 in them is U+FFFD; some that are secret are "(redacted)". */
  words: string[];
  /** How many lines before this one were dropped, as they were not taken as fast as they came. */
  dropped: number;
}

/** A line that cannot be understood. More come. */
export interface MonitorUnreadable {
  /** The line as the server sent it. */
  line: string;
  /** What was expected, and at which byte. */
  error: Error;
  dropped: number;
}

/** Monitors a server. */
export interface Monitor {
  /**
   * Iterates over the commands that a server executes, all clients', over a connection of its own
   * that is closed when the loop ends. It loads no Go program.
   *
   *     for await (const { time, client, words } of monitor({ addresses: [{ host: "localhost", port: 6379 }] }, { signal })) {
   *       console.log(new Date(time), client, words);
   *     }
   *
   * Up to 4,096 lines, or 16 MiB, wait for a loop that is slower than the server; those that come
   * then are dropped, and the next one says how many. The server is slowed down by being monitored,
   * by half or more. The loop goes on until it is left, the signal is aborted or the connection is
   * lost: it then throws a ConnectionError, as there is no telling what would be missed.
   * See https://valkey.io/commands/monitor/
   */
  (configuration?: MonitorConfiguration, options?: MonitorOptions): AsyncIterableIterator<MonitorLine | MonitorUnreadable>;
}
