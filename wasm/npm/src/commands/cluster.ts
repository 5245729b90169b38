// What the nodes of a cluster know of it. See https://valkey.io/commands/#cluster

import { type Command, type Word, checkNames, command, integer, objectOf, optionalWord } from "../command.js";
import { nextNumber, nextTexts } from "../replies.js";
import { nextPlainRecords } from "../replies_any.js";
import { nextStep, nextTuples } from "../replies_cluster.js";
import { nextPlainString } from "../replies_server.js";
import { nextText } from "../shapes_tokens.js";
import { rangeWords } from "../slots.js";
import type { GlideFields, GlideReturnType, GlideString, Integer, Text } from "../types.js";
import type { SlotStatsQuery } from "./cluster_types.js";

/**
 * Tells how the cluster is, as a node sees it.
 *
 * Reply: lines of the form "name:value".
 * See https://valkey.io/commands/cluster-info/
 * @routed
 */
export function clusterInfo(): Command<string> {
  return command(nextPlainString, "CLUSTER", "INFO");
}

/**
 * Tells which nodes there are, as a node sees them.
 *
 * Reply: of each a line.
 * See https://valkey.io/commands/cluster-nodes/
 * @routed
 */
export function clusterNodes(): Command<string> {
  return command(nextPlainString, "CLUSTER", "NODES");
}

/**
 * Lists the replicas of a primary.
 *
 * Reply: of each a line as that of clusterNodes.
 * See https://valkey.io/commands/cluster-replicas/
 * @routed
 */
export function clusterReplicas(nodeId: GlideString): Command<Text[]> {
  return command(nextTexts, "CLUSTER", "REPLICAS", nodeId);
}

/**
 * Lists the replicas of a primary. Use clusterReplicas.
 *
 * Reply: as that of clusterReplicas.
 * See https://valkey.io/commands/cluster-slaves/
 * @routed
 */
export function clusterSlaves(nodeId: GlideString): Command<Text[]> {
  return command(nextTexts, "CLUSTER", "SLAVES", nodeId);
}

/**
 * Tells which shards there are, with their slots and nodes. Since: 7.0.0.
 *
 * Reply: of each slots and nodes.
 * See https://valkey.io/commands/cluster-shards/
 * @routed
 */
export function clusterShards(): Command<GlideFields[]> {
  return command(nextPlainRecords, "CLUSTER", "SHARDS");
}

/**
 * Tells which nodes serve which slots.
 *
 * Reply: of each range its first and last slot, and nodes, the primary first.
 * See https://valkey.io/commands/cluster-slots/
 * @routed
 */
export function clusterSlots(): Command<GlideReturnType[][]> {
  return command(nextTuples, "CLUSTER", "SLOTS");
}

/**
 * Tells of the connections of a node to others. Since: 7.0.0.
 *
 * Reply: the connections.
 * See https://valkey.io/commands/cluster-links/
 * @routed
 */
export function clusterLinks(): Command<GlideFields[]> {
  return command(nextPlainRecords, "CLUSTER", "LINKS");
}

/**
 * Gets the ID of a node.
 *
 * Reply: the ID.
 * See https://valkey.io/commands/cluster-myid/
 * @routed
 */
export function clusterMyId(): Command<Text> {
  return command(nextText, "CLUSTER", "MYID");
}

/**
 * Gets the ID of the shard of a node. Since: 7.2.0.
 *
 * Reply: the ID.
 * See https://valkey.io/commands/cluster-myshardid/
 * @routed
 */
export function clusterMyShardId(): Command<Text> {
  return command(nextText, "CLUSTER", "MYSHARDID");
}

/**
 * Tells which slot a key belongs to.
 *
 * Reply: the slot.
 * See https://valkey.io/commands/cluster-keyslot/
 * @routed
 */
export function clusterKeySlot(key: GlideString): Command<number> {
  return command(nextNumber, "CLUSTER", "KEYSLOT", key);
}

/**
 * Counts the keys of a slot.
 *
 * Reply: the number of keys.
 * See https://valkey.io/commands/cluster-countkeysinslot/
 */
export function clusterCountKeysInSlot(slot: Integer): Command<number> {
  return command(nextNumber, "CLUSTER", "COUNTKEYSINSLOT", integer(slot, "clusterCountKeysInSlot slot"));
}

/**
 * Lists keys of a slot, up to count.
 *
 * Reply: the keys.
 * See https://valkey.io/commands/cluster-getkeysinslot/
 */
export function clusterGetKeysInSlot(slot: Integer, count: Integer): Command<Text[]> {
  return command(nextTexts, "CLUSTER", "GETKEYSINSLOT", integer(slot, "clusterGetKeysInSlot slot"), integer(count, "clusterGetKeysInSlot count"));
}

/**
 * Counts the nodes that take a node for down.
 *
 * Reply: the number of nodes.
 * See https://valkey.io/commands/cluster-count-failure-reports/
 * @routed
 */
export function clusterCountFailureReports(nodeId: GlideString): Command<number> {
  return command(nextNumber, "CLUSTER", "COUNT-FAILURE-REPORTS", nodeId);
}

/**
 * Tells of slots what they hold and what they took. Since: 8.0.0.
 *
 * Reply: of each slot its metrics.
 * See https://valkey.io/commands/cluster-slot-stats/
 * @routed
 */
export function clusterSlotStats(query: SlotStatsQuery): Command<GlideReturnType[][]> {
  const words: Word[] = ["CLUSTER", "SLOT-STATS"];
  const what = "clusterSlotStats query";
  objectOf(query, what, ["start", "end", "orderBy", "limit", "order"]);
  if ("start" in query) {
    words.push("SLOTSRANGE", ...rangeWords(query, what));
  } else {
    checkNames(what, query, ["orderBy", "limit", "order"]);
    words.push("ORDERBY", query.orderBy);
    if (query.limit !== undefined) {
      words.push("LIMIT", integer(query.limit, `${what}.limit`));
    }
    words.push(...optionalWord(query.order, `${what}.order`, ["ASC", "DESC"]));
  }
  return command(nextTuples, ...words);
}
