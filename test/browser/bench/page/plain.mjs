// The peer: what a program would write by hand that needs nothing but GET and speed. It encodes
// and decodes RESP itself, sends the commands of a microtask in one frame, and resolves the
// promises in the order of the replies. There are no timeouts, and nothing is tried again.

const carriageReturn = 13;
const headerOf = new TextEncoder().encode("*2\r\n$3\r\nGET\r\n$");

/** Connects to a bridge. */
export async function connect(url) {
  const socket = new WebSocket(url, ["valkey.v1"]);
  socket.binaryType = "arraybuffer";
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  return new PlainClient(socket);
}

class PlainClient {
  #socket;
  #frame = new Uint8Array(64 << 10); // commands that are not sent yet
  #length = 0;
  #waiting = []; // who waits for a reply, in order
  #answered = 0; // how many of them, at the front, have theirs
  #rest = new Uint8Array(0); // the start of a reply whose end has not come
  #failure; // why the connection has ended
  #decoder = new TextDecoder();
  #encoder = new TextEncoder();

  constructor(socket) {
    this.#socket = socket;
    socket.onmessage = (event) => this.#receive(new Uint8Array(event.data));
    socket.onclose = () => this.#fail(new Error("the connection has ended"));
  }

  get(key) {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#add(key);
      this.#waiting.push({ resolve, reject });
    });
  }

  close() {
    this.#socket.close();
  }

  #add(key) {
    const most = headerOf.length + 3 * key.length + 16;
    if (this.#length + most > this.#frame.length) {
      const grown = new Uint8Array(2 * this.#frame.length + most);
      grown.set(this.#frame);
      this.#frame = grown;
    }
    if (this.#length === 0) {
      queueMicrotask(() => this.#flush());
    }
    const bytes = this.#encoded(key);
    this.#put(headerOf);
    this.#text(String(bytes?.length ?? key.length));
    this.#text("\r\n");
    if (bytes === undefined) {
      this.#text(key);
    } else {
      this.#put(bytes);
    }
    this.#text("\r\n");
  }

  /** The bytes of a key that is not ASCII; any other is copied as it is. */
  #encoded(key) {
    for (let i = 0; i < key.length; i++) {
      if (key.charCodeAt(i) > 127) {
        return this.#encoder.encode(key);
      }
    }
    return undefined;
  }

  #text(text) {
    for (let i = 0; i < text.length; i++) {
      this.#frame[this.#length++] = text.charCodeAt(i);
    }
  }

  #put(bytes) {
    this.#frame.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #flush() {
    this.#socket.send(this.#frame.subarray(0, this.#length));
    this.#length = 0;
  }

  #receive(bytes) {
    if (this.#rest.length > 0) {
      const whole = new Uint8Array(this.#rest.length + bytes.length);
      whole.set(this.#rest);
      whole.set(bytes, this.#rest.length);
      bytes = whole;
    }
    let at = 0;
    for (let end; (end = this.#reply(bytes, at)) > 0; ) {
      at = end;
    }
    this.#rest = bytes.subarray(at);
    this.#waiting.splice(0, this.#answered);
    this.#answered = 0;
  }

  /** Answers with the reply that starts there, and returns where it ends; 0 if its end has not come. */
  #reply(bytes, at) {
    const line = bytes.indexOf(carriageReturn, at);
    if (line < 0 || line + 2 > bytes.length) {
      return 0;
    }
    const type = bytes[at];
    if (type === 43 || type === 45 || type === 95) {
      const text = this.#decoder.decode(bytes.subarray(at + 1, line));
      this.#answer(type === 43 ? text : type === 95 ? null : new Error(text));
      return line + 2;
    }
    if (type !== 36) {
      this.#fail(new Error(`a reply of the type ${String.fromCharCode(type)} came`));
      return 0;
    }
    let length = 0;
    for (let i = at + 1; i < line; i++) {
      if (bytes[i] === 45) { // $-1, the null of RESP2
        this.#answer(null);
        return line + 2;
      }
      length = 10 * length + bytes[i] - 48;
    }
    const end = line + 2 + length;
    if (end + 2 > bytes.length) {
      return 0;
    }
    this.#answer(this.#decoder.decode(bytes.subarray(line + 2, end)));
    return end + 2;
  }

  #answer(value) {
    const caller = this.#waiting[this.#answered++];
    if (caller === undefined) {
      this.#fail(new Error("a reply came that nobody waits for"));
    } else if (value instanceof Error) {
      caller.reject(value);
    } else {
      caller.resolve(value);
    }
  }

  #fail(error) {
    if (this.#failure !== undefined) {
      return;
    }
    this.#failure = error;
    for (const caller of this.#waiting.splice(0)) {
      caller.reject(error);
    }
    this.#socket.close();
  }
}
