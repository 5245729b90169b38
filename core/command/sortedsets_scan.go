package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ZRandMember returns a random member of the sorted set at key.
//
// Reply: the member, or nil if the key does not exist. Errors: WRONGTYPE if key holds
// no sorted set.
// Complexity: O(1). Since: 6.2.0.
// See https://valkey.io/commands/zrandmember/
func ZRandMember(a *Args, key string) Reply[models.Result[string]] {
	a.Begin("ZRANDMEMBER")
	a.Key(key)
	return nullableText
}

// ZRandMemberWithCount returns random members of the sorted set at key: up to count
// different ones or, if count is negative, as many as it says, some of them repeatedly.
//
// Reply: the members, none if the key does not exist. Errors: WRONGTYPE if key holds
// no sorted set.
// Complexity: O(N) for N members returned. Since: 6.2.0.
// See https://valkey.io/commands/zrandmember/
func ZRandMemberWithCount(a *Args, key string, count int64) Reply[[]string] {
	a.Begin("ZRANDMEMBER")
	a.Key(key)
	a.Int(count)
	return texts
}

// ZRandMemberWithCountWithScores returns random members of the sorted set at key with
// their scores: up to count different ones or, if count is negative, as many as it
// says, some of them repeatedly.
//
// Reply: the members with their scores, none if the key does not exist. Errors:
// WRONGTYPE if key holds no sorted set.
// Complexity: O(N) for N members returned. Since: 6.2.0.
// See https://valkey.io/commands/zrandmember/
func ZRandMemberWithCountWithScores(a *Args, key string, count int64) Reply[[]models.MemberAndScore] {
	a.Begin("ZRANDMEMBER")
	a.Key(key)
	a.Int(count)
	a.Word("WITHSCORES")
	return scores
}

// ZScan returns some of the members of the sorted set at key with their scores, and the
// cursor to go on with: begin with "0" and go on until the reply's IsFinished.
//
// Reply: members with their scores, perhaps none, and the next cursor. A member that
// exists from the first step to the last is returned at least once. Errors: ERR if
// the cursor is no number, WRONGTYPE if key holds no sorted set.
// Complexity: O(1) for a step, O(N) for all N members. Since: 2.8.0.
// See https://valkey.io/commands/zscan/
func ZScan(a *Args, key, cursor string) Reply[models.ScanScoresResult] {
	a.Begin("ZSCAN")
	a.Key(key)
	a.scanCursor(cursor)
	return scanScores
}

// ZScanWithOptions returns some of the members of the sorted set at key with their
// scores, of those that opts select, and the cursor to go on with: begin with "0" and
// go on until the reply's IsFinished.
//
// Reply: members with their scores, perhaps none, and the next cursor. A member that
// exists from the first step to the last is returned at least once. Errors: ERR if
// the cursor is no number, WRONGTYPE if key holds no sorted set.
// Complexity: O(1) for a step, O(N) for all N members. Since: 2.8.0.
// See https://valkey.io/commands/zscan/
func ZScanWithOptions(a *Args, key, cursor string, opts options.ZScanOptions) Reply[models.ScanScoresResult] {
	a.Begin("ZSCAN")
	a.Key(key)
	a.scanCursor(cursor)
	a.check(opts.Validate())
	a.scanFilter(opts.Match, opts.Count)
	return scanScores
}

// ZScanNoScores returns some of the members of the sorted set at key, of those that
// opts select, without their scores, and the cursor to go on with: begin with "0" and
// go on until the reply's IsFinished.
//
// Reply: members, perhaps none, and the next cursor. A member that exists from the
// first step to the last is returned at least once. Errors: ERR if the cursor is no
// number, WRONGTYPE if key holds no sorted set.
// Complexity: O(1) for a step, O(N) for all N members. Since: 8.0.0.
// See https://valkey.io/commands/zscan/
//
//glissade:javascript zscan
func ZScanNoScores(a *Args, key, cursor string, opts options.ZScanOptions) Reply[models.ScanResult] {
	a.Begin("ZSCAN")
	a.Key(key)
	a.scanCursor(cursor)
	a.check(opts.Validate())
	a.scanFilter(opts.Match, opts.Count)
	a.Word("NOSCORES")
	return scan
}
