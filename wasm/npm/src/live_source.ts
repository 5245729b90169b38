// What iterators over one value share: the subscription to what happens to its key, and what
// is read.

import { type ReadValue, isPassing } from "./live_read.js";
import type { GlideString } from "./types.js";
import type { LiveClient } from "./types_live.js";

/** How many events may wait. What is dropped is as good as one that comes: the value is read. */
const maxMessages = 64;

/** How long it takes to try again, in milliseconds: twice as long after each failure. */
const firstPause = 100;
const longestPause = 5_000;

/** An event of each class of those that the setting notify-keyspace-events has for changes. */
const eventsOfClasses = ["del", "set", "lpush", "sadd", "hset", "zadd", "xadd", "expired", "evicted"];

/** Which clients' servers are known to notify of all changes. */
const checks = new WeakMap<LiveClient, Promise<void>>();

/** Follows a value as long as somebody wants it. */
export class LiveSource {
  /** The value, of which there is none at version 0. */
  value: unknown;
  version = 0;
  /** How often changes may have been missed: so far, and before the value was read. */
  gaps = 0;
  gapsBefore = 0;
  /** Why nothing comes any more. */
  failure: { readonly error: unknown } | undefined;

  private readonly listeners = new Set<() => void>();
  private readonly controller = new AbortController();
  private readonly pattern: GlideString;
  private following = false;
  private reading = false;
  private stale = false;
  private readonly pauses = new Set<() => void>();

  constructor(
    private readonly client: LiveClient,
    private readonly key: GlideString,
    private readonly read: ReadValue,
    /** Called when it ends. */
    private readonly forget: () => void,
  ) {
    this.pattern = patternOf(key);
  }

  /** Has listener called after each change. */
  join(listener: () => void): void {
    this.listeners.add(listener);
    if (!this.following) {
      this.following = true;
      void this.follow();
    }
  }

  /** Ends that; the last one ends the subscription. */
  leave(listener: () => void): void {
    this.listeners.delete(listener);
    if (this.listeners.size === 0) {
      this.end();
    }
  }

  private end(): void {
    if (!this.controller.signal.aborted) {
      this.forget();
      this.controller.abort();
      this.endPauses();
    }
  }

  private fail(error: unknown): void {
    if (!this.controller.signal.aborted) {
      this.failure = { error };
      this.end();
      this.tell();
    }
  }

  private tell(): void {
    this.listeners.forEach((listener) => listener());
  }

  /** Has the value read once it is subscribed, so that no change is missed, and after each event. */
  private async follow(): Promise<void> {
    const { signal } = this.controller;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const events = await this.client.keyEvents({ pattern: this.pattern, maxMessages, signal });
        failures = 0;
        this.changed();
        for await (const event of events) {
          if (event.type === "refused") {
            throw event.error;
          }
          if (event.type === "gap") {
            checks.delete(this.client); // a primary may be new
            this.lose();
          }
          if (event.type !== "keyEvent" || event.event !== "keymiss") {
            this.changed(); // and a miss may be that of this very reading
          }
        }
      } catch (error) {
        if (!isPassing(error)) {
          this.fail(error);
          return;
        }
        this.lose();
      }
      await this.pause(failures);
    }
  }

  private lose(): void {
    if (this.gaps === this.gapsBefore) {
      this.gaps++;
      this.tell();
    }
  }

  /** Has the value read, once more if it is being read already. */
  private changed(): void {
    this.stale = true;
    this.endPauses();
    if (!this.reading) {
      this.reading = true;
      void this.readAll();
    }
  }

  private async readAll(): Promise<void> {
    const { signal } = this.controller;
    for (let failures = 0; this.stale && !signal.aborted; ) {
      this.stale = false;
      const { gaps } = this;
      try {
        await notified(this.client, this.pattern);
        const value = await this.read(this.client, this.key);
        failures = 0;
        this.publish(value, gaps);
      } catch (error) {
        if (!isPassing(error)) {
          this.fail(error);
          return;
        }
        this.lose();
        this.stale = true;
        await this.pause(failures++);
      }
    }
    this.reading = false;
  }

  private publish(value: unknown, gaps: number): void {
    const isSame = this.version > 0 && gaps === this.gapsBefore && Object.is(value, this.value);
    const isOld = gaps !== this.gaps; // it was read before a gap, and is read again
    if (isSame || isOld || this.controller.signal.aborted) {
      return;
    }
    this.value = value;
    this.gapsBefore = gaps;
    this.version++;
    this.tell();
  }

  private async pause(failures: number): Promise<void> {
    if (this.controller.signal.aborted) {
      return;
    }
    const most = Math.min(firstPause * 2 ** failures, longestPause);
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.pauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, most * (0.5 + Math.random() / 2));
      this.pauses.add(end);
    });
  }

  private endPauses(): void {
    this.pauses.forEach((end) => end());
  }
}

/** Rejects where a server does not notify of all changes. */
function notified(client: LiveClient, pattern: GlideString): Promise<void> {
  let check = checks.get(client);
  if (check === undefined) {
    check = client.keyEvents({ pattern, events: eventsOfClasses }).then((events) => void events.return?.());
    checks.set(client, check);
    check.catch(() => checks.delete(client));
  }
  return check;
}

/** The pattern that one key alone matches. */
function patternOf(key: GlideString): GlideString {
  if (typeof key === "string") {
    return key.replace(/[*?[\]\\]/g, "\\$&");
  }
  return Uint8Array.from([...key].flatMap((byte) => ("*?[]\\".includes(String.fromCharCode(byte)) ? [0x5c, byte] : [byte])));
}
