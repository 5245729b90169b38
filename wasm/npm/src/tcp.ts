// Connections without a bridge, as what only pages can do without is a module of its own:
// nothing of it is loaded with a bridge. It imports nothing that index.js holds already.

import { type NodeModules, carryByDuplex, openByNode } from "./tcp_node.js";
import { type Deliver, TcpSocket, reasonOf } from "./tcp_socket.js";
import { carryByStreams } from "./tcp_streams.js";
import { tlsOptions } from "./tcp_tls.js";
import type { AdvancedConfiguration, BaseClientConfiguration, Statistics } from "./types.js";
import type { Connect, DuplexSocket, SocketAddress, StreamSocket } from "./types_tcp.js";

/** What is done with the settings that concern sockets. */
export interface Prepared {
  /** The others, which are for the program. */
  readonly settings: object;
  /** Whether sockets are those of TLS. */
  readonly isSecured: boolean;
  /** Opens a socket for the program, once before has come to its end. It never throws, since Go would not take it. */
  open(address: string, deliver: Deliver, most: number, statistics: Statistics, open: Set<{ close(): void }>, before?: () => Promise<void>): TcpSocket;
  /** Calls a function once all that is to be done in this turn of the event loop is done. */
  readonly later: ((call: () => void) => void) | undefined;
}

/** Refuses a setting of the configuration. */
export type Refuse = (setting: string, message: string) => never;

/** Reads the settings of a configuration that concern sockets. connect opens them, or if it is undefined Node does. */
export function prepare(configuration: BaseClientConfiguration & { advancedConfiguration?: AdvancedConfiguration }, connect: Connect | undefined, refuse: Refuse): Prepared {
  const { connect: _, addressResolver, ...settings } = configuration;
  const { useTLS, advancedConfiguration } = settings;
  const isSecured = useTLS === true;
  if (typeof useTLS === "boolean") {
    delete settings.useTLS; // The program refuses it. What is no boolean is left to it.
  }
  const tls = advancedConfiguration?.tlsAdvancedConfiguration;
  if (tls !== undefined && tls !== null) {
    settings.advancedConfiguration = { ...advancedConfiguration, tlsAdvancedConfiguration: undefined };
  }
  for (const [name, value] of Object.entries({ connect, addressResolver })) {
    if (value !== undefined && typeof value !== "function") {
      refuse(name, "must be a function");
    }
  }
  const process = (globalThis as { process?: Process }).process;
  const builtin = (name: string) => process?.getBuiltinModule?.(name);
  const node = connect === undefined ? ({ net: builtin("node:net"), tls: builtin("node:tls") } as NodeModules) : undefined;
  const options = tlsOptions(tls, isSecured, node?.tls, refuse);
  const noDelay = advancedConfiguration?.tcpNoDelay ?? true;

  return {
    settings,
    isSecured,
    later: process?.nextTick?.bind(process),
    open(address, deliver, most, statistics, open, before) {
      const socket = new TcpSocket(deliver, most, statistics, open);
      const start = () => {
        if (socket.ended) {
          return;
        }
        const to = addressOf(address, addressResolver);
        if (node !== undefined) {
          openByNode(node, to, noDelay, isSecured ? options : undefined, socket);
        } else if ("path" in to) {
          socket.failed("connect of the configuration opens no Unix sockets; leave one of them out");
        } else {
          void openBy(connect!, to, isSecured, socket);
        }
      };
      const failed = (error: unknown) => socket.failed(reasonOf(error));
      if (before !== undefined) {
        before().then(start).catch(failed);
        return socket;
      }
      try {
        start();
      } catch (error) {
        failed(error);
      }
      return socket;
    },
  };
}

interface Process {
  getBuiltinModule?(name: string): unknown;
  nextTick?(call: () => void): void;
}

async function openBy(connect: Connect, to: SocketAddress, isSecured: boolean, socket: TcpSocket): Promise<void> {
  const aborter = new AbortController();
  socket.carry({ send() {}, waiting: 0, pause() {}, close: () => aborter.abort() });
  try {
    const opened = await connect(to, { secureTransport: isSecured ? "on" : "off", allowHalfOpen: false, signal: aborter.signal });
    if (isStreamSocket(opened)) {
      carryByStreams(opened, socket);
    } else if (typeof (opened as DuplexSocket | undefined)?.write === "function") {
      carryByDuplex(opened, socket, opened.connecting ? "connect" : undefined);
    } else {
      socket.failed("connect of the configuration must return a socket: one with readable and writable, or a Duplex of Node");
    }
  } catch (error) {
    socket.failed(reasonOf(error));
  }
}

function isStreamSocket(socket: StreamSocket | DuplexSocket | undefined): socket is StreamSocket {
  return typeof (socket as StreamSocket | undefined)?.readable?.getReader === "function";
}

/** Where an address leads: "host:port", "[ipv6]:port" or "unix:/path". */
function addressOf(address: string, resolve: BaseClientConfiguration["addressResolver"]): SocketAddress | { path: string } {
  if (address.startsWith("unix:")) {
    return { path: address.slice(5) };
  }
  const colon = address.lastIndexOf(":");
  const [host, port] = [address.slice(0, colon).replace(/^\[(.*)\]$/, "$1"), Number(address.slice(colon + 1))];
  if (resolve === undefined) {
    return { hostname: host, port };
  }
  const resolved: unknown = resolve(host, port);
  if (!Array.isArray(resolved) || typeof resolved[0] !== "string" || typeof resolved[1] !== "number") {
    throw new Error(`addressResolver must return [host, port], which it does not for ${address}`);
  }
  return { hostname: resolved[0], port: resolved[1] };
}
