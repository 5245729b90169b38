// Connections that share one WebSocket, as streams of the subprotocol valkey-mux.v1, as a
// module of its own: nothing of it is loaded where none do. docs/bridge.md has the format.

import type { SocketConstructor } from "./sockets.js";

const subprotocol = "valkey-mux.v1";
const plainSubprotocol = "valkey.v1";

/** The kinds of frames. */
const [open, data, credit, close, away] = [1, 2, 3, 4, 5];

const headerSize = 8;
/** The most that a frame of data may hold, and about the most that a message should, in bytes. */
const mostData = 65_536;
/** The most that a frame may hold that opens a stream, in bytes. */
const mostOpen = 1_024;
/** How many bytes the frames of the bridge may hold, by their kind. */
const lengths: Record<number, [least: number, most: number]> = { [data!]: [1, mostData], [credit!]: [4, 4], [close!]: [2, 125], [away!]: [2, 125] };
/** How many bytes of a stream the bridge may send that Go has not been given. */
const window = 1 << 20;
/** How long a WebSocket without streams stays open, in milliseconds. */
const idleTime = 500;
/** The code of a WebSocket that has ended without one. */
const abnormal = 1006;

type Handler = ((event: any) => void) | null;
/** What is used of a WebSocket that counts what it sends. */
type Socket = InstanceType<SocketConstructor> & {
  readonly bufferedAmount?: unknown;
  readonly protocol?: unknown;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
};

/** Makes the connections of a client streams of as few WebSockets as can be. */
export class Multiplexer {
  #shared: SharedSocket | undefined;

  constructor(private readonly Socket: SocketConstructor) {}

  /** A constructor of what looks like a WebSocket, and is a stream of one. */
  constructorOfStreams(): SocketConstructor {
    const multiplexer = this;
    return class {
      constructor(url: string, protocols: string | string[]) {
        return multiplexer.#open(new URL(url), [protocols].flat());
      }
    } as unknown as SocketConstructor;
  }

  #open(url: URL, protocols: string[]): Stream {
    const { searchParams } = url;
    const [target, address] = [searchParams.get("target") ?? "", searchParams.get("address") ?? ""];
    searchParams.delete("target");
    searchParams.delete("address");
    const opening = openingOf(target, address);
    if (this.#shared === undefined || !this.#shared.takesMore) {
      const offered = [subprotocol, ...protocols]; // of which a bridge that does not know the first takes another
      this.#shared = new SharedSocket(new this.Socket(url.href, offered) as Socket);
    }
    return this.#shared.open(opening);
  }
}

/** What the frame holds that opens a stream. */
function openingOf(target: string, address: string): Uint8Array {
  const encoder = new TextEncoder();
  const [to, at] = [encoder.encode(target), encoder.encode(address)];
  const body = new Uint8Array(6 + to.length + at.length);
  if (body.length > mostOpen) {
    throw new Error("target and address are too long"); // It would end the WebSocket of all.
  }
  const view = new DataView(body.buffer);
  view.setUint32(0, window);
  view.setUint16(4, to.length);
  body.set(to, 6);
  body.set(at, 6 + to.length);
  return body;
}

/** A WebSocket that has streams. */
class SharedSocket {
  takesMore = true;
  #isOpen = false;
  readonly #streams = new Map<number, Stream>();
  #last = 0;
  #pending: Uint8Array<ArrayBuffer>[] = [];
  /** The bytes that wait to be sent. */
  waiting = 0;
  #header = new Uint8Array(headerSize);
  #has = 0; // of the header
  #body = new Uint8Array(0); // of a frame that holds no data
  #left = 0; // of the frame's bytes
  #idle: ReturnType<typeof setTimeout> | undefined;
  #why = "";

  constructor(private readonly socket: Socket) {
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onerror = ({ message = "" }) => (this.#why = message);
    socket.onclose = ({ code = abnormal, reason = "" }) => this.#end(code, reason);
  }

  open(opening: Uint8Array): Stream {
    clearTimeout(this.#idle);
    const stream = new Stream(this, ++this.#last);
    this.#streams.set(stream.number, stream);
    this.send(stream.number, open!, opening);
    if (this.#isOpen) {
      queueMicrotask(() => stream.onopen?.({})); // who makes it sets its handlers
    }
    return stream;
  }

  /** What is waiting to be sent, in bytes. */
  get bufferedAmount(): number {
    return this.waiting + Number(this.socket.bufferedAmount ?? 0);
  }

  /** Sends a frame, together with all others of the same turn. */
  send(stream: number, kind: number, body: Uint8Array): void {
    const frame = new Uint8Array(headerSize + body.length);
    const view = new DataView(frame.buffer);
    view.setUint32(0, stream);
    view.setUint32(4, (kind << 24) | body.length);
    frame.set(body, headerSize);
    this.waiting += frame.length;
    if (this.#pending.push(frame) === 1 && this.#isOpen) {
      queueMicrotask(() => this.#flush());
    }
  }

  #flush(): void {
    const frames = this.#pending;
    this.#pending = [];
    this.waiting = 0;
    for (let first = 0; first < frames.length; ) {
      let [end, size] = [first, 0];
      do {
        size += frames[end++]!.length;
      } while (end < frames.length && size + frames[end]!.length <= mostData);
      const message = end === first + 1 ? frames[first]! : new Uint8Array(size);
      for (let at = 0; first < end; at += frames[first++]!.length) {
        if (message !== frames[first]) {
          message.set(frames[first]!, at);
        }
      }
      try {
        this.socket.send(message);
      } catch {
        return; // It is closing, and will say why.
      }
    }
  }

  #opened(): void {
    if (this.socket.protocol !== subprotocol) {
      this.#fail(`the bridge does not know ${subprotocol}; update it, or leave bridge.mux out`);
      return;
    }
    this.#isOpen = true;
    this.#flush();
    for (const stream of [...this.#streams.values()]) {
      stream.onopen?.({});
    }
  }

  /** Takes bytes of the bridge: where a message ends has no meaning. */
  #receive(given: unknown): void {
    if (!(given instanceof ArrayBuffer)) {
      this.#fail("the bridge has sent text");
      return;
    }
    const bytes = new Uint8Array(given);
    for (let at = 0; at < bytes.length; ) {
      if (this.#has < headerSize) {
        const part = bytes.subarray(at, at + headerSize - this.#has);
        this.#header.set(part, this.#has);
        this.#has += part.length;
        at += part.length;
        if (this.#has < headerSize) {
          return;
        }
        this.#left = new DataView(this.#header.buffer).getUint32(4) & 0xff_ffff;
        this.#body = new Uint8Array(0);
        const [least, most] = lengths[this.#header[4]!] ?? [1, 0];
        if (this.#left < least || this.#left > most) {
          this.#fail(`the bridge broke ${subprotocol}: frame ${this.#header[4]} of ${this.#left} bytes`);
          return;
        }
      }
      const kind = this.#header[4]!;
      const part = bytes.slice(at, at + this.#left);
      at += part.length;
      this.#left -= part.length;
      const stream = this.#streams.get(new DataView(this.#header.buffer).getUint32(0));
      if (kind === data) {
        stream?.receive(part.buffer);
      } else {
        const body = new Uint8Array(this.#body.length + part.length);
        body.set(this.#body);
        body.set(part, this.#body.length);
        this.#body = body;
      }
      if (this.#left > 0) {
        return;
      }
      this.#has = 0;
      this.#take(kind, stream, new DataView(this.#body.buffer));
    }
  }

  /** Takes a frame, whose data the stream has already. */
  #take(kind: number, stream: Stream | undefined, body: DataView): void {
    if (kind === credit) {
      stream?.allow(body.getUint32(0));
    } else if (kind === close) {
      stream?.end(body.getUint16(0), new TextDecoder().decode(new Uint8Array(body.buffer, 2)));
    } else if (kind === away) {
      this.takesMore = false;
    }
  }

  /** Has a stream be none of its any more. */
  forget(stream: Stream): void {
    this.#streams.delete(stream.number);
    if (this.#streams.size === 0) {
      this.#idle = setTimeout(() => {
        this.takesMore = false;
        this.socket.close(1000, "");
      }, idleTime);
    }
  }

  #fail(why: string): void {
    this.#why = why;
    this.socket.onmessage = () => {};
    this.socket.close(1000, "");
    this.#end(abnormal, why);
  }

  #end(code: number, reason: string): void {
    this.takesMore = false;
    clearTimeout(this.#idle);
    for (const stream of [...this.#streams.values()]) {
      if (this.#why !== "") {
        stream.onerror?.({ message: this.#why });
      }
      stream.end(code, reason);
    }
    clearTimeout(this.#idle);
  }
}

/** A stream, which has of a WebSocket what the Go program uses. */
class Stream {
  binaryType = "arraybuffer";
  onopen: Handler = null;
  onmessage: Handler = null;
  onerror: Handler = null;
  onclose: Handler = null;
  /** send keeps nothing of what it is given. */
  readonly copies = true;
  readonly protocol = plainSubprotocol;
  #credit = 0;
  #queue: Uint8Array[] = []; // what there is no credit for
  #queued = 0;
  #taken = 0; // bytes that credit is to be given for
  #closing = false;
  #over = false;

  constructor(
    private readonly shared: SharedSocket,
    readonly number: number,
  ) {}

  get bufferedAmount(): number {
    return this.#queued + this.shared.bufferedAmount;
  }

  send(given: ArrayBufferView<ArrayBuffer> | ArrayBuffer): void {
    if (this.#over || this.#closing) {
      throw new Error("the stream is closed");
    }
    const bytes = ArrayBuffer.isView(given) ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength) : new Uint8Array(given);
    const now = this.#queued > 0 ? 0 : Math.min(this.#credit, bytes.length);
    this.#send(bytes.subarray(0, now));
    if (now < bytes.length) {
      this.#queued += bytes.length - now;
      this.#queue.push(bytes.slice(now));
    }
  }

  #send(bytes: Uint8Array): void {
    this.#credit -= bytes.length;
    for (let at = 0; at < bytes.length; at += mostData) {
      this.shared.send(this.number, data!, bytes.subarray(at, at + mostData));
    }
  }

  /** Takes credit. */
  allow(bytes: number): void {
    this.#credit += bytes;
    while (this.#credit > 0 && this.#queue.length > 0) {
      const first = this.#queue[0]!;
      const now = first.subarray(0, this.#credit);
      this.#send(now);
      this.#queued -= now.length;
      if (now.length < first.length) {
        this.#queue[0] = first.subarray(now.length);
      } else {
        this.#queue.shift();
      }
    }
  }

  receive(bytes: ArrayBuffer): void {
    this.onmessage?.({ data: bytes });
    this.#taken += bytes.byteLength;
    if (this.#taken >= window / 2 && !this.#over) {
      const body = new Uint8Array(4);
      new DataView(body.buffer).setUint32(0, this.#taken);
      this.shared.send(this.number, credit!, body);
      this.#taken = 0;
    }
  }

  close(code = 1000, reason = ""): void {
    if (this.#over || this.#closing) {
      return;
    }
    this.#closing = true;
    const text = new TextEncoder().encode(reason);
    const body = new Uint8Array(2 + text.length);
    new DataView(body.buffer).setUint16(0, code);
    body.set(text, 2);
    this.shared.send(this.number, close!, body);
    queueMicrotask(() => this.end(code, reason));
  }

  end(code: number, reason: string): void {
    if (this.#over) {
      return;
    }
    this.#over = true;
    this.#queue = [];
    this.#queued = 0;
    this.shared.forget(this);
    this.onclose?.({ code, reason });
  }
}
