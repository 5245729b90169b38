// Timeouts, on a server of their own: it is paused, which would hold up the tests that
// run beside these.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { TimeoutError } from "../../dist/index.js";
import { connect, pausable, unique } from "./connect.mjs";

// How long a call may take that is to run out of time: enough to be sent, on a busy
// machine too.
const hurry = 1_000;

let control;
before(async () => {
  control = await connect({ addresses: pausable });
});
after(() => control.close());

// Has writes of other clients wait while what runs.
async function whilePaused(what) {
  assert.equal(await control.customCommand(["CLIENT", "PAUSE", "600000", "WRITE"]), "OK");
  try {
    return await what();
  } finally {
    assert.equal(await control.customCommand(["CLIENT", "UNPAUSE"]), "OK");
  }
}

test("a call that gets no reply in time may have been executed", async () => {
  const hurried = await connect({ addresses: pausable, requestTimeout: hurry });
  const key = unique();
  await whilePaused(() =>
    assert.rejects(hurried.incr(key), (error) => {
      assert.ok(error instanceof TimeoutError, String(error));
      assert.equal(error.delivery, "maybeExecuted");
      return true;
    }),
  );
  assert.equal(await control.incr(key), 2);
  hurried.close();
});

test("a call's own timeout counts", async () => {
  const key = unique();
  const patient = await connect({ addresses: pausable });
  await whilePaused(() =>
    assert.rejects(patient.set(key, "1", { timeout: hurry }), (error) => {
      assert.ok(error instanceof TimeoutError, String(error));
      assert.match(error.message, /1s/);
      return true;
    }),
  );
  const hurried = await connect({ addresses: pausable, requestTimeout: hurry });
  const set = await whilePaused(async () => {
    const set = hurried.set(key, "2", { timeout: 60_000 });
    // Sent at the same time, and given up by the client's timeout.
    await assert.rejects(hurried.set(key, "3"), TimeoutError);
    return { set };
  });
  assert.equal(await set.set, "OK");
  patient.close();
  hurried.close();
});
