import type { Commands } from "./commands_gen.js";
import { type Send, addCommands } from "./methods.js";

// Interfaces and classes of one name merge: the methods come from the table.
export interface Scoped extends Commands {}

/** The commands of a client, executed with options. */
export class Scoped {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  static {
    addCommands(Scoped.prototype, (scoped, ...call) => scoped.#send(...call));
  }
}
