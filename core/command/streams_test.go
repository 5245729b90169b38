package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func init() { wireTests = append(wireTests, streamTests...) }

func number(n int64) *int64 { return &n }

func xreadgroup(o options.XReadGroupOptions) func(a *command.Args) any {
	return func(a *command.Args) any {
		return command.XReadGroupWithOptions(a, "g", "c", []models.KeyAndID{{Key: "x", ID: ">"}, {Key: "y", ID: "0"}}, o)
	}
}

func xpending(o options.XPendingOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.XPendingWithOptions(a, "x", "g", o) }
}

func xclaim(o options.XClaimOptions) func(a *command.Args) any {
	return func(a *command.Args) any {
		return command.XClaimWithOptions(a, "x", "g", "c", time.Second, []string{"1-0", "2-0"}, o)
	}
}

var streamTests = []wireTest{
	{func(a *command.Args) any { return command.XDel(a, "x", []string{"1-0", "2-0"}) }, "XDEL @x 1-0 2-0"},
	{func(a *command.Args) any {
		return command.XTrim(a, "x", options.TrimByMaxLen{MaxLen: 10, Approximate: true, Limit: pointer(int64(5))})
	}, "XTRIM @x MAXLEN ~ 10 LIMIT 5"},
	{func(a *command.Args) any { return command.XTrim(a, "x", options.TrimByMaxLen{}) }, "XTRIM @x MAXLEN = 0"},
	{func(a *command.Args) any { return command.XTrim(a, "x", options.TrimByMinID{MinID: "7"}) }, "XTRIM @x MINID = 7"},
	{func(a *command.Args) any { return command.XSetID(a, "x", "7-0") }, "XSETID @x 7-0"},
	{func(a *command.Args) any { return command.XSetIDWithOptions(a, "x", "7-0", options.XSetIDOptions{}) }, "XSETID @x 7-0"},
	{func(a *command.Args) any {
		return command.XSetIDWithOptions(a, "x", "7-0", options.XSetIDOptions{EntriesAdded: number(0), MaxDeletedID: "6-0"})
	}, "XSETID @x 7-0 ENTRIESADDED 0 MAXDELETEDID 6-0"},

	{func(a *command.Args) any { return command.XRevRange(a, "x", nil, nil) }, "XREVRANGE @x + -"},
	{func(a *command.Args) any {
		return command.XRevRangeWithOptions(a, "x", options.ExclusiveID{ID: "9-0"}, options.InclusiveID{ID: "2"}, options.XRangeOptions{Count: pointer(int64(3))})
	}, "XREVRANGE @x (9-0 2 COUNT 3"},

	{func(a *command.Args) any { return command.XGroupCreate(a, "x", "g", "$") }, "XGROUP CREATE @x g $"},
	{func(a *command.Args) any {
		return command.XGroupCreateWithOptions(a, "x", "g", "0", options.XGroupCreateOptions{})
	}, "XGROUP CREATE @x g 0"},
	{func(a *command.Args) any {
		return command.XGroupCreateWithOptions(a, "x", "g", "0", options.XGroupCreateOptions{MakeStream: true, EntriesRead: number(3)})
	}, "XGROUP CREATE @x g 0 MKSTREAM ENTRIESREAD 3"},
	{func(a *command.Args) any { return command.XGroupSetID(a, "x", "g", "7-0") }, "XGROUP SETID @x g 7-0"},
	{func(a *command.Args) any {
		return command.XGroupSetIDWithOptions(a, "x", "g", "7-0", options.XGroupSetIDOptions{EntriesRead: number(0)})
	}, "XGROUP SETID @x g 7-0 ENTRIESREAD 0"},
	{func(a *command.Args) any { return command.XGroupDestroy(a, "x", "g") }, "XGROUP DESTROY @x g"},
	{func(a *command.Args) any { return command.XGroupCreateConsumer(a, "x", "g", "c") }, "XGROUP CREATECONSUMER @x g c"},
	{func(a *command.Args) any { return command.XGroupDelConsumer(a, "x", "g", "c") }, "XGROUP DELCONSUMER @x g c"},
	{func(a *command.Args) any {
		return command.XReadGroup(a, "g", "c", []models.KeyAndID{{Key: "x", ID: ">"}})
	}, "XREADGROUP GROUP g c STREAMS @x >"},
	{xreadgroup(options.XReadGroupOptions{}), "XREADGROUP GROUP g c STREAMS @x @y > 0"},
	{xreadgroup(options.XReadGroupOptions{
		Count: 2, Block: milliseconds(1500), NoAck: true,
	}), "XREADGROUP GROUP g c COUNT 2 BLOCK 1500 NOACK STREAMS @x @y > 0"},
	{xreadgroup(options.XReadGroupOptions{Block: milliseconds(0)}), "XREADGROUP GROUP g c BLOCK 0 STREAMS @x @y > 0"},
	{func(a *command.Args) any { return command.XAck(a, "x", "g", []string{"1-0", "2-0"}) }, "XACK @x g 1-0 2-0"},

	{func(a *command.Args) any { return command.XPending(a, "x", "g") }, "XPENDING @x g"},
	{xpending(options.XPendingOptions{Count: 10}), "XPENDING @x g - + 10"},
	{xpending(options.XPendingOptions{
		Start: options.ExclusiveID{ID: "1-0"}, End: options.InclusiveID{ID: "9"},
		Count: 10, ConsumerName: pointer("c"), MinIdleTime: 1500 * time.Microsecond,
	}), "XPENDING @x g IDLE 2 (1-0 9 10 c"},
	{func(a *command.Args) any {
		return command.XClaim(a, "x", "g", "c", 1500*time.Microsecond, []string{"1-0"})
	}, "XCLAIM @x g c 2 1-0"},
	{xclaim(options.XClaimOptions{}), "XCLAIM @x g c 1000 1-0 2-0"},
	{xclaim(options.XClaimOptions{
		LastDelivery: options.DeliveredAgo{Duration: time.Minute}, RetryCount: number(0), Force: true, LastID: "3-0",
	}), "XCLAIM @x g c 1000 1-0 2-0 IDLE 60000 RETRYCOUNT 0 FORCE LASTID 3-0"},
	{xclaim(options.XClaimOptions{
		LastDelivery: options.DeliveredAt{Time: time.UnixMilli(1700000000123)},
	}), "XCLAIM @x g c 1000 1-0 2-0 TIME 1700000000123"},
	{func(a *command.Args) any {
		return command.XClaimJustID(a, "x", "g", "c", 0, []string{"1-0"})
	}, "XCLAIM @x g c 0 1-0 JUSTID"},
	{func(a *command.Args) any {
		return command.XClaimJustIDWithOptions(a, "x", "g", "c", 0, []string{"1-0"}, options.XClaimOptions{Force: true})
	}, "XCLAIM @x g c 0 1-0 FORCE JUSTID"},
	{func(a *command.Args) any { return command.XAutoClaim(a, "x", "g", "c", time.Second, "0-0") }, "XAUTOCLAIM @x g c 1000 0-0"},
	{func(a *command.Args) any {
		return command.XAutoClaimWithOptions(a, "x", "g", "c", 0, "0-0", options.XAutoClaimOptions{Count: 5})
	}, "XAUTOCLAIM @x g c 0 0-0 COUNT 5"},
	{func(a *command.Args) any { return command.XAutoClaimJustID(a, "x", "g", "c", 0, "5-0") }, "XAUTOCLAIM @x g c 0 5-0 JUSTID"},
	{func(a *command.Args) any {
		return command.XAutoClaimJustIDWithOptions(a, "x", "g", "c", 0, "5-0", options.XAutoClaimOptions{Count: 5})
	}, "XAUTOCLAIM @x g c 0 5-0 COUNT 5 JUSTID"},

	{func(a *command.Args) any { return command.XInfoStream(a, "x") }, "XINFO STREAM @x"},
	{func(a *command.Args) any { return command.XInfoStreamFull(a, "x") }, "XINFO STREAM @x FULL"},
	{func(a *command.Args) any {
		return command.XInfoStreamFullWithOptions(a, "x", options.XInfoStreamOptions{})
	}, "XINFO STREAM @x FULL"},
	{func(a *command.Args) any {
		return command.XInfoStreamFullWithOptions(a, "x", options.XInfoStreamOptions{Count: number(0)})
	}, "XINFO STREAM @x FULL COUNT 0"},
	{func(a *command.Args) any { return command.XInfoGroups(a, "x") }, "XINFO GROUPS @x"},
	{func(a *command.Args) any { return command.XInfoConsumers(a, "x", "g") }, "XINFO CONSUMERS @x g"},
}

func TestStreamCommandsRefuseWhatCannotWork(t *testing.T) {
	trim, ago := options.TrimByMaxLen{MaxLen: 1}, options.DeliveredAgo{}
	requireRefused(t, []refusal{
		{"XDEL ids", func(a *command.Args) { command.XDel(a, "x", nil) }},
		{"XTRIM trim", func(a *command.Args) { command.XTrim(a, "x", nil) }},
		{"XTRIM trim", func(a *command.Args) { command.XTrim(a, "x", &trim) }},
		{"XADD opts.Trim", func(a *command.Args) {
			command.XAddWithOptions(a, "x", fields{{Field: "f"}}, options.XAddOptions{Trim: &trim})
		}},
		{"TrimByMaxLen.Limit", func(a *command.Args) { command.XTrim(a, "x", options.TrimByMaxLen{Limit: pointer(int64(1))}) }},
		{"XSetIDOptions.EntriesAdded", func(a *command.Args) {
			command.XSetIDWithOptions(a, "x", "7-0", options.XSetIDOptions{EntriesAdded: number(-1)})
		}},
		{"XREVRANGE start", func(a *command.Args) { command.XRevRange(a, "x", options.InclusiveID{}, nil) }},
		{"XREADGROUP keysAndIDs", func(a *command.Args) { command.XReadGroup(a, "g", "c", nil) }},
		{"XReadGroupOptions.Block", func(a *command.Args) { xreadgroup(options.XReadGroupOptions{Block: milliseconds(-1)})(a) }},
		{"XACK ids", func(a *command.Args) { command.XAck(a, "x", "g", nil) }},
		{"XPendingOptions.Count", func(a *command.Args) { xpending(options.XPendingOptions{})(a) }},
		{"XPENDING opts.End", func(a *command.Args) { xpending(options.XPendingOptions{Count: 1, End: options.ExclusiveID{}})(a) }},
		{"XCLAIM ids", func(a *command.Args) { command.XClaim(a, "x", "g", "c", 0, nil) }},
		{"XCLAIM opts.LastDelivery", func(a *command.Args) { xclaim(options.XClaimOptions{LastDelivery: &ago})(a) }},
		{"XAutoClaimOptions.Count", func(a *command.Args) {
			command.XAutoClaimWithOptions(a, "x", "g", "c", 0, "0", options.XAutoClaimOptions{Count: -1})
		}},
		{"XAutoClaimOptions.Count", func(a *command.Args) {
			command.XAutoClaimJustIDWithOptions(a, "x", "g", "c", 0, "0", options.XAutoClaimOptions{Count: -1})
		}},
		{"XInfoStreamOptions.Count", func(a *command.Args) {
			command.XInfoStreamFullWithOptions(a, "x", options.XInfoStreamOptions{Count: number(-1)})
		}},
	})
}

func TestXReadGroupSaysHowLongItBlocks(t *testing.T) {
	for _, test := range []struct {
		block  *time.Duration
		blocks bool
		want   time.Duration
	}{{nil, false, 0}, {milliseconds(0), true, 0}, {milliseconds(20), true, 20 * time.Millisecond}} {
		var a command.Args
		xreadgroup(options.XReadGroupOptions{Block: test.block})(&a)
		timeout, blocks := a.Blocking()
		require.Equal(t, test.blocks, blocks)
		require.Equal(t, test.want, timeout)
	}
}
