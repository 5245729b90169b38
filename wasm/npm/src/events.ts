import { ConfigurationError } from "./errors.js";
import type { ConnectionEvent, ConnectionEventType } from "./types.js";
import type { MissedMessages } from "./types_pubsub.js";

/** What is called with events. */
export type Listener = (event: ConnectionEvent & MissedMessages) => void;

/** What there are listeners of. */
export type EventType = ConnectionEventType | "messagesMissed";

const types: readonly string[] = ["connected", "disconnected", "connectFailed", "primaryChanged", "authenticationFailed", "messagesMissed"] satisfies EventType[];

/** The listeners of a client's events. */
export class Listeners {
  private entries: { type: EventType; listener: Listener }[] = [];
  private closed = false;

  /** Adds a listener and returns what removes it. */
  add(type: EventType, listener: Listener): () => void {
    if (!types.includes(type) || typeof listener !== "function") {
      throw new ConfigurationError(`on takes one of "${types.join('", "')}" and a function`);
    }
    const entry = { type, listener };
    if (!this.closed) {
      this.entries.push(entry);
    }
    return () => {
      this.entries = this.entries.filter((other) => other !== entry);
    };
  }

  /** Calls the listeners of a type with an event, once the caller and what it was called by have returned. */
  emit(type: EventType, event: ConnectionEvent | MissedMessages): void {
    for (const entry of this.entries) {
      if (entry.type === type) {
        queueMicrotask(() => this.call(entry, event as ConnectionEvent & MissedMessages));
      }
    }
  }

  /** Removes all listeners. None is called any more, nor added. */
  close(): void {
    this.closed = true;
    this.entries = [];
  }

  private call(entry: (typeof this.entries)[number], event: ConnectionEvent & MissedMessages): void {
    if (!this.entries.includes(entry)) {
      return; // removed in the meantime
    }
    guarded(() => entry.listener(event));
  }
}

/** Calls what a program has given, and reports what it throws. */
export function guarded(call: () => unknown): void {
  try {
    const returned = call();
    if (returned instanceof Promise) {
      returned.catch(report); // An async function throws later.
    }
  } catch (error) {
    report(error);
  }
}

/** Reports an error as a platform does one that nobody catches, but never ends the program, nor throws. */
export function report(error: unknown): void {
  const platform = globalThis as { reportError?(error: unknown): void; console?: { error(...data: unknown[]): void } };
  try {
    if (platform.reportError !== undefined) {
      platform.reportError(error);
    } else {
      platform.console?.error("glissade: what it was given has thrown", error);
    }
  } catch {
    // What was thrown, or the page's own console, throws when it is shown.
  }
}
