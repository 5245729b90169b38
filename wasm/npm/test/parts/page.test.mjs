// When a page connects.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

const { Page } = await import(process.env.GLISSADE_INTERNALS);

// A page's global scope, of which a test says what happens.
function scopeOf() {
  const target = new EventTarget();
  return {
    document: { visibilityState: "visible" },
    navigator: { onLine: true },
    addEventListener: (...args) => target.addEventListener(...args),
    online(onLine) {
      this.navigator.onLine = onLine;
      target.dispatchEvent(new Event(onLine ? "online" : "offline"));
    },
    visible(isVisible) {
      this.document.visibilityState = isVisible ? "visible" : "hidden";
      target.dispatchEvent(new Event("visibilitychange"));
    },
    freeze: () => target.dispatchEvent(new Event("freeze")),
  };
}

test("a page that is offline reaches its own machine alone", async () => {
  const scope = scopeOf();
  const page = new Page(scope);
  let resumed = 0;
  page.onresume = () => resumed++;
  assert.equal(page.reason("bridge.example"), "");
  scope.online(false);
  assert.equal(page.reason("bridge.example"), "the page is offline");
  for (const own of ["localhost", "127.0.0.1", "[::1]"]) {
    assert.equal(page.reason(own), "");
  }
  const changed = page.changed();
  assert.equal(resumed, 0);
  scope.online(true);
  await changed;
  assert.equal(resumed, 1);
  assert.equal(page.reason("bridge.example"), "");
});

test("a page that is hidden connects for a while, and again when it is seen", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const scope = scopeOf();
  const page = new Page(scope, 1_000);
  scope.visible(false);
  mock.timers.tick(999);
  assert.equal(page.reason("b"), "");
  mock.timers.tick(1);
  assert.equal(page.reason("b"), "the page has been hidden for long");
  const changed = page.changed();
  scope.online(true); // which it was
  assert.equal(page.reason("b"), "the page has been hidden for long");
  scope.visible(true);
  await changed;
  assert.equal(page.reason("b"), "");

  scope.visible(false);
  scope.visible(true);
  mock.timers.tick(5_000);
  assert.equal(page.reason("b"), "", "it was hidden for a moment");
});

test("a page that is frozen connects no more until it is seen", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const scope = scopeOf();
  const page = new Page(scope, 1_000);
  scope.visible(false);
  scope.freeze();
  assert.equal(page.reason("b"), "the page has been hidden for long");
  scope.visible(true);
  assert.equal(page.reason("b"), "");
  mock.timers.reset();
});
