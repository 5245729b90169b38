package integration

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/test/servers"
)

// subscriber is a connection of its own, past the client, that is subscribed.
type subscriber struct {
	connection net.Conn
	reader     *resp.Reader
}

// subscribe sends a command that subscribes to one channel or pattern.
func subscribe(t *testing.T, server *servers.Server, name, channel string) subscriber {
	t.Helper()
	var dialer net.Dialer
	connection, err := dialer.DialContext(t.Context(), "tcp", server.Addr())
	require.NoError(t, err)
	t.Cleanup(func() { connection.Close() })
	s := subscriber{connection, resp.NewReader(connection, resp.Limits{})}
	_, err = connection.Write(resp.AppendBulk(resp.AppendBulk(resp.AppendArrayHeader(nil, 2), name), channel))
	require.NoError(t, err)
	require.Equal(t, channel, s.receive(t)[1])
	return s
}

// receive returns the texts of the next message.
func (s subscriber) receive(t *testing.T) []string {
	t.Helper()
	frame, err := s.reader.Next()
	require.NoError(t, err)
	message, err := resp.Decode(frame)
	require.NoError(t, err)
	var words []string
	for _, element := range message.Elems {
		words = append(words, element.Text)
	}
	return words
}

func TestPublish(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, int64(0))(f.Publish(ctx, "news", "nobody hears it"))
		plain, pattern := subscribe(t, f.server, "SUBSCRIBE", "news"), subscribe(t, f.server, "PSUBSCRIBE", "n*")
		expect(t, int64(2))(f.Publish(ctx, "news", "hello\r\n"))
		require.Equal(t, []string{"message", "news", "hello\r\n"}, plain.receive(t))
		require.Equal(t, []string{"pmessage", "n*", "news", "hello\r\n"}, pattern.receive(t))
	})
}

func TestSPublish(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, int64(0))(f.SPublish(ctx, "shard", "nobody hears it"))
		shard := subscribe(t, f.server, "SSUBSCRIBE", "shard")
		expect(t, int64(0))(f.Publish(ctx, "shard", "of another kind"))
		expect(t, int64(1))(f.SPublish(ctx, "shard", ""))
		require.Equal(t, []string{"smessage", "shard", ""}, shard.receive(t))
	})
}

func TestPubSubIntrospection(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, []string{})(f.PubSubChannels(ctx))
		subscribe(t, f.server, "SUBSCRIBE", "news:a")
		subscribe(t, f.server, "SUBSCRIBE", "news:a")
		subscribe(t, f.server, "SUBSCRIBE", "sports")
		subscribe(t, f.server, "PSUBSCRIBE", "n*")
		subscribe(t, f.server, "SSUBSCRIBE", "shard:a")
		subscribe(t, f.server, "SSUBSCRIBE", "other")

		channels, err := f.PubSubChannels(ctx)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"news:a", "sports"}, channels)
		expect(t, []string{"news:a"})(f.PubSubChannelsWithPattern(ctx, "news:*"))
		expect(t, int64(1))(f.PubSubNumPat(ctx))
		expect(t, map[string]int64{"news:a": 2, "sports": 1, "none": 0})(f.PubSubNumSub(ctx, []string{"news:a", "sports", "none"}))
		expect(t, map[string]int64{})(f.PubSubNumSub(ctx, nil))

		channels, err = f.PubSubShardChannels(ctx)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"shard:a", "other"}, channels)
		expect(t, []string{"shard:a"})(f.PubSubShardChannelsWithPattern(ctx, "shard:*"))
		expect(t, map[string]int64{"shard:a": 1, "news:a": 0})(f.PubSubShardNumSub(ctx, []string{"shard:a", "news:a"}))
		expect(t, map[string]int64{})(f.PubSubShardNumSub(ctx, nil))
	})
}
