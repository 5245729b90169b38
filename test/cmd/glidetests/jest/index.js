// Stands where the tests import their package from: ours, with the bridge added to
// every configuration.

import WebSocket from "ws";
import * as glissade from "../../glissade/index.js";

for (const client of [glissade.GlideClient, glissade.GlideClusterClient]) {
  const createClient = client.createClient;
  client.createClient = async (configuration) => {
    await glissade.init({ webSocketConstructor: WebSocket });
    return createClient.call(client, { ...configuration, bridge: { url: process.env.GLIDETESTS_BRIDGE } });
  };
}

export * from "../../glissade/index.js";
