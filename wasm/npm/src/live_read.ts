// How a value is read by its type: in transactions, which primaries execute whatever the
// client's readFrom says, and which pass by its cache.

import { Batch, CircuitBreakerError, ClusterBatch, ConfigurationError, ConnectionError, GlideClusterClient, RequestError, TimeoutError } from "./index.js";
import type { Decoder } from "./enums.js";
import type { GlideRecord, GlideString } from "./types.js";
import type { LiveClient, LiveValues } from "./types_live.js";

/** Reads a value. */
export type ReadValue = (client: LiveClient, key: GlideString) => unknown;

type Kind = keyof LiveValues;

const commands: Readonly<Record<Kind, (batch: Batch | ClusterBatch, key: GlideString) => unknown>> = {
  string: (batch, key) => batch.get(key),
  hash: (batch, key) => batch.hgetall(key),
  list: (batch, key) => batch.lrange(key, 0, -1),
  set: (batch, key) => batch.smembers(key),
  zset: (batch, key) => batch.zrangeWithScores(key, { start: 0, end: -1 }),
};

/** Returns what reads values of a type, or of that which the key has. */
export function readerOf(as: Kind | undefined, decoder: Decoder | undefined): ReadValue {
  if (as !== undefined && !Object.hasOwn(commands, as)) {
    throw new ConfigurationError(`live options.as: must be one of ${Object.keys(commands).join(", ")}; read other types by options.read`);
  }
  let kind = as;
  return async (client, key) => {
    for (;;) {
      kind ??= await kindOf(client, key);
      if (kind === undefined) {
        return null;
      }
      try {
        return presentOrNull(kind, await ask(client, commands[kind], key, decoder));
      } catch (error) {
        if (as !== undefined || !(error instanceof RequestError) || error.code !== "WRONGTYPE") {
          throw error;
        }
        kind = undefined; // the key is another by now
      }
    }
  };
}

async function kindOf(client: LiveClient, key: GlideString): Promise<Kind | undefined> {
  const type = (await ask(client, (batch) => batch.type(key), key, undefined)) as Kind | "none";
  if (type !== "none" && !Object.hasOwn(commands, type)) {
    throw new ConfigurationError(`live key: has a value of type ${type}; give options.read, which reads it`);
  }
  return type === "none" ? undefined : type;
}

async function ask(
  client: LiveClient,
  add: (batch: Batch | ClusterBatch, key: GlideString) => unknown,
  key: GlideString,
  decoder: Decoder | undefined,
): Promise<unknown> {
  const batch = client instanceof GlideClusterClient ? new ClusterBatch(true) : new Batch(true);
  add(batch, key);
  const results = await client.exec(batch as Batch & ClusterBatch, true, decoder === undefined ? {} : { decoder });
  return results?.[0];
}

/** A value as methods return it, or null of what has no elements: keys without any do not exist. */
function presentOrNull(kind: Kind, value: unknown): unknown {
  const isEmpty = value instanceof Set ? value.size === 0 : Array.isArray(value) && value.length === 0;
  if (isEmpty) {
    return null;
  }
  switch (kind) { // of which batches have other records, as GLIDE's have
    case "hash":
      return (value as GlideRecord<GlideString>).map(({ key, value }) => ({ field: key, value }));
    case "zset":
      return (value as GlideRecord<number>).map(({ key, value }) => ({ element: key, score: value }));
    default:
      return value;
  }
}

const passing: readonly string[] = ["LOADING", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN"];

/** Whether what failed may work if it is tried again. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof ConnectionError ||
    error instanceof TimeoutError ||
    error instanceof CircuitBreakerError ||
    (error instanceof RequestError && passing.includes(error.code))
  );
}
