// The load: so many callers, each of which sends a command, waits for its reply and
// sends the next.

import { Histogram } from "./histogram.js";

const sampleEvery = 200; // milliseconds
const value = "x".repeat(64);
const keys = Array.from({ length: 1000 }, (_, i) => `glissade:demo:load:${i}`);

/**
 * Runs a load on a client until its seconds have passed or the signal is aborted.
 * reads is the share of GET from 0 to 1; the rest is SET. onSample is called with
 * figures so far (see figures below) several times a second. Rejects with the first
 * error of a call, after which no caller goes on.
 */
export async function runLoad(client, { callers, reads, seconds, signal, onSample }) {
  await client.mset(keys.map((key) => ({ key, value })));
  const before = client.statistics();
  const began = performance.now();
  const until = began + seconds * 1000;
  const histogram = new Histogram();
  let done = 0;
  let failed;

  async function call() {
    const key = keys[Math.floor(Math.random() * keys.length)];
    const sent = performance.now();
    if (Math.random() < reads) {
      await client.get(key);
    } else {
      await client.set(key, value);
    }
    histogram.record(performance.now() - sent);
    done++;
  }

  async function caller() {
    try {
      while (failed === undefined && !signal.aborted && performance.now() < until) {
        await call();
      }
    } catch (error) {
      failed ??= error;
    }
  }

  let sampledAt = began;
  let sampledDone = 0;

  /** rate is that since the sample before, average that of the whole run, both in commands per second. */
  function figures() {
    const now = performance.now();
    const { commands, frames } = client.statistics();
    const rate = ((done - sampledDone) / (now - sampledAt)) * 1000;
    [sampledAt, sampledDone] = [now, done];
    return {
      elapsed: (now - began) / 1000,
      done,
      rate,
      average: (done / (now - began)) * 1000,
      perFrame: (commands - before.commands) / Math.max(frames - before.frames, 1),
      p50: histogram.percentile(0.5),
      p99: histogram.percentile(0.99),
      rows: histogram.rows(),
    };
  }

  const timer = setInterval(() => onSample(figures()), sampleEvery);
  try {
    await Promise.all(Array.from({ length: callers }, caller));
  } finally {
    clearInterval(timer);
  }
  if (failed !== undefined) {
    throw failed;
  }
  const last = figures();
  await client.del(keys);
  return last;
}
