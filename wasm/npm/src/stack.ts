// Where an error says that it comes from.

import { ValkeyError } from "./errors.js";

/**
 * The same promise, but that an error of this package has the stack of the functions that
 * await it. Where it was made, which is when a reply came, tells a program's author
 * nothing; and to keep the stack of each call would cost more than the call does.
 */
export function traced<T>(promise: Promise<T>): Promise<T> {
  return promise.then(undefined, throwTraced);
}

function throwTraced(error: unknown): never {
  cutStack(error, throwTraced);
  if (error instanceof ValkeyError) {
    error.stack = error.stack?.replace(/\n +at process\.processTicksAndRejections.*/, ""); // Node's own, above those that await
  }
  throw error;
}

/**
 * Has the stack of an error, if it is of this package, begin at the caller of a function, and
 * returns the error. V8 adds the functions that await; other engines may do nothing.
 */
export function cutStack(error: unknown, callee: unknown): unknown {
  if (error instanceof ValkeyError) {
    (Error as { captureStackTrace?(error: Error, callee: unknown): void }).captureStackTrace?.(error, callee);
  }
  return error;
}

/** The same for a batch, whose results may be errors too. */
function tracedResults(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(function traceResults(results) {
    for (const result of Array.isArray(results) ? results : []) {
      cutStack(result, traceResults);
    }
    return results;
  }, throwTraced);
}

/** Has the promises of some of a prototype's methods traced. */
export function traceMethods(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    const method = (prototype as Record<string, unknown>)[name] as (...args: unknown[]) => Promise<unknown>;
    const value = function (this: unknown, ...args: unknown[]) {
      const promise = method.apply(this, args);
      return name === "exec" ? tracedResults(promise) : traced(promise);
    };
    Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}
