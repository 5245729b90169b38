package cluster

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// The kinds of callers.
const (
	counting     = "counting"
	valuing      = "setting and getting"
	transactions = "transactions"
	pipelines    = "pipelines"
	insistent    = "pipelines that insist"
	multiKey     = "several keys"
	impatient    = "impatient"
)

// soon is the deadline of impatient calls.
const soon = 100 * time.Millisecond

func slotOf(key string) int { return int(slot.OfString(key)) }

// shardOf returns the shard that a slot belongs to when a cluster is formed.
func shardOf(slot int) int {
	for shard := range shards {
		if slot < firstSlot(shard+1) {
			return shard
		}
	}
	return -1
}

// addCallers has callers of every kind use some slots of every shard, and the plan's.
func (l *load) addCallers() {
	var used []int
	for shard := range shards {
		used = append(used, firstSlot(shard), firstSlot(shard)+1000)
	}
	used = append(used, l.slots...)
	for i, of := range used {
		shared := &counter{key: key(of, l.name+"shared")}
		l.addCounting(shared, of, true)
		l.addCounting(shared, of, false)
		l.addValuing(i, of)
		l.addTransactions(of)
		if l.impatient {
			l.addImpatient(of)
		}
	}
	for i := range 2 {
		l.addMultiKey(i, used)
		l.addPipelines(i, used, options.RetryStrategy{RetryServerError: i == 1})
	}
}

// addCounting has a shared counter incremented, and one of the caller's own. The
// deadline is the client's or, for those that come later, the context's.
func (l *load) addCounting(shared *counter, of int, ownDeadline bool) {
	own := &counter{key: key(of, fmt.Sprint(l.name, "own", len(l.callers)))}
	shard, turn := shardOf(of), 0
	l.add(&caller{
		kind: counting, shard: shard,
		call: func() error {
			turn++
			c := own
			if turn%2 == 0 {
				c = shared
			}
			ctx, cancel := context.Background(), func() {}
			if ownDeadline {
				ctx, cancel = l.withTimeout(l.timeout)
			}
			defer cancel()
			err := l.timed(counting, shard, l.timeout, func() error {
				_, err := l.client.Incr(ctx, c.key)
				return err
			})
			c.note(outcomeOf(err))
			return err
		},
		check: func(read func(string) string) { l.checkCounters(read, own, shared) },
	})
}

// addValuing has a key set to values that tell whose they are, and read again.
func (l *load) addValuing(i, of int) {
	own := newRegister(key(of, fmt.Sprint(l.name, "value", i)))
	shard, n := shardOf(of), 0
	l.add(&caller{
		kind: valuing, shard: shard,
		call: func() error {
			n++
			value := sealed(own.key, n)
			err := l.timed(valuing, shard, l.timeout, func() error {
				_, err := l.client.Set(context.Background(), own.key, value)
				return err
			})
			own.note(value, outcomeOf(err))
			return errors.Join(err, l.timed(reading, shard, l.timeout, func() error {
				value, err := l.client.Get(context.Background(), own.key)
				if err == nil && !own.mayHold(valueOf(value)) && !l.stale(own.key, valueOf(value)) {
					err = fmt.Errorf("the key %s holds %q instead of %q", own.key, valueOf(value), own.confirmed)
				}
				return err
			}))
		},
		check: func(read func(string) string) { l.checkRegisters(read, own) },
	})
}

// reading is what the reading calls of several kinds of callers are called in errors.
const reading = "reading"

// stale reports whether a value that is read may be an earlier one of the key, as
// replicas have them.
func (l *load) stale(key, value string) bool {
	return l.readsReplicas && (value == absent || isSealed(key, value))
}

// sealed returns a value that can be told from all others.
func sealed(key string, n int) string {
	text := key + " " + strconv.Itoa(n) + " "
	return text + strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(text))), 16)
}

// isSealed reports whether a value is one of a key's, in whole.
func isSealed(key, value string) bool {
	var n int
	var sum string
	_, err := fmt.Sscanf(value[min(len(key), len(value)):], "%d %s", &n, &sum)
	return err == nil && value == sealed(key, n)
}

// addTransactions has two counters incremented in one transaction.
func (l *load) addTransactions(of int) {
	a, b := &counter{key: key(of, l.name+"left")}, &counter{key: key(of, l.name+"right")}
	shard := shardOf(of)
	l.add(&caller{
		kind: transactions, shard: shard,
		call: func() error {
			tx := batch.New(true)
			left, right := tx.Incr(a.key), tx.Incr(b.key)
			err := l.timed(transactions, shard, l.timeout, func() error {
				_, err := l.client.Exec(context.Background(), tx, true)
				if err != nil {
					return err
				}
				x, _ := left.Result()
				if y, _ := right.Result(); x != y {
					return fmt.Errorf("a transaction left %d and %d", x, y)
				}
				return nil
			})
			a.note(outcomeOf(err))
			b.note(outcomeOf(err))
			return err
		},
		check: func(read func(string) string) {
			l.checkCounters(read, a, b)
			require.Equal(l, read(a.key), read(b.key), "a transaction was executed in part")
		},
	})
}

// addPipelines has counters in all slots incremented in one batch.
func (l *load) addPipelines(i int, used []int, again options.RetryStrategy) {
	kind := pipelines
	if again.RetryServerError {
		kind = insistent
	}
	counters := make([]*counter, 0, 2*len(used))
	for _, of := range used {
		for n := range 2 {
			counters = append(counters, &counter{key: key(of, fmt.Sprint(l.name, "pipeline", i, n))})
		}
	}
	l.add(&caller{
		kind: kind, shard: -1,
		call: func() error {
			b := batch.New(false)
			handles := make([]*batch.Handle[int64], len(counters))
			for i, c := range counters {
				handles[i] = b.Incr(c.key)
			}
			began := time.Now()
			_, err := l.client.ExecWithOptions(context.Background(), b, false, options.ClusterBatchOptions{RetryStrategy: again})
			l.ends(span{began.Add(l.timeout), time.Now()})
			for i, c := range counters {
				_, own := handles[i].Result()
				c.note(l.note(kind, own))
				err = errors.Join(err, own)
			}
			return err
		},
		check: func(read func(string) string) { l.checkCounters(read, counters...) },
	})
}

// addMultiKey has keys of all slots set, read and deleted at once.
func (l *load) addMultiKey(i int, used []int) {
	var registers []*register
	var keys []string
	for _, of := range used {
		for n := range 2 {
			name := key(of, fmt.Sprint(l.name, "several", i, n))
			registers, keys = append(registers, newRegister(name)), append(keys, name)
		}
	}
	n := 0
	set := func() error {
		pairs := make([]models.KeyValue, len(keys))
		for i, name := range keys {
			pairs[i] = models.KeyValue{Key: name, Value: sealed(name, n)}
		}
		_, err := l.client.MSet(context.Background(), pairs)
		for i, r := range registers {
			r.note(pairs[i].Value, partly(outcomeOf(err)))
		}
		return err
	}
	get := func() error {
		values, err := l.client.MGet(context.Background(), keys)
		if err != nil {
			return err
		}
		for i, r := range registers {
			if value := valueOf(values[i]); !r.mayHold(value) && !l.stale(r.key, value) {
				return fmt.Errorf("the key %s holds %q instead of %q", r.key, value, r.confirmed)
			}
		}
		return nil
	}
	del := func() error {
		_, err := l.client.Del(context.Background(), keys)
		for _, r := range registers {
			r.note(absent, partly(outcomeOf(err)))
		}
		return err
	}
	l.add(&caller{
		kind: multiKey, shard: -1,
		call: func() error {
			n++
			calls := []func() error{set, get}
			if n%5 == 0 {
				calls = append(calls, del)
			}
			var errs error
			for _, call := range calls {
				errs = errors.Join(errs, l.timed(multiKey, -1, l.timeout, call))
			}
			return errs
		},
		check: func(read func(string) string) { l.checkRegisters(read, registers...) },
	})
}

// partly is the outcome for one key of a command that was executed in parts: what one
// part says of itself is not known of the others.
func partly(o outcome) outcome {
	if o == refused {
		return uncertain
	}
	return o
}

// addImpatient has a counter incremented by calls with a deadline that is soon.
func (l *load) addImpatient(of int) {
	own := &counter{key: key(of, l.name+"impatient")}
	brief := l.client.With(options.CallOptions{Timeout: soon})
	l.add(&caller{
		kind: impatient, shard: -1,
		call: func() error {
			err := l.timed(impatient, -1, soon, func() error {
				_, err := brief.Incr(context.Background(), own.key)
				return err
			})
			own.note(outcomeOf(err))
			return err
		},
		check: func(read func(string) string) { l.checkCounters(read, own) },
	})
}

func (l *load) add(c *caller) { l.callers = append(l.callers, c) }

func (l *load) checkCounters(read func(string) string, counters ...*counter) {
	l.Helper()
	for _, c := range counters {
		var value int64
		if text := read(c.key); text != absent {
			var err error
			value, err = strconv.ParseInt(text, 10, 64)
			require.NoError(l, err)
		}
		require.GreaterOrEqual(l, value, c.least(), "increments of %s were confirmed and are lost", c.key)
		require.LessOrEqual(l, value, c.most(), "increments of %s were executed twice", c.key)
	}
}

func (l *load) checkRegisters(read func(string) string, registers ...*register) {
	l.Helper()
	for _, r := range registers {
		require.True(l, r.mayHold(read(r.key)), "%s holds %q, not %q, which was confirmed", r.key, read(r.key), r.confirmed)
	}
}
