package cache

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// lead begins the fetch of a key, which somebody waits for already.
func lead(t *testing.T, c *Cache, key string) *Entry {
	t.Helper()
	e, found := c.Lookup([]byte(key), nil, 0)
	require.Equal(t, Lead, found)
	waited, found := c.Lookup([]byte(key), nil, 0)
	require.Equal(t, Wait, found)
	require.True(t, e == waited)
	return e
}

// Those who cannot block are called by who ends the fetch, in the order in which they came,
// and at once if it has ended.
func TestWhoAwaitsAFetchIsCalledOnce(t *testing.T) {
	failed := errors.New("not fetched")
	for name, test := range map[string]struct {
		end  func(c *Cache, o *Origin, e *Entry)
		text string
		err  error
		kept bool
	}{
		"by its reply": {func(c *Cache, o *Origin, e *Entry) {
			v := text("v")
			v.Origin = o.Current()
			c.Complete(e, v)
		}, "v", nil, true},
		"by a reply that is not stored": {func(c *Cache, _ *Origin, e *Entry) { c.Complete(e, text("v")) }, "v", nil, false},
		"by an error":                   {func(c *Cache, _ *Origin, e *Entry) { c.Abandon(e, failed) }, "", failed, false},
		"by a reply after it was invalidated": {func(c *Cache, o *Origin, e *Entry) {
			c.Invalidate([]byte("k"))
			v := text("old")
			v.Origin = o.Current()
			c.Complete(e, v)
		}, "old", nil, false},
		"by an error after the cache was closed": {func(c *Cache, _ *Origin, e *Entry) {
			c.Close()
			c.Abandon(e, failed)
		}, "", failed, false},
	} {
		t.Run(name, func(t *testing.T) {
			c, o := tracked(nil)
			e := lead(t, c, "k")
			var called []int
			ended := func(i int) func() {
				return func() {
					called = append(called, i)
					require.Equal(t, test.text, e.Text.Value())
					require.Equal(t, test.err, e.Err)
					c.Statistics() // It may use the cache: no lock is held.
				}
			}
			for i := range 3 {
				c.Await(e, ended(i))
			}
			require.Empty(t, called)
			test.end(c, o, e)
			require.Equal(t, []int{0, 1, 2}, called)
			<-e.Done() // Those who can block have been told too.
			c.Await(e, ended(3))
			require.Equal(t, []int{0, 1, 2, 3}, called)
			_, kept := c.get("k")
			require.Equal(t, test.kept, kept)
		})
	}
}

// Who is called may ask for the same key again, and wait for another fetch of it.
func TestWhoAwaitedAFetchMayFetchAgain(t *testing.T) {
	c, o := tracked(nil)
	e := lead(t, c, "k")
	value := ""
	c.Await(e, func() {
		again := lead(t, c, "k")
		c.Await(again, func() { value = again.Text.Value() })
		v := text("v")
		v.Origin = o.Current()
		c.Complete(again, v)
	})
	c.Abandon(e, errors.New("not fetched"))
	require.Equal(t, "v", value)
	stored, found := c.get("k")
	require.True(t, found)
	require.Equal(t, "v", stored)
}

// Whether a fetch ends before, while or after many begin to wait for it, each is called once.
func TestManyAwaitFetches(t *testing.T) {
	const fetches, waiters = 200, 8
	c, o := tracked(nil)
	var calls [fetches]atomic.Int32
	for i := range fetches {
		key := strconv.Itoa(i)
		e := lead(t, c, key)
		var all sync.WaitGroup
		for range waiters {
			all.Go(func() {
				c.Await(e, func() {
					if e.Text.Value() == key {
						calls[i].Add(1)
					}
				})
			})
		}
		all.Go(func() {
			v := text(key)
			v.Origin = o.Current()
			c.Complete(e, v)
		})
		all.Wait()
	}
	for i := range calls {
		require.Equal(t, int32(waiters), calls[i].Load(), i)
	}
}
