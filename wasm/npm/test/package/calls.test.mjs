// Every method with every option gets from JavaScript to Go and is understood there.
// Nothing is sent: the last command of each batch cannot be.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Batch, ConfigurationError } from "../../dist/index.js";
import { connect } from "./connect.mjs";

const { batchCalls } = await import(process.env.GLISSADE_INTERNALS);

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

for (const [name, call] of Object.entries(batchCalls)) {
  test(name, async () => {
    const collected = [];
    call({ [name]: (...args) => collected.push(args) });
    assert.ok(collected.length > 0);
    for (const args of collected) {
      const batch = new Batch(false)[name](...args).customCommand(["MULTI"]);
      await assert.rejects(client.exec(batch, false), (error) => {
        assert.ok(error instanceof ConfigurationError, String(error));
        // Options that exclude each other are refused by the command, not by the method.
        assert.ok(name === "customCommand" || !error.message.startsWith(`${name} `), error.message);
        return true;
      });
    }
  });
}
