// The AbortSignals of calls.

import { nameOf } from "./command.js";
import { ConfigurationError } from "./errors.js";
import type { PendingRequest } from "./runtime.js";

const methods = ["throwIfAborted", "addEventListener", "removeEventListener"] as const;

/** The signal of a call's options, undefined where there is none. */
export function signalOf(options: { readonly signal?: AbortSignal | undefined } | null | undefined): AbortSignal | undefined {
  const signal = options?.signal ?? undefined;
  if (signal !== undefined && methods.some((name) => typeof signal[name] !== "function")) {
    throw new ConfigurationError(`options.signal: must be an AbortSignal, such as new AbortController().signal, not ${nameOf(signal)}`);
  }
  return signal;
}

/**
 * The same request, which is rejected when the signal is aborted, and withdrawn if it was not sent
 * yet. It no longer listens once there is a reply.
 */
export function abortable(signal: AbortSignal | undefined, request: PendingRequest): PendingRequest {
  if (signal === undefined) {
    return request;
  }
  signal.throwIfAborted();
  const abort = () => {
    request.reject(signal.reason);
    made.withdraw?.();
  };
  const done = () => signal.removeEventListener("abort", abort);
  signal.addEventListener("abort", abort, { once: true });
  const made: PendingRequest = {
    ...request,
    withdraw: () => {},
    resolve: (value) => {
      request.resolve(value);
      done(); // last: a signal may be anything, and throw
    },
    reject: (error) => {
      request.reject(error);
      done();
    },
  };
  return made;
}
