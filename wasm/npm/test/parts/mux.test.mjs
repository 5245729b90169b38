// Streams of one WebSocket, where the bridge does what a real one cannot be made to do.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

const { Multiplexer } = await import(process.env.GLISSADE_INTERNALS);

const [OPEN, DATA, CREDIT, CLOSE, AWAY] = [1, 2, 3, 4, 5];

// A WebSocket, of which the test is the other end.
class Peer {
  static all = [];
  bufferedAmount = 0;
  protocol = "";
  sent = [];
  messages = 0;
  closed = false;

  constructor(url, protocols) {
    Object.assign(this, { url, protocols });
    Peer.all.push(this);
  }

  send(message) {
    this.messages++;
    for (let at = 0; at < message.length; ) {
      const view = new DataView(message.buffer, message.byteOffset + at);
      const length = view.getUint32(4) & 0xff_ffff;
      this.sent.push([view.getUint32(0), view.getUint8(4), message.slice(at + 8, at + 8 + length)]);
      at += 8 + length;
    }
  }

  close() {
    this.closed = true;
  }

  accept(protocol = "valkey-mux.v1") {
    this.protocol = protocol;
    this.onopen({});
  }

  receive(bytes) {
    this.onmessage({ data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) });
  }

  // The frames of a kind that were sent since the last call.
  take() {
    return this.sent.splice(0);
  }
}

function header(stream, kind, length) {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, stream);
  view.setUint32(4, (kind << 24) | length);
  return bytes;
}

const frame = (stream, kind, body) => Uint8Array.from([...header(stream, kind, body.length), ...body]);

const uint32 = (n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const text = (bytes) => new TextDecoder().decode(bytes);
const bytesOf = (s) => new TextEncoder().encode(s);
const turn = () => new Promise((resolve) => setImmediate(resolve));

function multiplexer() {
  Peer.all = [];
  const Stream = new Multiplexer(Peer).constructorOfStreams();
  return (query) => {
    const stream = new Stream(`wss://bridge.example/v1/connect?${query}`, ["valkey.v1", "bearer.dG9rZW4"]);
    stream.seen = [];
    stream.onopen = () => stream.seen.push("open");
    stream.onmessage = ({ data }) => stream.seen.push(text(data));
    stream.onerror = ({ message }) => stream.seen.push(`error ${message}`);
    stream.onclose = ({ code, reason }) => stream.seen.push(`close ${code} ${reason}`);
    return stream;
  };
}

test("streams are opened, and what they send goes out together", async () => {
  const open = multiplexer();
  const [a, b] = [open("target=shop&address=10.0.0.1%3A6379"), open("address=é")];
  const [peer, ...others] = Peer.all;
  assert.deepEqual(others, []);
  assert.equal(peer.url, "wss://bridge.example/v1/connect");
  assert.deepEqual(peer.protocols, ["valkey-mux.v1", "valkey.v1", "bearer.dG9rZW4"]);
  assert.equal(a.protocol, "valkey.v1");
  peer.accept();
  assert.deepEqual([a.seen, b.seen], [["open"], ["open"]]);
  const opened = peer.take();
  assert.equal(peer.messages, 1);
  assert.deepEqual(opened.map(([stream, kind]) => [stream, kind]), [[1, OPEN], [2, OPEN]]);
  assert.deepEqual([...opened[0][2]], [...uint32(1 << 20), 0, 4, ...bytesOf("shop10.0.0.1:6379")]);
  assert.deepEqual([...opened[1][2]], [...uint32(1 << 20), 0, 0, ...bytesOf("é")]);

  peer.receive(Uint8Array.from([...frame(1, CREDIT, uint32(100)), ...frame(2, CREDIT, uint32(100))]));
  a.send(bytesOf("one"));
  b.send(bytesOf("two").buffer);
  a.send(bytesOf("xthreex").subarray(1, 6));
  await turn();
  assert.equal(peer.messages, 2);
  assert.deepEqual(peer.take().map(([stream, kind, body]) => [stream, kind, text(body)]), [[1, DATA, "one"], [2, DATA, "two"], [1, DATA, "three"]]);
});

test("frames are taken wherever messages end", () => {
  const open = multiplexer();
  const [a, b] = [open("target=a"), open("target=b")];
  const [peer] = Peer.all;
  peer.accept();
  const bytes = Uint8Array.from([...frame(1, CREDIT, uint32(5)), ...frame(2, DATA, bytesOf("hello")), ...frame(9, DATA, bytesOf("nobody's")), ...frame(1, CLOSE, [0x11, 0x33, ...bytesOf("no")])]);
  for (let at = 0; at < bytes.length; at++) {
    peer.receive(bytes.subarray(at, at + 1));
  }
  assert.deepEqual(a.seen, ["open", "close 4403 no"]);
  assert.equal(b.seen.slice(1).join(""), "hello");
});

test("a stream sends what it has credit for, in order, and says what waits", async () => {
  const open = multiplexer();
  const a = open("target=a");
  const [peer] = Peer.all;
  peer.accept();
  peer.take();
  a.send(bytesOf("abc"));
  a.send(bytesOf("defgh"));
  await turn();
  assert.deepEqual(peer.take(), []);
  assert.equal(a.bufferedAmount, 8);
  for (const [given, want] of [[2, "ab"], [4, "cdef"], [10, "gh"]]) {
    peer.receive(frame(1, CREDIT, uint32(given)));
    await turn();
    assert.equal(peer.take().map(([, , body]) => text(body)).join(""), want);
  }
  assert.equal(a.bufferedAmount, 0);
  a.send(new Uint8Array(200_000));
  peer.receive(frame(1, CREDIT, uint32(1_000_000)));
  await turn();
  const frames = peer.take();
  assert.deepEqual(frames.map(([, , body]) => body.length).reduce((sum, n) => sum + n), 200_000);
  assert.ok(frames.every(([, , body]) => body.length <= 65_536));
});

test("credit is given for what was taken", async () => {
  const open = multiplexer();
  open("target=a");
  const [peer] = Peer.all;
  peer.accept();
  peer.take();
  for (let i = 0; i < 16; i++) {
    peer.receive(frame(1, DATA, new Uint8Array(65_536)));
  }
  await turn();
  assert.deepEqual(peer.take().map(([stream, kind, body]) => [stream, kind, [...body]]), [[1, CREDIT, uint32(1 << 19)], [1, CREDIT, uint32(1 << 19)]]);
});

test("the end of the WebSocket is that of its streams, and the next one opens another", () => {
  const open = multiplexer();
  const [a, b] = [open("target=a"), open("target=b")];
  Peer.all[0].accept();
  Peer.all[0].onclose({ code: 4401, reason: "the token is wrong" });
  assert.deepEqual([a.seen, b.seen], [["open", "close 4401 the token is wrong"], ["open", "close 4401 the token is wrong"]]);
  assert.throws(() => a.send(bytesOf("late")), /closed/);
  open("target=a");
  assert.equal(Peer.all.length, 2);
});

test("after AWAY streams are opened elsewhere, and those that are there go on", () => {
  const open = multiplexer();
  const a = open("target=a");
  Peer.all[0].accept();
  Peer.all[0].receive(frame(0, AWAY, [0x03, 0xe9, ...bytesOf("drain")]));
  const b = open("target=b");
  assert.equal(Peer.all.length, 2);
  Peer.all[1].accept();
  Peer.all[0].receive(frame(1, DATA, bytesOf("still")));
  assert.deepEqual([a.seen, b.seen], [["open", "still"], ["open"]]);
});

test("a bridge that does not know it, or breaks it, is told of", () => {
  for (const [does, want] of [
    [(peer) => peer.accept("valkey.v1"), /the bridge does not know valkey-mux\.v1; update it/],
    [(peer) => (peer.accept(), peer.receive(frame(1, 77, []))), /the bridge broke valkey-mux\.v1: frame 77 of 0 bytes/],
    [(peer) => (peer.accept(), peer.receive(frame(1, CREDIT, [1]))), /frame 3 of 1 bytes/],
    [(peer) => (peer.accept(), peer.receive(frame(1, CLOSE, []))), /frame 4 of 0 bytes/],
    [(peer) => (peer.accept(), peer.receive(frame(1, OPEN, [0, 0]))), /frame 1 of 2 bytes/],
    [(peer) => (peer.accept(), peer.onmessage({ data: "text" })), /text/],
    // As soon as their header says so: nothing of what may follow is kept.
    [(peer) => (peer.accept(), peer.receive(header(1, DATA, 65_537))), /frame 2 of 65537 bytes/],
    [(peer) => (peer.accept(), peer.receive(header(1, DATA, 0))), /frame 2 of 0 bytes/],
    [(peer) => (peer.accept(), peer.receive(header(1, CREDIT, 0xff_ffff))), /frame 3 of 16777215 bytes/],
    [(peer) => (peer.accept(), peer.receive(header(1, CLOSE, 126))), /frame 4 of 126 bytes/],
    [(peer) => (peer.accept(), peer.receive(header(0, AWAY, 126))), /frame 5 of 126 bytes/],
  ]) {
    const open = multiplexer();
    const a = open("target=a");
    const [peer] = Peer.all;
    does(peer);
    assert.match(a.seen.at(-2), want);
    assert.match(a.seen.at(-1), /^close 1006 /);
    assert.ok(peer.closed);
    const { length } = a.seen;
    peer.receive(frame(1, DATA, bytesOf("what is still under way")));
    assert.equal(a.seen.length, length);
  }
});

test("an address that is too long is refused before it ends the WebSocket of all", () => {
  const open = multiplexer();
  assert.throws(() => open(`address=${"x".repeat(1024)}`), /too long/);
  assert.deepEqual(Peer.all, []);
  const a = open("target=a");
  assert.throws(() => open(`target=${"é".repeat(510)}`), /too long/);
  const [peer] = Peer.all;
  peer.accept();
  assert.deepEqual([a.seen, peer.take().length], [["open"], 1]);
});

test("a stream that is closed tells the bridge, and the WebSocket ends after the last", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const open = multiplexer();
  const [a, b] = [open("target=a"), open("target=b")];
  const [peer] = Peer.all;
  peer.accept();
  peer.take();
  a.close();
  a.close(4408, "again");
  b.close(4408, "too slow");
  await turn();
  assert.deepEqual(peer.take().map(([stream, kind, body]) => [stream, kind, [...body]]), [[1, CLOSE, [0x03, 0xe8]], [2, CLOSE, [0x11, 0x38, ...bytesOf("too slow")]]]);
  assert.deepEqual([a.seen, b.seen], [["open", "close 1000 "], ["open", "close 4408 too slow"]]);
  mock.timers.tick(499);
  assert.ok(!peer.closed);
  open("target=c"); // which takes its place
  mock.timers.tick(1000);
  assert.ok(!peer.closed);
  open("target=d").close();
  await turn();
  mock.timers.tick(1000);
  assert.ok(!peer.closed, "another one is open");
});
