// The types that the commands of the server's modules have in common. This file holds types
// alone, so that it is a module and a declaration file alike.

import type { Decoder } from "./enums.js";
import type { Batch, ClusterBatch, GlideClient, GlideClusterClient } from "./index.js";
import type { CallOptions } from "./types.js";
import type { RouteOption } from "./types_cluster.js";

/** A client of either kind. */
export type ModuleClient<T extends Decoder = any> = GlideClient<T> | GlideClusterClient<T>;

/** The options that every command of a module takes. Clients of a cluster alone take a route. */
export type ModuleCallOptions<D extends Decoder = Decoder> = CallOptions<D> & RouteOption;

/** Options of a method as batches have them: those of calls are said to exec. */
type WithoutCallOptions<O> = O extends { signal?: AbortSignal } ? Omit<O, keyof ModuleCallOptions> & { [N in keyof ModuleCallOptions]?: never } : O;

type ArgumentsInBatch<A extends unknown[]> = { [I in keyof A]: WithoutCallOptions<A[I]> };

/**
 * The same methods for batches: each adds its command to a batch and returns the batch. What exec
 * returns in the command's place is what the method of a client resolves to.
 */
export type InBatches<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (client: never, ...args: infer A) => unknown
    ? <B extends Batch | ClusterBatch>(batch: B, ...args: ArgumentsInBatch<A>) => B
    : never;
};
