package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"github.com/valkey-io/valkey-go"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

// The benchmarks in this file run whole clients on connections in memory that answer
// at once: what is left is what a client spends on encoding commands and decoding
// replies, beside the hand-over that it makes of both. That is how the codecs of
// valkey-go and go-redis can be measured, which are internal to them.
//
//	go test -run '^$' -bench InMemory -benchmem ./test/bench

// canned is a connection to a server that knows its answers by heart: a handshake,
// OK to SET, a list of a hundred strings to LRANGE.
type canned struct {
	net.Conn // for the methods that nobody calls
	mu       sync.Mutex
	arrived  *sync.Cond
	requests []byte // the beginning of a command that has not arrived wholly
	replies  []byte
	sent     int
	closed   bool
}

var hundredStrings = func() []byte {
	reply := resp.AppendArrayHeader(nil, 100)
	for i := range 100 {
		reply = resp.AppendBulk(reply, newValue(i, 16))
	}
	return reply
}()

var okReply = []byte("+OK\r\n")

var helloReply = []byte("%7\r\n$6\r\nserver\r\n$6\r\nvalkey\r\n$7\r\nversion\r\n$5\r\n9.1.2\r\n$5\r\nproto\r\n:3\r\n" +
	"$2\r\nid\r\n:1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n")

func newCanned() *canned {
	c := new(canned)
	c.arrived = sync.NewCond(&c.mu)
	return c
}

func (c *canned) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests = append(c.requests, p...)
	rest := c.requests
	for {
		size := commandSize(rest)
		if size == 0 {
			break
		}
		c.replies = append(c.replies, answer(rest[:size])...)
		rest = rest[size:]
	}
	c.requests = append(c.requests[:0], rest...)
	c.arrived.Signal()
	return len(p), nil
}

// commandSize returns the size of the command that b begins with, or 0 if it has not
// arrived wholly. It reads no more than the lengths, so as to cost little.
func commandSize(b []byte) int {
	n, at := header(b, 0)
	for ; n > 0 && at > 0; n-- {
		var length int
		if length, at = header(b, at); at > 0 {
			at += length + 2
		}
	}
	if at > len(b) {
		return 0
	}
	return at
}

// header reads a length at b[at] behind its type byte, and returns where it ends.
func header(b []byte, at int) (n, end int) {
	for i := at + 1; i+1 < len(b); i++ {
		if b[i] == '\r' {
			return n, i + 2
		}
		n = 10*n + int(b[i]-'0')
	}
	return 0, 0
}

func answer(command []byte) []byte {
	_, at := header(command, 0)
	length, at := header(command, at)
	switch name := command[at : at+length]; {
	case bytes.EqualFold(name, []byte("LRANGE")):
		return hundredStrings
	case bytes.EqualFold(name, []byte("HELLO")):
		return helloReply
	default:
		return okReply
	}
}

func (c *canned) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.sent == len(c.replies) && !c.closed {
		c.arrived.Wait()
	}
	if c.closed {
		return 0, io.EOF
	}
	n := copy(p, c.replies[c.sent:])
	if c.sent += n; c.sent == len(c.replies) {
		c.replies, c.sent = c.replies[:0], 0
	}
	return n, nil
}

func (c *canned) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.arrived.Broadcast()
	return nil
}

func (c *canned) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (c *canned) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (c *canned) SetDeadline(time.Time) error      { return nil }
func (c *canned) SetReadDeadline(time.Time) error  { return nil }
func (c *canned) SetWriteDeadline(time.Time) error { return nil }

func inMemoryGlissade(b *testing.B) *core.Client {
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

func TestTheCannedConnectionAnswersEachCommandOnce(t *testing.T) {
	c := newCanned()
	request := string(resp.AppendBulk(resp.AppendBulk(resp.AppendBulk(resp.AppendArrayHeader(nil, 3), "SET"), "k"), "a\r\nb"))
	for _, part := range []string{request[:3], request[3:7], request[7:] + request + request[:11], request[11:]} {
		_, err := c.Write([]byte(part))
		require.NoError(t, err)
	}
	require.Equal(t, strings.Repeat("+OK\r\n", 3), string(c.replies))
}
