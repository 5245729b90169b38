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

// Where servers give zero, or empty, a meaning of its own, it can be said, and is another
// thing than saying nothing. Words are separated by spaces, and _ stands for an empty one.
func TestZeroAndEmptyCanBeSaid(t *testing.T) {
	empty, zero, forever := "", int64(0), time.Duration(0)
	for _, test := range []struct {
		build func(a *command.Args) any
		want  string
	}{
		{func(a *command.Args) any {
			return command.XTrim(a, "x", options.TrimByMaxLen{Approximate: true, Limit: &zero})
		}, "XTRIM x MAXLEN ~ 0 LIMIT 0"},
		{func(a *command.Args) any { return command.XTrim(a, "x", options.TrimByMaxLen{Approximate: true}) }, "XTRIM x MAXLEN ~ 0"},
		{func(a *command.Args) any {
			return command.XTrim(a, "x", options.TrimByMinID{MinID: "0", Approximate: true, Limit: &zero})
		}, "XTRIM x MINID ~ 0 LIMIT 0"},
		{set(options.SetOptions{Condition: options.OnlyIfEquals, ComparisonValue: &empty}), "SET k v IFEQ _"},
		{func(a *command.Args) any { return command.PingWithOptions(a, options.PingOptions{Message: &empty}) }, "PING _"},
		{func(a *command.Args) any { return command.PingWithOptions(a, options.PingOptions{}) }, "PING"},
		{func(a *command.Args) any {
			return command.XRangeWithOptions(a, "x", nil, nil, options.XRangeOptions{Count: &zero})
		}, "XRANGE x - + COUNT 0"},
		{func(a *command.Args) any {
			return command.XPendingWithOptions(a, "x", "g", options.XPendingOptions{Count: 1, ConsumerName: &empty})
		}, "XPENDING x g - + 1 _"},
		{func(a *command.Args) any {
			return command.ZPopMinWithOptions(a, "z", options.ZPopOptions{Count: &zero})
		}, "ZPOPMIN z 0"},
		{func(a *command.Args) any {
			return command.ZPopMaxWithOptions(a, "z", options.ZPopOptions{Count: &zero})
		}, "ZPOPMAX z 0"},
		{func(a *command.Args) any { return command.ScanWithOptions(a, "0", options.ScanOptions{Match: &empty}) }, "SCAN 0 MATCH _"},
		{func(a *command.Args) any {
			return command.HScanWithOptions(a, "h", "0", options.HScanOptions{Match: &empty})
		}, "HSCAN h 0 MATCH _"},
		{func(a *command.Args) any {
			return command.SScanWithOptions(a, "s", "0", options.SScanOptions{Match: &empty})
		}, "SSCAN s 0 MATCH _"},
		{func(a *command.Args) any {
			return command.ZScanWithOptions(a, "z", "0", options.ZScanOptions{Match: &empty})
		}, "ZSCAN z 0 MATCH _"},
		{func(a *command.Args) any {
			return command.ClusterScanWithOptions(a, "0", options.ClusterScanOptions{Match: &empty})
		}, "CLUSTERSCAN 0 MATCH _"},
		{func(a *command.Args) any { return command.LolwutWithOptions(a, options.LolwutOptions{Version: &zero}) }, "LOLWUT VERSION 0"},
		{func(a *command.Args) any {
			return command.ClusterSetSlotWithOptions(a, 7, options.SlotStable{}, options.ClusterSetSlotOptions{Timeout: &forever})
		}, "CLUSTER SETSLOT 7 STABLE TIMEOUT 0"},
		{func(a *command.Args) any {
			return command.MigrateWithOptions(a, "h", 1, []string{"k"}, 0, 0, options.MigrateOptions{Username: "nopass"})
		}, "MIGRATE h 1 k 0 0 AUTH2 nopass _"},
	} {
		requireWords(t, test.build, test.want)
	}
	require.ErrorContains(t, options.SetOptions{Condition: options.OnlyIfEquals}.Validate(), "SetOptions.ComparisonValue: is missing")
}

// What every supported server takes is for it to judge.
func TestWhatServersTakeIsSent(t *testing.T) {
	minusOne := int64(-1)
	limit := &options.Limit{Offset: -1, Count: 2}
	for _, test := range []struct {
		build func(a *command.Args) any
		want  string
	}{
		{func(a *command.Args) any { return command.SortWithOptions(a, "l", options.SortOptions{Limit: limit}) }, "SORT l LIMIT -1 2"},
		{func(a *command.Args) any {
			return command.SortReadOnlyWithOptions(a, "l", options.SortOptions{Limit: limit})
		}, "SORT_RO l LIMIT -1 2"},
		{func(a *command.Args) any { return command.ZRange(a, "z", options.RangeByScore{Limit: limit}) }, "ZRANGE z -inf +inf BYSCORE LIMIT -1 2"},
		{func(a *command.Args) any {
			return command.ZRangeByScoreWithOptions(a, "z", nil, nil, options.ZRangeLimitOptions{Limit: limit})
		}, "ZRANGEBYSCORE z -inf +inf LIMIT -1 2"},
		{func(a *command.Args) any { return command.BitField(a, "k", nil) }, "BITFIELD k"},
		{func(a *command.Args) any { return command.BitFieldReadOnly(a, "k", nil) }, "BITFIELD_RO k"},
		{func(a *command.Args) any { return command.GeoHash(a, "g", nil) }, "GEOHASH g"},
		{func(a *command.Args) any { return command.GeoPos(a, "g", nil) }, "GEOPOS g"},
		{func(a *command.Args) any {
			return command.GeoSearch(a, "g", options.GeoMemberOrigin{Member: "m"}, options.GeoCircleShape{Radius: math.Inf(1), Unit: options.GeoUnitMeters})
		}, "GEOSEARCH g FROMMEMBER m BYRADIUS inf m"},
		{func(a *command.Args) any {
			return command.XRangeWithOptions(a, "x", nil, nil, options.XRangeOptions{Count: &minusOne})
		}, "XRANGE x - + COUNT -1"},
		{func(a *command.Args) any { return command.XClaim(a, "x", "g", "c", -time.Millisecond, []string{"1-1"}) }, "XCLAIM x g c -1 1-1"},
		{func(a *command.Args) any {
			return command.XGroupCreateWithOptions(a, "x", "g", "0", options.XGroupCreateOptions{EntriesRead: &minusOne})
		}, "XGROUP CREATE x g 0 ENTRIESREAD -1"},
		{func(a *command.Args) any { return command.Migrate(a, "h", 1, []string{"k"}, 0, 0) }, "MIGRATE h 1 k 0 0"},
		{func(a *command.Args) any {
			return command.ClientListWithOptions(a, options.ClientFilter{Is: options.ClientProperties{IDs: []int64{-5}}})
		}, "CLIENT LIST ID -5"},
	} {
		requireWords(t, test.build, test.want)
	}
}

// A zero value that is an argument goes out as it is.
func TestZeroesAreSent(t *testing.T) {
	limit := &options.Limit{}
	for _, test := range []struct {
		build func(a *command.Args) any
		want  string
	}{
		{func(a *command.Args) any { return command.XTrim(a, "x", options.TrimByMaxLen{}) }, "XTRIM x MAXLEN = 0"},
		{func(a *command.Args) any {
			return command.XAddWithOptions(a, "x", []models.FieldValue{{}}, options.XAddOptions{Trim: options.TrimByMaxLen{}})
		}, "XADD x MAXLEN = 0 * _ _"},
		{func(a *command.Args) any { return command.LPopCount(a, "l", 0) }, "LPOP l 0"},
		{func(a *command.Args) any { return command.SPopCount(a, "s", 0) }, "SPOP s 0"},
		{func(a *command.Args) any { return command.HRandFieldWithCount(a, "h", 0) }, "HRANDFIELD h 0"},
		{func(a *command.Args) any { return command.SInterCardLimit(a, []string{"s"}, 0) }, "SINTERCARD 1 s LIMIT 0"},
		{func(a *command.Args) any { return command.ZRange(a, "z", options.RangeByIndex{}) }, "ZRANGE z 0 0"},
		{func(a *command.Args) any { return command.ZRange(a, "z", options.RangeByScore{Limit: limit}) }, "ZRANGE z -inf +inf BYSCORE LIMIT 0 0"},
		{func(a *command.Args) any {
			return command.ZRange(a, "z", options.RangeByLex{Start: options.InclusiveLex{}, End: options.ExclusiveLex{}})
		}, "ZRANGE z [ ( BYLEX"},
		{func(a *command.Args) any {
			return command.SortWithOptions(a, "l", options.SortOptions{Limit: limit, GetPatterns: []string{""}})
		}, "SORT l LIMIT 0 0 GET _"},
		{func(a *command.Args) any { return command.BLPop(a, []string{"l"}, 0) }, "BLPOP l 0"},
		{func(a *command.Args) any { return command.Wait(a, 0, 0) }, "WAIT 0 0"},
		{func(a *command.Args) any { return command.ClientPause(a, 0) }, "CLIENT PAUSE 0"},
		{func(a *command.Args) any { return command.Expire(a, "k", 0) }, "EXPIRE k 0"},
		{func(a *command.Args) any { return command.Restore(a, "k", 0, "") }, "RESTORE k 0 _"},
	} {
		requireWords(t, test.build, test.want)
	}
}

// What the zero value of a field leaves out, as its comment says: servers refuse 0 and "" there,
// do with them as without, or have another way to say the same.
func TestZeroesThatLeaveOut(t *testing.T) {
	for _, test := range []struct {
		build func(a *command.Args) any
		want  string
	}{
		{func(a *command.Args) any {
			return command.XAddWithOptions(a, "x", []models.FieldValue{{}}, options.XAddOptions{})
		}, "XADD x * _ _"},
		{func(a *command.Args) any {
			return command.XReadWithOptions(a, []models.KeyAndID{{Key: "x", ID: "0"}}, options.XReadOptions{})
		}, "XREAD STREAMS x 0"},
		{func(a *command.Args) any {
			return command.XAutoClaimWithOptions(a, "x", "g", "c", 0, "0", options.XAutoClaimOptions{})
		}, "XAUTOCLAIM x g c 0 0"},
		{func(a *command.Args) any { return command.LPosWithOptions(a, "l", "e", options.LPosOptions{}) }, "LPOS l e"},
		{func(a *command.Args) any {
			return command.ZMPopWithOptions(a, []string{"z"}, options.LowestScore, options.ZMPopOptions{})
		}, "ZMPOP 1 z MIN"},
		{func(a *command.Args) any {
			return command.ZInterCardWithOptions(a, []string{"z"}, options.ZInterCardOptions{})
		}, "ZINTERCARD 1 z"},
		{func(a *command.Args) any { return command.ScanWithOptions(a, "0", options.ScanOptions{}) }, "SCAN 0"},
		{func(a *command.Args) any { return command.SortWithOptions(a, "l", options.SortOptions{}) }, "SORT l"},
		{func(a *command.Args) any {
			return command.GeoSearchWithResultOptions(a, "g", options.GeoMemberOrigin{}, options.GeoCircleShape{Unit: options.GeoUnitMeters}, options.GeoSearchResultOptions{})
		}, "GEOSEARCH g FROMMEMBER _ BYRADIUS 0 m"},
		{func(a *command.Args) any { return command.LCSWithOptions(a, "a", "b", options.LCSIdxOptions{}) }, "LCS a b IDX"},
		{func(a *command.Args) any { return command.FunctionList(a, options.FunctionListQuery{}) }, "FUNCTION LIST"},
		{func(a *command.Args) any { return command.ClientListWithOptions(a, options.ClientFilter{}) }, "CLIENT LIST"},
	} {
		requireWords(t, test.build, test.want)
	}
}

// requireWords holds a command to its words. _ stands for an empty one.
func requireWords(t *testing.T, build func(a *command.Args) any, want string) {
	t.Helper()
	var a command.Args
	build(&a)
	require.NoError(t, a.Err(), want)
	words := strings.Split(want, " ")
	for i, word := range words {
		words[i] = strings.TrimPrefix(word, "_")
	}
	require.Equal(t, wire(words...), string(a.Encoded()), want)
}
