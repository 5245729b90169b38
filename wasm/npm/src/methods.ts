// The methods of clients and batches, made from the table that the generator wrote.

import { type Command, checkCallOptions } from "./command.js";
import { ConfigurationError } from "./errors.js";
import { inClusterBatches, inStandaloneBatches, methods, onCluster, onStandalone, takesOptions } from "./methods_gen.js";
import { cutStack } from "./stack.js";
import type { CallOptions } from "./types.js";

/** The objects that have methods, by the property that says so in the table. */
const places = { standalone: onStandalone, cluster: onCluster, batch: inStandaloneBatches, clusterBatch: inClusterBatches } as const;

/** The names of methods that clients of a cluster have in another form: they take what those of one server take too. */
const twofold = new Set(methods.map(([name]) => name).filter((name, i, names) => names.indexOf(name) !== i));

/**
 * Gives a prototype a method for each function in commands/ that makes a command: it hands
 * over the command and the options of the call. What cannot be a command is given to refused.
 */
export function addMethods<T extends object>(
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
        if (args.length > most) {
          throw new ConfigurationError(`${name}: takes ${most} arguments at most, not ${args.length}`);
        }
        let options: CallOptions | undefined;
        if (args.length === most && !isBatch) {
          options = args[most - 1] as CallOptions | undefined;
          if (!withOptions) {
            checkCallOptions(name, options);
            args.length = parameters;
          } else if (typeof options !== "object" && !twofold.has(name)) {
            checkCallOptions(name, options); // Batches may take an option alone, clients an object.
          }
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
