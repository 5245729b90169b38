package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// XGroupCreate makes a consumer group of the stream at key, which must exist. The group
// is to read the entries after id: "0" for all there are, "$" for those added from now on.
//
// Reply: OK. Errors: BUSYGROUP if the group exists, ERR if the key does not exist or
// id is malformed, WRONGTYPE if key holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xgroup-create/
func XGroupCreate(a *Args, key, group, id string) Reply[string] {
	a.Begin("XGROUP CREATE")
	a.Key(key)
	a.String(group)
	a.String(id)
	return ok
}

// XGroupCreateWithOptions makes a consumer group of the stream at key and, if opts say
// so, the stream. The group is to read the entries after id: "0" for all there are,
// "$" for those added from now on.
//
// Reply: OK. Errors: BUSYGROUP if the group exists, ERR if the key does not exist and
// is not to be made or id is malformed, WRONGTYPE if key holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xgroup-create/
func XGroupCreateWithOptions(a *Args, key, group, id string, opts options.XGroupCreateOptions) Reply[string] {
	a.Begin("XGROUP CREATE")
	a.Key(key)
	a.String(group)
	a.String(id)
	a.check(opts.Validate())
	if opts.MakeStream {
		a.Word("MKSTREAM")
	}
	a.numberOption("ENTRIESREAD", opts.EntriesRead)
	return ok
}

// XGroupSetID lets a consumer group of the stream at key go on reading after id: "0" to
// read every entry again, "$" to read only those added from now on.
//
// Reply: OK. Errors: NOGROUP if the group does not exist, ERR if the key does not
// exist or id is malformed, WRONGTYPE if key holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xgroup-setid/
func XGroupSetID(a *Args, key, group, id string) Reply[string] {
	a.Begin("XGROUP SETID")
	a.Key(key)
	a.String(group)
	a.String(id)
	return ok
}

// XGroupSetIDWithOptions lets a consumer group of the stream at key go on reading after
// id, and count as having read as many entries as opts say.
//
// Reply: OK. Errors: NOGROUP if the group does not exist, ERR if the key does not
// exist or id is malformed, WRONGTYPE if key holds no stream.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/xgroup-setid/
func XGroupSetIDWithOptions(a *Args, key, group, id string, opts options.XGroupSetIDOptions) Reply[string] {
	a.Begin("XGROUP SETID")
	a.Key(key)
	a.String(group)
	a.String(id)
	a.check(opts.Validate())
	a.numberOption("ENTRIESREAD", opts.EntriesRead)
	return ok
}

// XGroupDestroy deletes a consumer group of the stream at key, with its consumers and
// its list of pending entries. The entries themselves stay.
//
// Reply: whether there was such a group. Errors: ERR if the key does not exist,
// WRONGTYPE if key holds no stream.
// Complexity: O(N) for N pending entries. Since: 5.0.0.
// See https://valkey.io/commands/xgroup-destroy/
func XGroupDestroy(a *Args, key, group string) Reply[bool] {
	a.Begin("XGROUP DESTROY")
	a.Key(key)
	a.String(group)
	return boolean
}

// XGroupCreateConsumer makes a consumer in a group of the stream at key. Reading and
// claiming make one by themselves.
//
// Reply: whether the consumer is new. Errors: NOGROUP if the group does not exist,
// ERR if the key does not exist, WRONGTYPE if key holds no stream.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/xgroup-createconsumer/
func XGroupCreateConsumer(a *Args, key, group, consumer string) Reply[bool] {
	a.Begin("XGROUP CREATECONSUMER")
	a.Key(key)
	a.String(group)
	a.String(consumer)
	return boolean
}

// XGroupDelConsumer deletes a consumer of a group of the stream at key. Its pending
// entries can no longer be claimed: claim them before.
//
// Reply: how many pending entries the consumer had, 0 if there is no such consumer.
// Errors: NOGROUP if the group does not exist, ERR if the key does not exist,
// WRONGTYPE if key holds no stream.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/xgroup-delconsumer/
func XGroupDelConsumer(a *Args, key, group, consumer string) Reply[int64] {
	a.Begin("XGROUP DELCONSUMER")
	a.Key(key)
	a.String(group)
	a.String(consumer)
	return integer
}

// XReadGroup reads entries of several streams as a consumer of a group. The ID given
// for a stream is ">" for entries that were delivered to nobody in the group yet,
// which become pending until XAck; any other ID reads the consumer's own pending
// entries after it.
//
// Reply: the streams that have such entries, with these, oldest first; none if no
// stream has any. A pending entry that was deleted has no fields. Errors: NOGROUP if
// a key or its group does not exist, WRONGTYPE if one of the keys holds no stream.
// Complexity: O(N) for N entries returned. Since: 5.0.0.
// See https://valkey.io/commands/xreadgroup/
//
//glissade:route keys: they stand behind a word, and whether there are any does not show without the arguments
//glissade:blocks milliseconds BLOCK until STREAMS
func XReadGroup(a *Args, group, consumer string, keysAndIDs []models.KeyAndID) Reply[[]models.StreamResponse] {
	a.Begin("XREADGROUP")
	a.Word("GROUP")
	a.String(group)
	a.String(consumer)
	a.streams("keysAndIDs", keysAndIDs)
	return streamResponses
}

// XReadGroupWithOptions reads entries of several streams as a consumer of a group, as
// XReadGroup does. Opts bound their number, let the server wait for one, or count
// them as acknowledged at once.
//
// Reply: the streams that have such entries, with these, oldest first; none if no
// stream has any, or none came in time. A pending entry that was deleted has no
// fields. Errors: NOGROUP if a key or its group does not exist, UNBLOCKED or NOGROUP
// if it is deleted during the wait, WRONGTYPE if one of the keys holds no stream.
// Complexity: O(N) for N entries returned. Since: 5.0.0.
// See https://valkey.io/commands/xreadgroup/
func XReadGroupWithOptions(a *Args, group, consumer string, keysAndIDs []models.KeyAndID, opts options.XReadGroupOptions) Reply[[]models.StreamResponse] {
	a.Begin("XREADGROUP")
	a.Word("GROUP")
	a.String(group)
	a.String(consumer)
	a.check(opts.Validate())
	a.countOption(opts.Count)
	a.blockOption(opts.Block)
	if opts.NoAck {
		a.Word("NOACK")
	}
	a.streams("keysAndIDs", keysAndIDs)
	return streamResponses
}

// XAck acknowledges entries of the stream at key for a consumer group: they are no
// longer pending.
//
// Reply: how many of the entries were pending. Errors: ERR if an ID is malformed,
// WRONGTYPE if key holds no stream.
// Complexity: O(1) for each entry. Since: 5.0.0.
// See https://valkey.io/commands/xack/
func XAck(a *Args, key, group string, ids []string) Reply[int64] {
	a.Begin("XACK")
	a.Key(key)
	a.String(group)
	a.Strings("ids", ids)
	return integer
}
