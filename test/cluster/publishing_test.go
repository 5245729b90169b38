package cluster

import (
	"bufio"
	"net"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

var publishing = []behaviour{
	{name: "messages reach subscribers at any node", test: testPublish},
	{name: "messages of a shard reach its subscribers", test: testShardPublish},
}

// subscribe subscribes to a channel at a node, past the client, and returns a function
// that waits for a line among what comes.
func (s *environment) subscribe(node *servers.Node, command, channel string) (await func(line string)) {
	s.Helper()
	conn, err := net.Dial("tcp", node.Addr())
	require.NoError(s, err)
	s.Cleanup(func() { conn.Close() })
	require.NoError(s, conn.SetDeadline(time.Now().Add(patience)))
	_, err = conn.Write([]byte(command + " " + channel + "\r\n"))
	require.NoError(s, err)
	reader := bufio.NewReader(conn)
	await = func(line string) {
		s.Helper()
		for {
			read, err := reader.ReadString('\n')
			require.NoError(s, err, "waiting for %q", line)
			if read == line+"\r\n" {
				return
			}
		}
	}
	await(":1") // how many subscriptions there are
	return await
}

func testPublish(s *environment) {
	client := s.connect(nil)
	at := s.subscribe(s.primary(1), "SUBSCRIBE", "news")
	elsewhere := s.subscribe(s.replica(2), "SUBSCRIBE", "news")
	_, err := client.Publish(s.Context(), "news", "message")
	require.NoError(s, err)
	at("message")
	elsewhere("message")
	channels, err := client.PubSubChannels(s.Context())
	require.NoError(s, err)
	require.Equal(s, []string{"news"}, channels, "which several nodes know")
	subscribers, err := client.PubSubNumSub(s.Context(), []string{"news", "nobody's"})
	require.NoError(s, err)
	require.Equal(s, map[string]int64{"news": 2, "nobody's": 0}, subscribers)
}

func testShardPublish(s *environment) {
	client := s.connect(nil)
	for shard := range shards {
		channel := key(firstSlot(shard), "channel")
		await := s.subscribe(s.primary(shard), "SSUBSCRIBE", channel)
		received, err := client.SPublish(s.Context(), channel, "message")
		require.NoError(s, err)
		require.EqualValues(s, 1, received)
		await("message")
	}
	names, err := client.PubSubShardChannels(s.Context())
	require.NoError(s, err)
	require.Len(s, names, shards)
}
