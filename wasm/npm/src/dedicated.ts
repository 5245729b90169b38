// Transactions that start over until no watched key has changed.

import type { Batch } from "./batch.js";
import type { GlideClient } from "./client.js";
import { ConnectionError, ConfigurationError, RequestError } from "./errors.js";
import type { GlideReturnType } from "./types.js";

/** A dedicated connection. */
export type Held = GlideClient<any> & { release(): void };

/** What an attempt at a transaction returns: a batch, or nothing. */
type Changes = { readonly isAtomic: boolean } | null | undefined;

/** An attempt at a transaction. */
export type Attempt = (connection: Held) => Changes | Promise<Changes>;

/** How long an attempt is waited with at most, in milliseconds. */
const longestPause = 64;

/** What servers say that are no primaries any more, or have not got the slot. */
const elsewhere = ["MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "READONLY"];

/**
 * Calls attempt with a connection that watches keys, which open returns, and executes what it
 * returns: again and again while others change the keys, and for so many milliseconds while
 * nothing could be executed.
 */
export async function transact(
  open: () => Promise<Held>,
  attempt: Attempt,
  patience: number,
  signal: AbortSignal | undefined,
): Promise<GlideReturnType[] | null> {
  let failing: number | undefined; // since when there was nothing but lost connections
  for (let tries = 0; ; tries++) {
    signal?.throwIfAborted();
    const connection = await open();
    try {
      const batch = await attempt(connection);
      if (batch === null || batch === undefined) {
        await connection.unwatch();
        return null;
      }
      if (batch.isAtomic !== true) {
        throw new ConfigurationError("transaction attempt: must return an atomic batch, or null: new Batch(true)");
      }
      signal?.throwIfAborted();
      const results = await connection.exec(batch as Batch, false, { signal });
      if (results !== null) {
        return results;
      }
      failing = undefined;
    } catch (error) {
      const isElsewhere = error instanceof RequestError && elsewhere.includes(error.code);
      failing ??= Date.now();
      if (!(isElsewhere || (error instanceof ConnectionError && error.delivery === "notSent")) || Date.now() - failing > patience) {
        await connection.unwatch().catch(() => {}); // Otherwise giving it back closes it.
        throw error;
      }
    } finally {
      connection.release();
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** tries, longestPause)));
  }
}
