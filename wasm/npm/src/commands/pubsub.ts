// Messages on channels, and what servers know of their subscribers. Clients have methods of
// their own to subscribe. See https://valkey.io/topics/pubsub/

import { type Command, command, flag, listOf, optionsOf } from "../command.js";
import { nextNumber, nextTexts } from "../replies.js";
import { nextPairs } from "../replies_any.js";
import type { Reader } from "../resp.js";
import { nextText, pairs } from "../shapes_tokens.js";
import type { GlideString, Text } from "../types.js";
import type { ChannelPatternOption } from "./pubsub_types.js";

function nextSubscribers(r: Reader): { channel: GlideString; numSub: number }[] {
  r.next();
  return pairs(r, nextText, nextNumber, (channel, numSub) => ({ channel, numSub }));
}

/**
 * Sends message to the subscribers of channel; with sharded, in a cluster, to those of the
 * sharded channel of that name, since 7.0.0.
 *
 * Reply: how many subscribers of the node got it.
 * See https://valkey.io/commands/publish/
 */
export function publish(message: GlideString, channel: GlideString, sharded?: boolean): Command<number> {
  return command(nextNumber, flag(sharded, "publish sharded") ? "SPUBLISH" : "PUBLISH", channel, message);
}

/**
 * Lists the channels that have subscribers, those of patterns left out. In a cluster all nodes are asked.
 *
 * Reply: their names.
 * See https://valkey.io/commands/pubsub-channels/
 * @notInBatch
 */
export function pubsubChannels(options?: ChannelPatternOption): Command<Text[]> {
  const { pattern } = optionsOf("pubsubChannels", options, ["pattern"]);
  return command(nextTexts, "PUBSUB", "CHANNELS", ...(pattern === undefined ? [] : [pattern]));
}

/**
 * Lists the channels that have subscribers, those of patterns left out.
 *
 * Reply: their names.
 * See https://valkey.io/commands/pubsub-channels/
 * @batch
 * @method pubsubChannels
 */
export function pubsubChannelsInBatch(pattern?: GlideString): Command<Text[]> {
  return command(nextTexts, "PUBSUB", "CHANNELS", ...(pattern === undefined ? [] : [pattern]));
}

/**
 * Lists the sharded channels that have subscribers. Since: 7.0.0. In a cluster all nodes are asked.
 *
 * Reply: their names.
 * See https://valkey.io/commands/pubsub-shardchannels/
 * @notInBatch
 */
export function pubsubShardChannels(options?: ChannelPatternOption): Command<Text[]> {
  const { pattern } = optionsOf("pubsubShardChannels", options, ["pattern"]);
  return command(nextTexts, "PUBSUB", "SHARDCHANNELS", ...(pattern === undefined ? [] : [pattern]));
}

/**
 * Lists the sharded channels that have subscribers. Since: 7.0.0.
 *
 * Reply: their names.
 * See https://valkey.io/commands/pubsub-shardchannels/
 * @batch
 * @method pubsubShardChannels
 */
export function pubsubShardChannelsInBatch(pattern?: GlideString): Command<Text[]> {
  return command(nextTexts, "PUBSUB", "SHARDCHANNELS", ...(pattern === undefined ? [] : [pattern]));
}

/**
 * Counts the patterns that clients are subscribed to. In a cluster all nodes are asked.
 *
 * Reply: the number of patterns.
 * See https://valkey.io/commands/pubsub-numpat/
 */
export function pubsubNumPat(): Command<number> {
  return command(nextNumber, "PUBSUB", "NUMPAT");
}

/**
 * Counts the subscribers of channels, those of patterns left out. In a cluster all nodes are asked.
 *
 * Reply: the channels with their numbers.
 * See https://valkey.io/commands/pubsub-numsub/
 */
export function pubsubNumSub(channels: Iterable<GlideString>): Command<{ channel: Text; numSub: number }[]> {
  return { words: ["PUBSUB", "NUMSUB", ...listOf(channels, "pubsubNumSub channels")], read: nextSubscribers, readInBatch: nextPairs };
}

/**
 * Counts the subscribers of sharded channels. In a cluster all nodes are asked. Since: 7.0.0.
 *
 * Reply: the channels with their numbers.
 * See https://valkey.io/commands/pubsub-shardnumsub/
 */
export function pubsubShardNumSub(channels: Iterable<GlideString>): Command<{ channel: Text; numSub: number }[]> {
  return { words: ["PUBSUB", "SHARDNUMSUB", ...listOf(channels, "pubsubShardNumSub channels")], read: nextSubscribers, readInBatch: nextPairs };
}
