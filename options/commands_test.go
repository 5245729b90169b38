package options_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestCommandOptionsThatCannotGoTogether(t *testing.T) {
	negative, minusOne := -time.Second, int64(-1)
	nan := options.InclusiveScore{Score: math.NaN()}
	tests := []struct {
		field   string
		options interface{ Validate() error }
	}{
		{"SetOptions.ComparisonValue", options.SetOptions{ComparisonValue: pointer("x")}},
		{"SetOptions.ComparisonValue", options.SetOptions{Condition: options.OnlyIfExists, ComparisonValue: pointer("x")}},
		{"SetOptions.Condition", options.SetOptions{Condition: "IFNE"}},
		{"SetOptions.Expiry", options.SetOptions{Expiry: options.ExpireIn{}}},
		{"SetOptions.Expiry", options.SetOptions{Expiry: options.ExpireIn{Duration: negative}}},
		{"SetOptions.Expiry", options.SetOptions{Expiry: options.ExpireAt{}}},
		{"SetOptions.Expiry", options.SetOptions{Expiry: &options.ExpireIn{Duration: time.Second}}},
		{"MSetExOptions.Condition", options.MSetExOptions{Condition: options.OnlyIfEquals}},
		{"MSetExOptions.Expiry", options.MSetExOptions{Expiry: options.ExpireIn{}}},
		{"GetExOptions.Expiry", options.GetExOptions{Expiry: options.ExpireIn{}}},
		{"GetExOptions.Expiry", options.GetExOptions{Expiry: options.ExpireAt{}}},
		{"GetExOptions.Expiry", options.GetExOptions{Expiry: &options.Persist{}}},
		{"ExpireCondition", options.ExpireCondition("")},
		{"CopyOptions.DestinationDB", options.CopyOptions{DestinationDB: pointer(int64(-1))}},
		{"RestoreOptions.ExpireAt", options.RestoreOptions{ExpireAt: &time.Time{}}},
		{"RestoreOptions.IdleTime", options.RestoreOptions{IdleTime: &negative}},
		{"RestoreOptions.Frequency", options.RestoreOptions{Frequency: pointer(int64(256))}},
		{"RestoreOptions.Frequency", options.RestoreOptions{Frequency: pointer(int64(-1))}},
		{"RestoreOptions.Frequency", options.RestoreOptions{Frequency: pointer(int64(1)), IdleTime: pointer(time.Second)}},
		{"OrderBy", options.SortOptions{OrderBy: "RANDOM"}},
		{"ScanOptions.Count", options.ScanOptions{Count: -1}},
		{"BitCountOptions.IndexType", options.BitCountOptions{End: pointer(int64(1)), IndexType: "NIBBLE"}},
		{"BitCountOptions.IndexType", options.BitCountOptions{IndexType: options.BitIndex}},
		{"BitPosOptions.IndexType", options.BitPosOptions{IndexType: options.ByteIndex}},
		{"BitOpType", options.BitOpType("")},
		{"BitFieldGet.Encoding", options.BitFieldGet{}},
		{"BitFieldGet.Encoding", options.BitFieldGet{Encoding: options.UnsignedEncoding{Bits: 64}}},
		{"BitFieldSet.Encoding", options.BitFieldSet{Encoding: options.SignedEncoding{Bits: 65}}},
		{"BitFieldSet.Encoding", options.BitFieldSet{Encoding: &options.SignedEncoding{Bits: 8}}},
		{"BitFieldIncrBy.Encoding", options.BitFieldIncrBy{Encoding: options.UnsignedEncoding{}}},
		{"BitFieldIncrBy.Offset", options.BitFieldIncrBy{Encoding: options.SignedEncoding{Bits: 8}, Offset: options.BitOffset{Offset: -1}}},
		{"BitFieldGet.Offset", options.BitFieldGet{Encoding: options.SignedEncoding{Bits: 8}, Offset: options.BitOffsetMultiplier{Offset: -1}}},
		{"BitFieldGet.Offset", options.BitFieldGet{Encoding: options.SignedEncoding{Bits: 8}, Offset: &options.BitOffset{}}},
		{"BitFieldOverflow.OverflowControl", options.BitFieldOverflow{}},
		{"ZAddOptions.UpdateOptions", options.ZAddOptions{
			ConditionalChange: options.OnlyIfDoesNotExist, UpdateOptions: options.ScoreGreaterThanCurrent,
		}},
		{"ZAddOptions.UpdateOptions", options.ZAddOptions{UpdateOptions: "EQ"}},
		{"ZAddOptions.ConditionalChange", options.ZAddOptions{ConditionalChange: options.OnlyIfEquals}},
		{"RangeByScore.Start", options.RangeByScore{Start: nan}},
		{"RangeByScore.End", options.RangeByScore{End: options.ExclusiveScore{Score: math.NaN()}}},
		{"TrimByMaxLen.MaxLen", options.XAddOptions{Trim: options.TrimByMaxLen{MaxLen: -1}}},
		{"TrimByMaxLen.Limit", options.XAddOptions{Trim: options.TrimByMaxLen{Limit: pointer(int64(5))}}},
		{"TrimByMaxLen.Limit", options.TrimByMaxLen{Approximate: true, Limit: pointer(int64(-5))}},
		{"TrimByMinID.MinID", options.TrimByMinID{}},
		{"TrimByMinID.Limit", options.TrimByMinID{MinID: "1", Limit: pointer(int64(5))}},
		{"XReadOptions.Block", options.XReadOptions{Block: &negative}},
		{"XReadGroupOptions.Block", options.XReadGroupOptions{Block: &negative}},
		{"XSetIDOptions.EntriesAdded", options.XSetIDOptions{EntriesAdded: &minusOne}},
		{"XInfoStreamOptions.Count", options.XInfoStreamOptions{Count: &minusOne}},
		{"XPendingOptions.Count", options.XPendingOptions{}},
		{"DeliveredAt.Time", options.XClaimOptions{LastDelivery: options.DeliveredAt{}}},
		{"XAutoClaimOptions.Count", options.XAutoClaimOptions{Count: -1}},
		{"ScoreFilter", options.ScoreFilter("")},
		{"ZPopOptions.Count", options.ZPopOptions{Count: pointer(int64(-1))}},
		{"ZMPopOptions.Count", options.ZMPopOptions{Count: -1}},
		{"ZInterOptions.Aggregate", options.ZInterOptions{Aggregate: "AVG"}},
		{"ZUnionOptions.Aggregate", options.ZUnionOptions{Aggregate: "AVG"}},
		{"ZInterCardOptions.Limit", options.ZInterCardOptions{Limit: -1}},
		{"ZScanOptions.Count", options.ZScanOptions{Count: -1}},
		{"BatchOptions.Timeout", options.BatchOptions{Timeout: negative}},
	}
	for _, test := range tests {
		var err *failure.ConfigurationError
		require.ErrorAs(t, test.options.Validate(), &err, test.field)
		require.Equal(t, test.field, err.Field)
		require.Contains(t, err.Message, ";", "the message of %s names no remedy", test.field)
	}
}

func TestZeroCommandOptionsAreValid(t *testing.T) {
	for _, o := range []interface{ Validate() error }{
		options.SetOptions{},
		options.MSetExOptions{},
		options.GetExOptions{},
		options.LCSIdxOptions{},
		options.CopyOptions{},
		options.RestoreOptions{},
		options.MigrateOptions{},
		options.SortOptions{},
		options.ScanOptions{},
		options.BitCountOptions{},
		options.BitPosOptions{},
		options.ZAddOptions{},
		options.RangeByIndex{},
		options.RangeByScore{},
		options.RangeByLex{},
		options.XAddOptions{},
		options.TrimByMaxLen{},
		options.XRangeOptions{},
		options.XReadOptions{},
		options.XReadGroupOptions{},
		options.XGroupCreateOptions{},
		options.XGroupSetIDOptions{},
		options.XSetIDOptions{},
		options.XInfoStreamOptions{},
		options.XClaimOptions{},
		options.DeliveredAgo{},
		options.XAutoClaimOptions{},
		options.ZPopOptions{},
		options.ZMPopOptions{},
		options.ZInterOptions{},
		options.ZUnionOptions{},
		options.ZInterCardOptions{},
		options.ZScanOptions{},
		options.ZRangeLimitOptions{},
		options.BatchOptions{},
	} {
		require.NoError(t, o.Validate(), "%T", o)
	}
}

// pointer returns a pointer to value, for options that may be absent.
func pointer[T any](value T) *T { return &value }
