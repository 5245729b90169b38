// The end of the Go program: everything that waits is told, and the next client has a new
// program. What ends it here are arrays and WebSockets that do what none should.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { Batch, ClosingError, GlideClient, init } from "../../dist/index.js";
import { bridge, connect, patient, unique } from "./connect.mjs";

// What the sockets do that are made from now on, or of those that there are with each message.
let onMade = () => {};
let onSend = () => {};
const made = [];

await init({
  webSocketConstructor: class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols);
      made.push(this);
      onMade(this);
    }

    send(data) {
      onSend();
      super.send(data);
    }
  },
});

afterEach(() => {
  onMade = onSend = () => {};
  delete Uint8Array[Symbol.hasInstance];
});

// A signal that is none, and throws when it is not to be listened to any more.
const badSignal = {
  throwIfAborted() {},
  addEventListener() {},
  removeEventListener() {
    throw new Error("is no signal");
  },
};

function hasEnded(cause, delivery) {
  return (error) => {
    assert.ok(error instanceof ClosingError, String(error));
    assert.match(error.message, cause);
    assert.equal(error.delivery, delivery);
    return true;
  };
}

// Has the program end while two clients are at work, and makes another.
async function requireEnd(crash, cause) {
  const [one, two] = await Promise.all([connect(), connect()]);
  assert.equal(await one.ping(), "PONG");
  const blocked = two.blpop([unique()], 0);
  const batch = two.exec(new Batch(false).blpop([unique()], 60), true);
  const signalled = one.blpop([unique()], 0, { signal: badSignal });
  await two.ping();
  const ended = Promise.all([
    assert.rejects(blocked, hasEnded(cause, "maybeExecuted")),
    assert.rejects(signalled, hasEnded(cause, "maybeExecuted")),
    assert.rejects(batch, hasEnded(cause, "maybeExecuted")),
  ]);
  const sockets = made.splice(0);
  await crash(one);
  await ended;
  for (const client of [one, two]) {
    await assert.rejects(client.get("k"), hasEnded(cause, "notSent"));
    await assert.rejects(client.exec(new Batch(false).get("k"), true), hasEnded(cause, "notSent"));
    await client.shutdown();
    client.close();
  }
  assert.ok(sockets.length >= 3);
  assert.ok(sockets.every(({ readyState }) => readyState >= WebSocket.CLOSING), "nobody reads from them any more");

  onMade = onSend = () => {};
  const next = await connect();
  const key = unique();
  assert.equal(await next.set(key, "v"), "OK");
  assert.equal(await next.get(key), "v");
  next.close();
}

test("a panic of the program rejects every promise with its cause", async () => {
  const cause = /the client's program has ended: panic: .*CopyBytesToJS/;
  await requireEnd(async (client) => {
    // Go cannot write to where JavaScript would read any more.
    Object.defineProperty(Uint8Array, Symbol.hasInstance, { value: () => false, configurable: true });
    await assert.rejects(client.get("k"), hasEnded(cause, "maybeExecuted"));
    delete Uint8Array[Symbol.hasInstance];
  }, cause);
});

test("a WebSocket whose send throws costs nobody but its own connection", async () => {
  for (const thrown of [new Error("enough of this"), Object.create(null), undefined]) {
    const client = await connect();
    let times = 1;
    onSend = () => {
      if (times-- > 0) {
        throw thrown;
      }
    };
    assert.equal(await client.get(unique()), null, "it is sent again over another connection");
    assert.ok(times <= 0);
    client.close();
  }
});

test("what is thrown right through the program does too", async () => {
  const cause = /the client's program has ended: Error: not to be asked/;
  await requireEnd(async (client) => {
    Object.defineProperty(Uint8Array, Symbol.hasInstance, {
      value: () => {
        if (new Error().stack.includes("copyBytesToJS")) {
          throw new Error("not to be asked");
        }
        return false;
      },
      configurable: true,
    });
    await assert.rejects(client.get("k"), hasEnded(cause, "maybeExecuted"));
    delete Uint8Array[Symbol.hasInstance];
  }, cause);
});

test("a WebSocket that throws where it is set or read costs nobody but its own connection", async () => {
  const client = await connect();
  const broken = (name, descriptor) => {
    onMade = (socket) => Object.defineProperty(socket, name, descriptor);
  };
  const thrower = () => {
    throw new TypeError("not to be touched");
  };
  const logged = console.error;
  console.error = thrower; // where what is thrown is reported in Node
  try {
    for (const name of ["binaryType", "onopen", "onmessage", "onclose"]) {
      broken(name, { set: thrower });
      await assert.rejects(connect({ advancedConfiguration: { connectionTimeout: 5_000 } }), /not to be touched/, name);
    }
    for (const name of ["bufferedAmount", "protocol"]) {
      broken(name, { get: thrower });
      await assert.rejects(connect({ advancedConfiguration: { connectionTimeout: 5_000 } }), name);
    }
  } finally {
    console.error = logged;
  }
  assert.equal(await client.ping(), "PONG");
  client.close();
});

test("an argument may have the client called again while it is read, but for what Go reads itself", async () => {
  const client = await connect();
  const key = unique();
  let inner;
  const reentrant = {
    get expiry() {
      inner = client.get(key);
      inner.catch(() => {});
      return undefined;
    },
  };
  assert.equal(await client.set(key, "v", reentrant), "OK");
  assert.equal(await inner, null, "it was sent first");
  const batchOptions = {
    get timeout() {
      inner = client.get(key);
      inner.catch(() => {});
      return 1000;
    },
  };
  assert.deepEqual(await client.exec(new Batch(false).get(key), true, batchOptions), ["v"]);
  await assert.rejects(inner, /called again while it is read/);
  client.close();
});

test("whatever an address map throws concerns its own client alone", async () => {
  const client = await connect();
  for (const [thrown, message] of [
    [Object.create(null), /something was thrown that has no text/],
    [undefined, /addressMap of .*: undefined/],
    [Symbol("no"), /addressMap of .*: Symbol\(no\)/],
    [{ toString: () => ({}) }, /something was thrown that has no text/],
  ]) {
    const addressMap = () => {
      throw thrown;
    };
    await assert.rejects(GlideClient.createClient({ ...patient, bridge: { ...bridge, addressMap } }), message);
  }
  assert.equal(await client.ping(), "PONG");
  client.close();
});
