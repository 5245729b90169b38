import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "./plain.mjs";

/** A socket that answers nothing by itself. */
class FakeWebSocket {
  sent = [];
  constructor() {
    FakeWebSocket.last = this;
    queueMicrotask(() => this.onopen());
  }
  send(bytes) {
    this.sent.push(Buffer.from(bytes).toString());
  }
  receive(text) {
    this.onmessage({ data: new Uint8Array(Buffer.from(text)).buffer });
  }
  close() {
    queueMicrotask(() => this.onclose());
  }
}

async function connected() {
  globalThis.WebSocket = FakeWebSocket;
  return [await connect("ws://nobody.invalid"), FakeWebSocket.last];
}

test("sends the commands of a microtask in one frame, and answers in order", async () => {
  const [client, socket] = await connected();
  const replies = Promise.all([client.get("a"), client.get("é"), client.get("c")]);
  await Promise.resolve();
  assert.deepEqual(socket.sent, ["*2\r\n$3\r\nGET\r\n$1\r\na\r\n*2\r\n$3\r\nGET\r\n$2\r\né\r\n*2\r\n$3\r\nGET\r\n$1\r\nc\r\n"]);
  for (const part of ["$2\r\nx", "y\r", "\n$-1\r\n", "$0\r\n\r\n"]) {
    socket.receive(part);
  }
  assert.deepEqual(await replies, ["xy", null, ""]);
});

test("tells errors, and what is no reply to GET", async () => {
  const [client, socket] = await connected();
  const refused = client.get("a");
  socket.receive("-WRONGTYPE of value\r\n");
  await assert.rejects(refused, /WRONGTYPE/);
  const lost = client.get("b");
  socket.receive("*0\r\n");
  await assert.rejects(lost, /of the type \*/);
  await assert.rejects(client.get("c"), /of the type \*/);
});
