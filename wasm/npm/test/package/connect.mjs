// Connects the package as it is shipped, through the bridge and to the server that
// the environment names.

import { GlideClient } from "../../dist/index.js";

export const bridge = { url: process.env.GLISSADE_BRIDGE };
export const addresses = addressesOf("GLISSADE_ADDRESS");
// A server that timeouts.test.mjs alone uses, and pauses. Others get one together, which
// none of them may hold up: test files run side by side.
export const pausable = addressesOf("GLISSADE_PAUSABLE");

// On a busy machine the default of 250 ms would now and then be too short.
export const patient = { bridge, addresses, requestTimeout: 30_000, advancedConfiguration: { connectionTimeout: 30_000 } };

function addressesOf(variable) {
  const [host, port] = (process.env[variable] ?? "").split(":");
  return [{ host, port: Number(port) }];
}

export function connect(settings = {}) {
  return GlideClient.createClient({ ...patient, ...settings });
}

// The same until the end of a test.
export async function connected(t, settings) {
  const client = await connect(settings);
  t.after(() => client.close());
  return client;
}

let keys = 0;

// A key that no other test uses.
export function unique(name = "key") {
  return `test:${process.pid}:${++keys}:${name}`;
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
