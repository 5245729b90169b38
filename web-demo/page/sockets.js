// The page's WebSockets: which are open, and what goes through them. The client makes
// them by the class below; the frame inspector listens, and a failure button drops them.

const open = new Set();

/** Tells of each frame by a "frame" event, whose detail is { node, sent, data, at }. */
export const traffic = new EventTarget();

/** How many listen to the traffic; nothing is told while nobody does. */
let listeners = 0;

/** Calls listener with each frame from now on, until the function that it returns is called. */
export function onFrame(listener) {
  const handle = (event) => listener(event.detail);
  traffic.addEventListener("frame", handle);
  listeners++;
  return () => {
    traffic.removeEventListener("frame", handle);
    listeners--;
  };
}

/** A WebSocket that the page knows of. */
export class WatchedSocket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols);
    const parameters = new URL(url).searchParams;
    this.node = parameters.get("address") ?? parameters.get("target") ?? "";
    open.add(this);
    this.addEventListener("close", () => open.delete(this));
    this.addEventListener("message", ({ data }) => tell(this.node, false, data));
  }

  send(data) {
    tell(this.node, true, data);
    super.send(data);
  }
}

/** Closes all sockets that are open, as a network that fails does. Returns how many there were. */
export function dropAll() {
  const dropped = [...open].filter((socket) => socket.readyState === WebSocket.OPEN);
  dropped.forEach((socket) => socket.close(4000, "dropped by the visitor"));
  return dropped.length;
}

function tell(node, sent, data) {
  if (listeners > 0) {
    // What is sent may be overwritten once it is: it is copied for those who look later.
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice() : new TextEncoder().encode(data);
    traffic.dispatchEvent(new CustomEvent("frame", { detail: { node, sent, data: bytes, at: performance.now() } }));
  }
}
