import type { Command } from "./command.js";
import type { Commands } from "./commands_gen.js";
import type { Decoder } from "./enums.js";
import { type Send, addCommands, addWritten } from "./methods.js";
import type { ClusterMethods, StandaloneMethods } from "./methods_types_gen.js";
import type { CallOptions } from "./types.js";

/** Executes a command. */
export type Execute = (command: Command<unknown>, options: CallOptions | undefined) => Promise<unknown>;

/** The commands of a client, executed with options. */
class ScopedCommands {
  readonly #send: Send;
  readonly #execute: Execute;

  constructor(send: Send, execute: Execute) {
    this.#send = send;
    this.#execute = execute;
  }

  static addTo<T extends ScopedCommands>(prototype: T, place: "standalone" | "cluster"): void {
    addCommands(prototype, (scoped, ...call) => scoped.#send(...call));
    addWritten(
      prototype,
      place,
      (scoped, command, options) => scoped.#execute(command, options),
      (error) => Promise.reject(error),
    );
  }
}

// Interfaces and classes of one name merge: the methods come from the tables.
export interface Scoped<T extends Decoder> extends Commands, StandaloneMethods<T> {}

/** Those of a client that is no cluster's. */
export class Scoped<T extends Decoder> extends ScopedCommands {
  static {
    ScopedCommands.addTo(Scoped.prototype, "standalone");
  }
}

export interface ScopedInCluster<T extends Decoder> extends Commands, ClusterMethods<T> {}

/** Those of a cluster's client. */
export class ScopedInCluster<T extends Decoder> extends ScopedCommands {
  static {
    ScopedCommands.addTo(ScopedInCluster.prototype, "cluster");
  }
}
