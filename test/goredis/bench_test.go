package goredis

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade"
	"github.com/glissade-io/glissade/compat/goredis"
	"github.com/glissade-io/glissade/test/servers"
)

// BenchmarkBeside has go-redis beside go-redis on Glissade.
func BenchmarkBeside(b *testing.B) {
	server := servers.Start(b, servers.Valkey91, servers.Options{})
	client, err := glissade.Connect(b.Context(), "valkey://"+server.Addr())
	require.NoError(b, err)
	defer client.Close()
	for _, c := range []struct {
		name   string
		client *redis.Client
	}{
		{"goredis", redis.NewClient(&redis.Options{Addr: server.Addr()})},
		{"glissade", goredis.NewClient(client)},
	} {
		defer c.client.Close()
		require.NoError(b, c.client.Set(b.Context(), "key", fmt.Sprintf("%064d", 1), 0).Err())
		for _, callers := range []int{1, 8, 64, 512} {
			b.Run("Get/callers="+strconv.Itoa(callers)+"/"+c.name, func(b *testing.B) {
				beside(b, callers, func(ctx context.Context) error { return c.client.Get(ctx, "key").Err() })
			})
		}
		for _, callers := range []int{1, 64} {
			b.Run("Pipeline100/callers="+strconv.Itoa(callers)+"/"+c.name, func(b *testing.B) {
				beside(b, callers, func(ctx context.Context) error {
					_, err := c.client.Pipelined(ctx, func(p redis.Pipeliner) error {
						for range 100 {
							p.Get(ctx, "key")
						}
						return nil
					})
					return err
				})
			})
		}
	}
}

func beside(b *testing.B, callers int, call func(context.Context) error) {
	b.ReportAllocs()
	b.SetParallelism((callers + 1) / 2)
	if callers == 1 {
		for b.Loop() {
			if err := call(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
		return
	}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := call(context.Background()); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
