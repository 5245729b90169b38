// The page's client: loaded, connected, watched. Everything else asks here.

import { Batch, ClusterBatch, GlideClient, GlideClusterClient, init } from "./dist/index.js";
import { WatchedSocket } from "./sockets.js";

const heartbeat = 2000; // milliseconds between the pings that measure the round trip

const connectionTimeout = 5000; // milliseconds

/**
 * Holds the one client of the page and tells of it by events: "state" when what
 * `state` says has changed, "roundtrip" when `roundTrip` was measured.
 *
 * States: loading, disconnected, connecting, connected, lost (the client is
 * connecting again by itself) and failed (connecting failed).
 */
export class Session extends EventTarget {
  state = "loading";
  /** Why connecting failed, or the connection was lost; else undefined. */
  error;
  /** The client, while connected or lost. */
  client;
  /** What connect was called with last. */
  settings;
  /** What runs the server, such as "Valkey 9.1.2". */
  server = "";
  /** Of the last ping, in milliseconds. */
  roundTrip;

  #attempt = 0;
  #timer;

  /** Loads the client's program. Returns its sizes in bytes and the time it took in milliseconds. */
  async load() {
    const before = performance.now();
    await init({ webSocketConstructor: WatchedSocket });
    const time = performance.now() - before;
    const resource = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/valkey.wasm"));
    this.#enter("disconnected");
    return { time, size: resource?.decodedBodySize ?? 0, transferred: resource?.encodedBodySize ?? 0 };
  }

  /** Connects anew, in place of the connection there is. */
  async connect(settings) {
    const attempt = ++this.#attempt;
    this.#drop();
    this.settings = settings;
    this.#enter("connecting");
    try {
      const Client = settings.cluster ? GlideClusterClient : GlideClient;
      const client = await Client.createClient(configurationOf(settings));
      if (attempt !== this.#attempt) {
        client.close();
        return;
      }
      this.client = client;
      this.server = await versionOf(client);
      if (attempt === this.#attempt) {
        this.#enter("connected");
        void this.#beat(client);
      }
    } catch (error) {
      if (attempt === this.#attempt) {
        this.#drop();
        this.#enter("failed", error);
      }
    }
  }

  /** Whether the client is a cluster's. */
  get isCluster() {
    return this.client instanceof GlideClusterClient;
  }

  /** A new batch for the client. */
  batch(isAtomic) {
    return this.isCluster ? new ClusterBatch(isAtomic) : new Batch(isAtomic);
  }

  /** The option that leads a command to the node at an address, where there are several. */
  at(address) {
    return this.isCluster ? { route: { type: "routeByAddress", host: address } } : {};
  }

  /** Ends the connection. */
  disconnect() {
    this.#attempt++;
    this.#drop();
    this.#enter("disconnected");
  }

  /** Runs a command. Returns its reply, strings as bytes, or rejects with the client's error. */
  async run(words) {
    if (this.client === undefined) {
      throw new Error("There is no connection. Choose a target and press Connect.");
    }
    return this.client.customCommand(words, { decoder: "bytes" });
  }

  #drop() {
    clearTimeout(this.#timer);
    this.client?.close();
    this.client = undefined;
    this.server = "";
    this.roundTrip = undefined;
  }

  #enter(state, error) {
    this.state = state;
    this.error = error;
    this.dispatchEvent(new Event("state"));
  }

  // Whether the connection lives shows in the pings alone while nobody types.
  async #beat(client) {
    const before = performance.now();
    let failed;
    try {
      await client.ping();
    } catch (error) {
      failed = error;
    }
    if (client !== this.client) {
      return;
    }
    this.roundTrip = failed === undefined ? performance.now() - before : undefined;
    const state = failed === undefined ? "connected" : "lost";
    if (state !== this.state) {
      this.#enter(state, failed);
    }
    this.dispatchEvent(new Event("roundtrip"));
    this.#timer = setTimeout(() => void this.#beat(client), heartbeat);
  }
}

function configurationOf({ bridge, target, protocol, username, password, timeout }) {
  return {
    bridge: { url: bridge, target },
    protocol,
    requestTimeout: timeout,
    clientName: "glissade-demo",
    advancedConfiguration: { connectionTimeout },
    ...(password === "" ? {} : { credentials: { ...(username === "" ? {} : { username }), password } }),
  };
}

/** The server's name and version; "" where it does not say (miniredis has no INFO server). */
async function versionOf(client) {
  try {
    const route = client instanceof GlideClusterClient ? { route: "randomNode" } : {};
    const text = await client.customCommand(["INFO", "server"], { decoder: "string", ...route });
    const fields = Object.fromEntries(String(text).split("\r\n").map((line) => line.split(":", 2)));
    return fields.valkey_version ? `Valkey ${fields.valkey_version}` : fields.redis_version ? `Redis ${fields.redis_version}` : "";
  } catch (error) {
    if (error.delivery === "answered") {
      return "";
    }
    throw error;
  }
}
