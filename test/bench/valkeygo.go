package main

import (
	"context"
	"time"

	"github.com/valkey-io/valkey-go"
)

const valkeyGoModule = "github.com/valkey-io/valkey-go"

func valkeyGoDefault() subject {
	return subject{
		name:          "valkey-go",
		configuration: "defaults: up to 4 pipelined connections, log2 of the CPUs decides",
		module:        valkeyGoModule,
		open: func(_ context.Context, address string) (client, error) {
			return openValkeyGo(valkey.ClientOption{InitAddress: []string{address}})
		},
	}
}

func valkeyGoTuned() subject {
	return subject{
		name:          "valkey-go-tuned",
		configuration: "one pipelined connection (PipelineMultiplex -1), MaxFlushDelay 20 µs",
		module:        valkeyGoModule,
		open: func(_ context.Context, address string) (client, error) {
			return openValkeyGo(valkey.ClientOption{
				InitAddress:       []string{address},
				PipelineMultiplex: -1,
				MaxFlushDelay:     20 * time.Microsecond,
			})
		},
	}
}

func openValkeyGo(option valkey.ClientOption) (client, error) {
	c, err := valkey.NewClient(option)
	if err != nil {
		return nil, err
	}
	return valkeyGo{c}, nil
}

type valkeyGo struct{ client valkey.Client }

func (c valkeyGo) Get(ctx context.Context, key string) (string, error) {
	return c.client.Do(ctx, c.client.B().Get().Key(key).Build()).ToString()
}

func (c valkeyGo) Set(ctx context.Context, key, value string) error {
	return c.client.Do(ctx, c.client.B().Set().Key(key).Value(value).Build()).Error()
}

func (c valkeyGo) GetBatch(ctx context.Context, keys, values []string) error {
	commands := make(valkey.Commands, len(keys))
	for i, key := range keys {
		commands[i] = c.client.B().Get().Key(key).Build()
	}
	for i, reply := range c.client.DoMulti(ctx, commands...) {
		value, err := reply.ToString()
		if err != nil {
			return err
		}
		values[i] = value
	}
	return nil
}

func (c valkeyGo) SetBatch(ctx context.Context, keys, values []string) error {
	commands := make(valkey.Commands, len(keys))
	for i, key := range keys {
		commands[i] = c.client.B().Set().Key(key).Value(values[i]).Build()
	}
	for _, reply := range c.client.DoMulti(ctx, commands...) {
		if err := reply.Error(); err != nil {
			return err
		}
	}
	return nil
}

// MGet is the helper of its package, which splits by slot.
func (c valkeyGo) MGet(ctx context.Context, keys, values []string) error {
	messages, err := valkey.MGet(c.client, ctx, keys)
	if err != nil {
		return err
	}
	for i, key := range keys {
		message := messages[key]
		if values[i], err = message.ToString(); err != nil {
			return err
		}
	}
	return nil
}

func (c valkeyGo) MixedBatch(ctx context.Context, keys, values []string) error {
	commands := make(valkey.Commands, len(keys))
	for i, key := range keys {
		if i%2 == 0 {
			commands[i] = c.client.B().Set().Key(key).Value(values[i]).Build()
		} else {
			commands[i] = c.client.B().Get().Key(key).Build()
		}
	}
	for i, reply := range c.client.DoMulti(ctx, commands...) {
		if i%2 == 0 {
			if err := reply.Error(); err != nil {
				return err
			}
			continue
		}
		value, err := reply.ToString()
		if err != nil {
			return err
		}
		values[i] = value
	}
	return nil
}

func (c valkeyGo) Close() error {
	c.client.Close()
	return nil
}
