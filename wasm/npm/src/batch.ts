import { type Command, nameOf } from "./command.js";
import { ConfigurationError } from "./errors.js";
import { addMethods, thrown } from "./methods.js";
import type { ClusterBatchMethods, StandaloneBatchMethods } from "./methods_types_gen.js";
import { Requests } from "./requests.js";
import type { ReplyReader } from "./inbox.js";
import { cutStack } from "./stack.js";

/** The commands of a batch as a client needs them. */
export interface BatchContent {
  /** The commands as bytes for Go. */
  readonly commands: Uint8Array;
  /** What reads the reply of each. */
  readonly replies: readonly ReplyReader[];
}

/** What a client reads of a batch. It is set within the class, which keeps it private. */
export let contentOf: (batch: BaseBatch) => BatchContent;

/** Adds a command. It is set there too. */
let add: (batch: BaseBatch, command: Command<unknown>) => void;

/** What batches for one server and for a cluster are. */
export class BaseBatch {
  readonly #requests = new Requests();
  readonly #replies: ReplyReader[] = [];

  constructor(
    /** Whether the batch is a transaction. */
    readonly isAtomic: boolean,
  ) {
    if (typeof isAtomic !== "boolean") {
      throw cutStack(new ConfigurationError(`${new.target.name} isAtomic: must be true or false, not ${nameOf(isAtomic)}`), new.target);
    }
  }

  /** The number of commands. */
  get length(): number {
    return this.#replies.length;
  }

  static {
    contentOf = (batch) => {
      if (typeof batch !== "object" || batch === null || !(#requests in batch)) {
        throw new ConfigurationError("exec batch: must be a Batch: const batch = new Batch(true).set(key, value).get(key)");
      }
      return { commands: batch.#requests.encoded(), replies: batch.#replies };
    };
    add = (batch, command) => {
      batch.#requests.addCommand(1, 0, command.words, undefined);
      batch.#replies.push(command.readInBatch === undefined ? command : { ...command, read: command.readInBatch });
    };
  }
}

/** Adds the methods of batches of one kind to their prototype. */
function addBatched(prototype: BaseBatch, place: "batch" | "clusterBatch"): void {
  addMethods(
    prototype,
    place,
    (batch, command) => {
      add(batch, command);
      return batch;
    },
    thrown,
  );
}

// Interfaces and classes of one name merge: the methods come from the table.
export interface Batch extends StandaloneBatchMethods {}

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

export interface ClusterBatch extends ClusterBatchMethods {}

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
