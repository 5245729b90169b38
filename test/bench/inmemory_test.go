package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"testing"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"github.com/valkey-io/valkey-go"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

// The benchmarks in this file run whole clients on connections in memory that answer
// at once: what is left is what a client spends on encoding commands and decoding
// replies, beside the hand-over that it makes of both. That is how the codecs of
// valkey-go and go-redis can be measured, which are internal to them.
//
//	go test -run '^$' -bench InMemory -benchmem ./test/bench

var hundredStrings = func() []byte {
	reply := resp.AppendArrayHeader(nil, 100)
	for i := range 100 {
		reply = resp.AppendBulk(reply, newValue(i, 16))
	}
	return reply
}()

var (
	okReply   = []byte("+OK\r\n")
	pongReply = []byte("+PONG\r\n")
)

var helloReply = []byte("%7\r\n$6\r\nserver\r\n$6\r\nvalkey\r\n$7\r\nversion\r\n$5\r\n9.1.2\r\n$5\r\nproto\r\n:3\r\n" +
	"$2\r\nid\r\n:1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n")

// newCanned returns a connection to a server that knows its answers by heart: a handshake,
// OK to SET, a list of a hundred strings to LRANGE.
func newCanned() *fakeserver.Immediate {
	return fakeserver.NewImmediate(func(name []byte) []byte {
		switch {
		case bytes.EqualFold(name, []byte("LRANGE")):
			return hundredStrings
		case bytes.EqualFold(name, []byte("HELLO")):
			return helloReply
		case bytes.EqualFold(name, []byte("PING")):
			return pongReply
		default:
			return okReply
		}
	})
}

func inMemoryGlissade(b testing.TB) *core.Client {
	dialer := stream.DialerFunc(func(context.Context, string) (stream.Stream, error) { return newCanned(), nil })
	client, err := core.NewClient(b.Context(), dialer, options.ClientConfiguration{})
	require.NoError(b, err)
	b.Cleanup(client.Close)
	return client
}

func inMemoryValkeyGo(b *testing.B) valkey.Client {
	client, err := valkey.NewClient(valkey.ClientOption{
		InitAddress: []string{"memory:6379"}, PipelineMultiplex: -1, DisableCache: true, ForceSingleClient: true,
		DialCtxFn: func(context.Context, string, *net.Dialer, *tls.Config) (net.Conn, error) { return newCanned(), nil },
	})
	require.NoError(b, err)
	b.Cleanup(client.Close)
	return client
}

func inMemoryGoRedis(b *testing.B) *goredis.Client {
	client := goredis.NewClient(&goredis.Options{
		Addr: "memory:6379", Dialer: func(context.Context, string, string) (net.Conn, error) { return newCanned(), nil },
	})
	b.Cleanup(func() { client.Close() })
	require.NoError(b, client.Set(b.Context(), "key", "value", 0).Err())
	return client
}

// A batch of a hundred commands has one hand-over, so that what is measured is the
// codec. The figures are of one batch: a hundredth of them is that of a command.
func BenchmarkInMemoryHundredSets(b *testing.B) {
	const commands = 100
	key, value := keyPrefix+"1", newValue(1, 64)
	b.Run("glissade", func(b *testing.B) {
		client := inMemoryGlissade(b)
		b.ReportAllocs()
		for b.Loop() {
			sets := batch.New(false)
			for range commands {
				sets.Set(key, value)
			}
			if _, err := client.Exec(b.Context(), sets, true); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("valkey-go", func(b *testing.B) {
		client := inMemoryValkeyGo(b)
		b.ReportAllocs()
		for b.Loop() {
			sets := make(valkey.Commands, commands)
			for i := range sets {
				sets[i] = client.B().Set().Key(key).Value(value).Build()
			}
			for _, result := range client.DoMulti(b.Context(), sets...) {
				if err := result.Error(); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("go-redis", func(b *testing.B) {
		client := inMemoryGoRedis(b)
		b.ReportAllocs()
		for b.Loop() {
			sets := client.Pipeline()
			for range commands {
				sets.Set(b.Context(), key, value, 0)
			}
			if _, err := sets.Exec(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkInMemoryHundredStrings(b *testing.B) {
	b.Run("glissade", func(b *testing.B) {
		client := inMemoryGlissade(b)
		b.ReportAllocs()
		for b.Loop() {
			list, err := client.LRange(b.Context(), "key", 0, -1)
			if err != nil || len(list) != 100 {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("valkey-go", func(b *testing.B) {
		client := inMemoryValkeyGo(b)
		b.ReportAllocs()
		for b.Loop() {
			list, err := client.Do(b.Context(), client.B().Lrange().Key("key").Start(0).Stop(-1).Build()).AsStrSlice()
			if err != nil || len(list) != 100 {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("go-redis", func(b *testing.B) {
		client := inMemoryGoRedis(b)
		b.ReportAllocs()
		for b.Loop() {
			list, err := client.LRange(b.Context(), "key", 0, -1).Result()
			if err != nil || len(list) != 100 {
				b.Fatal(len(list), err)
			}
		}
	})
}

// The client takes more for a mismatch than the others do.
func TestTheClientTakesACannedServer(t *testing.T) {
	list, err := inMemoryGlissade(t).LRange(t.Context(), "key", 0, -1)
	require.NoError(t, err)
	require.Len(t, list, 100)
}
