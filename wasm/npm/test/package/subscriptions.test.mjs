// Subscriptions with queues of their own, their iterators, and what these tell.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Batch, ClosingError, RequestError } from "../../dist/index.js";
import { connect, connected, eventually, unique } from "./connect.mjs";

let publisher;
before(async () => {
  publisher = await connect();
});
after(() => publisher.close());

async function subscribers(channel) {
  return (await publisher.pubsubNumSub([channel]))[0].numSub;
}

test("a subscription has its own channels and patterns, in order", async (t) => {
  const [a, b, prefix] = [unique(), unique(), unique()];
  const own = await connected(t);
  const subscription = await own.subscription({ channels: [a], patterns: new Set([`${prefix}*`]) });
  await subscription.subscribe([b]);
  await own.subscribe([unique()]);
  for (const [message, channel] of [["1", a], ["2", `${prefix}x`], ["3", b]]) {
    await publisher.publish(message, channel);
  }
  const seen = [];
  for await (const event of subscription) {
    seen.push(event);
    if (seen.length === 3) {
      break;
    }
  }
  assert.deepEqual(seen, [
    { type: "message", message: "1", channel: a, pattern: null },
    { type: "message", message: "2", channel: `${prefix}x`, pattern: `${prefix}*` },
    { type: "message", message: "3", channel: b, pattern: null },
  ]);
});

test("several subscriptions have the same channel, and the server has one", async (t) => {
  const channel = unique();
  const own = await connected(t);
  const first = await own.subscription({ channels: [channel], decoder: "bytes" });
  const second = await own.subscription({ channels: [channel] });
  await own.subscribe([channel]);
  assert.equal(await subscribers(channel), 1);
  await publisher.publish("to all", channel);
  const [of1, of2] = [first[Symbol.asyncIterator](), second[Symbol.asyncIterator]()];
  assert.deepEqual((await of1.next()).value.message, Buffer.from("to all"));
  assert.equal((await of2.next()).value.message, "to all");
  assert.equal((await own.getPubSubMessage()).message, "to all");
  await of1.return();
  await own.unsubscribe();
  assert.equal(await subscribers(channel), 1);
  await second.unsubscribe([channel], 10_000);
  assert.equal(await subscribers(channel), 0);
  await second.close();
});

for (const [how, end] of [
  ["return", async (iterator) => void (await iterator.return())],
  ["leaving the loop", async (iterator) => {
    for await (const event of iterator) {
      assert.equal(event.message, "one");
      break;
    }
  }],
  ["an AbortSignal", async (_, __, controller) => controller.abort()],
  ["close", async (_, subscription) => subscription.close()],
  ["a block's end", async (_, subscription) => subscription[Symbol.asyncDispose]()],
]) {
  test(`${how} ends iterators and leaves nothing subscribed`, async (t) => {
    const channel = unique();
    const own = await connected(t);
    const controller = new AbortController();
    const subscription = await own.subscription({ channels: [channel], signal: controller.signal });
    const iterator = subscription[Symbol.asyncIterator]();
    await publisher.publish("one", channel);
    if (how === "leaving the loop") {
      await end(iterator);
    } else {
      assert.equal((await iterator.next()).value.message, "one");
      const waiting = iterator.next();
      await end(iterator, subscription, controller);
      assert.deepEqual(await waiting, { done: true, value: undefined });
    }
    assert.deepEqual(await iterator.next(), { done: true, value: undefined });
    await eventually(async () => (await subscribers(channel)) === 0);
    await assert.rejects(subscription.subscribe([channel]), ClosingError);
    await assert.rejects(subscription.subscribeLazy([channel]), ClosingError);
    assert.deepEqual((await own.getSubscriptions()).desiredSubscriptions[0], new Set());
  });
}

test("a subscription that was aborted before is not made", async (t) => {
  const channel = unique();
  const own = await connected(t);
  await assert.rejects(own.subscription({ channels: [channel], signal: AbortSignal.abort(new Error("enough")) }), /enough/);
  assert.equal(await subscribers(channel), 0);
});

test("events of the client's own channels end by signal and return, and leave them subscribed", async (t) => {
  const channel = unique();
  const own = await connected(t);
  await own.subscribe([channel]);
  const controller = new AbortController();
  const aborted = own.pubSubEvents({ signal: controller.signal, decoder: "bytes" });
  const waiting = aborted.next();
  controller.abort();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  assert.deepEqual(await own.pubSubEvents({ signal: controller.signal }).next(), { done: true, value: undefined });
  const returned = own.pubSubEvents();
  const pending = returned.next();
  await returned.return();
  assert.deepEqual(await pending, { done: true, value: undefined });
  await publisher.publish("kept", channel);
  for await (const event of own.pubSubEvents()) {
    assert.deepEqual(event, { type: "message", message: "kept", channel, pattern: null });
    break;
  }
  assert.equal(await subscribers(channel), 1);
});

// Publishes numbers, and returns once they have come to the client that has sent a command since.
async function publishNumbers(own, channel, count) {
  const batch = new Batch(false);
  for (let i = 0; i < count; i++) {
    batch.publish(`${i}`, channel);
  }
  await publisher.exec(batch, true);
  await own.ping();
}

async function taken(subscription, count) {
  const seen = [];
  for await (const event of subscription) {
    seen.push(event.type === "message" ? Number(event.message) : event);
    if (seen.length === count) {
      break;
    }
  }
  return seen;
}

test("a full queue drops what its policy says, and tells how many in their place", async (t) => {
  const channel = unique();
  const own = await connected(t);
  const open = (whenFull) => own.subscription({ channels: [channel], maxMessages: 3, whenFull });
  const [oldest, newest, ends, byBytes] = [await open("dropOldest"), await open("dropNewest"), await open("end"), await own.subscription({ channels: [channel], maxBytes: 1_000 })];
  await publishNumbers(own, channel, 10);
  const [dropped, ...last] = await taken(oldest, 4);
  assert.deepEqual(last, [7, 8, 9]);
  assert.equal(dropped.type, "dropped");
  assert.equal(dropped.count, 7);
  assert.ok(dropped.error instanceof RequestError);
  assert.match(dropped.error.message, /7 messages were dropped: take them faster, or raise maxMessages or maxBytes/);
  const [first, second, third, rest] = await taken(newest, 4);
  assert.deepEqual([first, second, third, rest.type, rest.count], [0, 1, 2, "dropped", 7]);
  const seen = [];
  await assert.rejects(async () => {
    for await (const event of ends) {
      seen.push(event.message);
    }
  }, /the queue of the subscription was full, which ended it/);
  assert.deepEqual(seen, ["0", "1", "2"]);
  const [some] = await taken(byBytes, 1);
  assert.equal(some.type, "dropped");
});

test("a lost connection is told as a gap, before what comes after it", async (t) => {
  const channel = unique();
  const own = await connected(t);
  const told = [];
  own.on("messagesMissed", (event) => told.push(event));
  await own.subscribe([channel]);
  const subscription = await own.subscription({ channels: [channel] });
  const iterator = subscription[Symbol.asyncIterator]();
  await publisher.publish("before", channel);
  assert.equal((await iterator.next()).value.message, "before");
  await publisher.customCommand(["CLIENT", "KILL", "ID", String(await own.clientId())]);
  const { value: gap } = await iterator.next();
  assert.equal(gap.type, "gap");
  assert.deepEqual(gap.channels, [channel]);
  assert.match(gap.error.message, /messages may be missing on 1 channel/);
  assert.equal("message" in gap, false);
  await publisher.publish("after", channel);
  assert.equal((await iterator.next()).value.message, "after");
  assert.equal((await own.getPubSubMessage()).message, "before");
  assert.deepEqual(told, []);
  assert.equal((await own.getPubSubMessage()).message, "after");
  assert.deepEqual(told.map(({ type, channels }) => [type, channels]), [["gap", [channel]]]);
  await subscription.close();
});

test("many messages come whole and in order while commands are executed", async (t) => {
  const channel = unique();
  const count = 20_000;
  const own = await connected(t);
  const subscription = await own.subscription({ channels: [channel] });
  const published = (async () => {
    for (let at = 0; at < count; at += 1_000) {
      const batch = new Batch(false);
      for (let i = at; i < at + 1_000; i++) {
        batch.publish(`${i}`, channel);
      }
      await publisher.exec(batch, true);
      assert.equal(await own.ping(), "PONG");
    }
  })();
  const seen = await taken(subscription, count);
  await published;
  assert.deepEqual(seen, Array.from({ length: count }, (_, i) => i));
});
