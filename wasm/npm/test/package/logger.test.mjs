// GLIDE's Logger. What it is set to holds for the whole process, so that this file has its own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { BaseClient, ConfigurationError, Logger } from "../../dist/index.js";
import { connect, connected, eventually } from "./connect.mjs";

const methods = ["error", "warn", "info", "debug"];
const originals = Object.fromEntries(methods.map((method) => [method, console[method]]));
let logged = [];
before(() => {
  for (const method of methods) {
    console[method] = (text) => logged.push(`${method}: ${text}`);
  }
});
after(() => Object.assign(console, originals));

function take() {
  const taken = logged;
  logged = [];
  return taken;
}

function logAll() {
  for (const level of ["error", "warn", "info", "debug", "trace", "off"]) {
    Logger.log(level, "tests", level);
  }
  return take().join(" ");
}

test("nothing is logged of clients before a program asks for it", async (t) => {
  const client = await connected(t);
  assert.ok(client instanceof BaseClient);
  assert.deepEqual(take(), []);
  assert.equal(logAll(), "error: tests - error warn: tests - warn");
});

test("a level lets through what is as grave", () => {
  Logger.init("info");
  Logger.init("off"); // It is set already.
  assert.equal(logAll(), "error: tests - error warn: tests - warn info: tests - info");
  Logger.setLoggerConfig("trace");
  assert.match(logAll(), /info: tests - info debug: tests - debug debug: tests - trace$/);
  Logger.setLoggerConfig("off");
  assert.equal(logAll(), "");
  Logger.setLoggerConfig("error");
  Logger.log("error", "tests", "failed", new Error("why"));
  assert.match(take()[0], /^error: tests - failed: Error: why\n +at /);
});

test("connections are logged", async () => {
  Logger.setLoggerConfig("info");
  const client = await connect();
  const killer = await connect();
  await eventually(() => logged.length === 2);
  assert.match(take()[0], /^info: connection to .+:\d+ - connected$/);
  await killer.customCommand(["CLIENT", "KILL", "ID", String(await client.clientId())]);
  await eventually(() => logged.length >= 2);
  assert.match(take()[0], /^warn: connection to .+:\d+ - disconnected: /);
  Logger.setLoggerConfig("off");
  client.close();
  killer.close();
});

test("bad input is refused by name", () => {
  for (const [call, message] of [
    [() => Logger.init("info", "log.txt"), /Logger.init fileName: is a string, but a page has no files/],
    [() => Logger.setLoggerConfig("loud"), /Logger.setLoggerConfig level: must be "error" or/],
    [() => Logger.log("INFO", "tests", "text"), /Logger.log logLevel: must be "error" or "warn"/],
  ]) {
    assert.throws(call, (error) => error instanceof ConfigurationError && message.test(error.message), String(message));
  }
});
