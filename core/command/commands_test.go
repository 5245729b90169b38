package command_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

type fields = []models.FieldValue

// wireTest is a command with the words it must be sent as, separated by single
// spaces. A word that begins with "@" is a key, and is sent without the "@".
type wireTest struct {
	build func(a *command.Args) any
	want  string
}

func set(o options.SetOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.SetWithOptions(a, "k", "v", o) }
}

func zadd(o options.ZAddOptions) func(a *command.Args) any {
	return func(a *command.Args) any {
		return command.ZAddWithOptions(a, "z", []models.MemberAndScore{{Member: "m", Score: 1}}, o)
	}
}

func zrange(q options.ZRangeQuery) func(a *command.Args) any {
	return func(a *command.Args) any { return command.ZRange(a, "z", q) }
}

func xadd(o options.XAddOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.XAddWithOptions(a, "x", fields{{Field: "f", Value: "v"}}, o) }
}

func xread(o options.XReadOptions) func(a *command.Args) any {
	return func(a *command.Args) any {
		return command.XReadWithOptions(a, []models.KeyAndID{{Key: "x", ID: "0"}, {Key: "y", ID: "$"}}, o)
	}
}

func pointer[T any](value T) *T { return &value }

func milliseconds(n int) *time.Duration {
	d := time.Duration(n) * time.Millisecond
	return &d
}

// wireTests are all commands and options. The groups with a file of their own add theirs by init.
var wireTests = []wireTest{
	{func(a *command.Args) any { return command.Ping(a) }, "PING"},
	{func(a *command.Args) any {
		return command.PingWithOptions(a, options.PingOptions{Message: pointer("hi")})
	}, "PING hi"},
	{func(a *command.Args) any { return command.PingWithOptions(a, options.PingOptions{}) }, "PING"},
	{func(a *command.Args) any { return command.Echo(a, "hi") }, "ECHO hi"},

	{func(a *command.Args) any { return command.Set(a, "k", "v") }, "SET @k v"},
	{set(options.SetOptions{}), "SET @k v"},
	{set(options.SetOptions{Condition: options.OnlyIfExists}), "SET @k v XX"},
	{set(options.SetOptions{Condition: options.OnlyIfDoesNotExist, ReturnOldValue: true}), "SET @k v NX GET"},
	{set(options.SetOptions{Condition: options.OnlyIfEquals, ComparisonValue: pointer("old")}), "SET @k v IFEQ old"},
	{set(options.SetOptions{Condition: options.OnlyIfEquals, ComparisonValue: pointer("")}), "SET @k v IFEQ "},
	{set(options.SetOptions{Expiry: options.ExpireIn{Duration: time.Minute}}), "SET @k v EX 60"},
	{set(options.SetOptions{Expiry: options.ExpireIn{Duration: 1500 * time.Millisecond}}), "SET @k v PX 1500"},
	{set(options.SetOptions{Expiry: options.ExpireIn{Duration: time.Nanosecond}}), "SET @k v PX 1"},
	{set(options.SetOptions{Expiry: options.ExpireAt{Time: time.Unix(1700000000, 0)}}), "SET @k v EXAT 1700000000"},
	{set(options.SetOptions{Expiry: options.ExpireAt{Time: time.Unix(1700000000, 1)}}), "SET @k v PXAT 1700000000001"},
	{set(options.SetOptions{Expiry: options.KeepTTL{}}), "SET @k v KEEPTTL"},
	{func(a *command.Args) any { return command.Get(a, "k") }, "GET @k"},
	{func(a *command.Args) any { return command.GetDel(a, "k") }, "GETDEL @k"},
	{func(a *command.Args) any { return command.MGet(a, []string{"k", "l"}) }, "MGET @k @l"},
	{func(a *command.Args) any {
		return command.MSet(a, []models.KeyValue{{Key: "k", Value: "v"}, {Key: "l", Value: ""}})
	}, "MSET @k v @l "},
	{func(a *command.Args) any { return command.Incr(a, "k") }, "INCR @k"},
	{func(a *command.Args) any { return command.IncrBy(a, "k", -5) }, "INCRBY @k -5"},
	{func(a *command.Args) any { return command.IncrByFloat(a, "k", 1e21) }, "INCRBYFLOAT @k 1e+21"},

	{func(a *command.Args) any { return command.Del(a, []string{"k", "l"}) }, "DEL @k @l"},
	{func(a *command.Args) any { return command.Exists(a, []string{"k", "k"}) }, "EXISTS @k @k"},
	{func(a *command.Args) any { return command.Expire(a, "k", time.Minute) }, "EXPIRE @k 60"},
	{func(a *command.Args) any { return command.Expire(a, "k", -time.Second) }, "EXPIRE @k -1"},
	{func(a *command.Args) any {
		return command.ExpireWithOptions(a, "k", time.Minute, options.NewExpiryGreaterThanCurrent)
	}, "EXPIRE @k 60 GT"},
	{func(a *command.Args) any { return command.PExpire(a, "k", 1500*time.Microsecond) }, "PEXPIRE @k 2"},
	{func(a *command.Args) any {
		return command.PExpireWithOptions(a, "k", time.Second, options.HasNoExpiry)
	}, "PEXPIRE @k 1000 NX"},
	{func(a *command.Args) any { return command.TTL(a, "k") }, "TTL @k"},
	{func(a *command.Args) any { return command.PTTL(a, "k") }, "PTTL @k"},
	{func(a *command.Args) any { return command.Type(a, "k") }, "TYPE @k"},

	{func(a *command.Args) any { return command.HSet(a, "h", fields{{Field: "f", Value: "v"}}) }, "HSET @h f v"},
	{func(a *command.Args) any { return command.HGet(a, "h", "f") }, "HGET @h f"},
	{func(a *command.Args) any { return command.HGetAll(a, "h") }, "HGETALL @h"},

	{func(a *command.Args) any { return command.LPush(a, "l", []string{"a", "b"}) }, "LPUSH @l a b"},
	{func(a *command.Args) any { return command.RPush(a, "l", []string{"a", "b"}) }, "RPUSH @l a b"},
	{func(a *command.Args) any { return command.LRange(a, "l", 0, -1) }, "LRANGE @l 0 -1"},
	{func(a *command.Args) any { return command.BLPop(a, []string{"l", "m"}, 0) }, "BLPOP @l @m 0"},
	{func(a *command.Args) any { return command.BLPop(a, []string{"l"}, 1500*time.Millisecond) }, "BLPOP @l 1.5"},
	{func(a *command.Args) any { return command.BLPop(a, []string{"l"}, time.Nanosecond) }, "BLPOP @l 0.001"},

	{func(a *command.Args) any { return command.SAdd(a, "s", []string{"a", "b"}) }, "SADD @s a b"},
	{func(a *command.Args) any { return command.SMembers(a, "s") }, "SMEMBERS @s"},

	{func(a *command.Args) any {
		return command.ZAdd(a, "z", []models.MemberAndScore{{Member: "m", Score: 1.5}, {Member: "n", Score: math.Inf(1)}})
	}, "ZADD @z 1.5 m inf n"},
	{zadd(options.ZAddOptions{}), "ZADD @z 1 m"},
	{zadd(options.ZAddOptions{ConditionalChange: options.OnlyIfDoesNotExist, Changed: true}), "ZADD @z NX CH 1 m"},
	{zadd(options.ZAddOptions{
		ConditionalChange: options.OnlyIfExists, UpdateOptions: options.ScoreGreaterThanCurrent,
	}), "ZADD @z XX GT 1 m"},
	{zadd(options.ZAddOptions{UpdateOptions: options.ScoreLessThanCurrent}), "ZADD @z LT 1 m"},
	{func(a *command.Args) any { return command.ZAddIncr(a, "z", "m", 2) }, "ZADD @z INCR 2 m"},
	{func(a *command.Args) any {
		return command.ZAddIncrWithOptions(a, "z", "m", 2, options.ZAddOptions{ConditionalChange: options.OnlyIfExists})
	}, "ZADD @z XX INCR 2 m"},
	{zrange(options.RangeByIndex{Start: 1, End: -1}), "ZRANGE @z 1 -1"},
	{zrange(options.RangeByIndex{End: 2, Reverse: true}), "ZRANGE @z 0 2 REV"},
	{zrange(options.RangeByScore{}), "ZRANGE @z -inf +inf BYSCORE"},
	{zrange(options.RangeByScore{Reverse: true}), "ZRANGE @z +inf -inf BYSCORE REV"},
	{zrange(options.RangeByScore{
		Start: options.InclusiveScore{Score: math.Inf(-1)}, End: options.ExclusiveScore{Score: 2.5},
		Limit: &options.Limit{Offset: 1, Count: 10},
	}), "ZRANGE @z -inf (2.5 BYSCORE LIMIT 1 10"},
	{zrange(options.RangeByLex{}), "ZRANGE @z - + BYLEX"},
	{zrange(options.RangeByLex{Reverse: true, Limit: &options.Limit{Count: -1}}), "ZRANGE @z + - BYLEX REV LIMIT 0 -1"},
	{zrange(options.RangeByLex{
		Start: options.InclusiveLex{Value: "a"}, End: options.ExclusiveLex{Value: "b"},
	}), "ZRANGE @z [a (b BYLEX"},
	{func(a *command.Args) any {
		return command.ZRangeWithScores(a, "z", options.RangeByScore{Start: options.ExclusiveScore{Score: 1}, Limit: &options.Limit{Count: 1}})
	}, "ZRANGE @z (1 +inf BYSCORE LIMIT 0 1 WITHSCORES"},
	{func(a *command.Args) any {
		return command.ZRangeWithScores(a, "z", options.RangeByIndex{})
	}, "ZRANGE @z 0 0 WITHSCORES"},

	{func(a *command.Args) any { return command.XAdd(a, "x", fields{{Field: "f", Value: "v"}}) }, "XADD @x * f v"},
	{xadd(options.XAddOptions{}), "XADD @x * f v"},
	{xadd(options.XAddOptions{ID: "1-*", NoMakeStream: true}), "XADD @x NOMKSTREAM 1-* f v"},
	{xadd(options.XAddOptions{Trim: options.TrimByMaxLen{}}), "XADD @x MAXLEN = 0 * f v"},
	{xadd(options.XAddOptions{
		Trim: options.TrimByMaxLen{MaxLen: 10, Approximate: true, Limit: pointer(int64(5))},
	}), "XADD @x MAXLEN ~ 10 LIMIT 5 * f v"},
	{xadd(options.XAddOptions{Trim: options.TrimByMinID{MinID: "7-0", Approximate: true}}), "XADD @x MINID ~ 7-0 * f v"},
	{func(a *command.Args) any { return command.XLen(a, "x") }, "XLEN @x"},
	{func(a *command.Args) any { return command.XRange(a, "x", nil, nil) }, "XRANGE @x - +"},
	{func(a *command.Args) any {
		return command.XRange(a, "x", options.MinID{}, options.MaxID{})
	}, "XRANGE @x - +"},
	{func(a *command.Args) any {
		return command.XRangeWithOptions(a, "x", options.ExclusiveID{ID: "1-1"}, options.InclusiveID{ID: "2"}, options.XRangeOptions{Count: pointer(int64(3))})
	}, "XRANGE @x (1-1 2 COUNT 3"},
	{func(a *command.Args) any {
		return command.XRangeWithOptions(a, "x", nil, nil, options.XRangeOptions{})
	}, "XRANGE @x - +"},
	{func(a *command.Args) any {
		return command.XRead(a, []models.KeyAndID{{Key: "x", ID: "0"}})
	}, "XREAD STREAMS @x 0"},
	{xread(options.XReadOptions{}), "XREAD STREAMS @x @y 0 $"},
	{xread(options.XReadOptions{Count: 2, Block: milliseconds(0)}), "XREAD COUNT 2 BLOCK 0 STREAMS @x @y 0 $"},
	{xread(options.XReadOptions{Block: milliseconds(1500)}), "XREAD BLOCK 1500 STREAMS @x @y 0 $"},

	{func(a *command.Args) any { return command.Info(a) }, "INFO"},
	{func(a *command.Args) any { return command.InfoWithOptions(a, options.InfoOptions{}) }, "INFO"},
	{func(a *command.Args) any {
		return command.InfoWithOptions(a, options.InfoOptions{Sections: []options.InfoSection{options.Server, options.CPU}})
	}, "INFO server cpu"},
	{func(a *command.Args) any { return command.ConfigGet(a, []string{"max*", "dir"}) }, "CONFIG GET max* dir"},
	{func(a *command.Args) any { return command.DBSize(a) }, "DBSIZE"},
	{func(a *command.Args) any { return command.FlushAll(a) }, "FLUSHALL"},
	{func(a *command.Args) any { return command.FlushDB(a) }, "FLUSHDB"},

	{func(a *command.Args) any { return command.Eval(a, "return", options.ScriptOptions{}) }, "EVAL return 0"},
	{func(a *command.Args) any {
		return command.EvalSHA(a, "hash", options.ScriptOptions{Keys: []string{"k", "l"}, Args: []string{"a"}})
	}, "EVALSHA hash 2 @k @l a"},
	{func(a *command.Args) any { return command.ScriptLoad(a, "return") }, "SCRIPT LOAD return"},
	{func(a *command.Args) any { return command.CustomCommand(a, []string{"oBJECT", "help"}) }, "oBJECT help"},
}

func TestCommandsOnTheWire(t *testing.T) {
	var a command.Args
	for _, test := range wireTests {
		test.build(&a)
		words := strings.Split(test.want, " ")
		var keys []string
		for i, word := range words {
			if key, isKey := strings.CutPrefix(word, "@"); isKey {
				keys = append(keys, key)
				words[i] = key
			}
		}
		require.NoError(t, a.Err(), test.want)
		require.Equal(t, wire(words...), string(a.Encoded()), test.want)
		var got []string
		for key := range a.EachKey {
			got = append(got, string(key))
		}
		require.Equal(t, keys, got, test.want)
	}
}

func TestBlockingCommandsSayHowLong(t *testing.T) {
	tests := []struct {
		build   func(a *command.Args) any
		timeout time.Duration
		blocks  bool
	}{
		{func(a *command.Args) any { return command.BLPop(a, []string{"l"}, 0) }, 0, true},
		{func(a *command.Args) any { return command.BLPop(a, []string{"l"}, time.Second) }, time.Second, true},
		{xread(options.XReadOptions{}), 0, false},
		{xread(options.XReadOptions{Block: milliseconds(0)}), 0, true},
		{xread(options.XReadOptions{Block: milliseconds(20)}), 20 * time.Millisecond, true},
		{func(a *command.Args) any { return command.Get(a, "k") }, 0, false},
	}
	for i, test := range tests {
		var a command.Args
		test.build(&a)
		timeout, blocks := a.Blocking()
		require.Equal(t, test.blocks, blocks, "test %d", i)
		require.Equal(t, test.timeout, timeout, "test %d", i)
	}
}

// What servers count in seconds is rounded up: cut off, it would be too soon.
func TestFractionsOfASecondAreRoundedUp(t *testing.T) {
	at := time.Unix(1700000000, 1)
	age := 1001 * time.Millisecond
	for _, test := range []struct {
		build func(a *command.Args)
		want  string
	}{
		{func(a *command.Args) { command.Expire(a, "k", 1500*time.Millisecond) }, "EXPIRE k 2"},
		{func(a *command.Args) { command.Expire(a, "k", time.Nanosecond) }, "EXPIRE k 1"},
		{func(a *command.Args) { command.Expire(a, "k", time.Second) }, "EXPIRE k 1"},
		{func(a *command.Args) { command.Expire(a, "k", -1500*time.Millisecond) }, "EXPIRE k -1"},
		{func(a *command.Args) { command.ExpireWithOptions(a, "k", age, options.HasNoExpiry) }, "EXPIRE k 2 NX"},
		{func(a *command.Args) { command.PExpire(a, "k", time.Nanosecond) }, "PEXPIRE k 1"},
		{func(a *command.Args) { command.ExpireAt(a, "k", at) }, "EXPIREAT k 1700000001"},
		{func(a *command.Args) { command.PExpireAt(a, "k", at) }, "PEXPIREAT k 1700000000001"},
		{func(a *command.Args) { command.SetEx(a, "k", age, "v") }, "SETEX k 2 v"},
		{func(a *command.Args) { command.PSetEx(a, "k", time.Nanosecond, "v") }, "PSETEX k 1 v"},
		{func(a *command.Args) { command.HExpire(a, "h", age, []string{"f"}, options.HExpireOptions{}) }, "HEXPIRE h 2 FIELDS 1 f"},
		{func(a *command.Args) { command.HExpireAt(a, "h", at, []string{"f"}, options.HExpireOptions{}) }, "HEXPIREAT h 1700000001 FIELDS 1 f"},
		{func(a *command.Args) {
			command.RestoreWithOptions(a, "k", 0, "d", options.RestoreOptions{IdleTime: &age})
		}, "RESTORE k 0 d IDLETIME 2"},
		{func(a *command.Args) { command.ClientListWithOptions(a, options.ClientFilter{MaxAge: age, Idle: age}) }, "CLIENT LIST MAXAGE 2 IDLE 2"},
	} {
		var a command.Args
		test.build(&a)
		require.NoError(t, a.Err(), test.want)
		require.Equal(t, wire(strings.Split(test.want, " ")...), string(a.Encoded()))
	}
}
