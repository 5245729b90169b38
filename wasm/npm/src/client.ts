import { type Batch, contentOf } from "./batch.js";
import type { Commands, ScriptOptions } from "./commands_gen.js";
import { ClosingError, ConfigurationError, RequestError } from "./errors.js";
import { addMethods, operationNumber } from "./methods.js";
import { type Runtime, type Waiting, start, webSocketConstructor } from "./runtime.js";
import type { Script } from "./script.js";
import { counting } from "./sockets.js";
import type {
  BatchOptions,
  CallOptions,
  DecoderName,
  GlideClientConfiguration,
  GlideReturnType,
  Statistics,
} from "./types.js";

// The operations of the boundary that are no commands, as in wasm/session.go.
const create = 0;
const close = 1;
const execute = 2;

let clients = 0;

// Interfaces and classes of one name merge: the methods come from the table.
export interface GlideClient extends Commands {}

/** A client of one server that is not a cluster's. Make one with createClient. */
export class GlideClient {
  readonly #runtime: Runtime;
  readonly #id: number;
  readonly #asBytes: boolean;
  readonly #statistics: Statistics;
  #closed = false;

  private constructor(runtime: Runtime, id: number, asBytes: boolean, statistics: Statistics) {
    this.#runtime = runtime;
    this.#id = id;
    this.#asBytes = asBytes;
    this.#statistics = statistics;
  }

  /**
   * Connects to a server through a bridge. Rejects with a ConfigurationError, a
   * ConnectionError or a TimeoutError.
   */
  static async createClient(configuration: GlideClientConfiguration): Promise<GlideClient> {
    const { defaultDecoder, ...settings } = configuration;
    const asBytes = wantsBytes(defaultDecoder, false);
    const runtime = await start();
    const statistics: Statistics = { commands: 0, frames: 0, bytesSent: 0, bytesReceived: 0 };
    const id = ++clients;
    runtime.register(id, counting(webSocketConstructor(), statistics));
    try {
      await new Promise<void>((resolve, reject) => {
        runtime.send(id, create, [settings], false, { resolve: () => resolve(), reject, asBytes });
      });
    } catch (error) {
      runtime.forget(id);
      throw error;
    }
    return new GlideClient(runtime, id, asBytes, statistics);
  }

  /**
   * Executes a batch. Resolves to the results in order; a command that the server
   * refused has its error in its place, or with raiseOnError rejects the promise. A
   * transaction that a change of a watched key prevented resolves to null.
   */
  async exec(batch: Batch, raiseOnError: boolean, options: BatchOptions = {}): Promise<GlideReturnType[] | null> {
    const { commands, decoders } = contentOf(batch);
    const args = [batch.isAtomic, options.timeout, commands];
    const results = await this.#send<GlideReturnType[] | null>(execute, args, false, options, decoders, batch.length);
    const failed = raiseOnError ? results?.find((result) => result instanceof Error) : undefined;
    if (failed !== undefined) {
      throw failed;
    }
    return results;
  }

  /**
   * Executes a Lua script: by its hash, and by its source where the server does not
   * know it yet.
   */
  async invokeScript(script: Script, options: ScriptOptions & CallOptions = {}): Promise<GlideReturnType> {
    try {
      return await this.#send<GlideReturnType>(evalsha, [script.getHash(), options], true, options);
    } catch (error) {
      if (error instanceof RequestError && error.code === "NOSCRIPT") {
        return this.#send<GlideReturnType>(evaluate, [script.getCode(), options], true, options);
      }
      throw error;
    }
  }

  /** What the client has sent and received so far. */
  statistics(): Statistics {
    return { ...this.#statistics };
  }

  /**
   * Closes the client. Calls that are under way, and later ones, reject with a
   * ClosingError.
   */
  close(): void {
    void this.#close();
  }

  /** Closes the client at the end of an "await using" block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #close(): Promise<void> {
    if (this.#closed) {
      return Promise.resolve();
    }
    this.#closed = true;
    return new Promise<void>((resolve) => {
      const done = () => {
        this.#runtime.forget(this.#id);
        resolve();
      };
      try {
        this.#runtime.send(this.#id, close, [], false, { resolve: done, reject: done, asBytes: false });
      } catch {
        done(); // the program has ended, and the client with it
      }
    });
  }

  #send<T>(
    operation: number,
    args: readonly unknown[],
    takesOptions: boolean,
    options: CallOptions | null | undefined,
    decoder?: Waiting["decoder"],
    commands = 1,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) {
        throw new ClosingError();
      }
      let waiting: Waiting = {
        resolve: resolve as (value: unknown) => void,
        reject,
        asBytes: wantsBytes(options?.decoder, this.#asBytes),
        decoder,
      };
      const signal = options?.signal;
      if (signal !== undefined) {
        signal.throwIfAborted();
        waiting = abortable(signal, waiting);
      }
      this.#runtime.send(this.#id, operation, args, takesOptions, waiting);
      this.#statistics.commands += commands;
    });
  }

  static {
    addMethods(GlideClient.prototype, "client", (operation) => {
      const { parameters, takesOptions, number, decoder } = operation;
      const optionsAt = takesOptions ? parameters - 1 : parameters;
      return function (this: GlideClient, ...args: unknown[]) {
        const options = args[optionsAt] as CallOptions | undefined;
        args.length = parameters;
        return this.#send(number, args, takesOptions, options, decoder);
      };
    });
  }
}

const evalsha = operationNumber("evalsha");
const evaluate = operationNumber("eval");

function wantsBytes(decoder: DecoderName | undefined, otherwise: boolean): boolean {
  switch (decoder) {
    case undefined:
      return otherwise;
    case "string":
      return false;
    case "bytes":
      return true;
    default:
      throw new ConfigurationError(`decoder must be "string" or "bytes", not ${JSON.stringify(decoder)}`);
  }
}

/** Rejects when the signal is aborted, and no longer listens once there is a reply. */
function abortable(signal: AbortSignal, waiting: Waiting): Waiting {
  const abort = () => waiting.reject(signal.reason);
  const done = () => signal.removeEventListener("abort", abort);
  signal.addEventListener("abort", abort, { once: true });
  return {
    ...waiting,
    resolve: (value) => {
      done();
      waiting.resolve(value);
    },
    reject: (error) => {
      done();
      waiting.reject(error);
    },
  };
}
