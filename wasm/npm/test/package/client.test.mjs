// What surrounds the commands: batches, scripts, errors, decoders, cancelling, closing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  Batch,
  ClosingError,
  ConfigurationError,
  ConnectionError,
  Decoder,
  ExecAbortError,
  GlideClient,
  RequestError,
  Script,
  TimeoutError,
  ValkeyError,
  init,
} from "../../dist/index.js";
import { addresses, bridge, connect, patient, unique } from "./connect.mjs";

const globals = new Set(Object.getOwnPropertyNames(globalThis));

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

test("init may be called again, and nothing is added to the global scope", async () => {
  await Promise.all([init(), init()]);
  assert.equal(await client.ping(), "PONG");
  assert.deepEqual(Object.getOwnPropertyNames(globalThis).filter((name) => !globals.has(name)), []);
});

test("the calls of one turn share frames", async () => {
  const before = client.statistics();
  await Promise.all(Array.from({ length: 1000 }, (_, i) => client.set(unique(), String(i))));
  const now = client.statistics();
  assert.equal(now.commands - before.commands, 1000);
  assert.ok(now.frames - before.frames <= 10, `${now.frames - before.frames} frames`);
  assert.ok(now.bytesSent - before.bytesSent > 30_000);
  assert.ok(now.bytesReceived - before.bytesReceived >= 5_000);
});

test("of the calls of one turn, what is refused concerns no other", async () => {
  const client = await connect();
  const key = unique();
  const calls = [
    client.set(key, "v"),
    client.get(5),
    client.get(key),
    client.incr(key),
    client.get(key, { signal: AbortSignal.timeout(60_000) }),
    client.blpop([unique()], 0.001),
    client.get(key, { timeout: 30_000 }),
    client.customCommand(["NO.SUCH.COMMAND"]),
    client.get(key, { decoder: Decoder.Bytes }),
    client.strlen(key),
  ];
  const results = (await Promise.allSettled(calls)).map(({ value, reason }) => value ?? reason?.code ?? null);
  assert.deepEqual(results.with(8, String(results[8])), ["OK", "", "v", "ERR", "v", null, "v", "ERR", "v", 1]);
  assert.ok(results[8] instanceof Uint8Array);
  client.close();
});

test("more calls than may be in flight all get their replies, in order", async () => {
  const narrow = await connect({ inflightRequestsLimit: 3 });
  const echoes = await Promise.all(Array.from({ length: 100 }, (_, i) => narrow.echo(String(i))));
  assert.deepEqual(echoes, Array.from({ length: 100 }, (_, i) => String(i)));
  narrow.close();
});

test("bytes survive as keys and values", async () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  await client.set(all, all);
  assert.deepEqual(await client.get(all, { decoder: Decoder.Bytes }), Buffer.from(all));
  const bytes = await connect({ defaultDecoder: "bytes" });
  assert.deepEqual(await bytes.get(all), Buffer.from(all));
  assert.equal(await bytes.echo("x", { decoder: "string" }), "x");
  assert.deepEqual(await bytes.ping({ decoder: "bytes" }), Buffer.from("PONG"));
  bytes.close();
});

test("a value of 5 MB survives", async () => {
  const value = "0123456789abcdef".repeat(327_680);
  const key = unique();
  await client.set(key, value);
  assert.equal((await client.get(key)) === value, true);
  await client.del([key]);
});

test("a pipeline returns results and errors in order", async () => {
  const key = unique();
  const batch = new Batch(false).set(key, "1").lpush(key, ["x"]).incr(key).get(key).hgetall(unique());
  assert.equal(batch.length, 5);
  const results = await client.exec(batch, false);
  assert.equal(results[0], "OK");
  assert.ok(results[1] instanceof RequestError);
  assert.equal(results[1].code, "WRONGTYPE");
  assert.deepEqual(results.slice(2), [2, "2", []]);
  await assert.rejects(client.exec(batch, true), { code: "WRONGTYPE" });
  const bytes = await client.exec(new Batch(false).get(key), true, { decoder: "bytes", timeout: 5_000 });
  assert.deepEqual(bytes, [Buffer.from("2")]);
});

test("a transaction is executed as one or not at all", async () => {
  const key = unique();
  const results = await client.exec(new Batch(true).set(key, "1").hset(key, { f: "v" }).get(key), false);
  assert.deepEqual([results[0], results[1].code, results[2]], ["OK", "WRONGTYPE", "1"]);
  const refused = new Batch(true).set(key, "2").customCommand(["NOSUCHCOMMAND"]);
  await assert.rejects(client.exec(refused, false), (error) => error instanceof ExecAbortError && error.code === "EXECABORT");
  assert.equal(await client.get(key), "1");
  await assert.rejects(client.exec(new Batch(true), false), ConfigurationError);
  assert.throws(() => new Batch(false).get(5), /GET argument 1: must be a string or a Uint8Array, not a number/);
});

test("a batch selects a database for itself alone", async () => {
  const key = unique();
  await client.set(key, "of 0");
  for (const atomic of [false, true]) {
    const results = await client.exec(new Batch(atomic).get(key).select(3).set(key, "of 3").get(key), true);
    assert.deepEqual(results, ["of 0", "OK", "OK", "of 3"]);
    assert.equal(await client.get(key), "of 0");
  }
});

test("what is zero or empty is said", async () => {
  const key = unique();
  assert.equal(await client.ping({ message: "" }), "");
  await client.xadd(key, { f: "v" });
  await client.xadd(key, { f: "v" });
  assert.equal(await client.xtrim(key, { method: "maxlen", threshold: 0, exact: false, limit: 0 }), 2);
  await client.sadd(`${key}s`, ["", "a"]);
  assert.deepEqual(await client.sscan(`${key}s`, "0", { match: "" }), ["0", [""]]);
  await assert.rejects(client.set(key, "x", { conditionalSet: "onlyIfEqual" }), /comparisonValue/);
});

test("a script is sent once and then called by its hash", async () => {
  const script = new Script(`return {KEYS[1], ARGV[1], "${unique()}"}`);
  assert.match(script.getHash(), /^[0-9a-f]{40}$/);
  for (let i = 0; i < 2; i++) {
    assert.deepEqual((await client.invokeScript(script, { keys: ["k"], args: ["a"] })).slice(0, 2), ["k", "a"]);
  }
  assert.deepEqual(await client.invokeScript(new Script("return {}")), []);
  const bytes = await client.invokeScript(new Script("return ARGV[1]"), { args: ["é"], decoder: "bytes" });
  assert.deepEqual(bytes, Buffer.from("é"));
});

test("errors are of the classes that GLIDE has", async () => {
  const key = unique();
  await client.set(key, "text");
  await assert.rejects(client.incr(key), (error) => {
    assert.ok(error instanceof RequestError && error instanceof ValkeyError && error instanceof Error);
    assert.equal(error.name, "RequestError");
    assert.equal(error.code, "ERR");
    assert.equal(error.delivery, "answered");
    assert.match(error.message, /not an integer/);
    return true;
  });
});

test("arguments of a wrong type name the argument and are not sent", async () => {
  const cases = [
    [() => client.get(5), "GET argument 1: must be a string or a Uint8Array, not a number"],
    [() => client.get(), "GET argument 1: must be a string or a Uint8Array, not undefined"],
    [() => client.mget("k"), "mget keys: must be an array, a Set or another iterable, not a string"],
    [() => client.mget(["k", null]), "MGET argument 2: must be a string or a Uint8Array, not null"],
    [() => client.incrBy("k", 1.5), "incrBy amount: must be a whole number"],
    [() => client.incrBy("k", 2 ** 53), "incrBy amount: must be a whole number, as a number up to 2^53 or a bigint"],
    [() => client.set("k", "v", { conditon: "onlyIfExists" }), "set options: has no conditon; it has conditionalSet"],
    [() => client.set("k", "v", { conditionalSet: "XX" }), 'set options.conditionalSet: must be "onlyIfExists" or "onlyIfDoesNotExist" or "onlyIfEqual", not "XX"'],
    [() => client.set("k", "v", { expiry: { type: "never" } }), "set options.expiry.type: must be"],
    [() => client.set("k", "v", { expiry: {} }), "set options.expiry.type: must be"],
    [() => client.set("k", "v", { expiry: { type: "EX", count: "1s" } }), "set options.expiry.count: must be a whole number"],
    [() => client.set("k", "v", { expiry: { type: "EX", duration: 1 } }), "set options.expiry: has no duration; it has type, count"],
    [() => client.get("k", {}, 1), "get: takes 2 arguments at most, not 3"],
    [() => client.get("k", { timeout: 5, dekoder: 1 }), "get options: has no dekoder"],
    [() => client.get("k", { route: "allNodes" }), "get options: has no route; it has decoder, timeout"],
    [() => client.zrange("k"), "zrange rangeQuery: must be an object, not undefined"],
    [() => client.hset("k", [["f"]]), "hset fieldsAndValues[0]: must have field and value"],
    [() => client.zadd("k", { a: "1" }), "zadd membersAndScores[0].score: must be a number, not a string"],
    [() => client.get("k", { decoder: "utf8" }), 'decoder must be "string" or "bytes"'],
    [() => client.echo(() => {}), "ECHO argument 1: must be a string or a Uint8Array, not a function"],
  ];
  const before = client.statistics().frames;
  for (const [call, message] of cases) {
    await assert.rejects(call(), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error));
      assert.ok(error.message.includes(message), error.message);
      assert.equal(error.delivery, "notSent");
      return true;
    });
  }
  assert.equal(client.statistics().frames, before);
});

test("a setting of TCP changes nothing", async () => {
  for (const tcpNoDelay of [true, false]) {
    const own = await connect({ advancedConfiguration: { ...patient.advancedConfiguration, tcpNoDelay } });
    assert.equal(await own.ping(), "PONG");
    own.close();
  }
});

test("settings that a page has no say in are refused", async () => {
  const cases = [
    [{ useTLS: true }, /useTLS: has no meaning with a bridge/],
    [{ advancedConfiguration: { tlsAdvancedConfiguration: { rootCertificates: "" } } }, /tlsAdvancedConfiguration: has no meaning/],
    [{ advancedConfiguration: { tcpNoDelay: "yes" } }, /tcpNoDelay: must be a boolean/],
    [{ bridge: { url: "ftp://x" } }, /configuration.bridge.url: must look like/],
    [{ adresses: [] }, /configuration.adresses: is unknown/],
    [{ addresses: [{ host: "h", port: "6379" }] }, /configuration.addresses\[0\].port: must be a whole number/],
    [{ lazyConnect: true, bridge: { url: "ftp://x" } }, /configuration.bridge.url: must look like/],
    [{ credentials: { username: "u", iamConfig: {} } }, /credentials.iamConfig: has no meaning in a browser/],
    [{ addresses: undefined, sentinel: { addresses: [], primaryName: "p" } }, /configuration.sentinel.addresses: is empty/],
    [{ sentinel: { addresses, primaryName: "p" } }, /configuration.addresses: is given together with sentinel/],
    [{ readFrom: "AZAffinity" }, /configuration.clientAz: is missing; readFrom AZAffinity needs/],
    [{ advancedConfiguration: { dedicated: { maxIdle: -2 } } }, /advancedConfiguration.dedicated.maxIdle: is negative/],
    [{ databaseId: -1 }, /configuration.databaseId: is no database number/],
    [{ protocol: 3 }, /configuration.protocol: must be "RESP2" or "RESP3"/],
    [{ defaultDecoder: "utf8" }, /decoder must be/],
  ];
  for (const [settings, message] of cases) {
    await assert.rejects(GlideClient.createClient({ ...patient, ...settings }), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
});

test("a target that the bridge does not allow is a ConnectionError that says so", async () => {
  for (const settings of [{ addresses: [{ host: "192.0.2.1", port: 1 }] }, { bridge: { ...bridge, target: "other" } }]) {
    await assert.rejects(connect(settings), (error) => {
      assert.ok(error instanceof ConnectionError, String(error));
      assert.match(error.message, /4403 target not allowed/);
      return true;
    });
  }
  const named = await connect({ addresses: undefined, bridge: { ...bridge, target: "server" } });
  assert.equal(await named.ping(), "PONG");
  named.close();
});

test("a bridge that is not there is an error within the connection timeout", async () => {
  const nowhere = { bridge: { url: "ws://127.0.0.1:1" }, advancedConfiguration: { connectionTimeout: 500 } };
  await assert.rejects(connect(nowhere), (error) => {
    // Node 20 tells nobody that a connection has failed, so that there time runs out.
    assert.ok(error instanceof ConnectionError || error instanceof TimeoutError, String(error));
    assert.equal(error.delivery, "notSent");
    return true;
  });
});

test("an aborted signal rejects with its reason", async () => {
  const reason = new Error("enough");
  await assert.rejects(client.get("k", { signal: AbortSignal.abort(reason) }), reason);
  const controller = new AbortController();
  const popped = client.blpop([unique()], 0.03, { signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(popped, reason);
  const calm = new AbortController();
  assert.equal(await client.ping({ signal: calm.signal }), "PONG");
  calm.abort();
});

test("closing answers what is under way and refuses what comes later", async () => {
  const closing = await connect();
  const popped = closing.blpop([unique()], 0);
  const pong = closing.ping();
  assert.equal(await pong, "PONG");
  closing.close();
  closing.close();
  await assert.rejects(popped, (error) => error instanceof ClosingError);
  await assert.rejects(closing.ping(), (error) => error instanceof ClosingError && error.delivery === "notSent");
  await assert.rejects(closing.exec(new Batch(false).ping(), true), ClosingError);
  const disposed = await connect();
  await disposed[Symbol.asyncDispose]();
  await assert.rejects(disposed.ping(), ClosingError);
  assert.equal(await client.ping(), "PONG");
});

test("the database, the name and the user are those that were asked for", async () => {
  const settings = { databaseId: 3, clientName: "page", libName: "pages", clientInfoTag: "shop:1.2", addresses };
  const other = await connect(settings);
  const info = await other.customCommand(["CLIENT", "INFO"]);
  assert.match(info, /db=3/);
  assert.match(info, /name=page/);
  assert.match(info, / lib-name=pages\(shop:1\.2\) |^(?!.* lib-name=)/); // servers know it since 7.2
  other.close();
  await assert.rejects(connect({ credentials: { username: "nobody", password: "wrong" } }), (error) => {
    assert.ok(error instanceof ConnectionError);
    assert.equal(error.code, "WRONGPASS");
    return true;
  });
});
