// Connects without a bridge, by sockets, to the servers that the environment names.

import { readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { Readable, Writable } from "node:stream";

import { GlideClient } from "../../dist/index.js";

export const [address, pausable, secured, mutual] = ["GLISSADE_ADDRESS", "GLISSADE_PAUSABLE", "GLISSADE_TLS", "GLISSADE_MUTUAL_TLS"].map(
  (name) => addressOf(process.env[name] ?? ""),
);
export const unixSocket = process.env.GLISSADE_UNIX_SOCKET;
export const certificate = (name) => readFileSync(path.join(process.env.GLISSADE_CERTIFICATES, `${name}.pem`));

// On a busy machine the default of 250 ms would now and then be too short.
export const patient = { requestTimeout: 30_000, advancedConfiguration: { connectionTimeout: 30_000 } };

export function addressOf(text) {
  const [host, port] = text.split(":");
  return { host, port: Number(port) };
}

// A client until the end of a test, with settings of TLS in place.
export async function connected(t, settings = {}, tlsAdvancedConfiguration = undefined) {
  const client = await connect(settings, tlsAdvancedConfiguration);
  t.after(() => client.close());
  return client;
}

export function connect(settings, tlsAdvancedConfiguration = undefined) {
  const { advancedConfiguration } = patient;
  return GlideClient.createClient({
    addresses: [address], ...patient, advancedConfiguration: { ...advancedConfiguration, tlsAdvancedConfiguration }, ...settings,
  });
}

// What connect of cloudflare:sockets does, by node:net.
export function connectByStreams(asked, { secureTransport }) {
  const socket = net.connect({ host: asked.hostname, port: asked.port });
  const closed = new Promise((resolve, reject) => {
    socket.on("close", (failed) => !failed && resolve());
    socket.on("error", reject);
  });
  closed.catch(() => {});
  return {
    readable: Readable.toWeb(socket),
    writable: Writable.toWeb(socket),
    opened: new Promise((resolve, reject) => {
      socket.on("connect", () => resolve({ secureTransport }));
      socket.on("error", reject);
    }),
    closed,
    async close() {
      socket.destroy();
      return closed;
    },
  };
}

let keys = 0;

// A key that no other test uses.
export function unique() {
  return `test:${process.pid}:${++keys}`;
}
