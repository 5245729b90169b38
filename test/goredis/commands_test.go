package goredis

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// Each family of replies, as go-redis decodes it.
func TestCommands(t *testing.T) {
	onAll(t, func(e *environment) {
		ctx, c := e.Context(), e.client
		require.Equal(e, "OK", c.Set(ctx, "string", "value\r\n\x00", time.Minute).Val())
		require.Equal(e, "value\r\n\x00", c.Get(ctx, "string").Val())
		require.ErrorIs(e, c.Get(ctx, "absent").Err(), redis.Nil)
		require.InDelta(e, time.Minute, c.TTL(ctx, "string").Val(), float64(time.Minute))
		require.EqualValues(e, 1, c.Incr(ctx, "number").Val())
		require.InDelta(e, 1.5, c.IncrByFloat(ctx, "float", 1.5).Val(), 0)
		require.EqualValues(e, 2, c.HSet(ctx, "hash", "a", 1, "b", 2).Val())
		require.Equal(e, map[string]string{"a": "1", "b": "2"}, c.HGetAll(ctx, "hash").Val())
		require.Equal(e, []any{"1", nil}, c.HMGet(ctx, "hash", "a", "c").Val())
		require.EqualValues(e, 3, c.RPush(ctx, "list", "x", "y", "z").Val())
		require.Equal(e, []string{"x", "y", "z"}, c.LRange(ctx, "list", 0, -1).Val())
		require.EqualValues(e, 2, c.SAdd(ctx, "set", "m", "n").Val())
		require.ElementsMatch(e, []string{"m", "n"}, c.SMembers(ctx, "set").Val())
		require.True(e, c.SIsMember(ctx, "set", "m").Val())
		require.EqualValues(e, 2, c.ZAdd(ctx, "sorted", redis.Z{Score: 1.25, Member: "low"}, redis.Z{Score: 2, Member: "high"}).Val())
		require.Equal(e, []redis.Z{{Score: 1.25, Member: "low"}, {Score: 2, Member: "high"}}, c.ZRangeWithScores(ctx, "sorted", 0, -1).Val())
		require.InDelta(e, 1.25, c.ZScore(ctx, "sorted", "low").Val(), 0)
		id := c.XAdd(ctx, &redis.XAddArgs{Stream: "stream", Values: []any{"field", "value"}}).Val()
		require.Equal(e, []redis.XMessage{{ID: id, Values: map[string]any{"field": "value"}}}, c.XRange(ctx, "stream", "-", "+").Val())
		read := c.XRead(ctx, &redis.XReadArgs{Streams: []string{"stream", "0"}}).Val()
		require.Len(e, read, 1)
		require.Equal(e, id, read[0].Messages[0].ID)
		require.EqualValues(e, 1, c.GeoAdd(ctx, "geo", &redis.GeoLocation{Name: "here", Longitude: 13.4, Latitude: 52.5}).Val())
		require.InDelta(e, 13.4, c.GeoPos(ctx, "geo", "here").Val()[0].Longitude, 0.001)
		require.Equal(e, []any{"1", nil}, c.MGet(ctx, "number", "absent").Val())
		require.EqualValues(e, 2, c.Exists(ctx, "string", "hash", "absent").Val())
		require.EqualValues(e, 9, c.DBSize(ctx).Val())
		require.Equal(e, "PONG", c.Ping(ctx).Val())
		require.Equal(e, "hash", c.Type(ctx, "hash").Val())
		require.Contains(e, c.Info(ctx, "server").Val(), "valkey_version")
		require.EqualValues(e, 3, c.Eval(ctx, "return #ARGV + #KEYS", []string{"string"}, 1, 2).Val())
		require.ErrorContains(e, c.Incr(ctx, "hash").Err(), "WRONGTYPE")
		require.EqualValues(e, 2, c.Del(ctx, "string", "hash").Val())
		large := strings.Repeat("large ", 1<<20)
		require.NoError(e, c.Set(ctx, "large", large, 0).Err())
		require.Equal(e, large, c.Get(ctx, "large").Val())
	})
}

func TestScripts(t *testing.T) {
	onAll(t, func(e *environment) {
		script := redis.NewScript(`redis.call("SET", KEYS[1], ARGV[1]); return redis.call("GET", KEYS[1])`)
		for range 2 {
			require.Equal(e, "value", script.Run(e.Context(), e.client, []string{"key"}, "value").Val())
		}
	})
}

func TestScans(t *testing.T) {
	onAll(t, func(e *environment) {
		wanted := map[string]bool{}
		for i := range 500 {
			key := "scanned:" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + time.Duration(i).String()
			require.NoError(e, e.client.Set(e.Context(), key, "", 0).Err())
			wanted[key] = true
		}
		require.NoError(e, e.client.Set(e.Context(), "other", "", 0).Err())
		found := map[string]bool{}
		scan := e.client.Scan(e.Context(), 0, "scanned:*", 50).Iterator()
		for scan.Next(e.Context()) {
			found[scan.Val()] = true
		}
		require.NoError(e, scan.Err())
		require.Equal(e, wanted, found)
		require.Len(e, e.client.Keys(e.Context(), "*").Val(), 501)
	})
}

func TestPipelines(t *testing.T) {
	onAll(t, func(e *environment) {
		commands, err := e.client.Pipelined(e.Context(), func(p redis.Pipeliner) error {
			for i := range 1000 {
				p.Append(e.Context(), "text", string(rune('a'+i%26)))
			}
			p.Incr(e.Context(), "text")
			p.HGetAll(e.Context(), "absent")
			p.Get(e.Context(), "text")
			p.BLPop(e.Context(), time.Millisecond, "list")
			p.Get(e.Context(), "text")
			return nil
		})
		require.ErrorContains(e, err, "not an integer")
		require.EqualValues(e, 1000, commands[999].(*redis.IntCmd).Val())
		require.ErrorContains(e, commands[1000].Err(), "not an integer")
		require.Empty(e, commands[1001].(*redis.MapStringStringCmd).Val())
		text := strings.Repeat("abcdefghijklmnopqrstuvwxyz", 40)[:1000]
		require.Equal(e, text, commands[1002].(*redis.StringCmd).Val())
		require.ErrorIs(e, commands[1003].Err(), redis.Nil)
		require.Equal(e, text, commands[1004].(*redis.StringCmd).Val())
	})
}

func TestBlockingCommandsHoldUpNobody(t *testing.T) {
	onAll(t, func(e *environment) {
		popped := make(chan []string, 1)
		go func() { popped <- e.client.BLPop(e.Context(), 0, "list").Val() }()
		for range 100 {
			require.NoError(e, e.client.Ping(e.Context()).Err())
		}
		require.EqualValues(e, 1, e.client.RPush(e.Context(), "list", "element").Val())
		require.Equal(e, []string{"list", "element"}, <-popped)
	})
}
