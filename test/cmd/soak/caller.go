package main

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/glissade-io/glissade/batch"
)

// caller makes one call after the other, on keys of its own.
type caller struct {
	*workload
	name string

	count  ledger // INCR of counter
	left   ledger // INCR of left and right, in a transaction
	pushed ledger // elements
	popped ledger
}

func newCaller(w *workload, i int) *caller {
	return &caller{workload: w, name: fmt.Sprintf("caller%d", i)}
}

func (c *caller) key(name string) string { return c.name + ":" + name }

// kinds are the calls and how often each is made.
var kinds = []struct {
	weight int
	make   func(c *caller)
}{
	{30, (*caller).increment},
	{12, (*caller).set},
	{18, (*caller).get},
	{12, (*caller).echo},
	{10, (*caller).pipeline},
	{10, (*caller).transaction},
	{4, (*caller).push},
	{4, (*caller).pop},
}

func (c *caller) run() {
	for {
		select {
		case <-c.end:
			return
		case <-time.After(time.Duration(rand.Int64N(int64(longestPace)))):
		}
		chosen := rand.IntN(100)
		for _, kind := range kinds {
			if chosen -= kind.weight; chosen < 0 {
				kind.make(c)
				break
			}
		}
	}
}

func (c *caller) increment() {
	c.count.enter(c.call("INCR", requestTimeout, func(ctx context.Context) error {
		_, err := c.client.Incr(ctx, c.key("counter"))
		return err
	}), 1)
}

// value returns text that says whose it is and whether it is whole.
func (c *caller) value() string {
	text := c.name + " " + strings.Repeat("x", rand.IntN(4096))
	return fmt.Sprintf("%08x %s", crc32.ChecksumIEEE([]byte(text)), text)
}

// isMine reports whether a value was made by this caller and is whole.
func (c *caller) isMine(value string) bool {
	checksum, text, _ := strings.Cut(value, " ")
	return strings.HasPrefix(text, c.name+" ") && checksum == fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text)))
}

func (c *caller) set() {
	value := c.value()
	_ = c.call("SET", requestTimeout, func(ctx context.Context) error { // What is there is told by get.
		_, err := c.client.Set(ctx, c.key("value"), value)
		return err
	})
}

func (c *caller) get() {
	_ = c.call("GET", requestTimeout, func(ctx context.Context) error {
		got, err := c.client.Get(ctx, c.key("value"))
		if err == nil && !got.IsNil() && !c.isMine(got.Value()) {
			c.mistake(fmt.Sprintf("GET of %s was answered %.40q", c.name, got.Value()))
		}
		return err
	})
}

func (c *caller) echo() {
	want := c.value()
	_ = c.call("ECHO", requestTimeout, func(ctx context.Context) error {
		got, err := c.client.Echo(ctx, want)
		if err == nil && got != want {
			c.mistake(fmt.Sprintf("ECHO of %s was answered %.40q", c.name, got))
		}
		return err
	})
}

func (c *caller) pipeline() {
	b := batch.New(false)
	handles := []*batch.Handle[int64]{b.Incr(c.key("counter")), b.Incr(c.key("counter"))}
	mine := b.Echo(c.name)
	err := c.call("batch", requestTimeout, func(ctx context.Context) error {
		_, err := c.client.Exec(ctx, b, false)
		return err
	})
	if err != nil {
		c.count.enter(err, int64(len(handles)))
		return
	}
	for _, handle := range handles {
		_, err := handle.Result()
		c.count.enter(err, 1)
	}
	if got, err := mine.Result(); err == nil && got != c.name {
		c.mistake(fmt.Sprintf("ECHO in a batch of %s was answered %.40q", c.name, got))
	}
}

func (c *caller) transaction() {
	b := batch.New(true)
	left, right := b.Incr(c.key("left")), b.Incr(c.key("right"))
	err := c.call("transaction", requestTimeout, func(ctx context.Context) error {
		_, err := c.client.Exec(ctx, b, true)
		return err
	})
	c.left.enter(err, 1)
	if err == nil {
		l, _ := left.Result()
		if r, _ := right.Result(); l != r {
			c.mistake(fmt.Sprintf("a transaction of %s was executed in part: %d and %d", c.name, l, r))
		}
	}
}

func (c *caller) push() {
	c.pushed.enter(c.call("RPUSH", requestTimeout, func(ctx context.Context) error {
		_, err := c.client.RPush(ctx, c.key("list"), []string{c.name})
		return err
	}), 1)
}

// pop blocks, as the list is often empty.
func (c *caller) pop() {
	block := time.Duration(1+rand.IntN(200)) * time.Millisecond
	got := int64(1)
	err := c.call("BLPOP", block+requestTimeout, func(ctx context.Context) error {
		popped, err := c.client.BLPop(ctx, []string{c.key("list")}, block)
		switch {
		case err != nil:
		case popped.IsNil():
			got = 0
		case popped.Value().Element != c.name:
			c.mistake(fmt.Sprintf("BLPOP of %s was answered %.40q", c.name, popped.Value().Element))
		}
		return err
	})
	c.popped.enter(err, got)
}

// check compares what the caller knows with what the server has.
func (c *caller) check(ctx context.Context, number func(ctx context.Context, words ...string) (int64, error)) error {
	var errs []error
	compare := func(l *ledger, name string, words ...string) (got int64) {
		got, err := number(ctx, words...)
		if err == nil {
			err = l.check(name, got)
		}
		errs = append(errs, err)
		return got
	}
	compare(&c.count, c.key("counter"), "GET", c.key("counter"))
	left := compare(&c.left, c.key("left"), "GET", c.key("left"))
	if right := compare(&c.left, c.key("right"), "GET", c.key("right")); left != right {
		errs = append(errs, fmt.Errorf("transactions of %s were executed in part: %d and %d", c.name, left, right))
	}
	// What is on the list was pushed and not popped.
	length, err := number(ctx, "LLEN", c.key("list"))
	least := c.pushed.confirmed - c.popped.confirmed - c.popped.maybe
	most := c.pushed.confirmed + c.pushed.maybe - c.popped.confirmed
	if err == nil && (length < least || length > most) {
		err = fmt.Errorf("%s has %d elements; there should be from %d to %d", c.key("list"), length, least, most)
	}
	return errors.Join(append(errs, err)...)
}
