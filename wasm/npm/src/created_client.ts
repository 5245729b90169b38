// A client as the program creates it, before there is an object for it.

import { type Functions, askedTarget, askedURL, takeFunctions } from "./asked_settings.js";
import type { Decoder } from "./enums.js";
import { cacheSettings } from "./client_side_cache.js";
import { type PubSubCallback, subscriptionSettings } from "./client_subscriptions.js";
import { ConfigurationError } from "./errors.js";
import { Listeners } from "./events.js";
import { logEvent } from "./logger.js";
import type { Registration, Runtime } from "./runtime.js";
import { prepareSockets, start, webSocketConstructor } from "./start.js";
import { counting } from "./sockets.js";
import { cutStack } from "./stack.js";
import type { BaseClientConfiguration, BridgeConfiguration, BridgeDestination, ConnectionEvent, NodeAddress, OrFunction, Statistics } from "./types.js";
import type { PubSubSubscriptions } from "./types_pubsub.js";

let clients = 0;

/** The number of what the program is to know like a client. */
export function nextClient(): number {
  return ++clients;
}

/** What the program has created for a client. */
export class CreatedClient {
  constructor(
    readonly runtime: Runtime,
    readonly id: number,
    readonly asBytes: boolean,
    readonly statistics: Statistics,
    readonly listeners: Listeners,
    readonly callback: PubSubCallback | undefined,
    readonly hasCache: boolean,
  ) {}
}

/** Refuses what a program calls a client's constructor with, which createClient alone does. */
export function requireCreated(created: unknown, client: { readonly name: string }): CreatedClient {
  if (created instanceof CreatedClient) {
    return created;
  }
  const message = `new ${client.name} makes no client, since it cannot wait for the connection: use await ${client.name}.createClient(configuration)`;
  throw cutStack(new ConfigurationError(message), client);
}

/** The configuration of a client of either kind. */
type Configuration = BaseClientConfiguration & { addresses?: readonly NodeAddress[]; pubsubSubscriptions?: PubSubSubscriptions<number> };

/** Has the program create a client. */
export async function create(operation: number, given: Configuration | OrFunction<string | URL>): Promise<CreatedClient> {
  const functions: Functions = {};
  const [configuration, isMultiplexed] = takeMux(takeFunctions(configurationOf(given, functions), functions));
  const direct = configuration.bridge === undefined ? await prepareSockets(configuration) : undefined;
  const { defaultDecoder, ...settings } = (direct?.settings ?? configuration) as Configuration;
  if (configuration.addresses?.length === 0) {
    throw new ConfigurationError("createClient configuration.addresses: is empty; name a server, or leave it out");
  }
  const asBytes = wantsBytes(defaultDecoder, false);
  const [bridge, destination] = addressMapOf(configuration);
  const [pubsubSubscriptions, callback] = subscriptionSettings(configuration.pubsubSubscriptions);
  const [clientSideCache, invalidated] = cacheSettings(configuration.clientSideCache, asBytes);
  const runtime = await start();
  const statistics: Statistics = { commands: 0, frames: 0, bytesSent: 0, bytesReceived: 0 };
  const id = nextClient();
  const listeners = new Listeners();
  const sockets: Registration["sockets"] = new Set();
  const asks = Object.keys(functions).length > 0 || (configuration.bridge !== undefined && "document" in globalThis);
  const asked = asks ? new (await import("./asked.js")).Asked(functions, () => runtime.reconnect()) : undefined;
  let webSocket = configuration.bridge === undefined ? undefined : counting(asked?.around(webSocketConstructor()) ?? webSocketConstructor(), statistics, sockets);
  if (webSocket !== undefined && isMultiplexed) {
    webSocket = new (await import("./mux.js")).Multiplexer(webSocket).constructorOfStreams();
  }
  const event = (event: ConnectionEvent) => {
    listeners.emit(event.type, event);
    logEvent(event);
  };
  const open: Registration["open"] = (address, deliver, most) => direct?.open(address, deliver, most, statistics, sockets, asked?.authenticate);
  runtime.register(id, { webSocket, open, sockets, destination, asked, event, invalidated }, direct?.later);
  try {
    await new Promise<void>((resolve, reject) => {
      runtime.send(id, operation, [{ ...settings, bridge, pubsubSubscriptions, clientSideCache }, direct?.isSecured, asked !== undefined], false, { resolve: () => resolve(), reject, asBytes });
    });
  } catch (error) {
    runtime.unregister(id);
    throw error;
  }
  return new CreatedClient(runtime, id, asBytes, statistics, listeners, callback, clientSideCache !== undefined && clientSideCache !== null);
}

/** Takes bridge.mux out of a configuration, which Go has nothing to do with. */
function takeMux(configuration: Configuration): [configuration: Configuration, isMultiplexed: boolean] {
  if (typeof configuration.bridge !== "object" || configuration.bridge === null) {
    return [configuration, false];
  }
  const { mux = false, ...bridge } = configuration.bridge;
  if (typeof mux !== "boolean") {
    throw new ConfigurationError("createClient configuration.bridge.mux: must be true or false");
  }
  return [{ ...configuration, bridge }, mux];
}

/** The configuration as an object. A URL is that of the bridge, and may name the target; a function returns it. */
function configurationOf(given: unknown, functions: Functions): Configuration {
  if (typeof given === "function") {
    functions["bridge"] = given as () => unknown;
    return { bridge: { url: askedURL, target: askedTarget } };
  }
  if (typeof given === "string" || given instanceof URL) {
    return { bridge: bridgeAt(String(given)) };
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const what = Array.isArray(given) ? "an array" : given === null || given === undefined ? String(given) : `a ${typeof given}`;
    throw new ConfigurationError(
      `createClient configuration: must be an object such as { addresses: [{ host, port }] } or { bridge: { url: "wss://bridge.example" } }, or the bridge's URL, not ${what}`,
    );
  }
  return given as Configuration;
}

function bridgeAt(text: string): BridgeConfiguration {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { url: text }; // Go refuses it, and says what it must look like
  }
  const target = url.searchParams.get("target");
  if (target === null) {
    return { url: text };
  }
  url.searchParams.delete("target");
  return { url: url.href, target };
}

/** The bridge's configuration as the program takes it, and its addressMap, which stays here. */
function addressMapOf({ bridge }: Configuration): [bridge: unknown, destination: Registration["destination"]] {
  const map = bridge?.addressMap;
  const settings = bridge?.url instanceof URL ? { ...bridge, url: bridge.url.href } : bridge;
  if (map === undefined || map === null) {
    return [settings, () => undefined];
  }
  if (typeof map !== "function" && typeof map !== "object") {
    throw new ConfigurationError("createClient configuration.bridge.addressMap: must be a function or an object");
  }
  const lookup = typeof map === "function" ? map : (address: string): BridgeDestination | undefined => (Object.hasOwn(map, address) ? map[address] : undefined);
  return [{ ...settings, addressMap: true }, lookup];
}

/** Whether strings are wanted as bytes. */
export function wantsBytes(decoder: Decoder | undefined, otherwise: boolean): boolean {
  switch (decoder) {
    case undefined:
      return otherwise;
    case "string":
      return false;
    case "bytes":
      return true;
    default:
      throw new ConfigurationError(`decoder must be "string" or "bytes", not ${JSON.stringify(decoder)}`);
  }
}
