// The Go program: started, and its end noticed, however it comes about.

import { load } from "wasm_exec";
import { quicken } from "./glue.js";
import { textOf } from "./text.js";

/** How much of what a program prints is kept, in characters, for the reason that it has ended. */
const keptOutput = 1_000;

/** The program, as far as it is called without the glue code. */
export interface Program {
  /** Hands bytes over by the program's mailbox, at that address of its memory. Returns false where they have to go another way. */
  send(mailbox: Mailbox, addressee: number, bytes: Uint8Array): boolean;
}

/** Where a program takes messages: one of up to so many bytes at a time. */
export interface Mailbox {
  readonly address: number;
  readonly size: number;
}

/**
 * Runs a Go program that finds an object named glissade in its global scope, and calls
 * ended once, with the reason, when it has ended: it has panicked, or something was thrown right
 * through it, after which nothing in it is to be relied on. From then on what the platform
 * calls in it, for timers and sockets that are left, does nothing. The program calls send with
 * bytes that are its own memory, which it writes to again, and which come to nothing when it grows.
 */
export function run(
  module: WebAssembly.Module,
  glissade: object,
  send: (number: number, bytes: Uint8Array<ArrayBuffer>) => number,
  ended: (reason: string) => void,
): Program {
  const scope: Record<string, unknown> = { glissade };
  const global = shadow(scope);
  const Go = load(global);
  let output = "";
  scope["fs"] = withOutput((global as unknown as { fs: FileSystem }).fs, (text) => {
    output = (output + text).slice(0, keptOutput);
  });

  const go = new Go();
  const timer = quicken(go);
  const resume = go._resume;
  let hasEnded = false;
  let isRunning = false; // and has called us
  const finish = (reason: string) => {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    go.exited = true;
    timer.stop();
    ended(reason);
  };
  go.exit = (code) => finish(output.split("\n").find((line) => line !== "") ?? `it has exited with the status ${code}`);
  go._resume = () => {
    if (hasEnded) {
      return;
    }
    const wasRunning = isRunning;
    isRunning = true;
    try {
      resume.call(go);
      timer.settle();
    } catch (error) {
      finish(textOf(error));
    } finally {
      isRunning = wasRunning;
    }
  };
  let memory = new Uint8Array(0); // the program's
  const exportsOf = (): Exports => {
    const exports = go._inst.exports as unknown as Exports;
    if (memory.buffer !== exports.mem.buffer) {
      memory = new Uint8Array(exports.mem.buffer); // It has grown.
    }
    return exports;
  };
  const imports = {
    send(number: number, address: number, length: number): number {
      exportsOf();
      const start = address >>> 0;
      return send(number, memory.subarray(start, start + length));
    },
  };
  WebAssembly.instantiate(module, { ...go.importObject, glissade: imports })
    .then((instance) => go.run(instance))
    .then(() => finish("it has come to its end"))
    .catch((error: unknown) => finish(textOf(error)));

  return {
    send({ address, size }, addressee, bytes) {
      if (isRunning || hasEnded || bytes.length > size) {
        return false;
      }
      const exports = exportsOf();
      const header = new DataView(memory.buffer, address, 8);
      header.setUint32(0, addressee, true);
      header.setUint32(4, bytes.length, true);
      memory.set(bytes, address + 8);
      try {
        exports.glissade_wake();
      } catch (error) {
        finish(textOf(error));
      }
      go._resume();
      return true;
    },
  };
}

/** What the program exports. */
interface Exports {
  readonly mem: WebAssembly.Memory;
  /** Wakes who serves the mailbox, once the program is resumed. */
  glissade_wake(): void;
}

/** What Go's glue code has of a file system. */
interface FileSystem {
  writeSync(fd: number, bytes: Uint8Array): number;
}

/** The file system, of which onOutput is told what is written to it. */
function withOutput(fs: FileSystem, onOutput: (text: string) => void): FileSystem {
  const decoder = new TextDecoder();
  return Object.create(fs, {
    writeSync: {
      value(fd: number, bytes: Uint8Array): number {
        onOutput(decoder.decode(bytes, { stream: true }));
        return fs.writeSync(fd, bytes);
      },
    },
  }) as FileSystem;
}

/**
 * A global scope for Go's glue code, which writes into it what a page should not find
 * in its own: it reads through to the real one and keeps what is written.
 */
function shadow(scope: Record<string, unknown>): typeof globalThis {
  return new Proxy(scope, {
    get: (own, name) => (Reflect.has(own, name) ? Reflect.get(own, name) : Reflect.get(globalThis, name)),
    has: (own, name) => Reflect.has(own, name) || Reflect.has(globalThis, name),
  }) as unknown as typeof globalThis;
}
