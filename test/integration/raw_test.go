package integration

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// What a typed reply holds is all that the server says and nothing else: the same
// words are sent through a raw connection, and the texts and numbers in both replies
// are compared, whatever they are wrapped in.
func TestTypedRepliesHoldWhatTheServerSays(t *testing.T) {
	everywhere(t, func(t *testing.T, ctx context.Context, f fixture) {
		fillEachType(t, ctx, f)
		for words, typed := range typedReplies(ctx, f) {
			t.Run(words, func(t *testing.T) {
				result, err := typed()
				require.NoError(t, err)
				raw, err := f.server.Command(ctx, strings.Fields(words)...)
				require.NoError(t, err)
				got, want := leavesOf(reflect.ValueOf(result)), leavesOfRaw(raw)
				require.NotEmpty(t, want)
				slices.Sort(got)
				slices.Sort(want)
				require.Equal(t, want, got)
			})
		}
	})
}

// fillEachType gives the server a key of each type.
func fillEachType(t *testing.T, ctx context.Context, f fixture) {
	t.Helper()
	for _, command := range []string{
		"SET string value", "SET number 42", "SETBIT bits 7 1", "PFADD hyperloglog a b c",
		"HSET hash field value other 1.5", "RPUSH list a b c a", "SADD set a b c", "SADD other b c d",
		"ZADD zset 1 one 2.5 two 3 three", "ZADD more 10 two 20 four",
		"GEOADD places 13.361389 38.115556 Palermo 15.087269 37.502669 Catania",
		"XADD stream 1-1 field value", "XADD stream 2-1 field value other x",
		"XGROUP CREATE stream group 0",
	} {
		_, err := f.server.Command(ctx, strings.Fields(command)...)
		require.NoError(t, err, command)
	}
}

// typedReplies are commands that only read, with the methods that send them.
func typedReplies(ctx context.Context, f fixture) map[string]func() (any, error) {
	first, last := options.RangeByIndex{Start: 0, End: -1}, []string{"zset", "more"}
	return map[string]func() (any, error){
		"GET string":             withoutType(func() (models.Result[string], error) { return f.Get(ctx, "string") }),
		"GET none":               withoutType(func() (models.Result[string], error) { return f.Get(ctx, "none") }),
		"MGET string none":       withoutType(func() ([]models.Result[string], error) { return f.MGet(ctx, []string{"string", "none"}) }),
		"GETRANGE string 1 2":    withoutType(func() (string, error) { return f.GetRange(ctx, "string", 1, 2) }),
		"STRLEN string":          withoutType(func() (int64, error) { return f.Strlen(ctx, "string") }),
		"GETBIT bits 7":          withoutType(func() (int64, error) { return f.GetBit(ctx, "bits", 7) }),
		"BITCOUNT bits":          withoutType(func() (int64, error) { return f.BitCount(ctx, "bits") }),
		"PFCOUNT hyperloglog":    withoutType(func() (int64, error) { return f.PfCount(ctx, []string{"hyperloglog"}) }),
		"EXISTS string none":     withoutType(func() (int64, error) { return f.Exists(ctx, []string{"string", "none"}) }),
		"TYPE list":              withoutType(func() (string, error) { return f.Type(ctx, "list") }),
		"OBJECT ENCODING number": withoutType(func() (models.Result[string], error) { return f.ObjectEncoding(ctx, "number") }),
		"TTL string":             withoutType(func() (int64, error) { return f.TTL(ctx, "string") }),
		"HGETALL hash":           withoutType(func() (map[string]string, error) { return f.HGetAll(ctx, "hash") }),
		"HKEYS hash":             withoutType(func() ([]string, error) { return f.HKeys(ctx, "hash") }),
		"HVALS hash":             withoutType(func() ([]string, error) { return f.HVals(ctx, "hash") }),
		"HMGET hash field none":  withoutType(func() ([]models.Result[string], error) { return f.HMGet(ctx, "hash", []string{"field", "none"}) }),
		"HEXISTS hash field":     withoutType(func() (bool, error) { return f.HExists(ctx, "hash", "field") }),
		"HLEN hash":              withoutType(func() (int64, error) { return f.HLen(ctx, "hash") }),
		"HSCAN hash 0":           withoutType(func() (models.ScanFieldsResult, error) { return f.HScan(ctx, "hash", "0") }),
		"LRANGE list 0 -1":       withoutType(func() ([]string, error) { return f.LRange(ctx, "list", 0, -1) }),
		"LINDEX list 1":          withoutType(func() (models.Result[string], error) { return f.LIndex(ctx, "list", 1) }),
		"LPOS list a":            withoutType(func() (models.Result[int64], error) { return f.LPos(ctx, "list", "a") }),
		"LPOS list a COUNT 0":    withoutType(func() ([]int64, error) { return f.LPosCount(ctx, "list", "a", 0) }),
		"SMEMBERS set":           withoutType(func() (map[string]struct{}, error) { return f.SMembers(ctx, "set") }),
		"SMISMEMBER set a x":     withoutType(func() ([]bool, error) { return f.SMIsMember(ctx, "set", []string{"a", "x"}) }),
		"SINTER set other":       withoutType(func() (map[string]struct{}, error) { return f.SInter(ctx, []string{"set", "other"}) }),
		"SINTERCARD 2 set other": withoutType(func() (int64, error) { return f.SInterCard(ctx, []string{"set", "other"}) }),
		"SSCAN set 0":            withoutType(func() (models.ScanResult, error) { return f.SScan(ctx, "set", "0") }),
		"ZRANGE zset 0 -1":       withoutType(func() ([]string, error) { return f.ZRange(ctx, "zset", first) }),
		"ZRANGE zset 0 -1 WITHSCORES": withoutType(func() ([]models.MemberAndScore, error) {
			return f.ZRangeWithScores(ctx, "zset", first)
		}),
		"ZSCORE zset two":       withoutType(func() (models.Result[float64], error) { return f.ZScore(ctx, "zset", "two") }),
		"ZMSCORE zset two none": withoutType(func() ([]models.Result[float64], error) { return f.ZMScore(ctx, "zset", []string{"two", "none"}) }),
		"ZRANK zset two":        withoutType(func() (models.Result[int64], error) { return f.ZRank(ctx, "zset", "two") }),
		"ZCARD zset":            withoutType(func() (int64, error) { return f.ZCard(ctx, "zset") }),
		"ZINTER 2 zset more":    withoutType(func() ([]string, error) { return f.ZInter(ctx, last) }),
		"ZUNION 2 zset more WITHSCORES": withoutType(func() ([]models.MemberAndScore, error) {
			return f.ZUnionWithScores(ctx, options.KeyArray{Keys: last}, options.ZUnionOptions{})
		}),
		"ZDIFF 2 zset more WITHSCORES": withoutType(func() ([]models.MemberAndScore, error) { return f.ZDiffWithScores(ctx, last) }),
		"ZSCAN zset 0":                 withoutType(func() (models.ScanScoresResult, error) { return f.ZScan(ctx, "zset", "0") }),
		"GEOPOS places Palermo none": withoutType(func() ([]models.Result[models.GeospatialData], error) {
			return f.GeoPos(ctx, "places", []string{"Palermo", "none"})
		}),
		"GEODIST places Palermo Catania": withoutType(func() (models.Result[float64], error) {
			return f.GeoDist(ctx, "places", "Palermo", "Catania")
		}),
		"GEOHASH places Palermo none": withoutType(func() ([]models.Result[string], error) { return f.GeoHash(ctx, "places", []string{"Palermo", "none"}) }),
		"XLEN stream":                 withoutType(func() (int64, error) { return f.XLen(ctx, "stream") }),
		"XRANGE stream - +":           withoutType(func() ([]models.StreamEntry, error) { return f.XRange(ctx, "stream", nil, nil) }),
		"XREAD STREAMS stream 1": withoutType(func() ([]models.StreamResponse, error) {
			return f.XRead(ctx, []models.KeyAndID{{Key: "stream", ID: "1"}})
		}),
		"CONFIG GET maxmemory*": withoutType(func() (map[string]string, error) { return f.ConfigGet(ctx, []string{"maxmemory*"}) }),
		"DBSIZE":                withoutType(func() (int64, error) { return f.DBSize(ctx) }),
		"ACL WHOAMI":            withoutType(func() (string, error) { return f.AclWhoAmI(ctx) }),
		"PUBSUB NUMPAT":         withoutType(func() (int64, error) { return f.PubSubNumPat(ctx) }),
		"COMMAND GETKEYS MSET a 1 b 2": withoutType(func() ([]string, error) {
			return f.CommandGetKeys(ctx, []string{"MSET", "a", "1", "b", "2"})
		}),
	}
}

func withoutType[T any](typed func() (T, error)) func() (any, error) {
	return func() (any, error) { return typed() }
}

const noValue = "(absent)"

// leavesOf returns the texts and numbers that a typed reply holds.
func leavesOf(v reflect.Value) []string {
	if isNil := v.MethodByName("IsNil"); isNil.IsValid() {
		if isNil.Call(nil)[0].Bool() {
			return []string{noValue}
		}
		return leavesOf(v.MethodByName("Value").Call(nil)[0])
	}
	var leaves []string
	switch v.Kind() {
	case reflect.String:
		return []string{plain(v.String())}
	case reflect.Int64:
		return []string{plain(strconv.FormatInt(v.Int(), 10))}
	case reflect.Float64:
		return []string{plain(strconv.FormatFloat(v.Float(), 'g', -1, 64))}
	case reflect.Bool:
		if v.Bool() {
			return []string{"1"}
		}
		return []string{"0"}
	case reflect.Slice:
		for i := range v.Len() {
			leaves = append(leaves, leavesOf(v.Index(i))...)
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			leaves = append(leaves, leavesOf(key)...)
			leaves = append(leaves, leavesOf(value)...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			leaves = append(leaves, leavesOf(v.Field(i))...)
		}
	}
	return leaves
}

// leavesOfRaw returns the texts and numbers of a reply.
func leavesOfRaw(value resp.Value) []string {
	switch {
	case value.Null:
		return []string{noValue}
	case value.Type == resp.TypeInteger:
		return []string{plain(strconv.FormatInt(value.Int, 10))}
	case value.Elems == nil && value.Type != resp.TypeArray:
		return []string{plain(value.Text)}
	}
	var leaves []string
	for _, element := range value.Elems {
		leaves = append(leaves, leavesOfRaw(element)...)
	}
	return leaves
}

// plain writes a number in one way, as protocols and servers write it in several.
func plain(text string) string {
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		return strconv.FormatFloat(f, 'g', 12, 64)
	}
	return text
}
