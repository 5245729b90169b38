package command_test

import (
	"testing"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
)

func init() { wireTests = append(wireTests, hashTests...) }

func hsetex(o options.HSetExOptions) func(a *command.Args) any {
	return func(a *command.Args) any {
		return command.HSetEx(a, "h", fields{{Field: "f", Value: "v"}, {Field: "g", Value: "w"}}, o)
	}
}

func hgetex(o options.HGetExOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.HGetEx(a, "h", []string{"f", "g"}, o) }
}

var (
	oneField  = []string{"f"}
	anyExpiry options.HExpireOptions
)

var hashTests = []wireTest{
	{func(a *command.Args) any { return command.HSetNX(a, "h", "f", "v") }, "HSETNX @h f v"},
	{func(a *command.Args) any {
		return command.HMSet(a, "h", fields{{Field: "f", Value: "v"}, {Field: "g", Value: "w"}})
	}, "HMSET @h f v g w"},
	{func(a *command.Args) any { return command.HMGet(a, "h", []string{"f", "g"}) }, "HMGET @h f g"},
	{func(a *command.Args) any { return command.HGetDel(a, "h", []string{"f", "g"}) }, "HGETDEL @h FIELDS 2 f g"},
	{func(a *command.Args) any { return command.HDel(a, "h", []string{"f", "g"}) }, "HDEL @h f g"},
	{func(a *command.Args) any { return command.HExists(a, "h", "f") }, "HEXISTS @h f"},
	{func(a *command.Args) any { return command.HKeys(a, "h") }, "HKEYS @h"},
	{func(a *command.Args) any { return command.HVals(a, "h") }, "HVALS @h"},
	{func(a *command.Args) any { return command.HLen(a, "h") }, "HLEN @h"},
	{func(a *command.Args) any { return command.HStrLen(a, "h", "f") }, "HSTRLEN @h f"},
	{func(a *command.Args) any { return command.HIncrBy(a, "h", "f", -3) }, "HINCRBY @h f -3"},
	{func(a *command.Args) any { return command.HIncrByFloat(a, "h", "f", 0.5) }, "HINCRBYFLOAT @h f 0.5"},
	{func(a *command.Args) any { return command.HRandField(a, "h") }, "HRANDFIELD @h"},
	{func(a *command.Args) any { return command.HRandFieldWithCount(a, "h", -2) }, "HRANDFIELD @h -2"},
	{func(a *command.Args) any {
		return command.HRandFieldWithCountWithValues(a, "h", 2)
	}, "HRANDFIELD @h 2 WITHVALUES"},

	{func(a *command.Args) any { return command.HScan(a, "h", "0") }, "HSCAN @h 0"},
	{func(a *command.Args) any {
		return command.HScanWithOptions(a, "h", "7", options.HScanOptions{Match: pointer("f*"), Count: 100})
	}, "HSCAN @h 7 MATCH f* COUNT 100"},
	{func(a *command.Args) any { return command.HScanNoValues(a, "h", "0", options.HScanOptions{}) }, "HSCAN @h 0 NOVALUES"},
	{func(a *command.Args) any {
		return command.HScanNoValues(a, "h", "0", options.HScanOptions{Match: pointer("f*")})
	}, "HSCAN @h 0 MATCH f* NOVALUES"},

	{hsetex(options.HSetExOptions{}), "HSETEX @h FIELDS 2 f v g w"},
	{hsetex(options.HSetExOptions{
		KeyConditionalChange: options.OnlyIfExists, FieldConditionalChange: options.OnlyIfNoneExist,
		Expiry: options.ExpireIn{Duration: time.Minute},
	}), "HSETEX @h XX FNX EX 60 FIELDS 2 f v g w"},
	{hsetex(options.HSetExOptions{
		KeyConditionalChange: options.OnlyIfDoesNotExist, Expiry: options.ExpireIn{Duration: time.Millisecond},
	}), "HSETEX @h NX PX 1 FIELDS 2 f v g w"},
	{hsetex(options.HSetExOptions{
		FieldConditionalChange: options.OnlyIfAllExist, Expiry: options.KeepTTL{},
	}), "HSETEX @h FXX KEEPTTL FIELDS 2 f v g w"},
	{hsetex(options.HSetExOptions{
		Expiry: options.ExpireAt{Time: time.UnixMilli(1700000000001)},
	}), "HSETEX @h PXAT 1700000000001 FIELDS 2 f v g w"},
	{hgetex(options.HGetExOptions{}), "HGETEX @h FIELDS 2 f g"},
	{hgetex(options.HGetExOptions{Expiry: options.Persist{}}), "HGETEX @h PERSIST FIELDS 2 f g"},
	{hgetex(options.HGetExOptions{Expiry: options.ExpireIn{Duration: time.Second}}), "HGETEX @h EX 1 FIELDS 2 f g"},
	{hgetex(options.HGetExOptions{Expiry: options.ExpireAt{Time: time.Unix(1700000000, 0)}}), "HGETEX @h EXAT 1700000000 FIELDS 2 f g"},

	{func(a *command.Args) any { return command.HExpire(a, "h", time.Minute, oneField, anyExpiry) }, "HEXPIRE @h 60 FIELDS 1 f"},
	{func(a *command.Args) any {
		return command.HExpire(a, "h", 0, oneField, options.HExpireOptions{ExpireCondition: options.HasNoExpiry})
	}, "HEXPIRE @h 0 NX FIELDS 1 f"},
	{func(a *command.Args) any {
		return command.HPExpire(a, "h", 1500*time.Microsecond, oneField, options.HExpireOptions{ExpireCondition: options.HasExistingExpiry})
	}, "HPEXPIRE @h 2 XX FIELDS 1 f"},
	{func(a *command.Args) any {
		return command.HExpireAt(a, "h", time.UnixMilli(1700000000001), oneField, options.HExpireOptions{ExpireCondition: options.NewExpiryGreaterThanCurrent})
	}, "HEXPIREAT @h 1700000001 GT FIELDS 1 f"},
	{func(a *command.Args) any {
		return command.HPExpireAt(a, "h", time.UnixMilli(1700000000001), oneField, options.HExpireOptions{ExpireCondition: options.NewExpiryLessThanCurrent})
	}, "HPEXPIREAT @h 1700000000001 LT FIELDS 1 f"},
	{func(a *command.Args) any { return command.HPersist(a, "h", []string{"f", "g"}) }, "HPERSIST @h FIELDS 2 f g"},
	{func(a *command.Args) any { return command.HTTL(a, "h", oneField) }, "HTTL @h FIELDS 1 f"},
	{func(a *command.Args) any { return command.HPTTL(a, "h", oneField) }, "HPTTL @h FIELDS 1 f"},
	{func(a *command.Args) any { return command.HExpireTime(a, "h", oneField) }, "HEXPIRETIME @h FIELDS 1 f"},
	{func(a *command.Args) any { return command.HPExpireTime(a, "h", oneField) }, "HPEXPIRETIME @h FIELDS 1 f"},
}

func TestHashCommandsRefuseWhatCannotWork(t *testing.T) {
	pair := fields{{Field: "f", Value: "v"}}
	requireRefused(t, []refusal{
		{"HMSET values", func(a *command.Args) { command.HMSet(a, "h", nil) }},
		{"HMGET fields", func(a *command.Args) { command.HMGet(a, "h", nil) }},
		{"HDEL fields", func(a *command.Args) { command.HDel(a, "h", nil) }},
		{"HGETDEL fields", func(a *command.Args) { command.HGetDel(a, "h", nil) }},
		{"HSCAN cursor", func(a *command.Args) { command.HScan(a, "h", "") }},
		{"HScanOptions.Count", func(a *command.Args) {
			command.HScanNoValues(a, "h", "0", options.HScanOptions{Count: -1})
		}},
		{"HSETEX values", func(a *command.Args) { command.HSetEx(a, "h", nil, options.HSetExOptions{}) }},
		{"HSetExOptions.KeyConditionalChange", func(a *command.Args) {
			command.HSetEx(a, "h", pair, options.HSetExOptions{KeyConditionalChange: options.OnlyIfEquals})
		}},
		{"HSetExOptions.FieldConditionalChange", func(a *command.Args) {
			command.HSetEx(a, "h", pair, options.HSetExOptions{FieldConditionalChange: "XX"})
		}},
		{"HSetExOptions.Expiry", func(a *command.Args) {
			command.HSetEx(a, "h", pair, options.HSetExOptions{Expiry: options.ExpireIn{}})
		}},
		{"HGETEX fields", func(a *command.Args) { command.HGetEx(a, "h", nil, options.HGetExOptions{}) }},
		{"HGetExOptions.Expiry", func(a *command.Args) {
			command.HGetEx(a, "h", oneField, options.HGetExOptions{Expiry: options.ExpireAt{}})
		}},
		{"HEXPIRE expireTime", func(a *command.Args) { command.HExpire(a, "h", -time.Second, oneField, anyExpiry) }},
		{"HEXPIRE fields", func(a *command.Args) { command.HExpire(a, "h", time.Second, nil, anyExpiry) }},
		{"HPEXPIRE expireTime", func(a *command.Args) { command.HPExpire(a, "h", -1, oneField, anyExpiry) }},
		{"ExpireCondition", func(a *command.Args) {
			command.HPExpire(a, "h", 1, oneField, options.HExpireOptions{ExpireCondition: "EQ"})
		}},
		{"HEXPIREAT expireTime", func(a *command.Args) { command.HExpireAt(a, "h", time.Time{}, oneField, anyExpiry) }},
		{"HPEXPIREAT expireTime", func(a *command.Args) { command.HPExpireAt(a, "h", time.Unix(-1, 0), oneField, anyExpiry) }},
		{"HPERSIST fields", func(a *command.Args) { command.HPersist(a, "h", nil) }},
	})
}
