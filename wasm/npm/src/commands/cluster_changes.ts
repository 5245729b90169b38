// Changes of a cluster: of its nodes and of who has which slots.
// See https://valkey.io/commands/#cluster

import { type Command, type Word, command, integer, listOf, objectOf, oneOf, optionalWord, optionsOf } from "../command.js";
import { FlushMode } from "../enums.js";
import { nextOk } from "../replies.js";
import { nextPlainRecords } from "../replies_any.js";
import { nextPlainString, port as checkedPort } from "../replies_server.js";
import { rangesWords } from "../slots.js";
import type { GlideFields, GlideString, Integer } from "../types.js";
import type { ClusterMeetOptions, ClusterSetSlotOptions, ClusterSlotMigration, SlotRange, SlotState } from "./cluster_types.js";

const flushModes = Object.values(FlushMode);

/**
 * Has a node meet another, which then is of the cluster. In a cluster it needs a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-meet/
 * @routed
 * @oneReply
 */
export function clusterMeet(host: GlideString, port: number, options?: ClusterMeetOptions): Command<"OK"> {
  const { busPort } = optionsOf("clusterMeet", options, ["busPort"]);
  return command(
    nextOk,
    "CLUSTER",
    "MEET",
    host,
    checkedPort(port, "clusterMeet port"),
    ...(busPort === undefined ? [] : [checkedPort(busPort, "clusterMeet options.busPort")]),
  );
}

/**
 * Has a node forget another. In a cluster it needs a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-forget/
 * @routed
 * @oneReply
 */
export function clusterForget(nodeId: GlideString): Command<"OK"> {
  return command(nextOk, "CLUSTER", "FORGET", nodeId);
}

/**
 * Makes a node a replica of a primary. In a cluster it needs a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-replicate/
 * @routed
 * @oneReply
 */
export function clusterReplicate(nodeId: GlideString): Command<"OK"> {
  return command(nextOk, "CLUSTER", "REPLICATE", nodeId);
}

/**
 * Makes a replica a primary without slots. In a cluster it needs a route. Since: 9.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-replicate/
 * @routed
 * @oneReply
 */
export function clusterReplicateNoOne(): Command<"OK"> {
  return command(nextOk, "CLUSTER", "REPLICATE", "NO", "ONE");
}

/**
 * Has a replica take over from its primary: with FORCE although the primary may be down, with
 * TAKEOVER without the votes of the others too. In a cluster it needs a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-failover/
 * @routed
 * @oneReply
 */
export function clusterFailover(mode?: "FORCE" | "TAKEOVER"): Command<"OK"> {
  return command(nextOk, "CLUSTER", "FAILOVER", ...optionalWord(mode, "clusterFailover mode", ["FORCE", "TAKEOVER"]));
}

/**
 * Has a node forget the others and the slots; with HARD its ID too. In a cluster it needs a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-reset/
 * @routed
 * @oneReply
 */
export function clusterReset(mode?: "SOFT" | "HARD"): Command<"OK"> {
  return command(nextOk, "CLUSTER", "RESET", ...optionalWord(mode, "clusterReset mode", ["SOFT", "HARD"]));
}

/**
 * Has nodes write what they know of the cluster to disk. Without a route all nodes do so.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-saveconfig/
 * @routed
 * @oneReply
 */
export function clusterSaveConfig(): Command<"OK"> {
  return command(nextOk, "CLUSTER", "SAVECONFIG");
}

/**
 * Sets the epoch of a node that is new. In a cluster it needs a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-set-config-epoch/
 * @routed
 * @oneReply
 */
export function clusterSetConfigEpoch(configEpoch: Integer): Command<"OK"> {
  return command(nextOk, "CLUSTER", "SET-CONFIG-EPOCH", integer(configEpoch, "clusterSetConfigEpoch configEpoch"));
}

/**
 * Raises the epoch of a node. In a cluster it needs a route.
 *
 * Reply: a sentence with the epoch.
 * See https://valkey.io/commands/cluster-bumpepoch/
 * @routed
 * @oneReply
 */
export function clusterBumpEpoch(): Command<string> {
  return command(nextPlainString, "CLUSTER", "BUMPEPOCH");
}

/**
 * Gives a node slots that no node has. In a cluster it needs a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-addslots/
 * @routed
 * @oneReply
 */
export function clusterAddSlots(slots: Iterable<Integer>): Command<"OK"> {
  return command(nextOk, "CLUSTER", "ADDSLOTS", ...slotWords(slots, "clusterAddSlots slots"));
}

/**
 * Gives a node slots that no node has. In a cluster it needs a route. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-addslotsrange/
 * @routed
 * @oneReply
 */
export function clusterAddSlotsRange(ranges: Iterable<SlotRange>): Command<"OK"> {
  return command(nextOk, "CLUSTER", "ADDSLOTSRANGE", ...rangesWords(ranges, "clusterAddSlotsRange ranges"));
}

/**
 * Has a node forget who has slots.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-delslots/
 * @routed
 * @oneReply
 */
export function clusterDelSlots(slots: Iterable<Integer>): Command<"OK"> {
  return command(nextOk, "CLUSTER", "DELSLOTS", ...slotWords(slots, "clusterDelSlots slots"));
}

/**
 * Has a node forget who has slots. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-delslotsrange/
 * @routed
 * @oneReply
 */
export function clusterDelSlotsRange(ranges: Iterable<SlotRange>): Command<"OK"> {
  return command(nextOk, "CLUSTER", "DELSLOTSRANGE", ...rangesWords(ranges, "clusterDelSlotsRange ranges"));
}

/**
 * Has a node that is empty forget who has slots. In a cluster it needs a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-flushslots/
 * @routed
 * @oneReply
 */
export function clusterFlushSlots(): Command<"OK"> {
  return command(nextOk, "CLUSTER", "FLUSHSLOTS");
}

/**
 * Deletes the keys of a slot. Since: 9.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-flushslot/
 * @routed
 * @oneReply
 */
export function clusterFlushSlot(slot: Integer, mode?: FlushMode): Command<"OK"> {
  return command(nextOk, "CLUSTER", "FLUSHSLOT", integer(slot, "clusterFlushSlot slot"), ...optionalWord(mode, "clusterFlushSlot mode", flushModes));
}

/**
 * Changes what a node knows of a slot.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-setslot/
 * @routed
 * @oneReply
 */
export function clusterSetSlot(slot: Integer, state: SlotState, options?: ClusterSetSlotOptions): Command<"OK"> {
  const { timeoutMs } = optionsOf("clusterSetSlot", options, ["timeoutMs"]);
  objectOf(state, "clusterSetSlot state", ["type", "nodeId"]);
  const kind = oneOf(state.type, "clusterSetSlot state.type", ["importing", "migrating", "node", "stable"]);
  const words: Word[] = ["CLUSTER", "SETSLOT", integer(slot, "clusterSetSlot slot"), kind.toUpperCase()];
  if (state.type !== "stable") {
    words.push(state.nodeId);
  }
  if (timeoutMs !== undefined) {
    words.push("TIMEOUT", integer(timeoutMs, "clusterSetSlot options.timeoutMs"));
  }
  return command(nextOk, ...words);
}

/**
 * Begins to move slots to other primaries. Since: 9.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-migrateslots/
 * @routed
 * @oneReply
 */
export function clusterMigrateSlots(migrations: Iterable<ClusterSlotMigration>): Command<"OK"> {
  const words: Word[] = ["CLUSTER", "MIGRATESLOTS"];
  for (const [i, migration] of listOf(migrations, "clusterMigrateSlots migrations").entries()) {
    const { slots, nodeId } = objectOf(migration, `clusterMigrateSlots migrations[${i}]`, ["slots", "nodeId"]);
    words.push("SLOTSRANGE", ...rangesWords(slots, `clusterMigrateSlots migrations[${i}].slots`), "NODE", nodeId);
  }
  return command(nextOk, ...words);
}

/**
 * Tells of slots that move, or have moved. Without a route all primaries tell. Since: 9.0.0.
 *
 * Reply: the migrations.
 * See https://valkey.io/commands/cluster-getslotmigrations/
 * @routed
 * @oneReply
 */
export function clusterGetSlotMigrations(): Command<GlideFields[]> {
  return command(nextPlainRecords, "CLUSTER", "GETSLOTMIGRATIONS");
}

/**
 * Ends the moves of slots that are under way. Without a route all primaries do so. Since: 9.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/cluster-cancelslotmigrations/
 * @routed
 * @oneReply
 */
export function clusterCancelSlotMigrations(): Command<"OK"> {
  return command(nextOk, "CLUSTER", "CANCELSLOTMIGRATIONS");
}

function slotWords(slots: Iterable<Integer>, what: string): Word[] {
  return listOf(slots, what).map((slot, i) => integer(slot, `${what}[${i}]`));
}
