package main

import (
	"context"

	"github.com/gomodule/redigo/redis"
)

func redigoReceive() subject {
	return subject{
		name: "redigo", configuration: "a loop of PubSubConn.Receive; messages stay bytes", module: "github.com/gomodule/redigo",
		subscribe: func(ctx context.Context, address string, r *receiver) (func() error, error) {
			connection, err := redis.DialContext(ctx, "tcp", address)
			if err != nil {
				return nil, err
			}
			s := redis.PubSubConn{Conn: connection}
			if err := s.Subscribe(redis.Args{}.AddFlat(r.channels)...); err != nil {
				connection.Close()
				return nil, err
			}
			return inBackground(ctx, func(context.Context) { receiveRedigo(s, r) }, connection.Close), nil
		},
	}
}

func receiveRedigo(s redis.PubSubConn, r *receiver) {
	for {
		switch message := s.Receive().(type) {
		case redis.Message:
			take(r, message.Channel, message.Data)
		case error:
			r.fail(message)
			return
		}
	}
}
