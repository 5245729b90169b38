import type { Delivery } from "./types.js";

/** The base of all errors of this package. */
export class ValkeyError extends Error {
  // Spelled out in every class, since a bundler may shorten the names of classes.
  override name = "ValkeyError";
}

/** The client was closed. */
export class ClosingError extends ValkeyError {
  override name = "ClosingError";

  constructor(
    message = "the client is closed",
    readonly delivery: Delivery = "notSent",
  ) {
    super(message);
  }
}

/** A request failed. */
export class RequestError extends ValkeyError {
  override name = "RequestError";

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
export class TimeoutError extends RequestError {
  override name = "TimeoutError";
}

/** The server refused to execute a transaction. */
export class ExecAbortError extends RequestError {
  override name = "ExecAbortError";
}

/** A connection could not be made or was lost. */
export class ConnectionError extends RequestError {
  override name = "ConnectionError";
}

/** A setting or an argument cannot work; nothing was sent. */
export class ConfigurationError extends RequestError {
  override name = "ConfigurationError";

  constructor(message: string) {
    super(message, "notSent");
  }
}

// In the order of the numbers in wasm/internal/frame and core/failure.
const deliveries: readonly Delivery[] = ["maybeExecuted", "notSent", "answered"];

/** Makes the error that a failure record describes. */
export function errorOf(kind: number, delivery: number, code: string, message: string, address: string): ValkeyError {
  const delivered = deliveries[delivery] ?? "maybeExecuted";
  switch (kind) {
    case 1:
      return new ConfigurationError(message);
    case 2:
      return new ConnectionError(message, delivered, code, address);
    case 3:
      return new TimeoutError(message, delivered, code, address);
    case 4:
      return new ClosingError(message, delivered);
    case 5:
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
  return code === "EXECABORT" ? new ExecAbortError(text, "answered", code) : new RequestError(text, "answered", code);
}
