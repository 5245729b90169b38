// Errors tell of which class they are, where the program went wrong, and what to do.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import * as glissade from "../../dist/index.js";
import { addresses, bridge, connect, connected, patient, unique } from "./connect.mjs";

const { Batch, ClosingError, ConfigurationError, GlideClient, GlideClusterClient, RequestError, Script, init } = glissade;
const here = import.meta.url;

function isRefused(message) {
  return (error) => {
    assert.ok(error instanceof ConfigurationError, String(error.stack));
    assert.match(error.message, message);
    assert.equal(error.delivery, "notSent");
    assert.match(error.stack.split("\n")[1] ?? "", new RegExp(here.replaceAll(/[.?]/g, "\\$&")), error.stack);
    return true;
  };
}

// An await on whose line the stack of an error is to begin.
async function requireRefusal(call, message) {
  await assert.rejects(async () => await call(), isRefused(message));
}

test("classes keep their names", () => {
  for (const [name, value] of Object.entries(glissade)) {
    if (typeof value === "function" && value.prototype !== undefined && name !== "init") {
      assert.equal(value.name, name);
    }
  }
  const error = new ConfigurationError("why");
  assert.equal(error.name, "ConfigurationError");
  assert.equal(error.constructor.name, "ConfigurationError");
  assert.match(error.stack, /^ConfigurationError: why\n/);
  assert.deepEqual(Object.keys(error), ["delivery", "code", "address"]);
});

test("a client without a configuration, or with another thing, is refused", async () => {
  for (const Client of [GlideClient, GlideClusterClient]) {
    for (const nothing of [undefined, null, 5, true, []]) {
      await requireRefusal(() => Client.createClient(nothing), /must be an object such as \{ addresses: .* or \{ bridge: \{ url: "wss:/);
    }
    await requireRefusal(() => Client.createClient("bridge.example"), /bridge.url: must look like "wss:/);
    await requireRefusal(() => new Client(), new RegExp(`await ${Client.name}.createClient\\(configuration\\)`));
    await requireRefusal(() => new Client(patient), /createClient/);
  }
  await requireRefusal(() => GlideClient.createClient({ ...patient, pubsubSubscriptions: 5 }), /pubsubSubscriptions: must be an object/);
  await requireRefusal(() => GlideClient.createClient({ ...patient, requestTimeout: -1 }), /requestTimeout/);
});

test("a URL stands for a configuration", async () => {
  for (const url of [`${bridge.url}/?target=server`, new URL(`${bridge.url}?target=server`)]) {
    const client = await GlideClient.createClient(url);
    assert.equal(await client.ping({ timeout: 30_000 }), "PONG");
    client.close();
  }
  const client = await GlideClient.createClient({ ...patient, bridge: { url: new URL(bridge.url) }, addresses });
  assert.equal(await client.ping(), "PONG");
  client.close();
});

test("what is no batch or script is refused", async (t) => {
  const client = await connected(t);
  for (const nothing of [undefined, null, {}, [["get", "k"]], "get"]) {
    await requireRefusal(() => client.exec(nothing, true), /exec batch: must be a Batch/);
    await requireRefusal(() => client.invokeScript(nothing), /invokeScript script: must be a Script/);
  }
});

test("init refuses what it cannot use", async () => {
  await requireRefusal(() => init(null), /init takes an object/);
  await requireRefusal(() => init({ wasmUrl: "https://cdn.example/valkey.wasm" }), /init options: has no wasmUrl; it has wasmURL, wasmModule, webSocketConstructor/);
  await requireRefusal(() => init({ wasmModule: new Uint8Array(8) }), /wasmModule: must be a WebAssembly.Module/);
  await requireRefusal(() => init({ webSocketConstructor: "ws" }), /webSocketConstructor: must be a class/);
});

test("stacks begin where a program awaits", async (t) => {
  const client = await connected(t);
  const key = unique();
  await client.set(key, "text");
  const isHere = (error) => {
    assert.match(error.stack, /^RequestError: WRONGTYPE/);
    assert.ok(error.stack.split("\n")[1].includes(here), error.stack);
    return true;
  };
  const script = new Script(`return redis.call("LPUSH", KEYS[1], "x")`);
  await assert.rejects(async () => await client.lpush(key, ["x"]), isHere);
  await assert.rejects(async () => await client.lpush(key, ["x"], { timeout: 30_000 }), isHere);
  await assert.rejects(
    async () => await Promise.all([client.lpush(key, ["x"])]),
    (error) => error.stack.includes("Promise.all") && error.stack.includes(here) && !error.stack.includes("index.js"),
  );
  await assert.rejects(async () => await client.exec(new Batch(false).lpush(key, ["x"]), true), isHere);
  await assert.rejects(async () => await client.invokeScript(script, { keys: [key] }), (error) => error.stack.split("\n")[1].includes(here));
  await requireRefusal(() => client.get(Symbol("key")), /symbol/);
  await requireRefusal(() => client.get({}), /GET argument 1: must be a string/);
  await requireRefusal(() => new Batch(true).get(Symbol("key")), /symbol/);
  await requireRefusal(() => client.subscription({ channels: 5 }), /subscription options.channels/);
  const [error] = await client.exec(new Batch(false).lpush(key, ["x"]), false);
  assert.ok(error instanceof RequestError);
  assert.ok(error.stack.includes(here) && !error.stack.includes("index.js"), error.stack);
  const other = await connect();
  other.close();
  await assert.rejects(async () => await other.get(key), (error) => error instanceof ClosingError && error.stack.split("\n")[1].includes(here));
});

test("an error that nobody catches shows no page of source", async () => {
  const module = fileURLToPath(new URL("../../dist/index.js", here));
  for (const statement of ["await GlideClient.createClient();", "new GlideClient();", "new Batch(true).get(Symbol());"]) {
    const script = `import { Batch, GlideClient } from ${JSON.stringify(module)};\n${statement}`;
    const printed = await new Promise((resolve) => {
      execFile(process.execPath, ["--input-type=module", "--eval", script], (_, stdout, stderr) => resolve(stdout + stderr));
    });
    assert.match(printed, /ConfigurationError: /);
    assert.ok(printed.length < 2_000, printed);
  }
});

test("what is longer than servers take is refused at once", async (t) => {
  const client = await connected(t);
  const limit = 512 * 1024 * 1024;
  const begin = performance.now();
  for (const value of [new Uint8Array(limit + 1), "\u00e9".repeat(limit / 2 + 1)]) {
    await requireRefusal(() => client.set("key", value), /512 MiB/);
    await requireRefusal(() => client.mset({ key: value }), /512 MiB/);
    await requireRefusal(() => new Batch(false).set("key", value), /512 MiB/);
  }
  assert.ok(performance.now() - begin < 30_000);
  assert.equal(await client.ping(), "PONG");
});
