package cache

import (
	"errors"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/models"
)

func tracked(change func(*Config)) (*Cache, *Origin) {
	config := Config{MaxBytes: 1 << 20, Tracked: true}
	if change != nil {
		change(&config)
	}
	c := New(config)
	return c, c.NewOrigin()
}

func text(s string) Value { return Value{Text: models.Present(s), IsText: true} }

// put stores a value that was fetched over a connection.
func (c *Cache) put(t *testing.T, o *Origin, key, value string) {
	t.Helper()
	e, found := c.Lookup([]byte(key), nil, 0)
	require.Equal(t, Lead, found)
	v := text(value)
	v.Origin = o.Current()
	c.Complete(e, v)
}

// get returns what is stored of a key; where nothing is, nothing is fetched.
func (c *Cache) get(key string) (string, bool) { return c.getOf(key, "", 0) }

func (c *Cache) getOf(key, command string, maxAge time.Duration) (string, bool) {
	var encoded []byte
	if command != "" {
		encoded = []byte(command)
	}
	e, found := c.Lookup([]byte(key), encoded, maxAge)
	switch found {
	case Hit:
		return e.Text.Value() + string(e.Frame), true
	case Lead:
		c.Abandon(e, nil)
	}
	return "", false
}

func invalidation(keys ...string) []byte {
	frame := resp.AppendPushHeader(nil, 2)
	frame = resp.AppendBulk(frame, "invalidate")
	if keys == nil {
		return resp.AppendNull(frame)
	}
	frame = resp.AppendArrayHeader(frame, len(keys))
	for _, key := range keys {
		frame = resp.AppendBulk(frame, key)
	}
	return frame
}

func TestWhatWasFetchedIsThere(t *testing.T) {
	c, o := tracked(nil)
	c.put(t, o, "k", "v")
	value, found := c.get("k")
	require.True(t, found)
	require.Equal(t, "v", value)
	_, found = c.get("other")
	require.False(t, found)
	_, found = c.getOf("k", "HGETALL k", 0)
	require.False(t, found, "it is the reply to another command")
	s := c.Statistics()
	require.Equal(t, uint64(1), s.Hits)
	require.Equal(t, uint64(3), s.Misses)
	require.Equal(t, 1, s.Entries)
	require.InDelta(t, 0.25, s.HitRate(), 0.001)
}

func TestAServerSaysWhatHasChanged(t *testing.T) {
	var told []models.CacheInvalidation
	c, o := tracked(func(config *Config) {
		config.Invalidated = func(i models.CacheInvalidation) { told = append(told, i) }
	})
	for _, key := range []string{"a", "b", "c"} {
		c.put(t, o, key, key)
	}
	for _, command := range []string{"HGET a 1", "HGET a 2", "HGET b 1"} {
		e, _ := c.Lookup([]byte(command[5:6]), []byte(command), 0)
		c.Complete(e, Value{Frame: []byte("$1\r\nx\r\n"), Origin: o.Current()})
	}
	o.Pushed(invalidation("a", "unknown", "c"))
	for key, there := range map[string]bool{"a": false, "b": true, "c": false} {
		_, found := c.get(key)
		require.Equal(t, there, found, key)
	}
	for command, there := range map[string]bool{"HGET a 1": false, "HGET a 2": false, "HGET b 1": true} {
		_, found := c.getOf(command[5:6], command, 0)
		require.Equal(t, there, found, command)
	}
	require.Equal(t, uint64(4), c.Statistics().Invalidations)
	require.Equal(t, []models.CacheInvalidation{{Reason: models.InvalidatedByServer, Keys: []string{"a", "unknown", "c"}}}, told)

	o.Pushed([]byte(">2\r\n$9\r\nsomething\r\n*0\r\n"))
	o.Pushed([]byte(">3\r\n$7\r\nmessage\r\n$10\r\ninvalidate\r\n$1\r\nb\r\n"))
	_, found := c.get("b")
	require.True(t, found, "other messages say nothing")
	o.Pushed(invalidation())
	_, found = c.get("b")
	require.False(t, found, "FLUSHALL")
	require.Equal(t, models.CacheInvalidation{Reason: models.InvalidatedByServer, All: true}, told[len(told)-1])
}

// What is invalidated while it is fetched is not stored, whatever comes first, and who
// comes later does not wait for it.
func TestAFetchIsInvalidated(t *testing.T) {
	for name, invalidate := range map[string]func(c *Cache, o *Origin){
		"by its key":                func(c *Cache, _ *Origin) { c.Invalidate([]byte("k")) },
		"by a push":                 func(_ *Cache, o *Origin) { o.Pushed(invalidation("k")) },
		"by a push of another":      func(c *Cache, _ *Origin) { c.NewOrigin().Pushed(invalidation("k")) },
		"by FLUSHALL":               func(_ *Cache, o *Origin) { o.Pushed(invalidation()) },
		"by a push that was lost":   func(_ *Cache, o *Origin) { o.Lost() },
		"by the connection's end":   func(_ *Cache, o *Origin) { o.Ended() },
		"by a slot that moves":      func(c *Cache, _ *Origin) { c.MoveSlot(slot.OfString("k")) },
		"by a flush":                func(c *Cache, _ *Origin) { c.Flush(models.InvalidatedByClient) },
		"by a push that is no keys": func(_ *Cache, o *Origin) { o.Pushed([]byte(">2\r\n$10\r\ninvalidate\r\n:1\r\n")) },
	} {
		t.Run(name, func(t *testing.T) {
			c, o := tracked(func(config *Config) { config.Slots = true })
			leader, found := c.Lookup([]byte("k"), nil, 0)
			require.Equal(t, Lead, found)
			waiter, found := c.Lookup([]byte("k"), nil, 0)
			require.Equal(t, Wait, found)
			invalidate(c, o)
			later, found := c.Lookup([]byte("k"), nil, 0)
			if name == "by the connection's end" { // Which it is fetched over is not known yet.
				require.Equal(t, Wait, found)
			} else {
				require.Equal(t, Lead, found, "its value may be new")
			}
			v := text("old")
			v.Origin = o.Current()
			c.Complete(leader, v)
			<-waiter.Done()
			require.Equal(t, "old", waiter.Text.Value(), "who asked before may have it")
			if found == Lead {
				o = c.NewOrigin()
				v := text("new")
				v.Origin = o.Current()
				c.Complete(later, v)
				value, _ := c.get("k")
				require.Equal(t, "new", value)
				return
			}
			_, stored := c.get("k")
			require.False(t, stored)
		})
	}
}

// A reply that came before everything was dropped is not stored behind it.
func TestNothingIsStoredOfAGenerationThatIsOver(t *testing.T) {
	c, o := tracked(nil)
	e, _ := c.Lookup([]byte("k"), nil, 0)
	v := text("old")
	v.Origin = o.Current()
	o.Lost()
	c.Complete(e, v)
	_, found := c.get("k")
	require.False(t, found)
	c.put(t, o, "k", "new")
	_, found = c.get("k")
	require.True(t, found, "the connection goes on")
	o.Ended()
	_, found = c.get("k")
	require.False(t, found)
	c.put(t, o, "k", "late")
	_, found = c.get("k")
	require.False(t, found, "nobody says what changes")
}

func TestWhatNoServerTracksIsNotStored(t *testing.T) {
	c, _ := tracked(nil)
	e, _ := c.Lookup([]byte("k"), nil, 0)
	c.Complete(e, text("v"))
	_, found := c.get("k")
	require.False(t, found)

	byTime := New(Config{MaxBytes: 1 << 20, TTL: time.Minute})
	e, _ = byTime.Lookup([]byte("k"), nil, 0)
	byTime.Complete(e, text("v"))
	_, found = byTime.get("k")
	require.True(t, found, "where time alone counts none has to")
}

func TestTimeIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, o := tracked(func(config *Config) { config.TTL = time.Minute })
		c.put(t, o, "k", "v")
		e, _ := c.Lookup([]byte("short"), nil, 0)
		time.Sleep(2 * time.Second) // The fetch takes that long, and the key's time runs.
		v := text("v")
		v.Origin, v.TTL = o.Current(), 10*time.Second
		c.Complete(e, v)

		time.Sleep(8*time.Second - 1)
		_, found := c.get("short")
		require.True(t, found)
		_, found = c.getOf("k", "", 10*time.Second)
		require.True(t, found)
		time.Sleep(time.Nanosecond)
		_, found = c.get("short")
		require.False(t, found, "the key has expired")
		time.Sleep(50*time.Second - 1)
		_, found = c.get("k")
		require.True(t, found)
		time.Sleep(time.Nanosecond)
		_, found = c.get("k")
		require.False(t, found)
		require.Equal(t, uint64(2), c.Statistics().Expirations)
		require.Zero(t, c.Statistics().Entries)
	})
}

func TestWhoAsksBoundsTheAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, o := tracked(nil)
		c.put(t, o, "k", "v")
		time.Sleep(time.Second)
		_, found := c.getOf("k", "", time.Second+1)
		require.True(t, found)
		_, found = c.getOf("k", "", time.Second)
		require.False(t, found)
		slow, _ := c.Lookup([]byte("slow"), nil, 0)
		time.Sleep(time.Second)
		_, joined := c.Lookup([]byte("slow"), nil, 2*time.Second)
		require.Equal(t, Wait, joined)
		_, joined = c.Lookup([]byte("slow"), nil, time.Second)
		require.Equal(t, Lead, joined, "what the other fetches may be older")
		c.Abandon(slow, nil)
	})
}

func TestAbsence(t *testing.T) {
	for _, keeps := range []bool{false, true} {
		c, o := tracked(func(config *Config) { config.Nil = keeps })
		e, _ := c.Lookup([]byte("k"), nil, 0)
		c.Complete(e, Value{IsText: true, Absent: true, Origin: o.Current()})
		e, found := c.Lookup([]byte("k"), nil, 0)
		require.Equal(t, keeps, found == Hit)
		require.True(t, e.Text.IsNil())
	}
}

func TestMemoryIsBounded(t *testing.T) {
	c, o := tracked(func(config *Config) { config.MaxBytes = 100 << 10 })
	c.put(t, o, "large", strings.Repeat("x", 26<<10))
	require.Zero(t, c.Statistics().Entries, "one may not have more than a quarter")
	for i := range 10_000 {
		c.put(t, o, strconv.Itoa(i), strings.Repeat("x", i%500))
		require.LessOrEqual(t, c.Statistics().Bytes, 100<<10)
	}
	s := c.Statistics()
	require.Greater(t, s.Bytes, 50<<10)
	require.Equal(t, uint64(10_000-s.Entries), s.Evictions)
	for i := range 5 {
		c.put(t, o, "large"+strconv.Itoa(i), strings.Repeat("x", 24<<10))
		require.LessOrEqual(t, c.Statistics().Bytes, 100<<10)
	}
	for i := range 10_000 {
		c.Invalidate([]byte(strconv.Itoa(i)))
	}
	for i := range 5 {
		c.Invalidate([]byte("large" + strconv.Itoa(i)))
	}
	s = c.Statistics()
	require.Zero(t, s.Entries)
	require.Zero(t, s.Bytes)
	for i := range c.shards {
		shard := &c.shards[i]
		require.Zero(t, shard.inside)
		require.Zero(t, len(shard.byKey))
		require.True(t, shard.order.newer == shard.order && shard.order.older == shard.order)
		require.LessOrEqual(t, len(*shard.table.Load()), 2*smallestTable)
	}
}

// inOneShard returns keys that are.
func inOneShard(c *Cache, n int) []string {
	var keys []string
	for i := 0; len(keys) < n; i++ {
		key := "key:" + strconv.Itoa(i)
		if c.shardOf(hashOf(c.seed, []byte(key))) == &c.shards[0] {
			keys = append(keys, key)
		}
	}
	return keys
}

func TestWhatIsUsedStays(t *testing.T) {
	c, o := tracked(func(config *Config) { config.MaxBytes = 4000 })
	keys := inOneShard(c, 100)
	for _, key := range keys {
		c.put(t, o, key, "")
		_, found := c.get(keys[0])
		require.True(t, found)
	}
	_, found := c.get(keys[1])
	require.False(t, found)
}

func TestWhatIsUsedOftenStaysThoughItRests(t *testing.T) {
	for _, lfu := range []bool{false, true} {
		c, o := tracked(func(config *Config) { config.MaxBytes, config.LFU = 8000, lfu })
		keys := inOneShard(c, 1000)
		c.put(t, o, keys[0], "")
		for range 100 {
			c.get(keys[0])
		}
		for _, key := range keys[1:100] {
			c.put(t, o, key, "")
		}
		_, found := c.get(keys[0])
		require.Equal(t, lfu, found)
		if lfu {
			for _, key := range keys[100:] {
				c.put(t, o, key, "")
				c.get(key)
			}
			_, found = c.get(keys[0])
			require.False(t, found, "but not for ever")
		}
	}
}

// The cache's own account of its memory is what the runtime says, about.
func TestTheMemoryIsWhatItSays(t *testing.T) {
	if testing.Short() {
		t.Skip("allocates 15 MB")
	}
	heap := func() int {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	for _, size := range []int{10, 1000} {
		for _, command := range []string{"", "HGET "} {
			before := heap()
			c, o := tracked(func(config *Config) { config.MaxBytes = 1 << 30 })
			for i := range 10_000 {
				key := []byte("some:key:" + strconv.Itoa(i))
				var encoded []byte
				if command != "" {
					encoded = append([]byte(command), key...)
				}
				e, _ := c.Lookup(key, encoded, 0)
				v := Value{Frame: []byte(strings.Repeat("x", size)), Origin: o.Current()}
				if command == "" {
					v = text(strings.Repeat("x", size))
					v.Origin = o.Current()
				}
				c.Complete(e, v)
			}
			used, said := heap()-before, c.Statistics().Bytes
			t.Logf("%d %q: %d used, %d counted", size, command, used, said)
			require.InEpsilon(t, used, said, 0.35, "%d %q: %d bytes are used, %d are counted", size, command, used, said)
			runtime.KeepAlive(c)
		}
	}
}

func TestWhatIsNotBelievedIsSwept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, o := tracked(func(config *Config) { config.Slots = true })
		for i := range 100 {
			c.put(t, o, strconv.Itoa(i), "v")
		}
		c.MoveSlot(slot.OfString("7"))
		c.SlotsMoved()
		synctest.Wait()
		require.Equal(t, 99, c.Statistics().Entries)
		o.Ended()
		synctest.Wait()
		require.Zero(t, c.Statistics().Entries)
		require.Equal(t, uint64(100), c.Statistics().Invalidations)
		o = c.NewOrigin()
		c.put(t, o, "k", "v")
		c.Close()
		require.Zero(t, c.Statistics().Entries)
		c.put(t, o, "k", "v")
		require.Zero(t, c.Statistics().Entries, "it is closed")
	})
}

// However lookups, replies and invalidations come together, nothing is read that was
// invalidated before.
func TestNothingInvalidatedIsRead(t *testing.T) {
	for name, maxBytes := range map[string]int{"roomy": 1 << 20, "tight": 2000} {
		t.Run(name, func(t *testing.T) {
			c, o := tracked(func(config *Config) { config.MaxBytes = maxBytes })
			const keys, writes = 8, 3000
			var server [keys]struct { // Its values are counted up.
				mu    sync.Mutex
				value int
				known int // by everybody, since it was invalidated
			}
			var all sync.WaitGroup
			for k := range keys {
				key := []byte("k" + strconv.Itoa(k))
				s := &server[k]
				all.Go(func() {
					for i := range writes {
						s.mu.Lock()
						s.value++
						s.mu.Unlock()
						if i%100 == 0 {
							o.cache.Flush(models.InvalidatedByClient)
						} else {
							c.Invalidate(key)
						}
						s.mu.Lock()
						s.known = s.value
						s.mu.Unlock()
					}
				})
				for range 2 {
					all.Go(func() {
						for range writes {
							s.mu.Lock()
							known := s.known
							s.mu.Unlock()
							e, found := c.Lookup(key, nil, 0)
							switch found {
							case Lead:
								s.mu.Lock()
								v := text(strconv.Itoa(s.value))
								s.mu.Unlock()
								v.Origin = o.Current()
								runtime.Gosched()
								c.Complete(e, v)
							case Wait:
								<-e.Done()
							}
							read, err := strconv.Atoi(e.Text.Value())
							if err != nil || read < known {
								t.Errorf("read %q, %d was known", e.Text.Value(), known)
							}
						}
					})
				}
			}
			all.Wait()
			require.LessOrEqual(t, c.Statistics().Bytes, maxBytes)
		})
	}
}

// A hit takes no lock: while the entries beside it come, go and move to other tables, it is
// still that of its key.
func TestAHitIsOfItsKey(t *testing.T) {
	c, o := tracked(func(config *Config) { config.MaxBytes = 1 << 20 })
	keys := inOneShard(c, 400)
	var over atomic.Bool
	var readers, writers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for !over.Load() {
				for _, key := range keys {
					if e, found := c.Lookup([]byte(key), nil, 0); found == Hit && e.Text.Value() != key {
						t.Errorf("read %q of %q", e.Text.Value(), key)
					} else if found == Lead {
						c.Abandon(e, errors.New("not fetched"))
					}
				}
			}
		})
	}
	for part := range 2 {
		writers.Go(func() {
			for range 50 {
				for i := part; i < len(keys); i += 2 {
					if e, found := c.Lookup([]byte(keys[i]), nil, 0); found == Lead {
						v := text(keys[i])
						v.Origin = o.Current()
						c.Complete(e, v)
					}
				}
				for i := part; i < len(keys); i += 2 {
					c.Invalidate([]byte(keys[i]))
				}
			}
		})
	}
	writers.Wait()
	over.Store(true)
	readers.Wait()
	require.Positive(t, c.Statistics().Hits)
}

func TestHashesDiffer(t *testing.T) {
	seen := map[uint64]string{}
	for n := range 40 {
		for i := range 200 {
			key := strings.Repeat("a", n) + strconv.Itoa(i)
			h := hashOf(1, []byte(key))
			other, taken := seen[h]
			require.False(t, taken && other != key, "%s and %s", key, other)
			seen[h] = key
		}
	}
	require.NotEqual(t, hashOf(1, []byte("key")), hashOf(2, []byte("key")))
}

func BenchmarkHit(b *testing.B) {
	c := New(Config{MaxBytes: 64 << 20, Tracked: true})
	o := c.NewOrigin()
	keys := make([][]byte, 1024)
	for i := range keys {
		keys[i] = []byte("benchmark:key:" + strconv.Itoa(i))
		e, _ := c.Lookup(keys[i], nil, 0)
		v := text("value")
		v.Origin = o.Current()
		c.Complete(e, v)
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if _, found := c.Lookup(keys[i&1023], nil, 0); found != Hit {
				b.Fail()
			}
		}
	})
}

func BenchmarkHash(b *testing.B) {
	key := []byte("benchmark:key:12345")
	for b.Loop() {
		hashOf(1, key)
	}
}
