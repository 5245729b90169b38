// The one program of a page or process: found, started when it is needed, and started anew.

import { checkNames } from "./command.js";
import { ConfigurationError } from "./errors.js";
import { Runtime } from "./runtime.js";
import { traced } from "./stack.js";
import type { InitOptions, WebSocketConstructor } from "./types.js";
import { compile } from "./wasm_file.js";

let running: Promise<Runtime> | undefined;
let source: Pick<InitOptions, "wasmModule" | "wasmURL"> = {};
let chosenWebSocket: WebSocketConstructor | undefined;

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
  checkNames("init options", options, ["wasmURL", "wasmModule", "webSocketConstructor"] satisfies (keyof InitOptions)[]);
  const { wasmModule, webSocketConstructor } = options;
  if (wasmModule !== undefined && !isModule(wasmModule)) {
    throw new ConfigurationError("init wasmModule: must be a WebAssembly.Module; await WebAssembly.compileStreaming(fetch(url)) makes one");
  }
  if (webSocketConstructor !== undefined && typeof webSocketConstructor !== "function") {
    throw new ConfigurationError("init webSocketConstructor: must be a class like WebSocket");
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

/** The constructor to use for WebSockets. */
export function webSocketConstructor(): WebSocketConstructor {
  const constructor = chosenWebSocket ?? (globalThis as { WebSocket?: unknown }).WebSocket;
  if (typeof constructor !== "function") {
    throw new ConfigurationError("there is no WebSocket here: pass webSocketConstructor to init, in Node before 22 that of the package ws");
  }
  return constructor as WebSocketConstructor;
}
