import { ConfigurationError } from "./errors.js";
import type { ConnectionEvent, ConnectionEventType } from "./types.js";

/** What is called with events. */
export type ConnectionListener = (event: ConnectionEvent) => void;

const types: readonly string[] = ["connected", "disconnected", "connectFailed", "primaryChanged"] satisfies ConnectionEventType[];

/** The listeners of a client's events. */
export class Listeners {
  private entries: { type: ConnectionEventType; listener: ConnectionListener }[] = [];
  private closed = false;

  /** Adds a listener and returns what removes it. */
  add(type: ConnectionEventType, listener: ConnectionListener): () => void {
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

  /** Calls the listeners of an event, once the caller and what it was called by have returned. */
  emit(event: ConnectionEvent): void {
    for (const entry of this.entries) {
      if (entry.type === event.type) {
        queueMicrotask(() => this.call(entry, event));
      }
    }
  }

  /** Removes all listeners. None is called any more, nor added. */
  close(): void {
    this.closed = true;
    this.entries = [];
  }

  private call(entry: (typeof this.entries)[number], event: ConnectionEvent): void {
    if (!this.entries.includes(entry)) {
      return; // removed in the meantime
    }
    try {
      const returned: unknown = entry.listener(event);
      if (returned instanceof Promise) {
        returned.catch(report); // An async listener throws later.
      }
    } catch (error) {
      report(error);
    }
  }
}

/** Reports an error as a platform does one that nobody catches, but never ends the program. */
export function report(error: unknown): void {
  const platform = globalThis as { reportError?(error: unknown): void; console?: { error(...data: unknown[]): void } };
  if (platform.reportError !== undefined) {
    platform.reportError(error);
  } else {
    platform.console?.error("glissade: what it was given has thrown", error);
  }
}
