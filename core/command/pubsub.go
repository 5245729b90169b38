// PubSubCommands are the commands that publish messages, and tell which channels have
// subscribers. Clients subscribe by methods of their own, of which docs/pubsub.md tells.
// See https://valkey.io/commands/#pubsub
//
//glissade:family Pub/sub

package command

// Publish sends message to all that are subscribed to channel, or to a pattern that
// matches it. In a cluster it reaches the subscribers of every node.
//
// Reply: how many got the message. In a cluster only those of the node are counted.
// Complexity: O(N+M) for N subscribers of the channel and M subscribed patterns. Since: 2.0.0.
// See https://valkey.io/commands/publish/
//
//glissade:route argument 1: messages on one channel stay in order if they take the same way
func Publish(a *Args, channel, message string) Reply[int64] {
	a.Begin("PUBLISH")
	a.String(channel)
	a.String(message)
	return integer
}

// SPublish sends message to all that are subscribed to the shard channel. In a
// cluster the channel belongs to the shard that holds its slot, as a key does.
//
// Reply: how many got the message. In a cluster only those of the node are counted.
// Complexity: O(N) for N subscribers. Since: 7.0.0.
// See https://valkey.io/commands/spublish/
//
//glissade:javascript publish
func SPublish(a *Args, channel, message string) Reply[int64] {
	a.Begin("SPUBLISH")
	a.String(channel)
	a.String(message)
	return integer
}

// PubSubChannels returns the channels that somebody is subscribed to. Patterns do
// not count.
//
// Reply: the channels, in no order to rely on.
// Complexity: O(N) for N channels. Since: 2.8.0.
// See https://valkey.io/commands/pubsub-channels/
//
//glissade:route all_nodes: a node knows its own subscribers only
//glissade:response distinct: a channel may have subscribers at several nodes
func PubSubChannels(a *Args) Reply[[]string] {
	a.Begin("PUBSUB CHANNELS")
	return texts
}

// PubSubChannelsWithPattern returns those of the channels that somebody is subscribed
// to whose name matches pattern.
//
// Reply: the channels, in no order to rely on.
// Complexity: O(N) for N channels. Since: 2.8.0.
// See https://valkey.io/commands/pubsub-channels/
//
//glissade:javascript pubsubChannels
func PubSubChannelsWithPattern(a *Args, pattern string) Reply[[]string] {
	a.Begin("PUBSUB CHANNELS")
	a.String(pattern)
	return texts
}

// PubSubNumPat counts the patterns that somebody is subscribed to.
//
// Reply: the number of different patterns.
// Complexity: O(1). Since: 2.8.0.
// See https://valkey.io/commands/pubsub-numpat/
//
//glissade:route all_nodes: a node knows its own subscribers only
//glissade:response agg_sum: each node counts its own
func PubSubNumPat(a *Args) Reply[int64] {
	a.Begin("PUBSUB NUMPAT")
	return integer
}

// PubSubNumSub counts the subscribers of channels. Those of patterns do not count.
//
// Reply: the number of subscribers by channel, none if channels is empty.
// Complexity: O(N) for N channels. Since: 2.8.0.
// See https://valkey.io/commands/pubsub-numsub/
//
//glissade:route all_nodes: a node knows its own subscribers only
//glissade:response counts_by_name: the numbers of each channel are to be added up
func PubSubNumSub(a *Args, channels []string) Reply[map[string]int64] {
	a.Begin("PUBSUB NUMSUB")
	for _, channel := range channels {
		a.String(channel)
	}
	return counts
}

// PubSubShardChannels returns the shard channels that somebody is subscribed to.
//
// Reply: the channels, in no order to rely on.
// Complexity: O(N) for N channels. Since: 7.0.0.
// See https://valkey.io/commands/pubsub-shardchannels/
//
//glissade:route all_nodes: a node knows its own subscribers only
//glissade:response distinct: a channel may have subscribers at several nodes
func PubSubShardChannels(a *Args) Reply[[]string] {
	a.Begin("PUBSUB SHARDCHANNELS")
	return texts
}

// PubSubShardChannelsWithPattern returns those of the shard channels that somebody is
// subscribed to whose name matches pattern.
//
// Reply: the channels, in no order to rely on.
// Complexity: O(N) for N channels. Since: 7.0.0.
// See https://valkey.io/commands/pubsub-shardchannels/
//
//glissade:javascript pubsubShardChannels
func PubSubShardChannelsWithPattern(a *Args, pattern string) Reply[[]string] {
	a.Begin("PUBSUB SHARDCHANNELS")
	a.String(pattern)
	return texts
}

// PubSubShardNumSub counts the subscribers of shard channels.
//
// Reply: the number of subscribers by channel, none if channels is empty.
// Complexity: O(N) for N channels. Since: 7.0.0.
// See https://valkey.io/commands/pubsub-shardnumsub/
//
//glissade:route all_nodes: a node knows its own subscribers only
//glissade:response counts_by_name: the numbers of each channel are to be added up
func PubSubShardNumSub(a *Args, channels []string) Reply[map[string]int64] {
	a.Begin("PUBSUB SHARDNUMSUB")
	for _, channel := range channels {
		a.String(channel)
	}
	return counts
}
