// The commands that a server executes, as they come. It is a module of its own, for programs that
// watch servers, and needs nothing of the Go program.

import { checkNames } from "./command.js";
import { ConfigurationError, ConnectionError, RequestError, TimeoutError } from "./index.js";
import { type Connection, asked, checkConfiguration, connect } from "./monitor_connection.js";
import { parseLine } from "./monitor_line.js";
import { Lines } from "./monitor_lines.js";
import type { Monitor, MonitorConfiguration, MonitorLine, MonitorOptions, MonitorUnreadable } from "./types_monitor.js";
export type * from "./types_monitor.js";

/** How long it may take until the server has agreed, in milliseconds. */
const patience = 2_000;

export const monitor: Monitor = (configuration = {}, options = {}) => {
  checkConfiguration(configuration);
  checkNames("monitor options", options, ["signal"]);
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw new ConfigurationError("monitor options.signal: must be an AbortSignal");
  }
  return linesOf(configuration, options);
};

async function* linesOf(configuration: MonitorConfiguration, { signal }: MonitorOptions): AsyncGenerator<MonitorLine | MonitorUnreadable, undefined> {
  signal?.throwIfAborted();
  const lines = new Lines();
  let wake = () => {};
  let lost: string | undefined;
  let isOpen = false;
  const changed = () => wake();
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) {
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  let connection: Connection | undefined;
  let isLate = false;
  const limit = configuration.advancedConfiguration?.connectionTimeout ?? patience;
  const timer = setTimeout(() => {
    isLate = true;
    changed();
  }, limit);
  signal?.addEventListener("abort", changed);
  /** Waits for what is to come before the server has agreed. */
  const agreed = async (isTrue: () => boolean) => {
    await until(() => isTrue() || lost !== undefined || isLate || signal?.aborted === true);
    signal?.throwIfAborted();
    if (!isTrue()) {
      const why = lost ?? `the server did not agree within ${limit} ms; see advancedConfiguration.connectionTimeout`;
      throw lost === undefined ? new TimeoutError(`MONITOR: ${why}`, "maybeExecuted") : new ConnectionError(`MONITOR: ${why}`, "notSent");
    }
  };
  try {
    const credentials = await asked(configuration.credentials);
    connection = await connect(configuration, {
      opened: () => {
        isOpen = true;
        changed();
      },
      data: (bytes) => {
        lines.take(bytes);
        changed();
      },
      ended: (reason) => {
        lost ??= reason;
        changed();
      },
    });
    await agreed(() => isOpen);
    const user = credentials?.username;
    const commands = [...(credentials === undefined ? [] : [["AUTH", ...(user ? [user] : []), credentials.password ?? ""]]), ["MONITOR"]];
    connection.send(encode(commands));
    let reply = lines.next();
    for (const [name] of commands) {
      await agreed(() => (reply ??= lines.next()) !== undefined);
      refused(name!, reply!.text);
      reply = undefined;
    }
    clearTimeout(timer);
    for (;;) {
      for (let line; signal?.aborted !== true && (line = lines.next()) !== undefined; ) {
        yield itemOf(line.text, line.dropped);
      }
      if (signal?.aborted) {
        return;
      }
      if (lost !== undefined) {
        const more = lines.dropped > 0 ? `; ${lines.dropped} lines were dropped last` : "";
        throw new ConnectionError(`MONITOR: the connection was lost: ${lost}${more}`, "answered");
      }
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", changed);
    connection?.close();
  }
}

/** Throws what a server refuses with. */
function refused(command: string, reply: string): void {
  if (reply.startsWith("-")) {
    throw new RequestError(`${command}: ${reply.slice(1)}`, "answered", /^-([A-Z]+) /.exec(reply)?.[1] ?? "");
  }
  if (reply !== "+OK") {
    throw new RequestError(`${command}: unexpected reply: expected OK; is there a Valkey server at that address?`);
  }
}

function itemOf(text: string, dropped: number): MonitorLine | MonitorUnreadable {
  try {
    return { ...parseLine(text.replace(/^\+/, "")), dropped };
  } catch (error) {
    return { line: text, error: error as Error, dropped };
  }
}

function encode(commands: readonly (readonly string[])[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const words = (command: readonly string[]) => command.map((word) => `$${encoder.encode(word).length}\r\n${word}\r\n`).join("");
  return encoder.encode(commands.map((command) => `*${command.length}\r\n${words(command)}`).join(""));
}
