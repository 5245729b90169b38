import { operationCloseSubscription } from "./boundary_gen.js";
import { Events, type MessageQueue } from "./message_queue.js";
import { type Change, addSubscribing, channelModes } from "./subscribing.js";
import type { PubSubEvent, ShardedSubscribeMethods, SubscribeMethods } from "./types_pubsub.js";

// Interfaces and classes of one name merge: the methods come from the table.
export interface Subscription extends SubscribeMethods {}

/** What a subscription needs of its client. */
export interface SubscriptionSource {
  readonly queue: MessageQueue;
  readonly asBytes: boolean;
  readonly signal: AbortSignal | undefined;
  readonly change: Change;
  /** Called when it is closed. */
  closed(): void;
}

/** Channels and patterns with a queue of their own. A client's method subscription makes them. */
export class Subscription implements AsyncIterable<PubSubEvent> {
  readonly #source: SubscriptionSource;
  #closing: Promise<void> | undefined;

  constructor(source: SubscriptionSource) {
    this.#source = source;
    source.signal?.addEventListener("abort", this.#abort, { once: true });
    if (source.signal?.aborted) {
      this.#abort();
    }
  }

  /** Iterates over the messages, and what is told in place of some, from now on. The end of the iteration closes the subscription. */
  [Symbol.asyncIterator](): AsyncIterableIterator<PubSubEvent> {
    const { queue, asBytes } = this.#source;
    return new Events<PubSubEvent>(queue, asBytes, undefined, () => this.close());
  }

  /** Ends the subscription, and the iterators over it. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Closes the subscription at the end of an "await using" block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #abort = () => void this.close();

  async #close(): Promise<void> {
    const { signal, change, closed } = this.#source;
    signal?.removeEventListener("abort", this.#abort);
    closed();
    try {
      await change(operationCloseSubscription, [], undefined);
    } catch {
      // The client is closed, and the subscription with it.
    }
  }

  /** Has its subscription changed; only the methods from the table call it. */
  protected change(...call: Parameters<Change>): Promise<void> {
    return this.#source.change(...call);
  }

  static {
    addSubscribing(Subscription.prototype, [channelModes.Exact, channelModes.Pattern], (subscription, ...call) => subscription.change(...call));
  }
}

// Interfaces and classes of one name merge: the methods come from the table.
export interface ClusterSubscription extends ShardedSubscribeMethods {}

/** A subscription of a cluster's client, which has sharded channels too. */
export class ClusterSubscription extends Subscription {
  static {
    addSubscribing(ClusterSubscription.prototype, [channelModes.Sharded], (subscription, ...call) => subscription.change(...call));
  }
}
