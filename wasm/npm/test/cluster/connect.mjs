// Connects clients to the cluster that the environment names, through two bridges: one
// that has the cluster as its target "shop", and one that lists its nodes.

import { GlideClusterClient } from "../../dist/index.js";

export const bridge = { url: process.env.GLISSADE_BRIDGE, target: "shop" };
export const listing = { url: process.env.GLISSADE_LISTING_BRIDGE };
export const nodes = process.env.GLISSADE_CLUSTER.split(",").map((address) => {
  const [host, port] = address.split(":");
  return { host, port: Number(port) };
});

// On a busy machine the default of 250 ms would now and then be too short.
export const patient = { bridge, requestTimeout: 30_000, advancedConfiguration: { connectionTimeout: 30_000 } };

export function connect(settings = {}) {
  return GlideClusterClient.createClient({ ...patient, ...settings });
}

let keys = 0;

// Keys that no other test uses, over all slots.
export function unique(count) {
  return Array.from({ length: count }, () => `test:${process.pid}:${++keys}`);
}

export function text({ host, port }) {
  return `${host}:${port}`;
}

export function at({ host, port }) {
  return { route: { type: "routeByAddress", host, port } };
}

// Resolves once what resolves to a truthy value, which it returns.
export async function eventually(what, patience = 50_000) {
  const deadline = Date.now() + patience;
  for (;;) {
    const value = await what();
    if (value) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`never came true: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
