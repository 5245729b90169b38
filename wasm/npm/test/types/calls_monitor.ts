// MONITOR: what tsc makes of it.

import { type MonitorLine, monitor } from "../../src/monitor.js";

declare const signal: AbortSignal;

export const watched = async () => {
  const lines: MonitorLine[] = [];
  for await (const line of monitor({ addresses: [{ host: "localhost" }], credentials: () => ({ password: "secret" }), useTLS: true }, { signal })) {
    if ("error" in line) {
      console.warn(line.error, line.line, line.dropped);
    } else {
      lines.push(line);
    }
  }
  monitor({ bridge: { url: "wss://bridge.example", target: "cache", token: async () => "token" } });
  // @ts-expect-error It has no commands.
  monitor({ addresses: [{ port: 6379 }], readFrom: "primary" });
  return lines;
};
