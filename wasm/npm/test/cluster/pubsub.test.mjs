// Subscriptions in a cluster: sharded channels, and those of the whole cluster.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ALL_SHARDED_CHANNELS, Batch, ConfigurationError, GlideClusterClientConfiguration } from "../../dist/index.js";
import { connect, eventually, unique } from "./connect.mjs";

const { Exact, Pattern, Sharded } = GlideClusterClientConfiguration.PubSubChannelModes;

let publisher;
before(async () => {
  publisher = await connect();
});
after(() => publisher.close());

async function connected(t, settings) {
  const client = await connect(settings);
  t.after(() => client.close());
  return client;
}

// Takes count events, which are messages of so many channels, by channel.
async function byChannel(events, count) {
  const seen = {};
  for (let i = 0; i < count; i++) {
    const { value } = await events.next();
    (seen[value.channel] ??= []).push(value.message);
  }
  return seen;
}

test("what is configured is subscribed in all modes, in every slot", async (t) => {
  const [exact, sharded, [prefix]] = [unique(20), unique(20), unique(1)];
  const own = await connected(t, {
    pubsubSubscriptions: { channelsAndPatterns: { [Exact]: new Set(exact), [Pattern]: new Set([`${prefix}*`]), [Sharded]: new Set(sharded) } },
  });
  const { desiredSubscriptions, actualSubscriptions } = await own.getSubscriptions();
  assert.deepEqual(actualSubscriptions, { 0: new Set(exact), 1: new Set([`${prefix}*`]), 2: new Set(sharded) });
  assert.deepEqual(desiredSubscriptions, actualSubscriptions);
  for (const text of ["1", "2"]) {
    for (const channel of [...exact, `${prefix}x`]) {
      await publisher.publish(text, channel);
    }
    const batch = new Batch(false);
    for (const channel of sharded) {
      batch.publish(text, channel, true);
    }
    assert.deepEqual(await publisher.exec(batch, true), sharded.map(() => 1));
  }
  const events = own.pubSubEvents();
  const want = Object.fromEntries([...exact, `${prefix}x`, ...sharded].map((channel) => [channel, ["1", "2"]]));
  assert.deepEqual(await byChannel(events, 82), want);
  await events.return();
});

test("sharded channels are subscribed and given up at run time", async (t) => {
  const [a, b, c] = unique(3);
  const own = await connected(t);
  await own.ssubscribe([a, b], 30_000);
  await own.ssubscribeLazy(new Set([c]));
  await eventually(async () => (await own.getSubscriptions()).actualSubscriptions[Sharded].size === 3);
  assert.equal(await publisher.publish("to the shard", a, true), 1);
  assert.deepEqual(await own.getPubSubMessage(), { message: "to the shard", channel: a, pattern: null });
  assert.equal(await publisher.publish("not to the shard", a, false), 0);
  await own.sunsubscribe([a]);
  assert.equal(await publisher.publish("nobody", a, true), 0);
  await own.sunsubscribe(ALL_SHARDED_CHANNELS, 30_000);
  assert.equal(await publisher.publish("nobody", b, true), 0);
  await own.sunsubscribeLazy();
  await assert.rejects(own.ssubscribe([]), ConfigurationError);
});

test("a subscription of its own has sharded channels too, and leaves none", async (t) => {
  const [sharded, more, channel] = unique(3);
  const own = await connected(t);
  const controller = new AbortController();
  const subscription = await own.subscription({ shardedChannels: [sharded], channels: [channel], signal: controller.signal });
  await subscription.ssubscribe([more]);
  await publisher.publish("1", sharded, true);
  await publisher.publish("2", more, true);
  await publisher.publish("3", channel);
  const events = subscription[Symbol.asyncIterator]();
  assert.deepEqual(await byChannel(events, 3), { [sharded]: ["1"], [more]: ["2"], [channel]: ["3"] });
  await subscription.sunsubscribe([more], 30_000);
  assert.equal(await publisher.publish("nobody", more, true), 0);
  controller.abort();
  assert.deepEqual(await events.next(), { done: true, value: undefined });
  await eventually(async () => (await publisher.publish("nobody", sharded, true)) === 0);
});

test("what happens to keys comes from all primaries, each once", async (t) => {
  const own = await connected(t);
  await own.configSet({ "notify-keyspace-events": "KEA" }, { route: "allPrimaries" });
  const keys = unique(30);
  const events = await own.keyEvents({ pattern: `test:${process.pid}:*`, events: ["set"] });
  await Promise.all(keys.map((key) => publisher.set(key, "")));
  const seen = [];
  while (seen.length < keys.length) {
    seen.push((await events.next()).value.key);
  }
  assert.deepEqual(seen.sort(), keys.toSorted());
  await events.return();
});
