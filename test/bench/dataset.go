package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
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

// dataset is the keys that a scenario uses and the value that belongs to each. The
// order of the keys is random, the same in every run: slots of numbers that follow
// each other repeat.
type dataset struct {
	keys, values []string
}

func newDataset(valueSize int) *dataset {
	d := &dataset{}
	for i, number := range rand.New(rand.NewPCG(1, 2)).Perm(keyCount) {
		d.keys = append(d.keys, fmt.Sprintf("%s%d", keyPrefix, number))
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
func (d *dataset) fill(control *control) error {
	if _, err := control.each("SET", d.keys, func(i int) []any { return []any{d.keys[i], d.values[i]} }); err != nil {
		return fmt.Errorf("fill the server with %d keys: %w", len(d.keys), err)
	}
	return nil
}

// remove deletes every key.
func (d *dataset) remove(control *control) error {
	if _, err := control.each("DEL", d.keys, d.key); err != nil {
		return fmt.Errorf("delete the keys %s…: %w", keyPrefix, err)
	}
	return nil
}

// key is the arguments of a command that has key number i alone.
func (d *dataset) key(i int) []any { return []any{d.keys[i]} }

// verify checks that some keys were stored and that all that were hold their values.
func (d *dataset) verify(control *control) error {
	values, err := control.each("GET", d.keys, d.key)
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
