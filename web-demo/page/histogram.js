// Counts times by their magnitude, so that percentiles of millions of calls cost no
// memory. A doubling has 32 buckets of one width: a percentile is within 1.6 percent.

const steps = 32; // buckets of a doubling
const lowest = -10; // the exponent of the first doubling: from 1/1024 ms
const doublings = 24; // up to 16 seconds
const smallest = 2 ** lowest;
const mostRows = 14;

export class Histogram {
  #buckets = new Uint32Array(doublings * steps);
  #count = 0;

  /** Counts a time in milliseconds. */
  record(ms) {
    this.#buckets[indexOf(ms)]++;
    this.#count++;
  }

  /** The time in milliseconds that a share of the calls, from 0 to 1, did not exceed; undefined without calls. */
  percentile(share) {
    let left = Math.ceil(this.#count * share);
    if (left === 0) {
      return undefined;
    }
    const bucket = this.#buckets.findIndex((n) => (left -= n) <= 0);
    return (edgeOf(bucket) + edgeOf(bucket + 1)) / 2;
  }

  /**
   * The calls in as few rows as can be read, without those at the ends that have none: each
   * { from, to, count, share }, with times in milliseconds and the share of all calls from 0 to 1.
   */
  rows() {
    const first = this.#buckets.findIndex((n) => n > 0);
    const last = this.#buckets.findLastIndex((n) => n > 0);
    if (first < 0) {
      return [];
    }
    // Halves of doublings have edges such as 1, 1.5, 2, 3 and 4.
    let width = steps / 2;
    while (Math.floor(last / width) - Math.floor(first / width) >= mostRows) {
      width *= 2;
    }
    const rows = [];
    for (let at = first - (first % width); at <= last; at += width) {
      const count = this.#buckets.subarray(at, at + width).reduce((sum, n) => sum + n, 0);
      rows.push({ from: edgeOf(at), to: edgeOf(at + width), count, share: count / this.#count });
    }
    return rows;
  }
}

function indexOf(ms) {
  const time = Math.max(ms, smallest);
  const exponent = Math.floor(Math.log2(time));
  const within = Math.floor((time / 2 ** exponent - 1) * steps);
  return Math.min((exponent - lowest) * steps + within, doublings * steps - 1);
}

/** Where a bucket begins, in milliseconds. */
function edgeOf(index) {
  return 2 ** (Math.floor(index / steps) + lowest) * (1 + (index % steps) / steps);
}
