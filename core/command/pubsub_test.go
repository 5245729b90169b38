package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
)

func init() { wireTests = append(wireTests, pubSubTests...) }

var pubSubTests = []wireTest{
	{func(a *command.Args) any { return command.Publish(a, "c", "m") }, "PUBLISH c m"},
	{func(a *command.Args) any { return command.SPublish(a, "c", "") }, "SPUBLISH c "},
	{func(a *command.Args) any { return command.PubSubChannels(a) }, "PUBSUB CHANNELS"},
	{func(a *command.Args) any { return command.PubSubChannelsWithPattern(a, "c*") }, "PUBSUB CHANNELS c*"},
	{func(a *command.Args) any { return command.PubSubNumPat(a) }, "PUBSUB NUMPAT"},
	{func(a *command.Args) any { return command.PubSubNumSub(a, nil) }, "PUBSUB NUMSUB"},
	{func(a *command.Args) any { return command.PubSubNumSub(a, []string{"c", "d"}) }, "PUBSUB NUMSUB c d"},
	{func(a *command.Args) any { return command.PubSubShardChannels(a) }, "PUBSUB SHARDCHANNELS"},
	{func(a *command.Args) any { return command.PubSubShardChannelsWithPattern(a, "c*") }, "PUBSUB SHARDCHANNELS c*"},
	{func(a *command.Args) any { return command.PubSubShardNumSub(a, nil) }, "PUBSUB SHARDNUMSUB"},
	{func(a *command.Args) any { return command.PubSubShardNumSub(a, []string{"c", "d"}) }, "PUBSUB SHARDNUMSUB c d"},
}

func TestNumbersOfSubscribersAreDecoded(t *testing.T) {
	var a command.Args
	for frame, want := range map[string]map[string]int64{
		"*4\r\n+c\r\n:1\r\n+d\r\n:0\r\n": {"c": 1, "d": 0},
		"%1\r\n+c\r\n:1\r\n":             {"c": 1},
		"*0\r\n":                         {},
	} {
		got, err := command.PubSubNumSub(&a, nil).Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := command.PubSubShardNumSub(&a, nil).Decode([]byte("*2\r\n+c\r\n_\r\n"))
	require.ErrorContains(t, err, "expected record, got null")
}
