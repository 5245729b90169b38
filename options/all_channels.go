package options

// What to unsubscribe from everything of a mode.
// Source: GLIDE's ALL_CHANNELS, ALL_PATTERNS and ALL_SHARDED_CHANNELS.
var (
	// AllChannels stands for all channels.
	AllChannels []string
	// AllPatterns stands for all patterns.
	AllPatterns []string
	// AllShardedChannels stands for all sharded channels.
	AllShardedChannels []string
)
