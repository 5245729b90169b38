import { classCircuitBreaker, classClosing, classConfiguration, classConnection, classExecAbort, classTimeout, deliveries, longestText } from "./boundary_gen.js";
import type { Delivery } from "./types.js";

/** The base of all errors of this package. */
export class ValkeyError extends Error {}

/** The client was closed. */
export class ClosingError extends ValkeyError {
  constructor(
    message = "Unable to execute requests; the client is closed. Please create a new client.",
    readonly delivery: Delivery = "notSent",
  ) {
    super(message);
  }
}

/** A request failed. */
export class RequestError extends ValkeyError {
  constructor(
    message: string,
    /** Whether the command was executed, as far as can be told. */
    readonly delivery: Delivery = "answered",
    /** The first word of an error that the server replied with, such as "WRONGTYPE", or "". */
    readonly code = "",
    /** The address of the server, where one of several has replied or failed, or "". */
    readonly address = "",
  ) {
    super(message);
  }
}

/** No reply came within the request's time. */
export class TimeoutError extends RequestError {}

/** The server refused to execute a transaction. */
export class ExecAbortError extends RequestError {}

/** A connection could not be made or was lost. */
export class ConnectionError extends RequestError {}

/** The circuit breaker refused a request, since most before it have failed; nothing was sent. */
export class CircuitBreakerError extends RequestError {}

/** A setting or an argument cannot work; nothing was sent. */
export class ConfigurationError extends RequestError {
  constructor(message: string) {
    super(message, "notSent");
  }
}

named({ ValkeyError, ClosingError, RequestError, TimeoutError, ExecAbortError, ConnectionError, ConfigurationError, CircuitBreakerError });

/** Gives classes their names, which minifiers shorten; those of errors begin their stacks too. */
export function named(classes: Readonly<Record<string, { readonly prototype: object }>>): void {
  for (const [name, value] of Object.entries(classes)) {
    Object.defineProperty(value, "name", { value: name, configurable: true });
    if (value.prototype instanceof Error) {
      Object.defineProperty(value.prototype, "name", { value: name, configurable: true, writable: true });
    }
  }
}

/** What GLIDE calls the errors of servers, by their codes. Others keep their code. */
const kinds: Readonly<Record<string, string>> = {
  ASK: "Ask",
  CLUSTERDOWN: "ClusterDown",
  CROSSSLOT: "CrossSlot",
  ERR: "ResponseError",
  EXECABORT: "ExecAbortError",
  LOADING: "BusyLoadingError",
  MASTERDOWN: "MasterDown",
  MOVED: "Moved",
  NOSCRIPT: "NoScriptError",
  NOTBUSY: "NotBusy",
  READONLY: "ReadOnly",
  TRYAGAIN: "TryAgain",
};

/** The text of a server's error as messages have it: programs that were written for GLIDE look for its words in them. */
function withKind(code: string, text: string): string {
  return code !== "" && text.startsWith(`${code} `) ? `${kinds[code] ?? code}: ${text.slice(code.length + 1)}` : text;
}

/** Makes the error that a failure record describes. */
export function errorOf(errorClass: number, delivery: number, code: string, message: string, address: string): ValkeyError {
  const delivered: Delivery = deliveries[delivery] ?? "maybeExecuted";
  message = withKind(code, message);
  switch (errorClass) {
    case classConfiguration:
      return new ConfigurationError(message);
    case classConnection:
      return new ConnectionError(message, delivered, code, address);
    case classTimeout:
      return new TimeoutError(message, delivered, code, address);
    case classCircuitBreaker:
      return new CircuitBreakerError(message, delivered);
    case classClosing:
      return new ClosingError(message, delivered);
    case classExecAbort:
      return new ExecAbortError(message, delivered, code, address);
    default:
      return new RequestError(message, delivered, code, address);
  }
}

/** Makes the error that an error reply of the server is. */
export function serverError(text: string): RequestError {
  const space = text.indexOf(" ");
  const word = space < 0 ? text : text.slice(0, space);
  const code = word !== "" && word === word.toUpperCase() ? word : "";
  const message = withKind(code, printable(text));
  return code === "EXECABORT" ? new ExecAbortError(message, "answered", code) : new RequestError(message, "answered", code);
}

/** The same error, which says of which server it is, if it does not yet. */
export function ofServer(error: Error, address: string): Error {
  return error instanceof RequestError && error.address === "" ? Object.assign(error, { address }) : error;
}

const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;
const names: Readonly<Record<string, string>> = { "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v" };

/**
 * Makes text that a server sent fit for a log or a terminal, as the Go part does: what
 * is not printable is escaped, and what is beyond longestText characters cut off.
 */
function printable(text: string): string {
  const escaped = text.slice(0, longestText + 1).replace(unprintable, escapeOf);
  return escaped.length > longestText ? escaped.slice(0, longestText - 1) + "\u2026" : escaped;
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code < 0x80) {
    return names[character] ?? "\\x" + digits.padStart(2, "0");
  }
  return code < 0x10000 ? "\\u" + digits.padStart(4, "0") : "\\U" + digits.padStart(8, "0");
}
