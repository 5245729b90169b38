package main

import (
	"context"
	"math/rand/v2"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valkey-io/valkey-go"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// reader reads a key through the cache of a client.
type reader = func(ctx context.Context, key string) (string, error)

// cacheClients are the clients with a cache, each of which reads a key through it.
var cacheClients = []struct {
	name string
	open func(b *testing.B, server *servers.Server) reader
}{
	{"glissade", func(b *testing.B, server *servers.Server) reader {
		cached := openCached(b, server).With(options.CallOptions{Cache: options.UseCache})
		return func(ctx context.Context, key string) (string, error) {
			value, err := cached.Get(ctx, key)
			return value.Value(), err
		}
	}},
	{"valkey-go", func(b *testing.B, server *servers.Server) reader {
		client, err := valkey.NewClient(valkey.ClientOption{InitAddress: []string{server.Addr()}})
		require.NoError(b, err)
		b.Cleanup(client.Close)
		return func(ctx context.Context, key string) (string, error) {
			return client.DoCache(ctx, client.B().Get().Key(key).Cache(), time.Hour).ToString()
		}
	}},
}

func openCached(b *testing.B, server *servers.Server) *core.Client {
	host, port, err := net.SplitHostPort(server.Addr())
	require.NoError(b, err)
	number, err := strconv.Atoi(port)
	require.NoError(b, err)
	client, err := native.NewClient(b.Context(), options.ClientConfiguration{
		Addresses: []options.NodeAddress{{Host: host, Port: number}}, RequestTimeout: glissadeTimeout,
		Cache: &options.CacheConfiguration{MaxMemory: 128 << 20, EntryTTL: time.Hour}, // as the other's
	})
	require.NoError(b, err)
	b.Cleanup(client.Close)
	return client
}

// cacheKeys returns keys with their values set.
func cacheKeys(b *testing.B, server *servers.Server, n int) []string {
	client := openCached(b, server)
	keys := make([]string, n)
	for first := 0; first < n; first += 1000 {
		q := batch.NewPipeline()
		for i := first; i < min(first+1000, n); i++ {
			keys[i] = "glissade-bench:cache:" + strconv.Itoa(i)
			q.Set(keys[i], "a value of some forty bytes, as many are")
		}
		_, err := client.Exec(b.Context(), q, true)
		require.NoError(b, err)
	}
	return keys
}

// BenchmarkCache compares reads through the caches of clients, on one server, in one run:
//
//	go test -run '^$' -bench Cache -benchmem -count 5 ./test/bench
//
// hit reads a thousand keys again and again; miss reads each key once; storm reads a
// thousand keys of which 20,000 a second are written by another client. cpu-ns/op is the
// processor time of this process, which says more on a machine that is busy.
func BenchmarkCache(b *testing.B) {
	server := servers.Start(b, servers.Valkey91, servers.Options{})
	few := cacheKeys(b, server, 1000)
	many := cacheKeys(b, server, 200_000)
	for _, scenario := range []struct {
		name string
		run  func(b *testing.B, read reader, start func())
	}{
		{"hit/g1", func(b *testing.B, read reader, start func()) {
			readAll(b, read, few)
			start()
			for i := 0; b.Loop(); i++ {
				mustRead(b, read, few[i%len(few)])
			}
		}},
		{"hit/parallel", func(b *testing.B, read reader, start func()) {
			readAll(b, read, few)
			start()
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					mustRead(b, read, few[i%len(few)])
				}
			})
		}},
		{"miss/g1", func(b *testing.B, read reader, start func()) {
			start()
			for i := 0; b.Loop(); i++ {
				mustRead(b, read, many[i%len(many)])
			}
		}},
		{"miss/g64", func(b *testing.B, read reader, start func()) {
			var next atomic.Int64
			b.SetParallelism(32)
			start()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					mustRead(b, read, many[int(next.Add(1))%len(many)])
				}
			})
		}},
		{"storm/g64", func(b *testing.B, read reader, start func()) {
			stop := startStorm(b, server, few)
			defer stop()
			b.SetParallelism(32)
			start()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					mustRead(b, read, few[rand.IntN(len(few))])
				}
			})
			b.StopTimer()
		}},
	} {
		for _, c := range cacheClients {
			b.Run(scenario.name+"/"+c.name, func(b *testing.B) {
				read := c.open(b, server)
				b.ReportAllocs()
				var before time.Duration
				start := func() {
					b.ResetTimer()
					before = processCPU()
				}
				scenario.run(b, read, start)
				b.ReportMetric(float64(processCPU()-before)/float64(b.N), "cpu-ns/op")
			})
		}
	}
}

func mustRead(b *testing.B, read reader, key string) {
	if value, err := read(context.Background(), key); err != nil || len(value) != 40 {
		b.Errorf("read %q: %v", value, err)
	}
}

func readAll(b *testing.B, read reader, keys []string) {
	for _, key := range keys {
		mustRead(b, read, key)
	}
}

// startStorm has keys written until the function that it returns is called.
func startStorm(b *testing.B, server *servers.Server, keys []string) (stop func()) {
	writer := openCached(b, server)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(5 * time.Millisecond)
		defer ticker.Stop()
		for first := 0; ctx.Err() == nil; first = (first + 100) % len(keys) {
			q := batch.NewPipeline()
			for _, key := range keys[first : first+100] {
				q.Set(key, "a value of some forty bytes, as many are")
			}
			if _, err := writer.Exec(ctx, q, true); err != nil && ctx.Err() == nil {
				b.Error(err)
			}
			<-ticker.C
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}
