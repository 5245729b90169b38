// Counts times by their magnitude, so that percentiles of millions of calls cost no
// memory. A bucket is 1/32 of a doubling wide: a percentile is within 1.1 percent.

const steps = 32;
const smallest = 0.001; // milliseconds

export class Histogram {
  #buckets = new Uint32Array(24 * steps); // up to 16 seconds
  #count = 0;

  /** Counts a time in milliseconds. */
  record(ms) {
    const bucket = Math.floor(Math.log2(Math.max(ms, smallest) / smallest) * steps);
    this.#buckets[Math.min(bucket, this.#buckets.length - 1)]++;
    this.#count++;
  }

  /** The time in milliseconds that a share of the calls, from 0 to 1, did not exceed; undefined without calls. */
  percentile(share) {
    let left = Math.ceil(this.#count * share);
    if (left === 0) {
      return undefined;
    }
    const bucket = this.#buckets.findIndex((n) => (left -= n) <= 0);
    return smallest * 2 ** ((bucket + 0.5) / steps);
  }
}
