package main

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

const glissadeTimeout = 3 * time.Second

func glissadeDefault() subject {
	return subject{
		name:          baseline,
		configuration: "defaults, but a request timeout of 3 s, which is go-redis's, so that a busy machine does not end the run",
		module:        "github.com/glissade-io/glissade",
		open: func(ctx context.Context, address string) (client, error) {
			node, err := nodeAddress(address)
			if err != nil {
				return nil, err
			}
			c, err := native.NewClient(ctx, options.ClientConfiguration{
				Addresses:      []options.NodeAddress{node},
				RequestTimeout: glissadeTimeout,
			})
			if err != nil {
				return nil, err
			}
			return glissade{c}, nil
		},
	}
}

func glissadeCluster() subject {
	c := glissadeDefault()
	c.open = func(ctx context.Context, address string) (client, error) {
		node, err := nodeAddress(address)
		if err != nil {
			return nil, err
		}
		c, err := native.NewClusterClient(ctx, options.ClusterClientConfiguration{
			Addresses:      []options.NodeAddress{node},
			RequestTimeout: glissadeTimeout,
		})
		if err != nil {
			return nil, err
		}
		return glissade{c}, nil
	}
	return c
}

func nodeAddress(address string) (options.NodeAddress, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return options.NodeAddress{}, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return options.NodeAddress{}, fmt.Errorf("port %q of the server is no number", port)
	}
	return options.NodeAddress{Host: host, Port: number}, nil
}

// glissade is a client of one server or of a cluster, which have the same methods.
type glissade struct {
	client interface {
		Get(ctx context.Context, key string) (models.Result[string], error)
		Set(ctx context.Context, key, value string) (string, error)
		MGet(ctx context.Context, keys []string) ([]models.Result[string], error)
		Exec(ctx context.Context, b *batch.Batch, raiseOnError bool) ([]any, error)
		Close()
	}
}

func (c glissade) Get(ctx context.Context, key string) (string, error) {
	result, err := c.client.Get(ctx, key)
	if err == nil && result.IsNil() {
		err = fmt.Errorf("key %s is missing", key)
	}
	return result.Value(), err
}

func (c glissade) Set(ctx context.Context, key, value string) error {
	_, err := c.client.Set(ctx, key, value)
	return err
}

func (c glissade) GetBatch(ctx context.Context, keys, values []string) error {
	b := batch.New(false)
	for _, key := range keys {
		b.Get(key)
	}
	results, err := c.client.Exec(ctx, b, true)
	if err != nil {
		return err
	}
	for i, result := range results {
		value, ok := result.(models.Result[string])
		if !ok {
			return fmt.Errorf("result %d of the batch is a %T", i, result)
		}
		values[i] = value.Value()
	}
	return nil
}

func (c glissade) SetBatch(ctx context.Context, keys, values []string) error {
	b := batch.New(false)
	for i, key := range keys {
		b.Set(key, values[i])
	}
	_, err := c.client.Exec(ctx, b, true)
	return err
}

func (c glissade) MGet(ctx context.Context, keys, values []string) error {
	results, err := c.client.MGet(ctx, keys)
	if err != nil {
		return err
	}
	for i, result := range results {
		values[i] = result.Value()
	}
	return nil
}

func (c glissade) MixedBatch(ctx context.Context, keys, values []string) error {
	b := batch.New(false)
	for i, key := range keys {
		if i%2 == 0 {
			b.Set(key, values[i])
		} else {
			b.Get(key)
		}
	}
	results, err := c.client.Exec(ctx, b, true)
	if err != nil {
		return err
	}
	for i := 1; i < len(results); i += 2 {
		value, ok := results[i].(models.Result[string])
		if !ok {
			return fmt.Errorf("result %d of the batch is a %T", i, results[i])
		}
		values[i] = value.Value()
	}
	return nil
}

func (c glissade) Close() error {
	c.client.Close()
	return nil
}
