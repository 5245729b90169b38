package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/gomodule/redigo/redis"
)

func redigoPool() subject {
	return subject{
		name:          "redigo",
		configuration: "a pool of 10 connections for each CPU (as go-redis has), Wait; no timeouts, its default",
		module:        "github.com/gomodule/redigo",
		open: func(ctx context.Context, address string) (client, error) {
			size := 10 * runtime.GOMAXPROCS(0)
			c := redigo{&redis.Pool{
				MaxIdle:   size,
				MaxActive: size,
				Wait:      true,
				DialContext: func(ctx context.Context) (redis.Conn, error) {
					return redis.DialContext(ctx, "tcp", address)
				},
			}}
			connection, err := c.pool.GetContext(ctx)
			if err != nil {
				c.Close()
				return nil, err
			}
			return c, connection.Close()
		},
	}
}

// redigo takes a connection from the pool for each command or batch. It uses Do
// rather than DoContext, which starts a goroutine for each call.
type redigo struct{ pool *redis.Pool }

func (c redigo) Get(ctx context.Context, key string) (string, error) {
	connection, err := c.pool.GetContext(ctx)
	if err != nil {
		return "", err
	}
	value, err := redis.String(connection.Do("GET", key))
	return value, errors.Join(err, connection.Close())
}

func (c redigo) Set(ctx context.Context, key, value string) error {
	connection, err := c.pool.GetContext(ctx)
	if err != nil {
		return err
	}
	_, err = connection.Do("SET", key, value)
	return errors.Join(err, connection.Close())
}

func (c redigo) GetBatch(ctx context.Context, keys, values []string) error {
	return c.pipeline(ctx, func(connection redis.Conn) error {
		for _, key := range keys {
			if err := connection.Send("GET", key); err != nil {
				return err
			}
		}
		if err := connection.Flush(); err != nil {
			return err
		}
		for i := range values {
			value, err := redis.String(connection.Receive())
			if err != nil {
				return err
			}
			values[i] = value
		}
		return nil
	})
}

func (c redigo) SetBatch(ctx context.Context, keys, values []string) error {
	return c.pipeline(ctx, func(connection redis.Conn) error {
		for i, key := range keys {
			if err := connection.Send("SET", key, values[i]); err != nil {
				return err
			}
		}
		if err := connection.Flush(); err != nil {
			return err
		}
		for range keys {
			if _, err := connection.Receive(); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c redigo) pipeline(ctx context.Context, use func(redis.Conn) error) error {
	connection, err := c.pool.GetContext(ctx)
	if err != nil {
		return fmt.Errorf("take a connection from the pool: %w", err)
	}
	return errors.Join(use(connection), connection.Close())
}

func (c redigo) Close() error { return c.pool.Close() }
