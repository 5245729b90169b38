// Custom commands about the client's own subscription, under the names that GLIDE has for
// them. They are not sent: what subscribes is no request with one reply.

import { operationGetSubscriptions, operationSubscribe, operationUnsubscribe } from "./boundary_gen.js";
import type { Word } from "./command.js";
import { ConfigurationError } from "./errors.js";
import { decode } from "./text.js";

/** What a client asks of its program in place of sending a command. */
export type OwnRequest = readonly [operation: number, ...args: unknown[]];

const blocking = "_BLOCKING";
const names = new Map<string, readonly [operation: number, mode: number]>();
for (const [mode, prefix] of ["", "P", "S"].entries()) {
  names.set(`${prefix}SUBSCRIBE`, [operationSubscribe, mode]);
  names.set(`${prefix}UNSUBSCRIBE`, [operationUnsubscribe, mode]);
}

/**
 * What the words of a custom command ask of the client's own subscription, or undefined
 * where they do not: to change it without waiting, or with _BLOCKING behind the name and a
 * number of milliseconds as the last word; or to tell what it is.
 */
export function ownRequestOf(name: string, words: readonly Word[]): OwnRequest | undefined {
  if (name === "GET_SUBSCRIPTIONS") {
    return [operationGetSubscriptions];
  }
  const waits = name.endsWith(blocking);
  const found = names.get(waits ? name.slice(0, -blocking.length) : name);
  if (found === undefined) {
    return undefined;
  }
  const [operation, mode] = found;
  const args = words.slice(1);
  const end = waits ? [true, milliseconds(args.pop(), name)] : [false];
  return [operation, mode, args.length === 0 && operation === operationUnsubscribe ? null : args, ...end];
}

function milliseconds(word: Word | undefined, name: string): number {
  const text = word instanceof Uint8Array ? decode(word, 0, word.length) : word;
  if (text === undefined || !/^\d+$/.test(text)) {
    throw new ConfigurationError(`customCommand args: ${name} must end with a number of milliseconds, 0 to wait for ever`);
  }
  return Number(text);
}
