// Connects the package as it is shipped, through the bridge and to the server that
// the environment names.

import { GlideClient } from "../../dist/index.js";

export const bridge = { url: process.env.GLISSADE_BRIDGE };
const [host, port] = process.env.GLISSADE_ADDRESS.split(":");
export const addresses = [{ host, port: Number(port) }];

// On a busy machine the default of 250 ms would now and then be too short.
export const patient = { bridge, addresses, requestTimeout: 10_000, advancedConfiguration: { connectionTimeout: 10_000 } };

export function connect(settings = {}) {
  return GlideClient.createClient({ ...patient, ...settings });
}

let keys = 0;

// A key that no other test uses.
export function unique(name = "key") {
  return `test:${process.pid}:${++keys}:${name}`;
}
