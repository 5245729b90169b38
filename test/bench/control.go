package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomodule/redigo/redis"

	"github.com/glissade-io/glissade/internal/slot"
)

// control is how the harness itself talks to the servers, beside the clients: to one,
// or to the primaries of a cluster.
type control struct {
	connections []redis.Conn
	// owners holds the index of each slot's connection. It is nil for one server.
	owners []int
}

// dialControl connects to the server at address or, with cluster set, to each primary
// of the cluster that it belongs to.
func dialControl(ctx context.Context, address string, cluster bool) (*control, error) {
	connection, err := redis.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("connect to the server at %s: %w", address, err)
	}
	if !cluster {
		return &control{connections: []redis.Conn{connection}}, nil
	}
	defer connection.Close()
	c := &control{owners: make([]int, slot.Count)}
	if err := c.dialPrimaries(ctx, connection); err != nil {
		return nil, errors.Join(fmt.Errorf("find the primaries of the cluster of %s: %w", address, err), c.Close())
	}
	return c, nil
}

// dialPrimaries reads the reply to CLUSTER SLOTS. See https://valkey.io/commands/cluster-slots/
func (c *control) dialPrimaries(ctx context.Context, node redis.Conn) error {
	ranges, err := redis.Values(node.Do("CLUSTER", "SLOTS"))
	if err != nil {
		return err
	}
	indexes := map[string]int{}
	covered := 0
	for _, described := range ranges {
		var first, last int
		var primary []any
		fields, err := redis.Values(described, nil)
		if err == nil {
			_, err = redis.Scan(fields, &first, &last, &primary)
		}
		var host string
		var port int
		if err == nil {
			_, err = redis.Scan(primary, &host, &port)
		}
		if err != nil {
			return err
		}
		address := fmt.Sprintf("%s:%d", host, port)
		index, known := indexes[address]
		if !known {
			connection, err := redis.DialContext(ctx, "tcp", address)
			if err != nil {
				return err
			}
			index = len(c.connections)
			indexes[address] = index
			c.connections = append(c.connections, connection)
		}
		for number := max(first, 0); number <= min(last, slot.Count-1); number++ {
			c.owners[number] = index
			covered++
		}
	}
	if covered != slot.Count {
		return fmt.Errorf("%d of %d slots are served", covered, slot.Count)
	}
	return nil
}

// server returns the index of the connection to the server that has key.
func (c *control) server(key string) int {
	if c.owners == nil {
		return 0
	}
	return c.owners[slot.OfString(key)]
}

// each executes a command for every key, many at a time, and returns the replies. The
// arguments of each are those that arguments returns, of which the first is the key.
func (c *control) each(command string, keys []string, arguments func(i int) []any) ([]any, error) {
	for i, key := range keys {
		if err := c.connections[c.server(key)].Send(command, arguments(i)...); err != nil {
			return nil, err
		}
	}
	for _, connection := range c.connections {
		if err := connection.Flush(); err != nil {
			return nil, err
		}
	}
	replies := make([]any, len(keys))
	for i, key := range keys {
		var err error
		if replies[i], err = c.connections[c.server(key)].Receive(); err != nil {
			return nil, fmt.Errorf("%s %s: %w", command, key, err)
		}
	}
	return replies, nil
}

// infos returns what each server replies to INFO.
func (c *control) infos() ([]map[string]string, error) {
	infos := make([]map[string]string, len(c.connections))
	for i, connection := range c.connections {
		info, err := redis.String(connection.Do("INFO"))
		if err != nil {
			return nil, fmt.Errorf("ask the server for INFO: %w", err)
		}
		infos[i] = parseInfo(info)
	}
	return infos, nil
}

// version names the server and its version, "valkey 9.1.2", and how many there are.
func (c *control) version() (string, error) {
	infos, err := c.infos()
	if err != nil {
		return "", err
	}
	name := "redis " + infos[0]["redis_version"]
	if version := infos[0]["valkey_version"]; version != "" {
		name = "valkey " + version
	}
	if c.owners != nil {
		name += fmt.Sprintf(", a cluster of %d primaries", len(c.connections))
	}
	return name, nil
}

// Close ends the connections.
func (c *control) Close() error {
	var errs []error
	for _, connection := range c.connections {
		errs = append(errs, connection.Close())
	}
	return errors.Join(errs...)
}
