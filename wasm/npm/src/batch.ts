import type { BatchCommands } from "./commands_gen.js";
import { addMethods, addWritten } from "./methods.js";
import type { BatchMethods } from "./methods_types_gen.js";
import { Requests } from "./requests.js";
import type { Decoding } from "./runtime.js";

/** The commands of a batch as a client needs them. */
export interface BatchContent {
  /** The commands as bytes for Go. */
  readonly commands: Uint8Array;
  /** Of each command, the name of its decoder, where it is not that of its shape. */
  readonly decoders: readonly (Decoding | undefined)[];
}

/** What a client reads of a batch. It is set within the class, which keeps it private. */
export let contentOf: (batch: Batch) => BatchContent;

// Interfaces and classes of one name merge: the methods come from the table.
export interface Batch extends BatchCommands, BatchMethods {}

/**
 * Commands that are sent together: as a transaction that the server executes as one
 * (atomic), or as a pipeline, which saves round trips and nothing else.
 *
 *     const batch = new Batch(true).set("greeting", "hello").lpush("log", ["greeted"]);
 *     const results = await client.exec(batch, true);
 */
export class Batch {
  readonly #requests = new Requests();
  readonly #decoders: (Decoding | undefined)[] = [];

  constructor(
    /** Whether the batch is a transaction. */
    readonly isAtomic: boolean,
  ) {}

  /** The number of commands. */
  get length(): number {
    return this.#decoders.length;
  }

  static {
    addMethods(Batch.prototype, "batch", (operation) => {
      return function (this: Batch, ...args: unknown[]) {
        args.length = operation.parameters;
        this.#requests.add(1, 0, operation.number, args, false);
        this.#decoders.push(operation.decoder);
        return this;
      };
    });
    addWritten(
      Batch.prototype,
      "batch",
      (batch, command) => {
        batch.#requests.addCommand(1, 0, command.words, undefined);
        batch.#decoders.push(command);
        return batch;
      },
      (error) => {
        throw error;
      },
    );
    contentOf = (batch) => ({ commands: batch.#requests.encoded(), decoders: batch.#decoders });
  }
}
