// The one program of a page or process: found, started when it is needed, and started anew.

import { checkNames } from "./command.js";
import { ConfigurationError } from "./errors.js";
import { Runtime } from "./runtime.js";
import { traced } from "./stack.js";
import type { Prepared } from "./tcp.js";
import type { BaseClientConfiguration, InitOptions, WebSocketConstructor } from "./types.js";
import type { Connect } from "./types_tcp.js";
import { compile } from "./wasm_file.js";

let running: Promise<Runtime> | undefined;
let source: Pick<InitOptions, "wasmModule" | "wasmURL"> = {};
let chosenWebSocket: WebSocketConstructor | undefined;
let chosenConnect: Connect | undefined;

/**
 * Loads and starts the client's program. It is called by createClient too, and does
 * nothing where that was done already; call it first to choose another wasm file or
 * constructor, or to load ahead of time.
 */
export function init(options: InitOptions = {}): Promise<void> {
  return traced(start(options).then(() => {}));
}

/** The running program, started if need be. A program that ended or failed to start is started anew. */
export async function start(options: InitOptions = {}): Promise<Runtime> {
  checkOptions(options);
  chosenWebSocket = options.webSocketConstructor ?? chosenWebSocket;
  chosenConnect = options.connect ?? chosenConnect;
  if (options.wasmModule !== undefined || options.wasmURL !== undefined) {
    source = options; // to start it from again, should it end
  }
  const before = running;
  if (before !== undefined && (await isUsable(before))) {
    return before;
  }
  if (running === before) {
    running = (source.wasmModule ? Promise.resolve(source.wasmModule) : compile(source.wasmURL)).then((module) => Runtime.start(module));
  }
  return running!;
}

function checkOptions(options: InitOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new ConfigurationError('init takes an object such as { wasmURL: "https://cdn.example/valkey.wasm" }');
  }
  checkNames("init options", options, ["wasmURL", "wasmModule", "webSocketConstructor", "connect"] satisfies (keyof InitOptions)[]);
  const { wasmModule, webSocketConstructor, connect } = options;
  if (wasmModule !== undefined && !isModule(wasmModule)) {
    throw new ConfigurationError("init wasmModule: must be a WebAssembly.Module; await WebAssembly.compileStreaming(fetch(url)) makes one");
  }
  if (webSocketConstructor !== undefined && typeof webSocketConstructor !== "function") {
    throw new ConfigurationError("init webSocketConstructor: must be a class like WebSocket");
  }
  if (connect !== undefined && typeof connect !== "function") {
    throw new ConfigurationError("init connect: must be a function like that of cloudflare:sockets");
  }
}

/** Whether it is a module, of whichever realm. */
function isModule(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
}

async function isUsable(runtime: Promise<Runtime>): Promise<boolean> {
  try {
    return (await runtime).running;
  } catch {
    return false;
  }
}

/** How a client without a bridge connects, or undefined where nothing opens sockets. */
export async function prepareSockets(configuration: BaseClientConfiguration): Promise<Prepared | undefined> {
  const connect = configuration.connect ?? chosenConnect;
  // As for the wasm file, bundlers see no import that they would have to follow.
  if (connect === undefined && !(globalThis as { process?: { getBuiltinModule?(name: string): unknown } }).process?.getBuiltinModule?.("node:net")) {
    return undefined;
  }
  const { prepare } = await import("./tcp.js"); // which pages do not load
  return prepare(configuration, connect, (setting, message) => {
    throw new ConfigurationError(`createClient configuration.${setting}: ${message}`);
  });
}

/** The constructor to use for WebSockets. */
export function webSocketConstructor(): WebSocketConstructor {
  const constructor = chosenWebSocket ?? (globalThis as { WebSocket?: unknown }).WebSocket;
  if (typeof constructor !== "function") {
    throw new ConfigurationError("there is no WebSocket here: pass webSocketConstructor to init, in Node before 22 that of the package ws");
  }
  return constructor as WebSocketConstructor;
}
