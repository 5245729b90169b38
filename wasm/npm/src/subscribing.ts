// The methods by which clients and subscriptions subscribe.

import { operationSubscribe, operationUnsubscribe } from "./boundary_gen.js";
import { ConfigurationError } from "./errors.js";
import type { CallOptions } from "./types.js";

/** How channels are named, by the numbers that GLIDE gives them. */
export const channelModes = { Exact: 0, Pattern: 1, Sharded: 2 } as const;

/** Changes what is subscribed: an operation with mode, names, whether to wait, and how long. */
export type Change = (operation: number, args: readonly unknown[], options: CallOptions | undefined) => Promise<void>;

const prefixes = ["", "p", "s"] as const;

/** What GLIDE's methods resolve to, although they declare that it is nothing. */
const none = null as unknown as void;

/** Gives a prototype the methods for modes, which make the change. */
export function addSubscribing<T extends object>(prototype: T, modes: readonly number[], change: (self: T, ...call: Parameters<Change>) => Promise<void>): void {
  const add = (name: string, value: (this: T, ...args: never[]) => Promise<void>) =>
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  for (const mode of modes) {
    for (const [verb, operation] of [["subscribe", operationSubscribe], ["unsubscribe", operationUnsubscribe]] as const) {
      const name = prefixes[mode] + verb;
      const listed = (names: unknown) => (verb === "unsubscribe" && (names === undefined || names === null) ? null : listOf(names, `${name} channels`));
      add(name, async function (this: T, names: unknown, timeoutMs?: number, options?: CallOptions) {
        await change(this, operation, [mode, listed(names), true, timeoutMs], options);
        return none;
      });
      add(name + "Lazy", async function (this: T, names: unknown, options?: CallOptions) {
        await change(this, operation, [mode, listed(names), false], options);
        return none;
      });
    }
  }
}

/** The elements of an iterable of names. A string is one too, but of other things. */
export function listOf(names: unknown, what: string): unknown[] {
  if (typeof names !== "object" || names === null || names instanceof Uint8Array || !(Symbol.iterator in names)) {
    throw new ConfigurationError(`${what}: must be an array, a Set or another iterable of names`);
  }
  return [...(names as Iterable<unknown>)];
}
