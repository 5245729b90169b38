import { report } from "./events.js";
import type { Statistics, WebSocketConstructor, WebSocketLike } from "./types.js";

/**
 * Returns a constructor of WebSockets that counts what they send and receive. It is
 * here, at the socket itself, that frames can be counted as they are. The sockets are in
 * open until they are closed.
 */
export function counting(constructor: WebSocketConstructor, statistics: Statistics, open: Set<WebSocketLike>): WebSocketConstructor {
  return class extends constructor {
    constructor(url: string, protocols: string | string[]) {
      super(url, protocols);
      open.add(this);
      this.addEventListener("message", (event) => {
        statistics.bytesReceived += (event.data as { byteLength?: number }).byteLength ?? 0;
      });
      this.addEventListener("close", () => open.delete(this));
    }

    override close(...reason: [code?: number, reason?: string]): void {
      open.delete(this);
      super.close(...reason);
    }

    override send(data: ArrayBufferView<ArrayBuffer> | ArrayBuffer): void {
      statistics.frames++;
      statistics.bytesSent += data.byteLength;
      super.send(data);
    }
  };
}

/** Closes a socket, whose constructor may be anyone's. */
export function closeSocket(socket: WebSocketLike): void {
  try {
    socket.close();
  } catch (error) {
    report(error);
  }
}
