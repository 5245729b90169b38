package command_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestCommandsRefuseWhatCannotWork(t *testing.T) {
	member := []models.MemberAndScore{{Member: "m", Score: math.NaN()}}
	field := fields{{Field: "f", Value: "v"}}
	var pointer options.ZRangeQuery = &options.RangeByIndex{}
	requireRefused(t, []refusal{
		{"MGET keys", func(a *command.Args) { command.MGet(a, nil) }},
		{"MSET pairs", func(a *command.Args) { command.MSet(a, nil) }},
		{"DEL keys", func(a *command.Args) { command.Del(a, []string{}) }},
		{"HSET values", func(a *command.Args) { command.HSet(a, "h", nil) }},
		{"LPUSH elements", func(a *command.Args) { command.LPush(a, "l", nil) }},
		{"SADD members", func(a *command.Args) { command.SAdd(a, "s", nil) }},
		{"ZADD members", func(a *command.Args) { command.ZAdd(a, "z", nil) }},
		{"ZADD members", func(a *command.Args) { command.ZAdd(a, "z", member) }},
		{"ZADD increment", func(a *command.Args) { command.ZAddIncr(a, "z", "m", math.NaN()) }},
		{"XADD values", func(a *command.Args) { command.XAdd(a, "x", nil) }},
		{"XREAD keysAndIDs", func(a *command.Args) { command.XRead(a, nil) }},
		{"CONFIG GET parameters", func(a *command.Args) { command.ConfigGet(a, nil) }},
		{"BLPOP timeout", func(a *command.Args) { command.BLPop(a, []string{"l"}, -1) }},
		{"ZRANGE rangeQuery", func(a *command.Args) { command.ZRange(a, "z", nil) }},
		{"ZRANGE rangeQuery", func(a *command.Args) { command.ZRange(a, "z", pointer) }},
		{"XRANGE start", func(a *command.Args) { command.XRange(a, "x", options.InclusiveID{}, nil) }},
		{"XRANGE end", func(a *command.Args) { command.XRange(a, "x", nil, options.ExclusiveID{}) }},
		{"XRANGE end", func(a *command.Args) { command.XRange(a, "x", nil, &options.MaxID{}) }},
		// One refusal of each kind of options; package options tests them all.
		{"SetOptions.Expiry", func(a *command.Args) {
			command.SetWithOptions(a, "k", "v", options.SetOptions{Expiry: options.ExpireIn{}})
		}},
		{"ExpireCondition", func(a *command.Args) { command.ExpireWithOptions(a, "k", time.Second, "EQ") }},
		{"ExpireCondition", func(a *command.Args) { command.PExpireWithOptions(a, "k", time.Second, "") }},
		{"ZAddOptions.UpdateOptions", func(a *command.Args) {
			command.ZAddIncrWithOptions(a, "z", "m", 1, options.ZAddOptions{UpdateOptions: "EQ"})
		}},
		{"RangeByScore.Start", func(a *command.Args) {
			command.ZRangeWithScores(a, "z", options.RangeByScore{Start: options.InclusiveScore{Score: math.NaN()}})
		}},
		{"TrimByMinID.MinID", func(a *command.Args) {
			command.XAddWithOptions(a, "x", field, options.XAddOptions{Trim: options.TrimByMinID{}})
		}},
		{"XReadOptions.Block", func(a *command.Args) {
			command.XReadWithOptions(a, []models.KeyAndID{{Key: "x", ID: "0"}}, options.XReadOptions{Block: milliseconds(-1)})
		}},
	})
}

// refusal is a command that must not be sent, and the field that the error names.
type refusal struct {
	field string
	build func(a *command.Args)
}

func requireRefused(t *testing.T, tests []refusal) {
	t.Helper()
	var a command.Args
	for _, test := range tests {
		test.build(&a)
		var err *failure.ConfigurationError
		require.ErrorAs(t, a.Err(), &err, test.field)
		require.Equal(t, test.field, err.Field)
		require.Contains(t, err.Message, ";", "the message of %s names no remedy", test.field)
	}
}

var noScriptOptions options.ScriptOptions
