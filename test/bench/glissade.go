package main

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
)

func glissadeDefault() contestant {
	return contestant{
		name:          subject,
		configuration: "defaults, but a request timeout of 3 s, which is go-redis's, so that a busy machine does not end the run",
		module:        "github.com/glissade-io/glissade",
		open: func(ctx context.Context, address string) (client, error) {
			host, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			number, err := strconv.Atoi(port)
			if err != nil {
				return nil, fmt.Errorf("port %q of the server is no number", port)
			}
			c, err := native.NewClient(ctx, options.ClientConfiguration{
				Addresses:      []options.NodeAddress{{Host: host, Port: number}},
				RequestTimeout: 3 * time.Second,
			})
			if err != nil {
				return nil, err
			}
			return glissade{c}, nil
		},
	}
}

type glissade struct{ client *core.Client }

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

func (c glissade) Close() error {
	c.client.Close()
	return nil
}
