// The methods of clients and batches, made from the table that the generator wrote.

import { type Command, checkCallOptions, checkCallValues, usableOptions, useCallOptions } from "./command.js";
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
  const usable = isBatch ? [] : usableOptions(place === "cluster"); // What a batch is executed with is said to exec.
  for (const [name, make, parameters, properties] of methods) {
    if ((properties & places[place]) === 0) {
      continue;
    }
    const withOptions = (properties & takesOptions) !== 0;
    const most = withOptions || isBatch ? parameters : parameters + 1;
    const create = make as (...args: unknown[]) => Command<unknown>;
    const value = function (this: T, ...args: unknown[]) {
      const before = useCallOptions(usable);
      try {
        if (args.length > most) {
          throw tooMany(name, most, args);
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
          if (typeof options === "object") {
            checkCallValues(name, options);
          }
        }
        return execute(this, create(...args), options);
      } catch (error) {
        return refused(cutStack(error, value));
      } finally {
        useCallOptions(before);
      }
    };
    Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}

/** Has methods of a prototype refuse more arguments than they take. The error is given to refused. */
export function limitArguments(prototype: object, most: Readonly<Record<string, number>>, refused: (error: unknown) => unknown): void {
  for (const [name, count] of Object.entries(most)) {
    const method = (prototype as Record<string, unknown>)[name] as (...args: unknown[]) => unknown;
    const value = function (this: unknown, ...args: unknown[]) {
      return args.length > count ? refused(cutStack(tooMany(name, count, args), value)) : method.apply(this, args);
    };
    Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}

/** Throws what methods refuse that return no promise. */
export function thrown(error: unknown): never {
  throw error;
}

function tooMany(name: string, most: number, args: readonly unknown[]): ConfigurationError {
  return new ConfigurationError(`${name}: takes ${most === 0 ? "no" : most} ${most === 1 ? "argument" : "arguments"}${most === 0 ? "" : " at most"}, not ${args.length}`);
}
