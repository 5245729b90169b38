// What createClient and init say where there is no valkey.wasm to be had. What only a page
// can meet, a policy or another origin, is tested in test/browser.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { readFile } from "node:fs/promises";

import { ConfigurationError, GlideClient, init } from "../../dist/index.js";
import { patient } from "./connect.mjs";

const wasm = new URL("../../dist/valkey.wasm", import.meta.url);
const answers = {
  "/page.wasm": [200, "text/html", "<!doctype html><title>fallback</title>"],
  "/missing.wasm": [404, "text/plain", "no such file"],
  "/damaged.wasm": [200, "application/wasm", "\0asm\x01\0\0\0damaged"],
  "/page-as.wasm": [200, "application/wasm", "<!doctype html>"],
  "/untyped.wasm": [200, "application/octet-stream", await readFile(wasm)],
};
const server = createServer((request, response) => {
  const [status, type, body] = answers[request.url];
  response.writeHead(status, { "Content-Type": type }).end(body);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => server.close());
const origin = `http://127.0.0.1:${server.address().port}`;

async function requireRefusal(wasmURL, message) {
  const isRefused = (error) => {
    assert.ok(error instanceof ConfigurationError, String(error.stack));
    assert.match(error.message, message);
    return true;
  };
  await assert.rejects(init({ wasmURL }), isRefused);
  await assert.rejects(GlideClient.createClient(patient), isRefused, "it is tried again, and fails so again");
}

test("a file that is none is refused with what to do", async () => {
  const remedy = /await init\(\{ wasmURL \}\)/;
  await requireRefusal(`${origin}/page.wasm`, /is no wasm file but "text\/html", most likely the page .*await init\(\{ wasmURL \}\)/);
  await requireRefusal(`${origin}/missing.wasm`, /missing.wasm answers 404: .*await init\(\{ wasmURL \}\)/);
  await requireRefusal(`${origin}/damaged.wasm`, /damaged.wasm does not compile: .*await init\(\{ wasmURL \}\)/);
  await requireRefusal(`${origin}/page-as.wasm`, /page-as.wasm does not compile: /);
  await requireRefusal(new URL("no-such-file.wasm", wasm), remedy);
  await requireRefusal("http://127.0.0.1:1/valkey.wasm", /cannot be loaded, .*CORS.*connect-src/);
});

test("the file of a server that does not know its type is taken, after what was none", async () => {
  await init({ wasmURL: `${origin}/untyped.wasm` });
  const client = await GlideClient.createClient(patient);
  assert.equal(await client.ping(), "PONG");
  client.close();
});
