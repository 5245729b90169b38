package main

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

const goRedisModule = "github.com/redis/go-redis/v9"

func goRedisPlain() subject {
	return subject{
		name:          "go-redis",
		configuration: "defaults: a pool of 10 connections for each CPU, one command at a time on each",
		module:        goRedisModule,
		open: func(ctx context.Context, address string) (client, error) {
			c := redis.NewClient(&redis.Options{Addr: address})
			if err := c.Ping(ctx).Err(); err != nil {
				c.Close()
				return nil, err
			}
			return goRedis{c}, nil
		},
	}
}

func goRedisCluster() subject {
	c := goRedisPlain()
	c.configuration = "defaults: a pool of 10 connections for each CPU and node; its pipelines go to the nodes in parts, and serve as its MGET"
	c.open = func(ctx context.Context, address string) (client, error) {
		c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{address}})
		if err := c.Ping(ctx).Err(); err != nil {
			c.Close()
			return nil, err
		}
		return goRedis{c}, nil
	}
	return c
}

// goRedis is the plain client; explicit batches are its pipelines.
type goRedis struct{ redis.UniversalClient }

func (c goRedis) Get(ctx context.Context, key string) (string, error) {
	return c.UniversalClient.Get(ctx, key).Result()
}

func (c goRedis) Set(ctx context.Context, key, value string) error {
	return c.UniversalClient.Set(ctx, key, value, 0).Err()
}

func (c goRedis) GetBatch(ctx context.Context, keys, values []string) error {
	pipeline := c.Pipeline()
	for _, key := range keys {
		pipeline.Get(ctx, key)
	}
	replies, err := pipeline.Exec(ctx)
	if err != nil {
		return err
	}
	for i, reply := range replies {
		get, ok := reply.(*redis.StringCmd)
		if !ok {
			return fmt.Errorf("command %d of the pipeline is a %T", i, reply)
		}
		values[i] = get.Val()
	}
	return nil
}

func (c goRedis) SetBatch(ctx context.Context, keys, values []string) error {
	pipeline := c.Pipeline()
	for i, key := range keys {
		pipeline.Set(ctx, key, values[i], 0)
	}
	_, err := pipeline.Exec(ctx)
	return err
}

// MGet is a pipeline of GETs.
func (c goRedis) MGet(ctx context.Context, keys, values []string) error {
	return c.GetBatch(ctx, keys, values)
}

func (c goRedis) MixedBatch(ctx context.Context, keys, values []string) error {
	pipeline := c.Pipeline()
	for i, key := range keys {
		if i%2 == 0 {
			pipeline.Set(ctx, key, values[i], 0)
		} else {
			pipeline.Get(ctx, key)
		}
	}
	replies, err := pipeline.Exec(ctx)
	if err != nil {
		return err
	}
	for i := 1; i < len(replies); i += 2 {
		get, ok := replies[i].(*redis.StringCmd)
		if !ok {
			return fmt.Errorf("command %d of the pipeline is a %T", i, replies[i])
		}
		values[i] = get.Val()
	}
	return nil
}

func goRedisAutoPipeline() subject {
	return subject{
		name:           "go-redis-autopipeline",
		configuration:  "Client.AutoPipeline with its defaults, the blocking face; its explicit pipelines are go-redis's",
		module:         goRedisModule,
		withoutBatches: true,
		open: func(ctx context.Context, address string) (client, error) {
			return newGoRedisPipeliner(ctx, redis.NewClient(&redis.Options{Addr: address}))
		},
	}
}

func goRedisClusterAutoPipeline() subject {
	c := goRedisAutoPipeline()
	c.configuration = "ClusterClient.AutoPipeline with its defaults, the blocking face; its explicit pipelines are go-redis's"
	c.open = func(ctx context.Context, address string) (client, error) {
		return newGoRedisPipeliner(ctx, redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{address}}))
	}
	return c
}

func newGoRedisPipeliner(ctx context.Context, c redis.UniversalClient) (client, error) {
	pipeliner, err := c.AutoPipeline()
	if err == nil {
		err = pipeliner.Ping(ctx).Err()
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return goRedisPipeliner{c, pipeliner}, nil
}

// goRedisPipeliner gathers the commands of concurrent callers. It is no batcher, as
// its explicit pipelines are the plain client's.
type goRedisPipeliner struct {
	client    redis.UniversalClient
	pipeliner *redis.AutoPipeliner
}

func (c goRedisPipeliner) Get(ctx context.Context, key string) (string, error) {
	return c.pipeliner.Get(ctx, key).Result()
}

func (c goRedisPipeliner) Set(ctx context.Context, key, value string) error {
	return c.pipeliner.Set(ctx, key, value, 0).Err()
}

// Close ends the pipeliner too, as the client closes the ones that it made.
func (c goRedisPipeliner) Close() error { return c.client.Close() }
