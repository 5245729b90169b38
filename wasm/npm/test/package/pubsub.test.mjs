// Subscriptions in GLIDE's shapes: configuration, methods, callback and queue.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  ALL_CHANNELS,
  ALL_PATTERNS,
  Batch,
  ClosingError,
  ConfigurationError,
  GlideClient,
  GlideClientConfiguration,
  GlideClusterClientConfiguration,
  RequestError,
} from "../../dist/index.js";
import { connect, connected, eventually, patient, unique } from "./connect.mjs";

const { Exact, Pattern } = GlideClientConfiguration.PubSubChannelModes;

let publisher;
before(async () => {
  publisher = await connect();
});
after(() => publisher.close());

test("modes have GLIDE's numbers", () => {
  assert.deepEqual(GlideClientConfiguration.PubSubChannelModes, { Exact: 0, Pattern: 1 });
  assert.deepEqual(GlideClusterClientConfiguration.PubSubChannelModes, { Exact: 0, Pattern: 1, Sharded: 2 });
});

test("a callback gets the messages of what is configured, in order, and what it throws is reported", async () => {
  const [channel, prefix] = [unique("exact"), unique("pattern")];
  const context = { of: "the callback" };
  const seen = [];
  const thrown = [];
  globalThis.reportError = (error) => thrown.push(error.message);
  let done;
  const all = new Promise((resolve) => (done = resolve));
  const own = await connect({
    pubsubSubscriptions: {
      channelsAndPatterns: { [Exact]: new Set([channel]), [Pattern]: new Set([`${prefix}*`]) },
      callback: (message, given) => {
        seen.push([message, given]);
        if (seen.length === 3) {
          done();
        }
        if (seen.length === 1) {
          throw new Error("a callback's own");
        }
        return seen.length === 2 ? Promise.reject(new Error("an async callback's own")) : undefined;
      },
      context,
    },
  });
  try {
    assert.equal(await publisher.publish("first", channel), 1);
    assert.equal(await publisher.publish("second", `${prefix}x`), 1);
    assert.equal(await publisher.publish("third", channel), 1);
    await all;
    assert.deepEqual(seen, [
      [{ message: "first", channel, pattern: null }, context],
      [{ message: "second", channel: `${prefix}x`, pattern: `${prefix}*` }, context],
      [{ message: "third", channel, pattern: null }, context],
    ]);
    assert.deepEqual(thrown, ["a callback's own", "an async callback's own"]);
    await assert.rejects(own.getPubSubMessage(), ConfigurationError);
    assert.throws(() => own.tryGetPubSubMessage(), /pubsubSubscriptions.callback gets all messages/);
    assert.throws(() => own.pubSubEvents(), ConfigurationError);
  } finally {
    delete globalThis.reportError;
    own.close();
  }
});

test("a callback may subscribe, unsubscribe and close its client", async () => {
  const [channel, other] = [unique(), unique()];
  const seen = [];
  let done;
  const closed = new Promise((resolve) => (done = resolve));
  const own = await connect({
    pubsubSubscriptions: {
      channelsAndPatterns: { [Exact]: [channel] },
      callback: async ({ message }) => {
        seen.push(message);
        if (message === "subscribe") {
          await own.subscribe([other]);
          await own.unsubscribe([channel]);
          await publisher.publish("close", other);
          await publisher.publish("too late", other);
        } else {
          own.close();
          done();
        }
      },
    },
  });
  await publisher.publish("subscribe", channel);
  await closed;
  await eventually(async () => (await publisher.pubsubNumSub([other]))[0].numSub === 0);
  assert.deepEqual(seen, ["subscribe", "close"]);
});

test("messages wait for who asks, by promise or at once, as text or bytes", async (t) => {
  const channel = unique();
  const own = await connected(t);
  assert.equal(own.tryGetPubSubMessage(), null);
  const waiting = own.getPubSubMessage();
  assert.equal(own.tryGetPubSubMessage(), null); // the first to ask is the first to get
  await own.subscribe(new Set([channel]), 10_000);
  await publisher.exec(new Batch(false).publish("1", channel).publish("2", channel).publish("é", channel).publish(Uint8Array.of(255), channel), true);
  assert.deepEqual(await waiting, { message: "1", channel, pattern: null });
  assert.deepEqual(await own.getPubSubMessage(), { message: "2", channel, pattern: null });
  const third = await eventually(() => own.tryGetPubSubMessage("bytes"));
  assert.deepEqual(third, { message: Buffer.from("é"), channel: Buffer.from(channel), pattern: null });
  assert.deepEqual(await own.getPubSubMessage({ decoder: "bytes" }), { message: Buffer.of(255), channel: Buffer.from(channel), pattern: null });
  assert.equal(own.tryGetPubSubMessage(), null);
});

test("what waits is there at once, however much it is", async (t) => {
  const channel = unique();
  const count = 3_000;
  const own = await connected(t);
  await own.subscribe([channel]);
  const batch = new Batch(false);
  for (let i = 0; i < count; i++) {
    batch.publish(`${i}`, channel);
  }
  await publisher.exec(batch, true);
  await own.publish("last", channel); // on the subscriber's connection: what was before has come
  for (let i = 0; i < count; i++) {
    assert.equal(own.tryGetPubSubMessage()?.message, `${i}`);
  }
  assert.equal(own.tryGetPubSubMessage()?.message, "last");
  assert.equal(own.tryGetPubSubMessage(), null);
});

test("an aborted wait loses no message", async (t) => {
  const channel = unique();
  const own = await connected(t);
  await own.subscribe([channel]);
  const controller = new AbortController();
  const waiting = own.getPubSubMessage({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(own.getPubSubMessage({ signal: controller.signal }), /enough/);
  await publisher.publish("kept", channel);
  assert.equal((await own.getPubSubMessage()).message, "kept");
});

test("the state tells what is wanted and what servers have confirmed", async (t) => {
  const [a, b, pattern] = [unique(), unique(), unique("p*")];
  const own = await connected(t);
  assert.deepEqual(await own.getSubscriptions(), {
    desiredSubscriptions: { 0: new Set(), 1: new Set() },
    actualSubscriptions: { 0: new Set(), 1: new Set() },
  });
  await own.subscribe([b, a]);
  await own.psubscribeLazy([pattern]);
  const want = { 0: new Set([a, b]), 1: new Set([pattern]) };
  assert.deepEqual((await own.getSubscriptions()).desiredSubscriptions, want);
  await eventually(async () => (await own.getSubscriptions()).actualSubscriptions[Pattern].size === 1);
  assert.deepEqual((await own.getSubscriptions()).actualSubscriptions, want);
  await own.unsubscribe([a]);
  await own.punsubscribe(ALL_PATTERNS, 10_000);
  assert.deepEqual((await own.getSubscriptions()).actualSubscriptions, { 0: new Set([b]), 1: new Set() });
  await own.subscribeLazy([a]);
  await own.unsubscribeLazy(ALL_CHANNELS);
  await eventually(async () => (await own.getSubscriptions()).actualSubscriptions[Exact].size === 0);
  await own.unsubscribe();
});

test("custom commands change the client's own subscription and tell what it is", async (t) => {
  const [a, b] = [unique(), unique()];
  const own = await connected(t);
  const confirmed = async (names) => {
    const [, , , actual] = await own.customCommand(["GET_SUBSCRIPTIONS"]);
    return JSON.stringify(actual) === JSON.stringify(names);
  };
  assert.equal(await own.customCommand(["subscribe", a, b]), null);
  assert.equal(await own.customCommand(["PSUBSCRIBE_BLOCKING", `${a}*`, "0"]), null);
  assert.equal(await own.customCommand([Buffer.from("SUBSCRIBE_BLOCKING"), a, Buffer.from("30000")]), null);
  await eventually(() => confirmed([{ key: "Exact", value: [a, b].sort() }, { key: "Pattern", value: [`${a}*`] }]));
  await publisher.publish("hello", a);
  assert.equal((await own.getPubSubMessage()).channel, a);
  assert.equal((await own.getPubSubMessage()).pattern ?? `${a}*`, `${a}*`);
  assert.equal(await own.customCommand(["UNSUBSCRIBE", b]), null);
  assert.equal(await own.customCommand(["PUNSUBSCRIBE"]), null);
  await eventually(() => confirmed([{ key: "Exact", value: [a] }, { key: "Pattern", value: [] }]));
  const [desired, names] = await own.customCommand(["GET_SUBSCRIPTIONS"], { decoder: "bytes" });
  assert.deepEqual([desired, names], ["desired", [{ key: "Exact", value: [Buffer.from(a)] }, { key: "Pattern", value: [] }]]);
  assert.equal(await own.customCommand(["UNSUBSCRIBE_BLOCKING", "10000"]), null);
  assert.ok(await confirmed([{ key: "Exact", value: [] }, { key: "Pattern", value: [] }]));
  await assert.rejects(own.exec(new Batch(false).customCommand(["SUBSCRIBE", a]), true), /subscribe/);
});

test("methods that subscribe resolve to null, as GLIDE's do", async (t) => {
  const own = await connected(t);
  const name = unique();
  assert.deepEqual([await own.subscribe([name]), await own.psubscribeLazy([name]), await own.unsubscribeLazy(), await own.punsubscribe()], [null, null, null, null]);
});

test("what a server refuses rejects at once, and disturbs nothing else", async (t) => {
  const [user, allowed, denied] = [unique("user"), unique("allowed"), unique("denied")];
  await publisher.customCommand(["ACL", "SETUSER", user, "on", ">secret", "~*", "+@all", "resetchannels", `&${allowed}`]);
  const settings = { credentials: { username: user, password: "secret" } };
  const own = await connected(t, settings);
  await own.subscribe([allowed]);
  await assert.rejects(own.subscribe([denied]), (error) => error instanceof RequestError && error.code === "NOPERM");
  await assert.rejects(own.subscription({ channels: [denied] }), { code: "NOPERM" });
  await assert.rejects(connect({ ...settings, pubsubSubscriptions: { channelsAndPatterns: { [Exact]: [denied] } } }), { code: "NOPERM" });
  const missed = new Promise((resolve) => own.on("messagesMissed", resolve));
  await own.subscribeLazy([denied]);
  const next = own.getPubSubMessage();
  const event = await missed;
  assert.equal(event.type, "refused");
  assert.deepEqual(event.channels, [denied]);
  assert.equal(event.error.code, "NOPERM");
  await publisher.publish("still", allowed);
  assert.equal((await next).message, "still");
  await assert.rejects(own.subscribe([denied], 60_000), { code: "NOPERM" });
});

test("bad input is refused by name, before anything is sent", async (t) => {
  const own = await connected(t);
  const frames = own.statistics().frames;
  const cases = [
    [() => own.subscribe([]), "channels: names nothing"],
    [() => own.psubscribe(new Set()), "patterns: names nothing"],
    [() => own.subscribe("news"), "subscribe channels: must be an array, a Set or another iterable"],
    [() => own.subscribe(), "subscribe channels"],
    [() => own.unsubscribeLazy("news"), "unsubscribe channels"],
    [() => own.subscribe([5]), "subscribe channels[0]: must be a string or a Uint8Array, not a number"],
    [() => own.subscribe([Uint8Array.of(255)]), "channels[0]: is no text"],
    [() => own.subscribe(["a"], -1), "subscribe timeoutMs: is negative"],
    [() => own.punsubscribe(["a"], "1s"), "punsubscribe timeoutMs: must be a number"],
    [() => own.subscription({ channels: [] }), "channels: names nothing"],
    [() => own.subscription({ channels: "news" }), "subscription options.channels: must be"],
    [() => own.subscription({ chanels: ["a"] }), "subscription options.chanels: is unknown"],
    [() => own.subscription({ maxMessages: -1 }), "subscription options.maxMessages: must be positive"],
    [() => own.subscription({ whenFull: "drop" }), "subscription options.whenFull: must be"],
    [() => own.subscription({ shardedChannels: ["a"] }), "channels: are sharded"],
    [() => own.getPubSubMessage({ decoder: "text" }), "decoder must be"],
    [() => own.subscription(null), "subscription options: must be an object, not null"],
    [() => own.subscription("news"), "subscription options: must be an object, not a string"],
    [() => own.keyEvents(null), "keyEvents options: must be an object, not null"],
    [() => own.pubSubEvents(null), "pubSubEvents options: must be an object, not null"],
    [() => own.getPubSubMessage(null), "getPubSubMessage options: must be an object, not null"],
    [() => own.subscription({ signal: new AbortController() }), "options.signal: must be an AbortSignal, such as new AbortController().signal, not a AbortController"],
    [() => own.keyEvents({ signal: true }), "options.signal: must be an AbortSignal"],
    [() => own.pubSubEvents({ signal: {} }), "options.signal: must be an AbortSignal"],
    [() => own.getPubSubMessage({ signal: 1 }), "options.signal: must be an AbortSignal"],
    [() => own.subscribe(["a"], 0, { signal: "now" }), "options.signal: must be an AbortSignal"],
    [() => own.ping({ signal: "now" }), "options.signal: must be an AbortSignal"],
    [() => own.exec(new Batch(false).ping(), true, { signal: 5 }), "options.signal: must be an AbortSignal"],
    [() => own.customCommand(["SUBSCRIBE"]), "channels: names nothing"],
    [() => own.customCommand(["SUBSCRIBE_BLOCKING", "a"]), "customCommand args: SUBSCRIBE_BLOCKING must end with a number of milliseconds"],
    [() => own.customCommand(["UNSUBSCRIBE_BLOCKING"]), "customCommand args: UNSUBSCRIBE_BLOCKING must end with"],
    [() => configured({ context: 1 }), "pubsubSubscriptions.context: is set without a callback"],
    [() => configured({ callback: 1 }), "pubsubSubscriptions.callback: must be a function"],
    [() => configured({ channelsAndPatterns: { [Exact]: "news" } }), "pubsubSubscriptions.channelsAndPatterns[0]: must be"],
    [() => configured({ channelsAndPatterns: { 3: ["a"] } }), "pubsubSubscriptions.channelsAndPatterns.3: is unknown"],
    [() => configured({ channelsAndPatterns: { 2: ["a"] } }), "createClient configuration.pubsubSubscriptions.channelsAndPatterns: has PubSubChannelModes.Sharded"],
    [() => configured({ channelsAndPatterns: { 1: [Uint8Array.of(255)] } }), "pubsubSubscriptions.channelsAndPatterns[Pattern][0]: is no text"],
    [() => configured({ maxBytes: 0 }), "createClient configuration.pubsubSubscriptions.maxBytes: must be positive"],
    ...[0, -1].map((pubsubReconciliationIntervalMs) => [
      () => GlideClient.createClient({ ...patient, advancedConfiguration: { pubsubReconciliationIntervalMs } }),
      "createClient configuration.advancedConfiguration.pubsubReconciliationIntervalMs: must be a positive number",
    ]),
  ];
  for (const [call, message] of cases) {
    await assert.rejects(async () => call(), (error) => {
      assert.ok(error instanceof ConfigurationError, `${call}: ${error}`);
      assert.ok(error.message.includes(message), `${call}: ${error.message}`);
      return true;
    });
  }
  assert.equal(own.statistics().frames, frames);
});

function configured(settings) {
  return connect({ pubsubSubscriptions: { channelsAndPatterns: {}, ...settings } });
}

test("closing ends what waits, and refuses what comes later", async () => {
  const own = await connect();
  const subscription = await own.subscription({ channels: [unique()] });
  const iterator = subscription[Symbol.asyncIterator]();
  const waits = [own.getPubSubMessage(), own.pubSubEvents().next(), iterator.next()];
  own.close();
  for (const wait of waits) {
    await assert.rejects(wait, ClosingError);
  }
  await assert.rejects(own.subscribe([unique()]), ClosingError);
  await assert.rejects(own.getPubSubMessage(), ClosingError);
  await assert.rejects(own.getSubscriptions(), ClosingError);
  await assert.rejects(own.subscription({ channels: [unique()] }), ClosingError);
  assert.throws(() => own.tryGetPubSubMessage(), ClosingError);
  assert.throws(() => own.pubSubEvents(), ClosingError);
  await subscription.close();
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
});

test("RESP2 subscribes too, on a connection of its own", async (t) => {
  const channel = unique();
  const own = await connected(t, { protocol: "RESP2" });
  await own.subscribe([channel]);
  await publisher.publish("old", channel);
  assert.equal((await own.getPubSubMessage()).message, "old");
  assert.equal(await own.ping(), "PONG");
});
