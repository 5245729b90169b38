// What no method of a cluster's client takes is refused by name and before anything is sent.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { callOptions, changesOf, cluster, parametersOf, requireRefusal } from "../changes.mjs";
import { connect } from "./connect.mjs";

let client;
before(async () => {
  client = await connect();
});
after(() => client.close());

for (const [method, args] of Object.entries(cluster)) {
  test(method, async () => {
    const sent = client.statistics().commands;
    const refused = (call, what, value) => assert.rejects(call, (error) => requireRefusal(error, method, what, value) ?? true, what);
    for (const { where, value, args: changed } of changesOf(method, args, "ClusterMethods")) {
      if (where.endsWith(".route") || (where === "options" && method !== "scan" && (typeof value === "string" || Array.isArray(value)))) {
        continue; // Go reads routes; and an option alone is taken as clients of one server take it
      }
      await refused(() => client[method](...changed), `${method} with ${where} ${String(value)}`, value);
    }
    const hasOptions = parametersOf(method, "ClusterMethods")[args.length - 1]?.name === "options";
    const before = hasOptions ? args.slice(0, -1) : args;
    await assert.rejects(client[method](...before, { misspelt: 1 }), (error) => {
      assert.ok(error.message.startsWith(`${method} options: has no misspelt; it has `), error.message);
      assert.deepEqual(callOptions.filter((name) => !error.message.includes(name)), []);
      return error.name === "ConfigurationError";
    });
    await assert.rejects(client[method](...before, {}, 1), new RegExp(`${method}: takes ${before.length + 1} arguments? at most`));
    for (const name of callOptions) {
      await refused(() => client[method](...before, { [name]: null }), `${method} with ${name} null`, null);
    }
    assert.equal(client.statistics().commands, sent);
  });
}
