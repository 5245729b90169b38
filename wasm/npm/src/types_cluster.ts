// The types that clients of a cluster have beside the others. This file holds types and
// declarations alone, as types.ts does.

import type { AdvancedConfiguration, BaseClientConfiguration, BatchOptions, NodeAddress } from "./types.js";

/**
 * A route to one node of a cluster.
 *
 * - "randomNode" is any node, one of the primaries if the command may write.
 * - The routes with a key or an id lead to a node of the shard that owns the slot: that
 *   of the key, which need not exist, or the one of that number, from 0 to 16383.
 * - "routeByAddress" leads to the node that the cluster announces at the address.
 *   Without a port the host holds it, as in "node.example:6379".
 */
export type SingleNodeRoute = "randomNode" | SlotKeyTypes | SlotIdTypes | RouteByAddress;

/** A route to the shard that owns the slot of a key. */
export interface SlotKeyTypes {
  type: "primarySlotKey" | "replicaSlotKey";
  key: string;
}

/** A route to the shard that owns a slot. */
export interface SlotIdTypes {
  type: "primarySlotId" | "replicaSlotId";
  id: number;
}

/** A route to the node that the cluster announces at an address. */
export interface RouteByAddress {
  type: "routeByAddress";
  host: string;
  port?: number;
}

/** A route to several nodes of a cluster. "allNodes" includes the replicas. */
export type SeveralNodesRoute = "allNodes" | "allPrimaries";

/** Which nodes of a cluster execute a command. */
export type Route = SingleNodeRoute | SeveralNodesRoute;

/** A route, under the name that GLIDE has for it. */
export type Routes = Route;

/** Which nodes of a cluster execute a command. */
export interface RouteOption {
  /** Default: by the command's keys, or as is usual for a command without keys. */
  route?: Route;
}

/**
 * What several nodes replied: one reply where a command has one of all, as dbsize has
 * the sum; else what each has replied, by its address. The promise rejects if one of them
 * refuses the command or cannot be reached; the others may have executed it all the same.
 */
export type ClusterResponse<T> = T | Record<string, T>;

/** Which commands of a pipeline are sent again when they fail. They are then executed after those that follow them. */
export interface ClusterBatchRetryStrategy {
  /** Those that a server refused because it is not ready: TRYAGAIN, CLUSTERDOWN, LOADING, MASTERDOWN. Default: false. */
  retryServerError?: boolean;
  /** Those whose connection was lost, although they may have been executed: INCR may count twice. Default: false. */
  retryConnectionError?: boolean;
}

/** The options of the execution of a batch in a cluster. */
export interface ClusterBatchOptions extends BatchOptions {
  /** Has one node execute the whole batch. Default: by the keys. */
  route?: SingleNodeRoute;
  /** Which commands of a pipeline are sent again when they fail. A transaction has none. */
  retryStrategy?: ClusterBatchRetryStrategy;
}

/** How often a client looks whether its cluster has changed, in seconds as GLIDE has it. */
export interface PeriodicChecksManualInterval {
  duration_in_sec: number;
}

/** Whether and how often a client looks whether its cluster has changed when nothing else has told. "enabledDefaultConfigs" is every minute. */
export type PeriodicChecks = "enabledDefaultConfigs" | "disabled" | PeriodicChecksManualInterval;

/** What few programs need to change of a client of a cluster. */
export interface AdvancedClusterConfiguration extends AdvancedConfiguration {
  /** Asks the nodes in addresses, and no others, who serves which slots, for as long as one of them can be reached. Default: false. */
  refreshTopologyFromInitialNodes?: boolean;
}

/** How a client of a cluster connects and behaves. */
export interface GlideClusterClientConfiguration extends BaseClientConfiguration {
  /**
   * Nodes of the cluster to begin with, of which one that can be reached is enough.
   * Default: what the bridge chooses of its target, or localhost:6379 as seen from it.
   */
  addresses?: readonly NodeAddress[];
  /**
   * Connects to all nodes at once, and to new ones when they appear, so that no call has to do it in its own time.
   * Default: true, unless lazyConnect is. With false each is connected to when it is first needed.
   */
  connectAll?: boolean;
  /** Default: "enabledDefaultConfigs". */
  periodicChecks?: PeriodicChecks;
  /** What the client is subscribed to from the beginning. */
  pubsubSubscriptions?: GlideClusterClientConfiguration.PubSubSubscriptions;
  /** What few programs need to change. */
  advancedConfiguration?: AdvancedClusterConfiguration;
}

export declare namespace GlideClusterClientConfiguration {
  /** How channels are named: Exact is 0, Pattern is 1, Sharded is 2. */
  export type PubSubChannelModes = 0 | 1 | 2;
  /** What a client is subscribed to from the beginning. */
  export type PubSubSubscriptions = import("./types_pubsub.js").PubSubSubscriptions<PubSubChannelModes>;
}

/** The numbers of the modes, by the names that GLIDE gives them. */
export declare const GlideClusterClientConfiguration: { readonly PubSubChannelModes: { readonly Exact: 0; readonly Pattern: 1; readonly Sharded: 2 } };
