// A cluster through the bridge: where commands go, and what comes back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Batch, ClosingError, ConfigurationError, ConnectionError, RequestError, Script } from "../../dist/index.js";
import { at, bridge, connect, eventually, listing, nodes, text, unique } from "./connect.mjs";

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

const addresses = nodes.map(text).sort();

test("commands find their nodes over all slots", async () => {
  const keys = unique(300);
  assert.deepEqual(await Promise.all(keys.map((key) => client.set(key, `of ${key}`))), keys.map(() => "OK"));
  assert.deepEqual(await Promise.all(keys.map((key) => client.get(key))), keys.map((key) => `of ${key}`));
  assert.ok((await client.dbsize()) >= 300);
});

test("keys of several slots are taken apart and put together", async () => {
  const keys = unique(100);
  assert.equal(await client.mset(Object.fromEntries(keys.map((key, i) => [key, String(i)]))), "OK");
  assert.deepEqual(await client.mget([...keys, "absent:key"]), [...keys.map((_, i) => String(i)), null]);
  assert.equal(await client.del([...keys, "absent:key"]), 100);
  await assert.rejects(client.sinter(["a", "b"]), (error) => {
    assert.ok(error instanceof ConfigurationError, String(error));
    assert.match(error.message, /hash tag/);
    return true;
  });
});

test("a route to one node is followed", async () => {
  for (const node of nodes) {
    assert.match(await client.info(at(node)), new RegExp(`tcp_port:${node.port}\r`));
    assert.equal(await client.ping({ route: { type: "routeByAddress", host: text(node) } }), "PONG");
  }
  const [key] = unique(1);
  const slot = await client.clusterKeySlot(key);
  const myId = (route) => client.clusterMyId({ route });
  const primary = await myId({ type: "primarySlotKey", key });
  assert.equal(await myId({ type: "primarySlotId", id: slot }), primary);
  // A node takes a while to tell that a replica is ready.
  const replica = await eventually(() => client.clusterMyId({ route: { type: "replicaSlotKey", key }, timeout: 1_000 }).catch(() => ""));
  assert.notEqual(replica, primary);
  assert.equal(await myId({ type: "replicaSlotId", id: slot }), replica);
  assert.equal((await myId("randomNode")).length, 40);
});

test("a route to several nodes returns what each replies, by address", async () => {
  const sections = await client.info({ sections: ["server"], route: "allNodes" });
  assert.deepEqual(Object.keys(sections).sort(), addresses);
  for (const [address, info] of Object.entries(sections)) {
    assert.match(info, new RegExp(`tcp_port:${address.split(":")[1]}\r`));
  }
  assert.equal(Object.getPrototypeOf(sections), null);
  const primaries = await client.role({ route: "allPrimaries" });
  assert.equal(Object.keys(primaries).length, 3);
  const settings = await client.configGet(["port"], { decoder: "bytes", route: "allNodes" });
  for (const [address, { port }] of Object.entries(settings)) {
    assert.equal(new TextDecoder().decode(port), address.split(":")[1]);
  }
});

test("replies that have a common one become it", async () => {
  assert.equal(await client.ping({ route: "allNodes" }), "PONG");
  assert.equal(await client.dbsize({ route: "allPrimaries" }), await client.dbsize());
  assert.equal(await client.configSet({ "slowlog-max-len": "200" }, { route: "allNodes" }), "OK");
});

test("one node of several that refuses has the whole rejected, as GLIDE's do", async () => {
  const onReplicas = "if string.find(redis.call('INFO', 'replication'), 'role:slave') then return redis.error_reply('REPLICA none of mine') end return 7";
  const isReplicas = (error) => {
    assert.ok(error instanceof RequestError);
    assert.deepEqual([error.code, error.delivery], ["REPLICA", "answered"]);
    assert.match(error.address, /^127\.0\.0\.1:\d+$/);
    return true;
  };
  const route = "allNodes";
  await assert.rejects(client.eval(onReplicas, { route }), isReplicas);
  await assert.rejects(client.customCommand(["EVAL", onReplicas, "0"], { route }), isReplicas);
  const script = new Script(onReplicas);
  await assert.rejects(client.invokeScriptWithRoute(script, { route }), isReplicas); // which do not know it yet
  await assert.rejects(client.invokeScriptWithRoute(script, { route }), isReplicas);
  const values = Object.values(await client.invokeScriptWithRoute(script, { route: "allPrimaries" }));
  assert.deepEqual(values, [7, 7, 7]);
  await assert.rejects(client.eval("return redis.error_reply('NOBODY here')", { route }), (error) => {
    assert.deepEqual([error.code, error.message], ["NOBODY", "NOBODY: here"]);
    assert.match(error.address, /^127\.0\.0\.1:\d+$/);
    return true;
  });
});

test("routes that cannot work are refused", async () => {
  const cases = [
    ["everywhere", /command options.route: must be "allNodes", "allPrimaries" or "randomNode", not "everywhere"/],
    [7, /command options.route: must be .*, not a number/],
    [{ type: "slot" }, /command options.route.type: must be "primarySlotKey", /],
    [{ type: "primarySlotKey" }, /command options.route.key: is missing/],
    [{ type: "primarySlotId", id: 16384 }, /route.id: is 16384/],
    [{ type: "primarySlotId", key: "x" }, /command options.route.key: is unknown/],
    [{ type: "routeByAddress", host: "localhost" }, /route.port: is missing/],
    [{ type: "routeByAddress", host: "" }, /route/],
  ];
  for (const [route, message] of cases) {
    await assert.rejects(client.get("k", { route }), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(client.get("k", { replica: true, route: "randomNode" }), /command options.replica: is set together with route/);
  await assert.rejects(client.ping({ ...at({ host: "127.0.0.1", port: 1 }), timeout: 500 }), RequestError);
});

test("a pipeline goes to all nodes at once, and keeps its order", async () => {
  const keys = unique(50);
  const batch = new Batch(false);
  for (const key of keys) {
    batch.set(key, key).get(key);
  }
  batch.lpush(keys[0], ["x"]).dbsize().mget(keys.slice(0, 3));
  const results = await client.exec(batch, false, { timeout: 10_000, retryStrategy: { retryServerError: true, retryConnectionError: true } });
  assert.deepEqual(results.slice(0, 100), keys.flatMap((key) => ["OK", key]));
  assert.equal(results[100].code, "WRONGTYPE");
  assert.ok(results[101] >= 50);
  assert.deepEqual(results[102], keys.slice(0, 3));
  await assert.rejects(client.exec(batch, true), { code: "WRONGTYPE" });
  const [pong] = await client.exec(new Batch(false).ping(), true, { route: { type: "primarySlotKey", key: keys[0] } });
  assert.equal(pong, "PONG");
});

test("a transaction stays in one slot", async () => {
  assert.deepEqual(await client.exec(new Batch(true).set("{user1}.a", "1").incr("{user1}.a").get("{user1}.a"), true), ["OK", 2, "2"]);
  await assert.rejects(client.exec(new Batch(true).set("a", "1").set("b", "1"), true), /hash tag/);
  await assert.rejects(
    client.exec(new Batch(true).set("a", "1"), true, { retryStrategy: { retryServerError: true } }),
    /exec options.retryStrategy: is set for an atomic batch/,
  );
  await assert.rejects(client.exec(new Batch(false).get("a"), true, { route: "allNodes" }), /exec options.route: names several/);
});

test("scripts are executed where their keys are", async () => {
  const script = new Script("return redis.call('SET', KEYS[1], ARGV[1])");
  for (const key of unique(5)) {
    assert.equal(await client.invokeScript(script, { keys: [key], args: ["x"] }), "OK");
    assert.equal(await client.get(key), "x");
  }
});

test("blocking commands wait on connections of their own", async () => {
  const [key] = unique(1);
  const popped = client.blpop([key], 10);
  assert.equal(await client.lpush(key, ["element"]), 1);
  assert.deepEqual(await popped, [key, "element"]);
});

test("nodes that are listed are reached by their addresses", async () => {
  const own = await connect({ bridge: listing, addresses: [nodes[0]], connectAll: true, readFrom: "preferReplica" });
  const keys = unique(30);
  await Promise.all(keys.map((key) => own.set(key, "x")));
  assert.equal(await own.exists(keys), 30);
  own.close();
});

test("an address map says where nodes are", async () => {
  const asked = new Set();
  const invented = nodes.map(({ port }) => ({ host: "node.invalid", port }));
  const own = await connect({
    addresses: [invented[0]],
    bridge: {
      ...bridge,
      addressMap(address) {
        asked.add(address);
        return address.replace("node.invalid", "127.0.0.1");
      },
    },
  });
  assert.equal(await own.dbsize(), await client.dbsize());
  assert.ok(asked.has(text(invented[0])) && asked.size >= 4, [...asked].join());
  own.close();

  const object = await connect({ addresses: [invented[0]], bridge: { ...bridge, addressMap: { [text(invented[0])]: { target: "shop" } } } });
  assert.equal(await object.ping(), "PONG");
  object.close();

  const broken = { addresses: nodes.slice(0, 1), bridge: { ...bridge, addressMap: () => 5 } };
  await assert.rejects(connect(broken), /addressMap of .*: must be an address or \{ target \}/);
  const throwing = () => {
    throw new Error("no map");
  };
  await assert.rejects(connect({ ...broken, bridge: { ...bridge, addressMap: throwing } }), /no map/);
  await assert.rejects(connect({ ...broken, bridge: { ...bridge, addressMap: "x" } }), ConfigurationError);
});

test("the bridge lets no address through that the cluster does not announce", async () => {
  await assert.rejects(connect({ addresses: [{ host: "127.0.0.1", port: 1 }] }), (error) => {
    assert.ok(error instanceof ConnectionError, String(error));
    assert.match(error.message, /node not allowed/);
    return true;
  });
});

test("configurations that cannot work are refused", async () => {
  const cases = [
    [{ periodicChecks: "sometimes" }, /configuration.periodicChecks: must be "enabledDefaultConfigs" or "disabled", not "sometimes"/],
    [{ periodicChecks: { duration_in_sec: 0 } }, /configuration.periodicChecks.duration_in_sec: is no number of seconds/],
    [{ periodicChecks: { seconds: 1 } }, /configuration.periodicChecks.seconds: is unknown/],
    [{ lazyConnect: true, connectAll: true }, /configuration.connectAll: is set together with lazyConnect/],
    [{ sentinel: {} }, /configuration.sentinel: is unknown/],
    [{ advancedConfiguration: { refreshTopologyFromInitialNodes: 1 } }, /refreshTopologyFromInitialNodes: must be a boolean/],
    [{ useTLS: true }, /configuration.useTLS/],
  ];
  for (const [settings, message] of cases) {
    await assert.rejects(connect(settings), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
  const own = await connect({ periodicChecks: { duration_in_sec: 0.1 }, advancedConfiguration: { connectionTimeout: 10_000, refreshTopologyFromInitialNodes: true } });
  assert.equal(await own.ping(), "PONG");
  own.close();
});

test("select and passwords hold for all nodes, and events tell of each", async () => {
  const own = await connect({ lazyConnect: true });
  const seen = new Set();
  own.on("connected", ({ address }) => seen.add(address));
  await Promise.all(unique(100).map((key) => own.set(key, "x")));
  await eventually(() => seen.size >= 3);
  assert.equal(await own.select(0), "OK");
  await assert.rejects(own.select(1_000_000), RequestError);
  assert.equal(await own.updateConnectionPassword("unused"), "OK");
  assert.equal(await own.resetConnectionPassword(), "OK");
  own.close();
  await assert.rejects(own.get("k"), ClosingError);
});

test("shutdown waits for what is under way", async () => {
  const own = await connect();
  await Promise.all(unique(100).map((key) => own.set(key, "x"))); // connects to all
  const replies = Promise.all(unique(100).map((key) => own.set(key, "x")));
  await assert.rejects(own.shutdown(-1), /shutdown timeout/);
  await own.shutdown();
  assert.equal((await replies).length, 100);
  await assert.rejects(own.get("k"), ClosingError);
});
