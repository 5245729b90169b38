// A socket between the Go program and what carries its bytes.

import { textOf } from "./text.js";
import type { Statistics } from "./types.js";

/** What carries the bytes of a socket. None of it throws. */
export interface Carrier {
  send(bytes: Uint8Array): void;
  /** How many bytes it has not sent yet. */
  readonly waiting: number;
  /** Has the server wait, or go on. */
  pause(paused: boolean): void;
  /** Ends the socket after what was sent; at once if it is not open. */
  close(): void;
}

/** Hands bytes to the program: those that have arrived (0), or an event (1). Returns false where it cannot take them now. */
export type Deliver = (kind: 0 | 1, bytes: Uint8Array) => boolean;

/** How many bytes may wait to be sent before the program does. */
const enough = 1 << 20;

const encoder = new TextEncoder();
const { Buffer: NodeBuffer } = globalThis as { Buffer?: { from(bytes: Uint8Array): Uint8Array } };
const copyOf = (bytes: Uint8Array) => NodeBuffer?.from(bytes) ?? bytes.slice();

/** The text of what was thrown, without the name of its class. */
export function reasonOf(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { message?: unknown };
  return typeof message === "string" && message !== "" ? message : textOf(thrown);
}

/** A socket as the program has it, and as what carries it tells of it. */
export class TcpSocket {
  #carrier: Carrier | undefined;
  #ended = false;
  #full = false;
  #late: [kind: 0 | 1, bytes: Uint8Array][] = []; // what the program could not take yet

  /** most is how many bytes the program takes at once. The socket is in open until its end. */
  constructor(
    private readonly deliver: Deliver,
    private readonly most: number,
    private readonly statistics: Statistics,
    private readonly open: Set<{ close(): void }>,
  ) {
    open.add(this);
  }

  /** Whether it has ended, and nothing that happens to its carrier concerns anybody. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Sets what carries the socket, once. */
  carry(carrier: Carrier): void {
    this.#carrier = carrier;
    if (this.#ended) {
      carrier.close();
    }
  }

  /** Sends bytes, and keeps nothing of them: small ones are copied into memory that Node shares out, which costs less than memory of their own. */
  send(bytes: Uint8Array): void {
    if (this.#ended || this.#carrier === undefined) {
      throw new Error("the socket is closed");
    }
    this.statistics.frames++;
    this.statistics.bytesSent += bytes.length;
    this.#carrier.send(copyOf(bytes));
  }

  readonly copies = true;

  /** Above 0 if the program is to wait until the socket has drained. */
  get bufferedAmount(): number {
    this.#full = this.#carrier!.waiting > enough;
    return this.#full ? 1 : 0;
  }

  pause(paused: boolean): void {
    this.#carrier?.pause(paused);
  }

  close(): void {
    this.#end();
    this.#late = [];
    this.#carrier?.close();
  }

  // What the carrier tells.

  opened(): void {
    this.#event("o");
  }

  data(bytes: Uint8Array): void {
    this.statistics.bytesReceived += bytes.length;
    for (let at = 0; at < bytes.length && !this.#ended; at += this.most) {
      this.#hand(0, bytes.length <= this.most ? bytes : bytes.subarray(at, at + this.most));
    }
  }

  drained(): void {
    if (this.#full) {
      this.#full = false;
      this.#event("d");
    }
  }

  /** The server has ended the connection. */
  finished(): void {
    this.#event("e");
  }

  failed(reason: string): void {
    this.#event(`f${reason}`);
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.open.delete(this);
  }

  #event(text: string): void {
    if (!this.#ended) {
      this.#hand(1, encoder.encode(text).subarray(0, this.most));
    }
  }

  /** Hands bytes over, which may be somebody else's afterwards, in order. */
  #hand(kind: 0 | 1, bytes: Uint8Array): void {
    if (this.#late.length === 0 && this.deliver(kind, bytes)) {
      return;
    }
    // It is told something while it calls us.
    if (this.#late.push([kind, bytes.slice()]) === 1) {
      queueMicrotask(() => this.#handLate());
    }
  }

  #handLate(): void {
    while (this.#late.length > 0 && this.deliver(...this.#late[0]!)) {
      this.#late.shift();
    }
    if (this.#late.length > 0) {
      setTimeout(() => this.#handLate());
    }
  }
}
