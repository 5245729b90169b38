// A load that goes on whatever becomes of the nodes: callers of each shard, who read and
// write keys of its slots, and what they notice.

import { slotOf } from "./slot.js";

const callersPerShard = 4;
const pause = 4; // milliseconds between the calls of one caller: enough to see a gap by
const timeout = 30_000; // milliseconds within which the client tries again by itself
const value = "x".repeat(64);

/** A load on a client, from start until stop. */
export class SteadyLoad {
  /** Of each shard: how many replies there were, and the longest time without one in milliseconds. */
  shards;
  /** How many calls were answered, and how many have failed. */
  done = 0;
  failed = 0;
  /** The last error of a call, or undefined. */
  error;

  #client;
  #stopped = new AbortController();

  /** ranges are the slots of each shard; of a single server there is one, of all slots. */
  constructor(client, ranges) {
    this.#client = client;
    const now = performance.now();
    this.shards = ranges.map((slots) => ({ keys: keysOf(slots), replies: 0, last: now, gap: 0 }));
    for (const shard of this.shards) {
      for (let i = 0; i < callersPerShard; i++) {
        void this.#call(shard, i);
      }
    }
  }

  get client() {
    return this.#client;
  }

  /** Forgets the gaps so far. */
  resetGaps() {
    this.shards.forEach((shard) => (shard.gap = 0));
  }

  /** How long a shard has not answered, in milliseconds: now or at worst. */
  gapOf(shard) {
    return Math.max(shard.gap, performance.now() - shard.last);
  }

  /** Ends the load, and removes its keys where that is possible. */
  stop() {
    if (!this.#stopped.signal.aborted) {
      this.#stopped.abort();
      this.#client.unlink(this.shards.flatMap(({ keys }) => keys)).catch(() => {});
    }
  }

  async #call(shard, caller) {
    const { signal } = this.#stopped;
    // What is written twice is the same, so it may be sent again.
    const options = { timeout, idempotent: true };
    for (let i = caller; !signal.aborted; i++) {
      const key = shard.keys[i % shard.keys.length];
      try {
        await (i % 5 === 0 ? this.#client.set(key, value, options) : this.#client.get(key, options));
        this.done++;
        const now = performance.now();
        shard.gap = Math.max(shard.gap, now - shard.last);
        shard.last = now;
        shard.replies++;
      } catch (error) {
        if (signal.aborted || error.name === "ClosingError") {
          return;
        }
        this.failed++;
        this.error = error;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Some keys of the slots. */
function keysOf(slots) {
  const keys = [];
  for (let i = 0; keys.length < 16; i++) {
    const key = `glissade:demo:steady:${i}`;
    const slot = slotOf(key);
    if (slots.some(([from, to]) => from <= slot && slot <= to)) {
      keys.push(key);
    }
  }
  return keys;
}
