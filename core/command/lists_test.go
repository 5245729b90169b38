package command_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/options"
)

func init() { wireTests = append(wireTests, listTests...) }

func lpos(o options.LPosOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.LPosWithOptions(a, "l", "e", o) }
}

var listTests = []wireTest{
	{func(a *command.Args) any { return command.LPushX(a, "l", []string{"a", "b"}) }, "LPUSHX @l a b"},
	{func(a *command.Args) any { return command.RPushX(a, "l", []string{"a", "b"}) }, "RPUSHX @l a b"},
	{func(a *command.Args) any { return command.LInsert(a, "l", options.Before, "p", "e") }, "LINSERT @l BEFORE p e"},
	{func(a *command.Args) any { return command.LInsert(a, "l", options.After, "", "e") }, "LINSERT @l AFTER  e"},
	{func(a *command.Args) any { return command.LSet(a, "l", -1, "e") }, "LSET @l -1 e"},
	{func(a *command.Args) any { return command.LRem(a, "l", -2, "e") }, "LREM @l -2 e"},
	{func(a *command.Args) any { return command.LTrim(a, "l", 1, -2) }, "LTRIM @l 1 -2"},
	{func(a *command.Args) any { return command.LLen(a, "l") }, "LLEN @l"},
	{func(a *command.Args) any { return command.LIndex(a, "l", 3) }, "LINDEX @l 3"},

	{func(a *command.Args) any { return command.LPos(a, "l", "e") }, "LPOS @l e"},
	{lpos(options.LPosOptions{}), "LPOS @l e"},
	{lpos(options.LPosOptions{Rank: -2}), "LPOS @l e RANK -2"},
	{lpos(options.LPosOptions{MaxLen: 10}), "LPOS @l e MAXLEN 10"},
	{func(a *command.Args) any { return command.LPosCount(a, "l", "e", 0) }, "LPOS @l e COUNT 0"},
	{func(a *command.Args) any {
		return command.LPosCountWithOptions(a, "l", "e", 2, options.LPosOptions{Rank: 1, MaxLen: 10})
	}, "LPOS @l e COUNT 2 RANK 1 MAXLEN 10"},

	{func(a *command.Args) any { return command.LPop(a, "l") }, "LPOP @l"},
	{func(a *command.Args) any { return command.LPopCount(a, "l", 2) }, "LPOP @l 2"},
	{func(a *command.Args) any { return command.RPop(a, "l") }, "RPOP @l"},
	{func(a *command.Args) any { return command.RPopCount(a, "l", 0) }, "RPOP @l 0"},
	{func(a *command.Args) any { return command.LMPop(a, []string{"l", "m"}, options.Left) }, "LMPOP 2 @l @m LEFT"},
	{func(a *command.Args) any { return command.LMPopCount(a, []string{"l"}, options.Right, 3) }, "LMPOP 1 @l RIGHT COUNT 3"},
	{func(a *command.Args) any { return command.LMove(a, "l", "m", options.Left, options.Right) }, "LMOVE @l @m LEFT RIGHT"},
	{func(a *command.Args) any { return command.RPopLPush(a, "l", "m") }, "RPOPLPUSH @l @m"},

	{func(a *command.Args) any { return command.BRPop(a, []string{"l", "m"}, time.Second) }, "BRPOP @l @m 1"},
	{func(a *command.Args) any {
		return command.BLMPop(a, []string{"l", "m"}, options.Left, 0)
	}, "BLMPOP 0 2 @l @m LEFT"},
	{func(a *command.Args) any {
		return command.BLMPopCount(a, []string{"l"}, options.Right, 2, 250*time.Millisecond)
	}, "BLMPOP 0.25 1 @l RIGHT COUNT 2"},
	{func(a *command.Args) any {
		return command.BLMove(a, "l", "m", options.Right, options.Left, time.Minute)
	}, "BLMOVE @l @m RIGHT LEFT 60"},
	{func(a *command.Args) any { return command.BRPopLPush(a, "l", "m", 0) }, "BRPOPLPUSH @l @m 0"},
}

func TestBlockingListCommandsSayHowLong(t *testing.T) {
	keys := []string{"l"}
	for name, build := range map[string]func(a *command.Args, timeout time.Duration){
		"BRPOP":       func(a *command.Args, timeout time.Duration) { command.BRPop(a, keys, timeout) },
		"BLMPOP":      func(a *command.Args, timeout time.Duration) { command.BLMPop(a, keys, options.Left, timeout) },
		"BLMPOPCount": func(a *command.Args, timeout time.Duration) { command.BLMPopCount(a, keys, options.Left, 2, timeout) },
		"BLMOVE": func(a *command.Args, timeout time.Duration) {
			command.BLMove(a, "l", "m", options.Left, options.Left, timeout)
		},
		"BRPOPLPUSH": func(a *command.Args, timeout time.Duration) { command.BRPopLPush(a, "l", "m", timeout) },
	} {
		for _, want := range []time.Duration{0, time.Second} {
			var a command.Args
			build(&a, want)
			timeout, blocks := a.Blocking()
			require.True(t, blocks, name)
			require.Equal(t, want, timeout, name)
		}
	}
}

func TestListCommandsRefuseWhatCannotWork(t *testing.T) {
	keys := []string{"l"}
	requireRefused(t, []refusal{
		{"LPUSHX elements", func(a *command.Args) { command.LPushX(a, "l", nil) }},
		{"RPUSH elements", func(a *command.Args) { command.RPush(a, "l", nil) }},
		{"RPUSHX elements", func(a *command.Args) { command.RPushX(a, "l", nil) }},
		{"InsertPosition", func(a *command.Args) { command.LInsert(a, "l", "BESIDE", "p", "e") }},
		{"LPOS count", func(a *command.Args) { command.LPosCount(a, "l", "e", -1) }},
		{"LPosOptions.MaxLen", func(a *command.Args) {
			command.LPosCountWithOptions(a, "l", "e", 1, options.LPosOptions{MaxLen: -1})
		}},
		{"LPosOptions.Rank", func(a *command.Args) {
			command.LPosWithOptions(a, "l", "e", options.LPosOptions{Rank: math.MinInt64})
		}},
		{"LPOP count", func(a *command.Args) { command.LPopCount(a, "l", -1) }},
		{"RPOP count", func(a *command.Args) { command.RPopCount(a, "l", -1) }},
		{"LMPOP keys", func(a *command.Args) { command.LMPop(a, nil, options.Left) }},
		{"ListDirection", func(a *command.Args) { command.LMPop(a, keys, "") }},
		{"LMPOP count", func(a *command.Args) { command.LMPopCount(a, keys, options.Left, 0) }},
		{"ListDirection", func(a *command.Args) { command.LMove(a, "l", "m", options.Left, "UP") }},
		{"BRPOP timeout", func(a *command.Args) { command.BRPop(a, keys, -time.Second) }},
		{"BLMPOP timeout", func(a *command.Args) { command.BLMPop(a, keys, options.Left, -1) }},
		{"BLMPOP count", func(a *command.Args) { command.BLMPopCount(a, keys, options.Left, -1, 0) }},
		{"BLMOVE timeout", func(a *command.Args) { command.BLMove(a, "l", "m", options.Left, options.Left, -1) }},
		{"BRPOPLPUSH timeout", func(a *command.Args) { command.BRPopLPush(a, "l", "m", -1) }},
	})
}
