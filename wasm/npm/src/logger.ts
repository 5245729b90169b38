// GLIDE's Logger, which writes to the console.

import { nameOf, oneOf } from "./command.js";
import { ConfigurationError } from "./errors.js";
import type { ConnectionEvent, LevelOptions } from "./types.js";

const off = "off";
const levels = ["error", "warn", "info", "debug", "trace", off] as const satisfies LevelOptions[];
const usual = "warn";

let chosen: LevelOptions | undefined; // by the program

/** Writes to the console what is at least as grave as the level that a program has chosen. */
export class Logger {
  private constructor() {}

  /**
   * Sets the level, where that was not done before. From then on clients log what happens to
   * their connections. Default: "warn".
   */
  static init(level?: LevelOptions, fileName?: string): void {
    const wanted = checked("init", level, fileName);
    chosen ??= wanted;
  }

  /** Sets the level, in place of the one that was set before. */
  static setLoggerConfig(level: LevelOptions, fileName?: string): void {
    chosen = checked("setLoggerConfig", level, fileName);
  }

  /** Logs a message of a program, with the stack of an error if there is one. The identifier says what it is about. */
  static log(logLevel: LevelOptions, logIdentifier: string, message: string, err?: Error): void {
    const rank = levels.indexOf(oneOf(logLevel, "Logger.log logLevel", levels));
    if (logLevel === off || chosen === off || rank > levels.indexOf(chosen ?? usual)) {
      return;
    }
    const method = logLevel === "trace" ? "debug" : logLevel; // The console's own trace prints a stack.
    globalThis.console?.[method](`${logIdentifier} - ${message}${err === undefined ? "" : `: ${err.stack ?? String(err)}`}`);
  }
}

function checked(method: string, level: LevelOptions = usual, fileName: string | undefined): LevelOptions {
  if (fileName !== undefined) {
    throw new ConfigurationError(`Logger.${method} fileName: is ${nameOf(fileName)}, but a page has no files; leave it out for the console`);
  }
  return oneOf(level, `Logger.${method} level`, levels);
}

/** Logs what happens to a client's connections, if a program has asked for a log. */
export function logEvent({ type, address, error }: ConnectionEvent): void {
  if (chosen !== undefined) {
    Logger.log(type === "connected" || type === "primaryChanged" ? "info" : "warn", `connection to ${address}`, type + (error === undefined ? "" : `: ${error.message}`));
  }
}
