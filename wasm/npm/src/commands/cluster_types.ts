// The types of what the methods about a cluster, about commands and their users take.

import type { GlideString, Integer } from "../types.js";

/** The options of commandList, of which one picks commands. Default: all commands. */
export interface CommandListOptions {
  /** Those of the module of that name. */
  module?: GlideString;
  /** Those of a category of aclCat. */
  aclCategory?: GlideString;
  /** Those whose names match a pattern such as "x*" or "acl|*". */
  pattern?: GlideString;
}

/** Slots that follow each other, both ends included. */
export interface SlotRange {
  start: Integer;
  end: Integer;
}

/** Slots and the node that they are to move to. */
export interface ClusterSlotMigration {
  slots: Iterable<SlotRange>;
  /** The ID of the primary that is to have them. */
  nodeId: GlideString;
}

/** The options of clusterMeet. */
export interface ClusterMeetOptions {
  /** The port at which the other node speaks with nodes. Default: its port plus 10000. */
  busPort?: number;
}

/** The options of clusterSetSlot. */
export interface ClusterSetSlotOptions {
  /** How long to wait for the replicas to follow, in milliseconds (TIMEOUT). Since: 8.0.0. */
  timeoutMs?: Integer;
}

/** What clusterSetSlot makes of a slot on a node. */
export type SlotState = { type: "importing" | "migrating" | "node"; nodeId: GlideString } | { type: "stable" };

/** Which slots clusterSlotStats tells about: those of a range, or the first by a metric. */
export type SlotStatsQuery =
  | SlotRange
  | {
      /** Such as "key-count" or "cpu-usec" (ORDERBY). */
      orderBy: string;
      /** How many at most (LIMIT). */
      limit?: Integer;
      /** Default: "DESC". */
      order?: "ASC" | "DESC";
    };
