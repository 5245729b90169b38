// What a subscription has for the program.

import { entryDropped, entryEnd, entryGap, entryKeyEvent, entryPatternMessage, entryRefused } from "./boundary_gen.js";
import type { PendingRequest } from "./runtime.js";
import { RecordReader } from "./records.js";
import type { KeyEvent, MissedMessages, PubSubEvent } from "./types_pubsub.js";

/** What subscriptions of all kinds have. */
export type Entry = PubSubEvent | KeyEvent;

/** Somebody who waits for what comes next. */
interface Waiter {
  /** Who it is, see cancel. */
  readonly owner: object;
  readonly asBytes: boolean;
  /** Whether it takes what is told in place of messages. */
  readonly takesMissed: boolean;
  /** Called with undefined at an end that has no reason to tell. */
  resolve(event: Entry | undefined): void;
  reject(error: unknown): void;
}

/**
 * Hands what a subscription has to those who ask for it, one after the other. Messages wait
 * in the Go program, within the subscription's limits; here is the rest of the last record
 * that was asked for, and nothing is asked for while nobody wants it.
 */
export class MessageQueue {
  private record = new RecordReader(new Uint8Array(0), 0);
  private waiters: Waiter[] = [];
  private asking = false;
  private end: { readonly error: unknown } | undefined;

  constructor(
    /** Asks the program for a record; if it waits, then for one that is not empty. */
    private readonly receive: (waits: boolean, request: PendingRequest) => void,
    /** Called with what is told in place of messages where who waits takes messages alone. */
    private readonly missed: (event: MissedMessages) => void,
  ) {}

  /** Resolves to what comes next, or to undefined where nothing comes any more. */
  next(owner: object, asBytes: boolean, takesMissed: boolean): Promise<Entry | undefined> {
    return new Promise((resolve, reject) => {
      this.waiters.push({ owner, asBytes, takesMissed, resolve, reject });
      this.serve();
    });
  }

  /** Returns the next message, if there is one already, or undefined. flush has what was asked answered at once. */
  tryNext(asBytes: boolean, flush: () => void): Entry | undefined {
    let event = this.take(asBytes, false);
    if (event === undefined && !this.asking && this.end === undefined) {
      this.ask(false);
      flush();
      event = this.take(asBytes, false);
    }
    if (event === undefined && this.end?.error !== undefined) {
      throw this.end.error;
    }
    return event;
  }

  /** Has those of an owner not wait any more: with an error if there is one. */
  cancel(owner: object, error?: unknown): void {
    const cancelled = this.waiters.filter((waiter) => waiter.owner === owner);
    this.waiters = this.waiters.filter((waiter) => waiter.owner !== owner);
    for (const waiter of cancelled) {
      settle(waiter, error);
    }
  }

  /** Hands nothing on any more, and says why if there is a reason to tell. */
  close(error?: unknown): void {
    this.record = new RecordReader(new Uint8Array(0), 0);
    this.finish(error);
    this.serve();
  }

  private finish(error: unknown): void {
    this.end ??= { error };
  }

  private serve(): void {
    while (this.waiters.length > 0) {
      const [waiter] = this.waiters as [Waiter];
      const event = this.take(waiter.asBytes, waiter.takesMissed);
      if (event === undefined && this.end === undefined) {
        this.ask(true);
        return;
      }
      this.waiters.shift();
      if (event !== undefined) {
        waiter.resolve(event);
      } else {
        settle(waiter, this.end?.error);
      }
    }
  }

  private ask(waits: boolean): void {
    if (this.asking) {
      return;
    }
    this.asking = true;
    const fail = (error: unknown) => {
      this.asking = false;
      this.finish(error);
      this.serve();
    };
    try {
      this.receive(waits, {
        asBytes: true,
        resolve: (record) => {
          this.asking = false;
          if (this.end === undefined) {
            this.record = new RecordReader(record as Uint8Array, 0);
          }
          this.serve();
        },
        reject: fail,
      });
    } catch (error) {
      fail(error); // the program has ended
    }
  }

  /** Takes what is next in the record. */
  private take(asBytes: boolean, takesMissed: boolean): Entry | undefined {
    while (!this.record.atEnd) {
      const event = this.entry(asBytes);
      if (event === undefined || event.type === "message" || takesMissed) {
        return event;
      }
      this.missed(event as MissedMessages);
    }
    return undefined;
  }

  private entry(asBytes: boolean): Entry | undefined {
    const { record } = this;
    const kind = record.byte();
    switch (kind) {
      case entryEnd:
        this.finish(record.failure());
        return undefined;
      case entryGap:
        return { type: "gap", error: record.failure(), channels: record.texts() };
      case entryRefused:
        return { type: "refused", error: record.failure(), channels: record.texts() };
      case entryDropped:
        return { type: "dropped", error: record.failure(), count: record.number() };
      case entryKeyEvent:
        return { type: "keyEvent", database: record.number(), key: record.string(asBytes), event: record.text() };
      default: {
        const channel = record.string(asBytes);
        const message = record.string(asBytes);
        return { type: "message", message, channel, pattern: kind === entryPatternMessage ? record.string(asBytes) : null };
      }
    }
  }
}

function settle(waiter: Waiter, error: unknown): void {
  if (error === undefined) {
    waiter.resolve(undefined);
  } else {
    waiter.reject(error);
  }
}

/** Iterates over what a queue has, until return is called, the signal is aborted, or it ends. */
export class Events<E extends Entry> implements AsyncIterableIterator<E> {
  private over = false;

  constructor(
    private readonly queue: MessageQueue,
    private readonly asBytes: boolean,
    private readonly signal: AbortSignal | undefined,
    /** Called when the iterator ends. */
    private readonly finish: () => unknown,
  ) {
    signal?.addEventListener("abort", this.abort, { once: true });
    if (signal?.aborted) {
      void this.return();
    }
  }

  async next(): Promise<IteratorResult<E, undefined>> {
    if (!this.over) {
      let event: Entry | undefined;
      try {
        event = await this.queue.next(this, this.asBytes, true);
      } catch (error) {
        await this.return();
        throw error;
      }
      if (event !== undefined) {
        return { done: false, value: event as E };
      }
    }
    return this.return();
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    if (!this.over) {
      this.over = true;
      this.signal?.removeEventListener("abort", this.abort);
      this.queue.cancel(this);
      await this.finish();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  private readonly abort = () => void this.return();
}
