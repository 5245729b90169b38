package command

import (
	"time"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ZPopMin takes the member with the lowest score from the sorted set at key, which is
// deleted when it is empty.
//
// Reply: the member with its score, none if the key does not exist. Errors: WRONGTYPE
// if key holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 5.0.0.
// See https://valkey.io/commands/zpopmin/
func ZPopMin(a *Args, key string) Reply[[]models.MemberAndScore] {
	a.Begin("ZPOPMIN")
	a.Key(key)
	return scores
}

// ZPopMinWithOptions takes the members with the lowest scores, as many as opts say,
// from the sorted set at key, which is deleted when it is empty.
//
// Reply: the members with their scores, the lowest first, none if the key does not
// exist. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(M log N) for M members taken of N. Since: 5.0.0.
// See https://valkey.io/commands/zpopmin/
func ZPopMinWithOptions(a *Args, key string, opts options.ZPopOptions) Reply[[]models.MemberAndScore] {
	a.Begin("ZPOPMIN")
	a.Key(key)
	a.zPopOptions(opts)
	return scores
}

// ZPopMax takes the member with the highest score from the sorted set at key, which is
// deleted when it is empty.
//
// Reply: the member with its score, none if the key does not exist. Errors: WRONGTYPE
// if key holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 5.0.0.
// See https://valkey.io/commands/zpopmax/
func ZPopMax(a *Args, key string) Reply[[]models.MemberAndScore] {
	a.Begin("ZPOPMAX")
	a.Key(key)
	return scores
}

// ZPopMaxWithOptions takes the members with the highest scores, as many as opts say,
// from the sorted set at key, which is deleted when it is empty.
//
// Reply: the members with their scores, the highest first, none if the key does not
// exist. Errors: WRONGTYPE if key holds no sorted set.
// Complexity: O(M log N) for M members taken of N. Since: 5.0.0.
// See https://valkey.io/commands/zpopmax/
func ZPopMaxWithOptions(a *Args, key string, opts options.ZPopOptions) Reply[[]models.MemberAndScore] {
	a.Begin("ZPOPMAX")
	a.Key(key)
	a.zPopOptions(opts)
	return scores
}

// BZPopMin takes the member with the lowest score from the first sorted set in keys
// that has one, and waits for one if there is none: for timeout, to the millisecond,
// or for ever if it is 0.
//
// Reply: the member with its score and the key of its sorted set, or nil after
// timeout. Errors: WRONGTYPE if one of the keys holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 5.0.0; fractions of a second: 6.0.0.
// See https://valkey.io/commands/bzpopmin/
//
//glissade:blocks seconds last
func BZPopMin(a *Args, keys []string, timeout time.Duration) Reply[models.Result[models.KeyWithMemberAndScore]] {
	a.Begin("BZPOPMIN")
	a.Keys(keys)
	a.blockSeconds("timeout", timeout)
	return keyAndMember
}

// BZPopMax takes the member with the highest score from the first sorted set in keys
// that has one, and waits for one if there is none: for timeout, to the millisecond,
// or for ever if it is 0.
//
// Reply: the member with its score and the key of its sorted set, or nil after
// timeout. Errors: WRONGTYPE if one of the keys holds no sorted set.
// Complexity: O(log N) in a set of N. Since: 5.0.0; fractions of a second: 6.0.0.
// See https://valkey.io/commands/bzpopmax/
//
//glissade:blocks seconds last
func BZPopMax(a *Args, keys []string, timeout time.Duration) Reply[models.Result[models.KeyWithMemberAndScore]] {
	a.Begin("BZPOPMAX")
	a.Keys(keys)
	a.blockSeconds("timeout", timeout)
	return keyAndMember
}

// ZMPop takes the member with the lowest or the highest score from the first sorted
// set in keys that has one.
//
// Reply: the member with its score and the key of its sorted set, or nil if all are
// empty. Errors: WRONGTYPE if a key that is looked at holds no sorted set.
// Complexity: O(K + log N) for K keys and a set of N. Since: 7.0.0.
// See https://valkey.io/commands/zmpop/
func ZMPop(a *Args, keys []string, scoreFilter options.ScoreFilter) Reply[models.Result[models.KeyWithArrayOfMembersAndScores]] {
	a.Begin("ZMPOP")
	a.zMPop(keys, scoreFilter)
	return keyAndMembers
}

// ZMPopWithOptions takes the members with the lowest or the highest scores, as many as
// opts say, from the first sorted set in keys that has one.
//
// Reply: the members with their scores in the order in which they were taken, and the
// key of their sorted set, or nil if all are empty. Errors: WRONGTYPE if a key that
// is looked at holds no sorted set.
// Complexity: O(K + M log N) for K keys and M members taken of N. Since: 7.0.0.
// See https://valkey.io/commands/zmpop/
func ZMPopWithOptions(a *Args, keys []string, scoreFilter options.ScoreFilter, opts options.ZMPopOptions) Reply[models.Result[models.KeyWithArrayOfMembersAndScores]] {
	a.Begin("ZMPOP")
	a.zMPop(keys, scoreFilter)
	a.zMPopOptions(opts)
	return keyAndMembers
}

// BZMPop takes the member with the lowest or the highest score from the first sorted
// set in keys that has one, and waits for one if there is none: for timeout, to the
// millisecond, or for ever if it is 0.
//
// Reply: the member with its score and the key of its sorted set, or nil after
// timeout. Errors: WRONGTYPE if a key that is looked at holds no sorted set.
// Complexity: O(K + log N) for K keys and a set of N. Since: 7.0.0.
// See https://valkey.io/commands/bzmpop/
//
//glissade:blocks seconds 1
func BZMPop(a *Args, keys []string, scoreFilter options.ScoreFilter, timeout time.Duration) Reply[models.Result[models.KeyWithArrayOfMembersAndScores]] {
	a.Begin("BZMPOP")
	a.blockSeconds("timeout", timeout)
	a.zMPop(keys, scoreFilter)
	return keyAndMembers
}

// BZMPopWithOptions takes the members with the lowest or the highest scores, as many
// as opts say, from the first sorted set in keys that has one, and waits for one if
// there is none: for timeout, to the millisecond, or for ever if it is 0. It does not
// wait until there are as many as asked for.
//
// Reply: the members with their scores in the order in which they were taken, and the
// key of their sorted set, or nil after timeout. Errors: WRONGTYPE if a key that is
// looked at holds no sorted set.
// Complexity: O(K + M log N) for K keys and M members taken of N. Since: 7.0.0.
// See https://valkey.io/commands/bzmpop/
func BZMPopWithOptions(a *Args, keys []string, scoreFilter options.ScoreFilter, timeout time.Duration, opts options.ZMPopOptions) Reply[models.Result[models.KeyWithArrayOfMembersAndScores]] {
	a.Begin("BZMPOP")
	a.blockSeconds("timeout", timeout)
	a.zMPop(keys, scoreFilter)
	a.zMPopOptions(opts)
	return keyAndMembers
}

func (a *Args) zPopOptions(opts options.ZPopOptions) {
	a.check(opts.Validate())
	if opts.Count != nil {
		a.Int(*opts.Count)
	}
}

func (a *Args) zMPop(keys []string, scoreFilter options.ScoreFilter) {
	a.countedKeys(keys)
	a.check(scoreFilter.Validate())
	a.Word(string(scoreFilter))
}

func (a *Args) zMPopOptions(opts options.ZMPopOptions) {
	a.check(opts.Validate())
	a.countOption(opts.Count)
}
