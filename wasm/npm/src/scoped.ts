import type { Command } from "./command.js";
import type { Commands } from "./commands_gen.js";
import type { Decoder } from "./enums.js";
import { type Send, addCommands, addWritten } from "./methods.js";
import type { StandaloneMethods } from "./methods_types_gen.js";
import type { CallOptions } from "./types.js";

/** Executes a command. */
export type Execute = (command: Command<unknown>, options: CallOptions | undefined) => Promise<unknown>;

// Interfaces and classes of one name merge: the methods come from the tables.
export interface Scoped<T extends Decoder> extends Commands, StandaloneMethods<T> {}

/** The commands of a client, executed with options. */
export class Scoped<T extends Decoder> {
  readonly #send: Send;
  readonly #execute: Execute;

  constructor(send: Send, execute: Execute) {
    this.#send = send;
    this.#execute = execute;
  }

  static {
    addCommands(Scoped.prototype, (scoped, ...call) => scoped.#send(...call));
    for (const place of ["standalone", "cluster"] as const) {
      addWritten(
        Scoped.prototype,
        place,
        (scoped, command, options) => scoped.#execute(command, options),
        (error) => Promise.reject(error),
      );
    }
  }
}
