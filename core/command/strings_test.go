package command_test

import (
	"math"
	"testing"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

var twoPairs = []models.KeyValue{{Key: "k", Value: "v"}, {Key: "l", Value: ""}}

func getEx(expiry options.ExpiryChange) func(a *command.Args) any {
	return func(a *command.Args) any {
		return command.GetExWithOptions(a, "k", options.GetExOptions{Expiry: expiry})
	}
}

func mSetEx(o options.MSetExOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.MSetEx(a, twoPairs, o) }
}

func lcs(o options.LCSIdxOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.LCSWithOptions(a, "k", "l", o) }
}

func init() {
	wireTests = append(wireTests, []wireTest{
		{func(a *command.Args) any { return command.GetEx(a, "k") }, "GETEX @k"},
		{getEx(nil), "GETEX @k"},
		{getEx(options.ExpireIn{Duration: time.Minute}), "GETEX @k EX 60"},
		{getEx(options.ExpireIn{Duration: 1500 * time.Microsecond}), "GETEX @k PX 2"},
		{getEx(options.ExpireAt{Time: time.Unix(1700000000, 0)}), "GETEX @k EXAT 1700000000"},
		{getEx(options.ExpireAt{Time: time.Unix(1700000000, 1)}), "GETEX @k PXAT 1700000000001"},
		{getEx(options.Persist{}), "GETEX @k PERSIST"},
		{func(a *command.Args) any { return command.MSetNX(a, twoPairs) }, "MSETNX @k v @l "},
		{mSetEx(options.MSetExOptions{}), "MSETEX 2 @k v @l "},
		{mSetEx(options.MSetExOptions{Condition: options.OnlyIfExists}), "MSETEX 2 @k v @l  XX"},
		{mSetEx(options.MSetExOptions{
			Condition: options.OnlyIfDoesNotExist, Expiry: options.ExpireIn{Duration: time.Second},
		}), "MSETEX 2 @k v @l  NX EX 1"},
		{mSetEx(options.MSetExOptions{Expiry: options.KeepTTL{}}), "MSETEX 2 @k v @l  KEEPTTL"},
		{mSetEx(options.MSetExOptions{Expiry: options.ExpireAt{Time: time.UnixMilli(5)}}), "MSETEX 2 @k v @l  PXAT 5"},
		{func(a *command.Args) any { return command.DelIfEq(a, "k", "v") }, "DELIFEQ @k v"},

		{func(a *command.Args) any { return command.Decr(a, "k") }, "DECR @k"},
		{func(a *command.Args) any { return command.DecrBy(a, "k", math.MinInt64) }, "DECRBY @k -9223372036854775808"},

		{func(a *command.Args) any { return command.Append(a, "k", "v") }, "APPEND @k v"},
		{func(a *command.Args) any { return command.Strlen(a, "k") }, "STRLEN @k"},
		{func(a *command.Args) any { return command.GetRange(a, "k", 0, -1) }, "GETRANGE @k 0 -1"},
		{func(a *command.Args) any { return command.SetRange(a, "k", 5, "v") }, "SETRANGE @k 5 v"},
		{func(a *command.Args) any { return command.LCS(a, "k", "l") }, "LCS @k @l"},
		{func(a *command.Args) any { return command.LCSLen(a, "k", "l") }, "LCS @k @l LEN"},
		{lcs(options.LCSIdxOptions{}), "LCS @k @l IDX"},
		{lcs(options.LCSIdxOptions{MinMatchLen: 4, WithMatchLen: true}), "LCS @k @l IDX MINMATCHLEN 4 WITHMATCHLEN"},

		{func(a *command.Args) any { return command.GetSet(a, "k", "v") }, "GETSET @k v"},
		{func(a *command.Args) any { return command.SetNX(a, "k", "v") }, "SETNX @k v"},
		{func(a *command.Args) any { return command.SetEx(a, "k", time.Minute, "v") }, "SETEX @k 60 v"},
		{func(a *command.Args) any { return command.PSetEx(a, "k", time.Nanosecond, "v") }, "PSETEX @k 1 v"},
		{func(a *command.Args) any { return command.Substr(a, "k", 1, 2) }, "SUBSTR @k 1 2"},
	}...)
}

func TestStringCommandsRefuseWhatCannotWork(t *testing.T) {
	requireRefused(t, []refusal{
		{"MSETNX pairs", func(a *command.Args) { command.MSetNX(a, nil) }},
		{"MSETEX pairs", func(a *command.Args) { command.MSetEx(a, nil, options.MSetExOptions{}) }},
		{"MSetExOptions.Condition", func(a *command.Args) { mSetEx(options.MSetExOptions{Condition: options.OnlyIfEquals})(a) }},
		{"GetExOptions.Expiry", func(a *command.Args) { getEx(options.ExpireIn{})(a) }},
		{"SETEX expireTime", func(a *command.Args) { command.SetEx(a, "k", 0, "v") }},
		{"PSETEX expireTime", func(a *command.Args) { command.PSetEx(a, "k", -time.Second, "v") }},
	})
}
