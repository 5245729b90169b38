// Measures clients in turn, in Node and in a page alike.

import { connect } from "./plain.mjs";

const keys = Array.from({ length: 1_000 }, (_, i) => `glissade-bench:${String(i).padStart(4, "0")}`);
const values = keys.map((key) => key.padEnd(64, "."));

/**
 * Returns samples of commands a second, for each client and each number of calls in flight one
 * a round. The settings are rounds, milliseconds and inFlight, a list; url and target, the bridge's;
 * and builds, the modules of the package by name.
 */
export async function measure(settings) {
  const clients = [{ name: "plain", client: await connect(`${settings.url}/v1/connect?target=${settings.target}`) }];
  for (const [name, module] of Object.entries(settings.builds)) {
    const { GlideClient } = await import(module);
    const client = await GlideClient.createClient({
      bridge: { url: settings.url, target: settings.target },
      requestTimeout: 30_000, // so that a busy machine does not end the run
      advancedConfiguration: { connectionTimeout: 30_000 },
    });
    clients.push({ name, client });
  }
  return measureEach(clients, (key, value) => clients[1].client.set(key, value), settings);
}

/** Returns samples of each of clients, after set has set the keys. */
export async function measureEach(clients, set, settings) {
  await Promise.all(keys.map((key, i) => set(key, values[i])));
  const samples = [];
  for (let round = -1; round < settings.rounds; round++) {
    for (const inFlight of settings.inFlight) {
      for (let i = 0; i < clients.length; i++) {
        const { name, client } = clients[(i + Math.max(round, 0)) % clients.length];
        const rate = await rateOf(client, inFlight, settings.milliseconds);
        if (round >= 0) { // the first warms up
          samples.push({ round, inFlight, client: name, rate });
        }
      }
    }
  }
  clients.forEach(({ client }) => client.close());
  return samples;
}

/** The commands that so many callers get answered in a second, each one after the other. */
async function rateOf(client, inFlight, milliseconds) {
  let running = true;
  let answered = 0;
  const caller = async (key) => {
    for (; running; key = (key + 7) % keys.length) {
      const value = await client.get(keys[key]);
      if (value !== values[key]) {
        throw new Error(`GET ${keys[key]} got ${value}`);
      }
      answered++;
    }
  };
  const start = performance.now();
  const timer = setTimeout(() => (running = false), milliseconds);
  try {
    await Promise.all(Array.from({ length: inFlight }, (_, i) => caller(i % keys.length)));
  } finally {
    running = false;
    clearTimeout(timer);
  }
  return (answered * 1_000) / (performance.now() - start);
}
