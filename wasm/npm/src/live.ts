// Values that are followed. It is a module of its own, for pages that use it.

import { ConfigurationError } from "./index.js";
import { type ReadValue, readerOf } from "./live_read.js";
import { LiveSource } from "./live_source.js";
import type { GlideString } from "./types.js";
export type * from "./types_live.js";
import type { Live, LiveClient, LiveItem, LiveOptions, LiveReadOptions } from "./types_live.js";

type Options = LiveOptions & Partial<Pick<LiveReadOptions<LiveClient, unknown>, "read">>;

/** What is followed by which client, by what tells one from the others. */
const sources = new WeakMap<LiveClient, Map<string, LiveSource>>();

/** Numbers of the functions by which programs read. */
const numbers = new WeakMap<ReadValue, number>();
let functions = 0;

export const live = ((client: LiveClient, key: GlideString, options: Options = {}) => {
  check(client, key, options);
  return new LiveValue(sourceOf(client, key, options), options.signal);
}) as Live;

function check(client: unknown, key: unknown, options: unknown): asserts options is Options {
  if (typeof (client as LiveClient | null | undefined)?.keyEvents !== "function") {
    throw new ConfigurationError("live client: must be a GlideClient or a GlideClusterClient");
  }
  if (typeof key !== "string" && !(key instanceof Uint8Array)) {
    throw new ConfigurationError("live key: must be a string or a Uint8Array");
  }
  if (typeof options !== "object" || options === null) {
    throw new ConfigurationError("live options: must be an object");
  }
  const { as, decoder, read, signal, ...others } = options as Options;
  for (const name of Object.keys(others)) {
    throw new ConfigurationError(`live options.${name}: is unknown; use as, decoder, read or signal`);
  }
  if (read !== undefined && typeof read !== "function") {
    throw new ConfigurationError("live options.read: must be a function of the client and the key");
  }
  if (read !== undefined && (as ?? decoder) !== undefined) {
    throw new ConfigurationError("live options.read: is set beside as or decoder, which are for values that it does not read; leave them out");
  }
  if (decoder !== undefined && decoder !== "string" && decoder !== "bytes") {
    throw new ConfigurationError('live options.decoder: must be "string" or "bytes"');
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new ConfigurationError("live options.signal: must be an AbortSignal");
  }
}

function sourceOf(client: LiveClient, key: GlideString, { as, decoder, read }: Options): LiveSource {
  const ofClient = sources.get(client) ?? new Map<string, LiveSource>();
  sources.set(client, ofClient);
  if (read !== undefined && !numbers.has(read)) {
    numbers.set(read, ++functions);
  }
  const name = JSON.stringify([as, decoder, read && numbers.get(read), typeof key === "string" ? key : Array.from(key)]);
  const known = ofClient.get(name);
  if (known !== undefined) {
    return known;
  }
  const own = typeof key === "string" ? key : key.slice(); // whoever has the bytes may change them
  const source = new LiveSource(client, own, read ?? readerOf(as, decoder), () => ofClient.delete(name));
  ofClient.set(name, source);
  return source;
}

/** Iterates over a value. */
class LiveValue implements AsyncIterableIterator<LiveItem<unknown>> {
  private over = false;
  private version = 0;
  private gaps = 0;
  private last: unknown = null;
  private turn: Promise<unknown> = Promise.resolve();
  private wake = () => {};

  constructor(
    private readonly source: LiveSource,
    private readonly signal: AbortSignal | undefined,
  ) {
    if (signal?.aborted) {
      this.over = true;
      source.leave(this.changed);
      return;
    }
    signal?.addEventListener("abort", this.abort, { once: true });
    source.join(this.changed);
  }

  next(): Promise<IteratorResult<LiveItem<unknown>, undefined>> {
    const result = this.turn.then(() => this.take());
    this.turn = result.catch(() => {});
    return result;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    if (!this.over) {
      this.over = true;
      this.signal?.removeEventListener("abort", this.abort);
      this.source.leave(this.changed);
      this.wake();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  private async take(): Promise<IteratorResult<LiveItem<unknown>, undefined>> {
    const { source } = this;
    while (!this.over) {
      if (this.version > 0 && this.gaps < source.gaps) {
        this.gaps = source.gaps;
        return { done: false, value: { value: this.last, gap: true } };
      }
      if (this.version < source.version) {
        this.version = source.version;
        this.gaps = Math.max(this.gaps, source.gapsBefore);
        this.last = source.value;
        return { done: false, value: { value: this.last, gap: false } };
      }
      if (source.failure !== undefined) {
        await this.return();
        throw source.failure.error;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return { done: true, value: undefined };
  }

  private readonly changed = () => this.wake();
  private readonly abort = () => void this.return();
}
