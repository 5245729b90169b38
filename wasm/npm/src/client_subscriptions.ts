// What a client has of subscriptions: its own, and those that it has made.

import { ClosingError, ConfigurationError } from "./errors.js";
import { guarded, report } from "./events.js";
import { type Entry, Events, MessageQueue } from "./message_queue.js";
import type { PendingRequest } from "./runtime.js";
import { listOf } from "./subscribing.js";
import type { MissedMessages, PubSubEvent, PubSubMsg, PubSubSubscriptions } from "./types_pubsub.js";

/** What is called with the messages of the client's own subscription. */
export interface PubSubCallback {
  callback(message: PubSubMsg, context: unknown): unknown;
  readonly context: unknown;
}

/** What the program does for the subscriptions of a client. */
export interface SubscriptionProgram {
  /** Asks for what a subscription has; the client's own is 0. */
  receive(subscription: number, waits: boolean, request: PendingRequest): void;
  /** Has what was asked for answered at once, where it is there. */
  flush(): void;
  missed(event: MissedMessages): void;
}

/** The settings as the program takes them, and the callback, which stays here. */
export function subscriptionSettings(configured: PubSubSubscriptions<number> | undefined): [settings: unknown, callback: PubSubCallback | undefined] {
  if (configured === undefined || configured === null) {
    return [undefined, undefined];
  }
  if (typeof configured !== "object") {
    throw new ConfigurationError("createClient configuration.pubsubSubscriptions: must be an object");
  }
  const { callback, context, channelsAndPatterns = {}, ...settings } = configured;
  const place = "createClient configuration.pubsubSubscriptions.";
  if (callback !== undefined && callback !== null && typeof callback !== "function") {
    throw new ConfigurationError(`${place}callback: must be a function`);
  }
  if (!callback && context !== undefined && context !== null) {
    throw new ConfigurationError(`${place}context: is set without a callback that it would be handed to; set that, or leave it out`);
  }
  const names: Record<string, unknown> = {};
  for (const [mode, list] of Object.entries(channelsAndPatterns)) {
    names[mode] = listOf(list, `${place}channelsAndPatterns[${mode}]`);
  }
  return [{ ...settings, channelsAndPatterns: names }, callback ? { callback, context } : undefined];
}

/** The subscriptions of a client. */
export class ClientSubscriptions {
  private readonly queues = new Set<MessageQueue>();
  private readonly own: MessageQueue;

  constructor(
    private readonly program: SubscriptionProgram,
    private readonly callback: PubSubCallback | undefined,
    asBytes: boolean,
  ) {
    this.own = this.open(0);
    if (callback !== undefined) {
      void this.callAll(callback, asBytes);
    }
  }

  /** Returns the queue of the subscription that the program knows by id. */
  open(id: number): MessageQueue {
    const queue = new MessageQueue((waits, request) => this.program.receive(id, waits, request), this.program.missed);
    this.queues.add(queue);
    return queue;
  }

  /** Ends the queue of a subscription that is closed. */
  close(queue: MessageQueue): void {
    this.queues.delete(queue);
    queue.close();
  }

  /** Ends them all since the client is closed. */
  closeAll(): void {
    for (const queue of this.queues) {
      queue.close(new ClosingError());
    }
    this.queues.clear();
  }

  /** Resolves to the next message of the client's own subscription. */
  async next(asBytes: boolean, signal: AbortSignal | undefined): Promise<PubSubMsg> {
    const queue = this.queue();
    signal?.throwIfAborted();
    const owner = {};
    const abort = () => queue.cancel(owner, signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      const event = await queue.next(owner, asBytes, false);
      if (event === undefined) {
        throw new ClosingError();
      }
      return messageOf(event);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Returns its next message if there is one. */
  tryNext(asBytes: boolean): PubSubMsg | null {
    const event = this.queue().tryNext(asBytes, this.program.flush);
    return event === undefined ? null : messageOf(event);
  }

  /** Iterates over what it has. */
  events(asBytes: boolean, signal: AbortSignal | undefined): Events<PubSubEvent> {
    return new Events<PubSubEvent>(this.queue(), asBytes, signal, () => {});
  }

  private queue(): MessageQueue {
    if (this.callback !== undefined) {
      throw new ConfigurationError("pubsubSubscriptions.callback gets all messages, so that there are none to wait for; leave it out, or use subscription");
    }
    return this.own;
  }

  private async callAll({ callback, context }: PubSubCallback, asBytes: boolean): Promise<void> {
    try {
      for (let event; (event = await this.own.next(this, asBytes, false)) !== undefined; ) {
        const message = messageOf(event);
        guarded(() => callback(message, context));
      }
    } catch (error) {
      if (!(error instanceof ClosingError)) {
        report(error);
      }
    }
  }
}

/** A message as GLIDE has it. */
function messageOf(event: Entry): PubSubMsg {
  const { message, channel, pattern } = event as PubSubEvent & { type: "message" };
  return { message, channel, pattern };
}
