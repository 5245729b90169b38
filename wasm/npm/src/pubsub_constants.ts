// What subscriptions need of constants, by the names that GLIDE gives them.

import { channelModes } from "./subscribing.js";

/** Has unsubscribe give all channels up. */
export const ALL_CHANNELS = null;
/** Has punsubscribe give all patterns up. */
export const ALL_PATTERNS = null;
/** Has sunsubscribe give all sharded channels up. */
export const ALL_SHARDED_CHANNELS = null;

/** The modes of channels that a client of one server has. Their type is in types.ts. */
export const GlideClientConfiguration = { PubSubChannelModes: { Exact: channelModes.Exact, Pattern: channelModes.Pattern } } as const;
/** The modes of channels that a client of a cluster has. */
export const GlideClusterClientConfiguration = { PubSubChannelModes: channelModes } as const;
