import { report } from "./events.js";
import type { Statistics, WebSocketConstructor, WebSocketLike } from "./types.js";

/** What the Go program sets on a socket. */
interface Handlers {
  onopen: Handler;
  onmessage: Handler;
  onerror: Handler;
  onclose: Handler;
}

type Handler = ((event: SocketEvent) => void) | null;

/** What the Go program reads of events of any kind. */
interface SocketEvent {
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

/** The constructor that the Go program gets. */
export type SocketConstructor = new (url: string, protocols: string | string[]) => Handlers;

type AnySocket = WebSocketLike & Partial<Handlers> & { readonly bufferedAmount?: number; readonly protocol?: string };

/**
 * Returns a constructor of sockets around those of another constructor, which count what they
 * send and receive: it is here that frames can be counted as they are. The constructor may be
 * anyone's, and what was thrown where Go sets or reads something of its sockets would go right
 * through Go, and end it. The sockets are in open until they are closed.
 */
export function counting(constructor: WebSocketConstructor, statistics: Statistics, open: Set<WebSocketLike>): SocketConstructor {
  return class implements Handlers {
    onopen: Handler = null;
    onmessage: Handler = null;
    onerror: Handler = null;
    onclose: Handler = null;
    readonly #socket: AnySocket;

    constructor(url: string, protocols: string | string[]) {
      const socket: AnySocket = new constructor(url, protocols);
      this.#socket = socket;
      socket.binaryType = "arraybuffer";
      for (const name of ["onopen", "onmessage", "onerror", "onclose"] as const) {
        socket[name] = (event) => {
          if (name === "onclose") {
            open.delete(socket);
          }
          const { data, code, reason, message } = event;
          statistics.bytesReceived += (data as { byteLength?: number } | undefined)?.byteLength ?? 0;
          this[name]?.({ data, code, reason, message });
        };
      }
      open.add(socket);
    }

    get bufferedAmount(): unknown {
      return attempt(() => this.#socket.bufferedAmount);
    }

    get protocol(): unknown {
      return attempt(() => this.#socket.protocol);
    }

    close(...reason: [code?: number, reason?: string]): void {
      open.delete(this.#socket);
      this.#socket.close(...reason);
    }

    send(data: ArrayBufferView<ArrayBuffer> | ArrayBuffer): void {
      statistics.frames++;
      statistics.bytesSent += data.byteLength;
      this.#socket.send(data);
    }
  };
}

/** Closes a socket, whose constructor may be anyone's. */
export function closeSocket(socket: WebSocketLike): void {
  attempt(() => socket.close());
}

/** Returns what a call returns, or undefined if it throws, which is reported. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    report(error);
    return undefined;
  }
}

/** Has a socket's messages taken by send. Those that it does not take, and text, go to the handler that was set. */
export function pump(socket: { onmessage: (event: { data: unknown }) => void }, send: (bytes: Uint8Array) => boolean): void {
  const handler = socket.onmessage;
  socket.onmessage = (event) => {
    if (!(event.data instanceof ArrayBuffer && send(new Uint8Array(event.data)))) {
      handler.call(socket, event);
    }
  };
}
