package command_test

import (
	"testing"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
)

func init() { wireTests = append(wireTests, setTests...) }

var setTests = []wireTest{
	{func(a *command.Args) any { return command.SRem(a, "s", []string{"a", "b"}) }, "SREM @s a b"},
	{func(a *command.Args) any { return command.SCard(a, "s") }, "SCARD @s"},
	{func(a *command.Args) any { return command.SIsMember(a, "s", "m") }, "SISMEMBER @s m"},
	{func(a *command.Args) any { return command.SMIsMember(a, "s", []string{"a", "b"}) }, "SMISMEMBER @s a b"},
	{func(a *command.Args) any { return command.SMove(a, "s", "t", "m") }, "SMOVE @s @t m"},
	{func(a *command.Args) any { return command.SPop(a, "s") }, "SPOP @s"},
	{func(a *command.Args) any { return command.SPopCount(a, "s", 2) }, "SPOP @s 2"},
	{func(a *command.Args) any { return command.SRandMember(a, "s") }, "SRANDMEMBER @s"},
	{func(a *command.Args) any { return command.SRandMemberCount(a, "s", -2) }, "SRANDMEMBER @s -2"},

	{func(a *command.Args) any { return command.SInter(a, []string{"s", "t"}) }, "SINTER @s @t"},
	{func(a *command.Args) any { return command.SInterStore(a, "d", []string{"s", "t"}) }, "SINTERSTORE @d @s @t"},
	{func(a *command.Args) any { return command.SInterCard(a, []string{"s", "t"}) }, "SINTERCARD 2 @s @t"},
	{func(a *command.Args) any { return command.SInterCardLimit(a, []string{"s"}, 5) }, "SINTERCARD 1 @s LIMIT 5"},
	{func(a *command.Args) any { return command.SUnion(a, []string{"s", "t"}) }, "SUNION @s @t"},
	{func(a *command.Args) any { return command.SUnionStore(a, "d", []string{"s"}) }, "SUNIONSTORE @d @s"},
	{func(a *command.Args) any { return command.SDiff(a, []string{"s", "t"}) }, "SDIFF @s @t"},
	{func(a *command.Args) any { return command.SDiffStore(a, "d", []string{"s", "t"}) }, "SDIFFSTORE @d @s @t"},

	{func(a *command.Args) any { return command.SScan(a, "s", "0") }, "SSCAN @s 0"},
	{func(a *command.Args) any { return command.SScanWithOptions(a, "s", "7", options.SScanOptions{}) }, "SSCAN @s 7"},
	{func(a *command.Args) any {
		return command.SScanWithOptions(a, "s", "0", options.SScanOptions{Match: pointer("a*"), Count: 100})
	}, "SSCAN @s 0 MATCH a* COUNT 100"},
}

func TestSetCommandsRefuseWhatCannotWork(t *testing.T) {
	requireRefused(t, []refusal{
		{"SREM members", func(a *command.Args) { command.SRem(a, "s", nil) }},
		{"SMISMEMBER members", func(a *command.Args) { command.SMIsMember(a, "s", nil) }},
		{"SPOP count", func(a *command.Args) { command.SPopCount(a, "s", -1) }},
		{"SINTER keys", func(a *command.Args) { command.SInter(a, nil) }},
		{"SINTERSTORE keys", func(a *command.Args) { command.SInterStore(a, "d", nil) }},
		{"SINTERCARD keys", func(a *command.Args) { command.SInterCard(a, nil) }},
		{"SINTERCARD limit", func(a *command.Args) { command.SInterCardLimit(a, []string{"s"}, -1) }},
		{"SUNION keys", func(a *command.Args) { command.SUnion(a, nil) }},
		{"SDIFFSTORE keys", func(a *command.Args) { command.SDiffStore(a, "d", nil) }},
		{"SSCAN cursor", func(a *command.Args) { command.SScan(a, "s", "") }},
		{"SScanOptions.Count", func(a *command.Args) {
			command.SScanWithOptions(a, "s", "0", options.SScanOptions{Count: -1})
		}},
	})
}
