// What concerns a client's connections: options of calls, databases, passwords, events.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Batch, CircuitBreakerError, ClusterBatch, ConfigurationError, ConnectionError, GlideClient, RequestError } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

// Resolves to the next event of a type that fits.
function next(of, type, fits = () => true) {
  return new Promise((resolve) => {
    const stop = of.on(type, (event) => {
      if (fits(event)) {
        stop();
        resolve(event);
      }
    });
  });
}

test("options of calls go with every kind of command", async () => {
  const patient = { timeout: 10_000, idempotent: true };
  const key = unique();
  assert.equal(await client.set(key, "é", { returnOldValue: true, ...patient }), null);
  assert.deepEqual(await client.get(key, { decoder: "bytes", ...patient }), Buffer.from("é"));
  assert.equal(await client.blpop([unique()], 0.01, patient), null);
  assert.match(await client.ping(patient), /PONG/);
  await assert.rejects(client.get(key, { signal: AbortSignal.abort(new Error("enough")), ...patient }), /enough/);
  assert.deepEqual(await client.exec(new Batch(false).get(key), true, { idempotent: true, timeout: 10_000 }), ["é"]);
  const cases = [
    [{ timeout: -1 }, "get options.timeout: must be a number of milliseconds above 0, not -1"],
    [{ timeout: "1s" }, "get options.timeout: must be a number of milliseconds above 0, not a string"],
    [{ retries: 3 }, "get options: has no retries"],
    ["fast", "get options: must be an object, not a string"],
  ];
  for (const [options, message] of cases) {
    await assert.rejects(client.get(key, options), (error) => error instanceof ConfigurationError && error.message.includes(message));
  }
  await assert.rejects(client.set(key, "x", { replica: true }), /command options.replica: is set for SET/);
  await assert.rejects(client.set(key, "x", { idempotent: false, replica: true }), /is set for SET/, "what stands before it is said too, and hides nothing");
  await assert.rejects(client.get(key, { route: "" }), /get options: has no route/);
  await assert.rejects(client.get(key, { timeout: NaN }), /options.timeout/);
  await assert.rejects(client.exec(new Batch(false).get(key), true, { timeot: 1 }), /exec options: has no timeot; it has timeout, idempotent, decoder, signal/);
});

test("a custom command of a batch selects a database as its method does", async () => {
  const key = unique();
  const batch = new Batch(false).customCommand(["SELECT", "4"]).set(key, "of 4").select(0).get(key).select(4).get(key);
  assert.deepEqual(await client.exec(batch, true), ["OK", "OK", "OK", null, "OK", "of 4"]);
  assert.equal(await client.get(key), null);
  assert.throws(() => new Batch(false).select(1.5), /select index: must be a whole number/);
  assert.ok(!("select" in ClusterBatch.prototype));
});

test("select changes the database of connections that are made later too", async () => {
  const own = await connect();
  assert.equal(await own.select(5), "OK");
  assert.match(await own.customCommand(["CLIENT", "INFO"]), / db=5 /);
  assert.equal(await own.customCommand(["select", "6"]), "OK");
  assert.match(await own.customCommand(["CLIENT", "INFO"]), / db=6 /);
  await assert.rejects(own.customCommand(["SELECT", "5"], { timeout: 30_000 }), /use the client's select/);
  assert.equal(await own.select(5), "OK");
  await assert.rejects(own.select(1_000_000), (error) => error instanceof RequestError && error.code === "ERR");
  await assert.rejects(own.select("5"), /select databaseId: must be a whole number/);
  const again = next(own, "connected");
  await client.customCommand(["CLIENT", "KILL", "ID", String(await own.clientId())]);
  await again;
  assert.match(await own.customCommand(["CLIENT", "INFO"]), / db=5 /);
  own.close();
});

test("a password that was changed is used from then on", async () => {
  const user = unique("user");
  const password = async (...rules) => client.customCommand(["ACL", "SETUSER", user, ...rules]);
  await password("on", ">old", "~*", "+@all", "allchannels");
  const own = await connect({ credentials: { username: user, password: "old" } });
  assert.equal(await own.aclWhoAmI(), user);
  await password("<old", ">new");
  const failed = next(own, "authenticationFailed");
  await assert.rejects(own.updateConnectionPassword("wrong", true), { code: "WRONGPASS" });
  const event = await failed;
  assert.deepEqual(Object.keys(event), ["type", "address", "error"]);
  assert.match(event.address, /:\d+$/);
  assert.match(event.error.message, /WRONGPASS/);
  assert.equal(await own.aclWhoAmI(), user, "the connection goes on");
  assert.equal(await own.updateConnectionPassword("new", true), "OK");
  assert.equal(await own.updateConnectionPassword("new"), "OK");
  const again = next(own, "connected");
  await client.customCommand(["CLIENT", "KILL", "ID", String(await own.clientId())]);
  await again;
  assert.equal(await own.aclWhoAmI(), user);
  await assert.rejects(own.updateConnectionPassword(""), /password: is empty; give a password, or use resetConnectionPassword/);
  assert.equal(await own.resetConnectionPassword(), "OK");
  own.close();
  await password("reset");
});

test("a client that only reads sends nothing that may write", async () => {
  const reader = await connect({ readOnly: true });
  const before = reader.statistics().frames;
  await assert.rejects(reader.set("k", "v"), (error) => {
    assert.ok(error instanceof ConfigurationError, String(error));
    assert.match(error.message, /configuration.readOnly: is set, and SET may write/);
    return true;
  });
  await assert.rejects(reader.exec(new Batch(true).get("k").set("k", "v"), true), /configuration.readOnly/);
  assert.equal(reader.statistics().frames, before);
  assert.equal(await reader.get(unique()), null);
  reader.close();
});

test("a lazy client connects with its first command", async () => {
  const lazy = await connect({ lazyConnect: true });
  assert.equal(lazy.statistics().frames, 0);
  const connected = next(lazy, "connected");
  assert.equal(await lazy.ping(), "PONG");
  assert.ok((await connected).address.includes(":"));
  lazy.close();
});

test("events tell of a connection that was lost and made again", async () => {
  const own = await connect();
  const seen = [];
  const thrown = [];
  globalThis.reportError = (error) => thrown.push(error);
  try {
    own.on("disconnected", () => {
      throw new Error("a listener's own");
    });
    own.on("disconnected", async () => {
      throw new Error("an async listener's own");
    });
    for (const type of ["disconnected", "connected"]) {
      own.on(type, (event) => seen.push(event));
    }
    const stopped = own.on("connected", () => assert.fail("was removed"));
    stopped();
    stopped();
    const again = next(own, "connected");
    await client.customCommand(["CLIENT", "KILL", "ID", String(await own.clientId())]);
    await again;
    assert.deepEqual(seen.map(({ type }) => type), ["disconnected", "connected"]);
    assert.ok(seen[0].error instanceof Error);
    assert.equal(seen[0].address, seen[1].address);
    assert.equal(seen[1].error, undefined);
    assert.deepEqual(thrown.map((error) => error.message), ["a listener's own", "an async listener's own"]);
    assert.equal(await own.ping(), "PONG");
  } finally {
    delete globalThis.reportError;
  }
  assert.throws(() => own.on("lost", () => {}), ConfigurationError);
  assert.throws(() => own.on("connected"), ConfigurationError);
  own.on("disconnected", () => assert.fail("the client was closed"));
  await own[Symbol.asyncDispose]();
  own.on("disconnected", () => assert.fail("the client is closed"));
});

test("connections have the name of a library that is configured", async () => {
  const own = await connect({ libName: "shop" });
  const info = String(await own.customCommand(["CLIENT", "INFO"]));
  assert.match(info, info.includes(" lib-name=") ? / lib-name=shop / : /^id=/); // servers know it since 7.2
  own.close();
});

test("a circuit breaker refuses what would fail", async () => {
  const breaking = await GlideClient.createClient({
    bridge: { url: "ws://127.0.0.1:1/" }, // where nobody is
    lazyConnect: true,
    requestTimeout: 10_000,
    clientCircuitBreaker: { minErrors: 2, openTimeoutMs: 60_000 },
  });
  try {
    for (let i = 0; i < 2; i++) {
      await assert.rejects(breaking.get("k"), ConnectionError);
    }
    await assert.rejects(breaking.set("k", "v"), (error) => {
      assert(error instanceof CircuitBreakerError && error instanceof RequestError);
      assert.match(error.message, /circuit breaker is open: most requests before it have failed; try again in .* \(SET not sent\)/);
      assert.equal(error.delivery, "notSent");
      return true;
    });
    await assert.rejects(breaking.exec(new Batch(false).get("k"), true), CircuitBreakerError);
  } finally {
    breaking.close();
  }
});
