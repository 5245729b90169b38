package main

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/resp"
)

// The benchmarks in this file compare the codecs alone: no sockets, no goroutines.
// Of the peers only redigo has a codec that can be reached, by a connection of the
// caller's own; go-redis and valkey-go keep theirs internal.
//
//	go test -run '^$' -bench Codec -benchmem ./test/bench

// endless gives the same bytes for ever and swallows what is written.
type endless struct {
	net.Conn
	reply []byte
	next  int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.reply[e.next:])
	e.next = (e.next + n) % len(e.reply)
	return n, nil
}

func (e *endless) Write(p []byte) (int, error) { return len(p), nil }
func (e *endless) Close() error                { return nil }

func (e *endless) SetReadDeadline(time.Time) error { return nil }

// Both copy the command into a buffer that is written when it is full.
func BenchmarkCodecEncodeSet(b *testing.B) {
	key, value := keyPrefix+"1", newValue(1, 64)
	b.Run("glissade", func(b *testing.B) {
		var args command.Args
		buffer := make([]byte, 0, 4<<10)
		for b.Loop() {
			command.Set(&args, key, value)
			if buffer = append(buffer, args.Encoded()...); len(buffer) > 3<<10 {
				buffer = buffer[:0]
			}
		}
	})
	b.Run("redigo", func(b *testing.B) {
		connection := redis.NewConn(&endless{}, 0, 0)
		for b.Loop() {
			if err := connection.Send("SET", key, value); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCodecDecodeText(b *testing.B) {
	for _, size := range []int{64, 4096} {
		want := newValue(1, size)
		reply := resp.AppendBulk(nil, want)
		get := command.Get(new(command.Args), "key")
		benchmarkDecode(b, byteSize(size), reply, func(frame []byte) int {
			result, err := get.Decode(frame)
			require.NoError(b, err)
			return len(result.Value())
		}, func(reply any, err error) int {
			text, err := redis.String(reply, err)
			require.NoError(b, err)
			return len(text)
		}, size)
	}
}

func BenchmarkCodecDecodeHundredTexts(b *testing.B) {
	reply := resp.AppendArrayHeader(nil, batchLength)
	reply = append(reply, strings.Repeat(string(resp.AppendBulk(nil, newValue(1, 64))), batchLength)...)
	lrange := command.LRange(new(command.Args), "key", 0, -1)
	benchmarkDecode(b, "64 B", reply, func(frame []byte) int {
		texts, err := lrange.Decode(frame)
		require.NoError(b, err)
		return len(texts)
	}, func(reply any, err error) int {
		texts, err := redis.Strings(reply, err)
		require.NoError(b, err)
		return len(texts)
	}, batchLength)
}

// benchmarkDecode reads and decodes the same reply over and over; both decoders
// return the length of what they decoded.
func benchmarkDecode(b *testing.B, name string, reply []byte, own func([]byte) int, peer func(any, error) int, want int) {
	// Many replies come with one read, as they do under load.
	stream := []byte(strings.Repeat(string(reply), 1+(32<<10)/len(reply)))
	b.Run("glissade/"+name, func(b *testing.B) {
		reader := resp.NewReader(&endless{reply: stream}, resp.Limits{})
		for b.Loop() {
			frame, err := reader.Next()
			if err != nil || own(frame) != want {
				b.Fatal("wrong reply", err)
			}
		}
	})
	b.Run("redigo/"+name, func(b *testing.B) {
		connection := redis.NewConn(&endless{reply: stream}, 0, 0)
		for b.Loop() {
			if peer(connection.Receive()) != want {
				b.Fatal("wrong reply")
			}
		}
	})
}
