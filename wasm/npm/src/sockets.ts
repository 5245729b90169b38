import type { Statistics, WebSocketConstructor } from "./types.js";

/**
 * Returns a constructor of WebSockets that counts what they send and receive. It is
 * here, at the socket itself, that frames can be counted as they are.
 */
export function counting(constructor: WebSocketConstructor, statistics: Statistics): WebSocketConstructor {
  return class extends constructor {
    constructor(url: string, protocols: string | string[]) {
      super(url, protocols);
      this.addEventListener("message", (event) => {
        statistics.bytesReceived += (event.data as { byteLength?: number }).byteLength ?? 0;
      });
    }

    override send(data: ArrayBufferView<ArrayBuffer> | ArrayBuffer): void {
      statistics.frames++;
      statistics.bytesSent += data.byteLength;
      super.send(data);
    }
  };
}
