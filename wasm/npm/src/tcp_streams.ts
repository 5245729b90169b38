// Sockets with streams, as Workers have them.

import { type TcpSocket, reasonOf } from "./tcp_socket.js";
import type { StreamSocket } from "./types_tcp.js";

/** Has a socket with streams carry what the program sends and receives. */
export function carryByStreams(streams: StreamSocket, socket: TcpSocket): void {
  const reader = streams.readable.getReader();
  const writer = streams.writable.getWriter();
  const fail = (error: unknown) => socket.failed(reasonOf(error));
  let waiting = 0;
  let isOpen = false;
  let goOn: (() => void) | undefined;
  let mayRead: Promise<void> | undefined; // while the server is to wait

  socket.carry({
    send(bytes) {
      waiting += bytes.length;
      writer.write(bytes).then(() => {
        waiting -= bytes.length;
        if (waiting === 0) {
          socket.drained();
        }
      }, fail);
    },
    get waiting() {
      return waiting;
    },
    pause(paused) {
      goOn?.();
      mayRead = paused ? new Promise((resolve) => (goOn = resolve)) : undefined;
    },
    close() {
      goOn?.();
      reader.cancel().catch(() => {});
      (isOpen ? writer.close() : writer.abort()).catch(() => {}).finally(() => void close());
    },
  });
  const close = async () => {
    try {
      await streams.close();
    } catch {
      // It has ended all the same.
    }
  };
  const read = async () => {
    for (;;) {
      await mayRead;
      const { done, value } = await reader.read();
      if (done || socket.ended) {
        socket.finished();
        return;
      }
      socket.data(value);
    }
  };
  writer.closed.catch(fail);
  Promise.resolve(streams.closed).catch(fail);
  Promise.resolve(streams.opened).then(() => {
    isOpen = true;
    socket.opened();
    return read();
  }).catch(fail);
}
