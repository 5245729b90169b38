// What is cheaper than in Go's glue code.

import type { Go } from "wasm_exec";

/** The timer of a program, which is idle until then at the latest. */
export interface IdleTimer {
  /** Ends the timer if the program, which is idle, waits for no time. */
  settle(): void;
  /** Ends the timer. */
  stop(): void;
}

/** How much later than asked for the timer may ring, in milliseconds: as late as Go itself lets it. */
const tolerance = 1;

/**
 * Replaces what a program calls whenever it is called. It gives up its timer then, to have it
 * back for the same time once it is idle: here the platform's timer stays, and rings early
 * rather than be set that often. And it asks the glue code for an event, by name, of which there is
 * none when it is called for a message.
 */
export function quicken(go: Go): IdleTimer {
  const timer = new Timer(() => go._resume());
  const imports = go.importObject["gojs"] as Record<string, (stack: number) => void>;
  let last = 0;
  imports["runtime.scheduleTimeoutEvent"] = (stack) => {
    const at = stack >>> 0;
    timer.set(go.mem.getUint32(at + 8, true)); // of 64 bits, but a billion at most
    go.mem.setInt32(at + 16, ++last, true);
  };
  imports["runtime.clearTimeoutEvent"] = () => timer.clear(); // It has no other.
  const valueGet = imports["syscall/js.valueGet"]!;
  imports["syscall/js.valueGet"] = (stack) => {
    const at = stack >>> 0;
    if (go._pendingEvent === null && go.mem.getUint32(at + 8, true) === glueReference) {
      go.mem.setUint32(at + 32, nullReference, true);
      go.mem.setUint32(at + 36, referenceHead, true);
    } else {
      valueGet(stack);
    }
  };
  return timer;
}

// The references that Go has to what it knows from the start, and what marks one.
const nullReference = 2;
const glueReference = 6; // of which it reads _pendingEvent alone
const referenceHead = 0x7ff8_0000;

class Timer implements IdleTimer {
  private due: number | undefined; // when the program wants to be called
  private rings = 0; // when the platform's timer does
  private handle: ReturnType<typeof setTimeout> | undefined; // of that timer

  constructor(private readonly ring: () => void) {}

  set(delay: number): void {
    this.due = performance.now() + delay;
    if (this.handle === undefined || this.rings > this.due + tolerance) {
      this.start(delay);
    }
  }

  clear(): void {
    this.due = undefined;
  }

  settle(): void {
    if (this.due === undefined) {
      this.stop();
    }
  }

  stop(): void {
    clearTimeout(this.handle);
    this.handle = undefined;
  }

  private start(delay: number): void {
    clearTimeout(this.handle);
    this.rings = performance.now() + delay;
    this.handle = setTimeout(() => this.rung(), delay);
  }

  private rung(): void {
    this.handle = undefined;
    if (this.due === undefined) {
      return;
    }
    const left = this.due - performance.now();
    if (left > 0) {
      this.start(Math.ceil(left));
    } else {
      this.due = undefined;
      this.ring();
    }
  }
}
