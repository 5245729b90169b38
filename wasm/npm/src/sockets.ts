import { report } from "./events.js";
import type { TcpSocket } from "./tcp_socket.js";
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

type AnySocket = WebSocketLike & Partial<Handlers> & { readonly bufferedAmount?: number; readonly readyState?: number; readonly protocol?: string };

/**
 * Returns a constructor of sockets around those of another constructor, which count what they
 * send and receive: it is here that frames can be counted as they are. The constructor may be
 * anyone's, and what was thrown where Go sets or reads something of its sockets would go right
 * through Go, and end it. The sockets are in open until they are closed.
 */
export function counting(constructor: WebSocketConstructor, statistics: Statistics, open: Set<Closable>): SocketConstructor {
  return class implements Handlers {
    onopen: Handler = null;
    onmessage: Handler = null;
    onerror: Handler = null;
    onclose: Handler = null;
    readonly #socket: AnySocket;
    #sending = false;

    constructor(url: string, protocols: string | string[]) {
      const socket: AnySocket = new constructor(url, protocols);
      this.#socket = socket;
      try {
        socket.binaryType = "arraybuffer";
        for (const name of ["onopen", "onmessage", "onerror", "onclose"] as const) {
          socket[name] = (event) => {
            if (name === "onclose") {
              open.delete(socket);
            }
            const { data, code, reason, message } = event;
            statistics.bytesReceived += (data as { byteLength?: number } | undefined)?.byteLength ?? 0;
            const handle = () => this[name]?.({ data, code, reason, message });
            if (this.#sending) {
              queueMicrotask(handle); // Go, which sends, cannot be called before it has sent.
            } else {
              handle();
            }
          };
        }
      } catch (error) {
        closeSocket(socket); // Nobody else has it.
        throw error;
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
      if ((this.#socket.readyState ?? 1) > 1) {
        throw new Error("the WebSocket is closing"); // Browsers would drop it, and complain on the console.
      }
      statistics.frames++;
      statistics.bytesSent += data.byteLength;
      this.#sending = true;
      try {
        this.#socket.send(data);
      } finally {
        this.#sending = false;
      }
    }
  };
}

/** A socket of either kind. */
export interface Closable {
  close(): void;
}

/** Closes a socket, whose constructor may be anyone's. */
export function closeSocket(socket: Closable): void {
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

/** A socket as the Go program has made it. */
export interface ProgramSocket {
  onmessage: (event: { data: unknown }) => void;
  readonly bufferedAmount: unknown;
  /** Whether send keeps nothing of what it is given. */
  readonly copies?: boolean;
  send(data: Uint8Array<ArrayBuffer>): void;
}

/** Sockets whose bytes take no detour by Go's glue code, by the numbers that Go has given them. */
export class AttachedSockets {
  private readonly sockets = new Map<number, ProgramSocket | TcpSocket>();

  /** Has a socket's messages taken by take. Those that it does not take, and text, go to the handler that was set. */
  attach(socket: ProgramSocket, number: number, take: (bytes: Uint8Array) => boolean): void {
    this.sockets.set(number, socket);
    const handler = socket.onmessage;
    socket.onmessage = (event) => {
      if (!(event.data instanceof ArrayBuffer && take(new Uint8Array(event.data)))) {
        handler.call(socket, event);
      }
    };
  }

  /** Adds a socket that is none of WebSockets, if there is one. */
  add(number: number, socket: TcpSocket | undefined): void {
    if (socket !== undefined) {
      this.sockets.set(number, socket);
    }
  }

  /** The socket of that number that was added so. */
  tcp(number: number): TcpSocket | undefined {
    return this.sockets.get(number) as TcpSocket | undefined;
  }

  detach(number: number): void {
    this.sockets.delete(number);
  }

  /**
   * Sends bytes, of which the socket gets a copy, and returns how many are waiting in it,
   * or -1 if it does not take them. It never throws, since Go would not take it.
   */
  send(number: number, bytes: Uint8Array<ArrayBuffer>): number {
    try {
      const socket = this.sockets.get(number)!;
      socket.send(socket.copies ? bytes : bytes.slice());
      const { bufferedAmount } = socket;
      return typeof bufferedAmount === "number" ? Math.min(bufferedAmount, 0x7fff_ffff) : 0;
    } catch {
      return -1; // Go sends them by its own way, and learns of the error there.
    }
  }
}
