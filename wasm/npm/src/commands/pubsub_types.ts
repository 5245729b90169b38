// The types of what the methods about channels take and return.

import type { GlideString } from "../types.js";

/** The options of pubsubChannels and pubsubShardChannels. */
export interface ChannelPatternOption {
  /** What the channels' names are like, such as "news.*". Default: all. */
  pattern?: GlideString;
}

/** A channel with the number of its subscribers. */
export interface ChannelSubscribers {
  channel: GlideString;
  numSub: number;
}
