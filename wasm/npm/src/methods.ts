// The methods of clients and batches, made from the table that the generator wrote.

import { propertyInBatches, propertyOnClients, propertyTakesOptions } from "./boundary_gen.js";
import { type Command, checkCallOptions } from "./command.js";
import { ConfigurationError } from "./errors.js";
import { inClusterBatches, inStandaloneBatches, methods, onCluster, onStandalone, takesOptions } from "./methods_gen.js";
import { operations } from "./operations_gen.js";
import { cutStack } from "./stack.js";
import type { CallOptions } from "./types.js";

/** The objects that have methods, by the property that says so in the table. */
export const places = { standalone: onStandalone, cluster: onCluster, batch: inStandaloneBatches, clusterBatch: inClusterBatches } as const;

/** The names of methods that clients of a cluster have in another form: they take what those of one server take too. */
const twofold = new Set(methods.map(([name]) => name).filter((name, i, names) => names.indexOf(name) !== i));

/**
 * Gives a prototype a method for each function in commands/ that makes a command: it hands
 * over the command and the options of the call. What cannot be a command is given to refused.
 */
export function addWritten<T extends object>(
  prototype: T,
  place: keyof typeof places,
  execute: (self: T, command: Command<unknown>, options: CallOptions | undefined) => unknown,
  refused: (error: unknown) => unknown,
): void {
  const isBatch = place === "batch" || place === "clusterBatch";
  for (const [name, make, parameters, properties] of methods) {
    if ((properties & places[place]) === 0) {
      continue;
    }
    const withOptions = (properties & takesOptions) !== 0;
    const most = withOptions || isBatch ? parameters : parameters + 1;
    const create = make as (...args: unknown[]) => Command<unknown>;
    const value = function (this: T, ...args: unknown[]) {
      try {
        let options: CallOptions | undefined;
        if (args.length >= most && !isBatch) {
          options = args[most - 1] as CallOptions | undefined;
          if (args.length > most) {
            throw new ConfigurationError(`${name}: takes ${most} arguments at most, not ${args.length}`);
          }
          if (!withOptions) {
            checkCallOptions(name, options);
            args.length = parameters;
          } else if (typeof options !== "object" && !twofold.has(name)) {
            checkCallOptions(name, options); // Batches may take an option alone, clients an object.
          }
        } else if (args.length > most) {
          throw new ConfigurationError(`${name}: takes ${most} arguments at most, not ${args.length}`);
        }
        return execute(this, create(...args), options);
      } catch (error) {
        return refused(cutStack(error, value));
      }
    };
    Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}

/** A method that sends a command. */
export interface Operation {
  readonly name: string;
  readonly number: number;
  /** How many parameters it has; on a client the options of the call may follow. */
  readonly parameters: number;
  /** Whether the last parameter is an object, which then holds the options of the call too. */
  readonly takesOptions: boolean;
  /** The decoder of the reply, where it is not that of the reply's shape. */
  readonly decoder: string | undefined;
}

/** Gives a prototype a method for each operation of clients, or of batches. */
export function addMethods<T extends object>(
  prototype: T,
  where: "client" | "batch",
  method: (operation: Operation) => (this: T, ...args: unknown[]) => unknown,
): void {
  for (const [name, number, parameters, properties, decoder] of operations) {
    if ((properties & (where === "client" ? propertyOnClients : propertyInBatches)) === 0) {
      continue;
    }
    const value = method({
      name,
      number,
      parameters,
      takesOptions: (properties & propertyTakesOptions) !== 0,
      decoder,
    });
    Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}

/** Sends a command. */
export type Send = (
  operation: number,
  args: readonly unknown[],
  takesOptions: boolean,
  options: CallOptions | null | undefined,
  decoder: string | undefined,
) => Promise<unknown>;

/** Gives a prototype the commands of clients, which send sends. */
export function addCommands<T extends object>(prototype: T, send: (self: T, ...call: Parameters<Send>) => Promise<unknown>): void {
  addMethods(prototype, "client", ({ parameters, takesOptions, number, decoder }) => {
    const optionsAt = takesOptions ? parameters - 1 : parameters;
    return function (this: T, ...args: unknown[]) {
      const options = args[optionsAt] as CallOptions | undefined;
      args.length = parameters;
      return send(this, number, args, takesOptions, options, decoder);
    };
  });
}

/** The number of the operation of that name. */
export function operationNumber(name: string): number {
  const found = operations.find(([each]) => each === name);
  if (found === undefined) {
    throw new Error(`there is no operation ${name}`);
  }
  return found[1];
}
