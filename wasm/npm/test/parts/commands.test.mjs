// The words of commands that no test can send to a server that others use.

import assert from "node:assert/strict";
import { test } from "node:test";

const { shutdownServer } = await import(process.env.GLISSADE_INTERNALS);

test("a server is ended as the options say", () => {
  for (const [options, words] of [
    [undefined, ["SHUTDOWN"]],
    [{}, ["SHUTDOWN"]],
    [{ save: false }, ["SHUTDOWN", "NOSAVE"]],
    [{ save: true, now: true, force: true, safe: true, failover: true, timeout: 5 }, ["SHUTDOWN", "SAVE", "NOW", "FORCE", "SAFE", "FAILOVER"]],
    [{ now: false, failover: true }, ["SHUTDOWN", "FAILOVER"]],
  ]) {
    assert.deepEqual(shutdownServer(options).words, words);
  }
  assert.throws(() => shutdownServer({ abort: true }), /shutdownServer options: has no abort/);
});
