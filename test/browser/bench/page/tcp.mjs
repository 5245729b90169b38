// Measures clients of Node over TCP, the package and its peers: node tcp.mjs SETTINGS
//
// The settings are those of measure.mjs with address, the server's, and peers, a folder in which
// iovalkey and GLIDE are installed, as far as they could be.

import { createRequire } from "node:module";
import path from "node:path";

import { measureEach } from "./measure.mjs";

const settings = JSON.parse(process.argv[2]);
const [host, port] = settings.address.split(":");
const address = { host, port: Number(port) };
const clients = [];

// So that a busy machine does not end the run.
const patient = { requestTimeout: 30_000, advancedConfiguration: { connectionTimeout: 30_000 } };
for (const [name, module] of Object.entries(settings.builds)) {
  const { GlideClient } = await import(module);
  clients.push({ name, client: await GlideClient.createClient({ addresses: [address], ...patient }) });
}
const [own] = clients;

const load = createRequire(path.join(settings.peers, "package.json"));
for (const [module, connect] of Object.entries({
  iovalkey({ default: Valkey }) {
    return {
      iovalkey: new Valkey({ ...address }),
      "iovalkey-autopipelining": new Valkey({ ...address, enableAutoPipelining: true }),
    };
  },
  async "@valkey/valkey-glide"({ GlideClient }) {
    return { "valkey-glide": await GlideClient.createClient({ addresses: [address], ...patient }) };
  },
})) {
  let loaded;
  try {
    loaded = load(module);
  } catch (error) {
    console.error(`${module} is left out: ${error.message.split("\n")[0]}`);
    continue;
  }
  for (const [name, client] of Object.entries(await connect(loaded))) {
    clients.push({ name, client: { get: (key) => client.get(key), close: () => (client.close ?? client.disconnect).call(client) } });
  }
}

console.log(JSON.stringify(await measureEach(clients, (key, value) => own.client.set(key, value), settings)));
