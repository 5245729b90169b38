// The connection of MONITOR: a socket without a bridge, or a WebSocket to it.

import { checkNames, nameOf } from "./command.js";
import { ConfigurationError } from "./errors.js";
import type { NodeAddress, OrFunction } from "./types.js";
import type { MonitorConfiguration } from "./types_monitor.js";

/** What is told of a connection. */
export interface Wire {
  opened(): void;
  data(bytes: Uint8Array): void;
  ended(reason: string): void;
}

/** A connection. */
export interface Connection {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** How many bytes are handed on at once. */
const most = 1 << 16;

const names: readonly (keyof MonitorConfiguration)[] = ["addresses", "bridge", "credentials", "useTLS", "connect", "advancedConfiguration"];

/** Refuses a configuration that names no server, or several. */
export function checkConfiguration(configuration: MonitorConfiguration): void {
  checkNames("monitor configuration", configuration, names);
  const { addresses, bridge, useTLS } = configuration;
  if (addresses !== undefined && (!Array.isArray(addresses) || addresses.length !== 1)) {
    refuse("addresses", "must name one server, which is the one to monitor: [{ host, port }]");
  }
  if (bridge === undefined) {
    return;
  }
  checkNames("monitor configuration.bridge", bridge, ["url", "target", "token", "ticket"]);
  if (useTLS !== undefined) {
    refuse("useTLS", "has no meaning through a bridge, whose URL says wss: leave it out");
  }
  if (addresses === undefined && bridge.target === undefined) {
    refuse("addresses", "is left out, and so is bridge.target: give one of them");
  }
}

function refuse(setting: string, message: string): never {
  throw new ConfigurationError(`monitor configuration.${setting}: ${message}`);
}

/** What a setting is, or its function returns. */
export async function asked<T>(setting: OrFunction<T> | undefined): Promise<T | undefined> {
  return typeof setting === "function" ? await (setting as () => T | Promise<T>)() : setting;
}

/** Opens the connection. */
export async function connect(configuration: MonitorConfiguration, wire: Wire): Promise<Connection> {
  const [{ host = "localhost", port = 6379, socket }] = (configuration.addresses ?? [{}]) as [NodeAddress];
  const address = socket === undefined ? `${host.includes(":") ? `[${host}]` : host}:${port}` : `unix:${socket}`;
  return configuration.bridge === undefined ? openSocket(configuration, address, wire) : openWebSocket(configuration.bridge, address, wire);
}

async function openSocket(configuration: MonitorConfiguration, address: string, wire: Wire): Promise<Connection> {
  const { connect, useTLS, advancedConfiguration } = configuration;
  if (connect === undefined && !(globalThis as { process?: { getBuiltinModule?(name: string): unknown } }).process?.getBuiltinModule?.("node:net")) {
    refuse("bridge", 'is left out, and there are no sockets here: give the bridge, as in { bridge: { url: "wss://bridge.example", target: "cache" } }');
  }
  const { prepare } = await import("./tcp.js");
  const statistics = { commands: 0, frames: 0, bytesSent: 0, bytesReceived: 0 };
  const deliver = (kind: 0 | 1, bytes: Uint8Array) => {
    const event = kind === 1 ? new TextDecoder().decode(bytes) : "";
    if (kind === 0) {
      wire.data(bytes);
    } else if (event === "o") {
      wire.opened();
    } else if (event !== "d") {
      wire.ended(event === "e" ? "the server closed the connection" : event.slice(1));
    }
    return true;
  };
  return prepare({ useTLS, advancedConfiguration }, connect, refuse).open(address, deliver, most, statistics, new Set());
}

async function openWebSocket({ url, target, token, ticket }: NonNullable<MonitorConfiguration["bridge"]>, address: string, wire: Wire): Promise<Connection> {
  const { WebSocket } = globalThis as { WebSocket?: typeof globalThis.WebSocket };
  if (WebSocket === undefined) {
    refuse("bridge", "needs WebSocket, which is not here: in Node before 22 node --experimental-websocket has it");
  }
  const to = urlOf(await asked(url));
  to.searchParams.set(...((target === undefined ? ["address", address] : ["target", target]) as [string, string]));
  const pass = await asked(ticket as OrFunction<string> | undefined);
  if (pass !== undefined) {
    to.searchParams.set("ticket", pass);
  }
  const bearer = await asked(token);
  const socket = new WebSocket(to.href, ["valkey.v1", ...(bearer === undefined ? [] : [`bearer.${base64url(bearer)}`])]);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => wire.opened();
  socket.onmessage = ({ data }) => wire.data(new Uint8Array(data as ArrayBuffer));
  const closed = (code: number | string, reason: string) =>
    wire.ended(reason !== "" ? reason : `the WebSocket to the bridge at ${to.host} was closed (${code}); is it running, and does it allow this page and this server?`);
  socket.onclose = ({ code, reason }) => closed(code, reason);
  socket.onerror = () => setTimeout(() => closed("by an error", "")); // What comes of it says more, but Node 20 may say nothing.
  return socket;
}

function urlOf(given: unknown): URL {
  try {
    const url = new URL(String(given).replace(/^http/i, "ws"));
    if (url.pathname === "/") {
      url.pathname = "/v1/connect";
    }
    return url;
  } catch {
    return refuse("bridge.url", `must be a URL such as "wss://bridge.example", not ${typeof given === "string" ? JSON.stringify(given) : nameOf(given)}`);
  }
}

/** Text as base64url (RFC 4648 section 5) of its UTF-8. */
function base64url(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
