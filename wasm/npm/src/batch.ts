import type { Command } from "./command.js";
import type { BatchCommands } from "./commands_gen.js";
import { ConfigurationError } from "./errors.js";
import { addMethods, addWritten } from "./methods.js";
import type { ClusterBatchMethods, StandaloneBatchMethods } from "./methods_types_gen.js";
import { Requests } from "./requests.js";
import type { Decoding } from "./runtime.js";
import { cutStack } from "./stack.js";

/** The commands of a batch as a client needs them. */
export interface BatchContent {
  /** The commands as bytes for Go. */
  readonly commands: Uint8Array;
  /** Of each command, the name of its decoder, where it is not that of its shape. */
  readonly decoders: readonly (Decoding | undefined)[];
}

/** What a client reads of a batch. It is set within the class, which keeps it private. */
export let contentOf: (batch: BaseBatch) => BatchContent;

/** Adds a command. It is set there too. */
let add: (batch: BaseBatch, command: Command<unknown>) => void;

/** What batches for one server and for a cluster are. */
export class BaseBatch {
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
    addMethods(BaseBatch.prototype, "batch", (operation) => {
      return function method(this: BaseBatch, ...args: unknown[]) {
        args.length = operation.parameters;
        try {
          this.#requests.add(1, 0, operation.number, args, false);
        } catch (error) {
          throw cutStack(error, method);
        }
        this.#decoders.push(operation.decoder);
        return this;
      };
    });
    contentOf = (batch) => {
      if (typeof batch !== "object" || batch === null || !(#requests in batch)) {
        throw new ConfigurationError("exec batch: must be a Batch: const batch = new Batch(true).set(key, value).get(key)");
      }
      return { commands: batch.#requests.encoded(), decoders: batch.#decoders };
    };
    add = (batch, command) => {
      batch.#requests.addCommand(1, 0, command.words, undefined);
      batch.#decoders.push(command.readInBatch === undefined ? command : { ...command, read: command.readInBatch });
    };
  }
}

/** Adds the methods of batches of one kind to their prototype. */
function addBatched(prototype: BaseBatch, place: "batch" | "clusterBatch"): void {
  addWritten(
    prototype,
    place,
    (batch, command) => {
      add(batch, command);
      return batch;
    },
    (error) => {
      throw error;
    },
  );
}

// Interfaces and classes of one name merge: the methods come from the tables.
export interface Batch extends BatchCommands, StandaloneBatchMethods {}

/**
 * Commands for one server, or a primary and its replicas, that are sent together: as a
 * transaction that the server executes as one (atomic), or as a pipeline, which saves round
 * trips and nothing else.
 *
 *     const batch = new Batch(true).set("greeting", "hello").lpush("log", ["greeted"]);
 *     const results = await client.exec(batch, true);
 */
export class Batch extends BaseBatch {
  static {
    addBatched(Batch.prototype, "batch");
  }
}

export interface ClusterBatch extends BatchCommands, ClusterBatchMethods {}

/** Commands for a cluster that are sent together, as those of a Batch are. */
export class ClusterBatch extends BaseBatch {
  static {
    addBatched(ClusterBatch.prototype, "clusterBatch");
  }
}

/** A transaction: a Batch that is atomic, under the name that GLIDE had for it. */
export class Transaction extends Batch {
  constructor() {
    super(true);
  }
}

/** A transaction in a cluster: a ClusterBatch that is atomic, under the name that GLIDE had for it. */
export class ClusterTransaction extends ClusterBatch {
  constructor() {
    super(true);
  }
}
