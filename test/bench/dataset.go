package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gomodule/redigo/redis"
)

const (
	// keyPrefix keeps the keys apart from others of a server given by -address.
	keyPrefix = "glissade-bench:"
	// keyCount is small enough for every value to be in the server's cache, so
	// that the clients are measured rather than the server's memory.
	keyCount = 1000
	// minimumValueSize leaves room for the two bytes that are checked.
	minimumValueSize = 2
)

// dataset is the keys that a scenario uses and the value that belongs to each.
type dataset struct {
	keys, values []string
}

func newDataset(valueSize int) *dataset {
	d := &dataset{}
	for i := range keyCount {
		d.keys = append(d.keys, fmt.Sprintf("%s%d", keyPrefix, i))
		d.values = append(d.values, newValue(i, valueSize))
	}
	return d
}

// newValue returns the value of key number i. First and last byte differ between
// keys that are used one after the other, so that a swapped reply shows.
func newValue(i, size int) string {
	first, last := 'A'+byte(i%26), 'a'+byte(i/26%26)
	return string(first) + strings.Repeat("-", size-minimumValueSize) + string(last)
}

// check returns an error if got cannot be the value of key number i.
func (d *dataset) check(i int, got string) error {
	want := d.values[i]
	if len(got) == len(want) && got[0] == want[0] && got[len(got)-1] == want[len(want)-1] {
		return nil
	}
	return fmt.Errorf("wrong value of key %s: got %d bytes %s, want %d bytes %s",
		d.keys[i], len(got), ends(got), len(want), ends(want))
}

// ends returns the bytes of value that check compares.
func ends(value string) string {
	if value == "" {
		return `""`
	}
	return fmt.Sprintf("%q…%q", value[0], value[len(value)-1])
}

// fill stores every value.
func (d *dataset) fill(connection redis.Conn) error {
	pairs := redis.Args{}
	for i, key := range d.keys {
		pairs = pairs.Add(key, d.values[i])
	}
	if _, err := connection.Do("MSET", pairs...); err != nil {
		return fmt.Errorf("fill the server with %d keys: %w", len(d.keys), err)
	}
	return nil
}

// remove deletes every key.
func (d *dataset) remove(connection redis.Conn) error {
	if _, err := connection.Do("DEL", redis.Args{}.AddFlat(d.keys)...); err != nil {
		return fmt.Errorf("delete the keys %s…: %w", keyPrefix, err)
	}
	return nil
}

// verify checks that some keys were stored and that all that were hold their values.
func (d *dataset) verify(connection redis.Conn) error {
	values, err := redis.Values(connection.Do("MGET", redis.Args{}.AddFlat(d.keys)...))
	if err != nil {
		return fmt.Errorf("read the keys back: %w", err)
	}
	stored := 0
	for i, value := range values {
		if value == nil {
			continue
		}
		stored++
		got, err := redis.String(value, nil)
		if err == nil {
			err = d.check(i, got)
		}
		if err != nil {
			return fmt.Errorf("read the keys back: %w", err)
		}
	}
	if stored == 0 {
		return errors.New("read the keys back: the server holds none of them, though every SET was answered")
	}
	return nil
}
