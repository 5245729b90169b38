package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// XInfoStream describes the stream at key.
//
// Reply: its length, the IDs that it keeps, and its first and last entry. Errors: ERR
// if the key does not exist, WRONGTYPE if it holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xinfo-stream/
func XInfoStream(a *Args, key string) Reply[models.XInfoStreamResponse] {
	a.Begin("XINFO STREAM")
	a.Key(key)
	return streamInfo
}

// XInfoStreamFull describes the stream at key with its first entries, its consumer
// groups, their consumers and the first pending entries of each: up to 10.
//
// Reply: what XInfoStream tells, the entries and the groups. Errors: ERR if the key
// does not exist, WRONGTYPE if it holds no stream.
// Complexity: O(N) for N parts returned. Since: 6.0.0.
// See https://valkey.io/commands/xinfo-stream/
//
//glissade:javascript xinfoStream
func XInfoStreamFull(a *Args, key string) Reply[models.XInfoStreamFullResponse] {
	a.Begin("XINFO STREAM")
	a.Key(key)
	a.Word("FULL")
	return streamInfoFull
}

// XInfoStreamFullWithOptions describes the stream at key with its first entries, its
// consumer groups, their consumers and the first pending entries of each: as many as
// opts say.
//
// Reply: what XInfoStream tells, the entries and the groups. Errors: ERR if the key
// does not exist, WRONGTYPE if it holds no stream.
// Complexity: O(N) for N parts returned. Since: 6.0.0.
// See https://valkey.io/commands/xinfo-stream/
//
//glissade:javascript xinfoStream
func XInfoStreamFullWithOptions(a *Args, key string, opts options.XInfoStreamOptions) Reply[models.XInfoStreamFullResponse] {
	a.Begin("XINFO STREAM")
	a.Key(key)
	a.Word("FULL")
	a.check(opts.Validate())
	a.numberOption("COUNT", opts.Count)
	return streamInfoFull
}

// XInfoGroups describes the consumer groups of the stream at key.
//
// Reply: the groups. Errors: ERR if the key does not exist, WRONGTYPE if it holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xinfo-groups/
func XInfoGroups(a *Args, key string) Reply[[]models.XInfoGroupInfo] {
	a.Begin("XINFO GROUPS")
	a.Key(key)
	return groupInfos
}

// XInfoConsumers describes the consumers of a group of the stream at key.
//
// Reply: the consumers. Errors: NOGROUP if the group does not exist, ERR if the key
// does not exist, WRONGTYPE if it holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xinfo-consumers/
func XInfoConsumers(a *Args, key, group string) Reply[[]models.XInfoConsumerInfo] {
	a.Begin("XINFO CONSUMERS")
	a.Key(key)
	a.String(group)
	return consumerInfos
}
