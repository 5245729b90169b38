package faults

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/test/servers"
)

// counter counts what became of commands that are executed once each.
type counter struct {
	mu        sync.Mutex
	confirmed int
	maybe     int // may have been executed
	unsent    int
	refused   int // answered by an error
	errs      []error
}

// add counts one outcome.
func (c *counter) add(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.confirmed++
		return
	}
	c.errs = append(c.errs, err)
	switch failure.DeliveryOf(err) {
	case failure.NotSent:
		c.unsent++
	case failure.Answered:
		c.refused++
	default:
		c.maybe++
	}
}

// calls returns how many outcomes there are.
func (c *counter) calls() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.confirmed + c.maybe + c.unsent + c.refused
}

func (c *counter) confirmations() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.confirmed
}

const counterKey = "counter"

// increment has callers call INCR at once and returns when all are answered.
func increment(ctx context.Context, c *client, callers int) *counter {
	counted := new(counter)
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			_, err := c.Incr(ctx, counterKey)
			counted.add(err)
		})
	}
	all.Wait()
	return counted
}

// incrementing has callers call INCR over and over until stop is called, which
// returns once all are answered.
func incrementing(t testing.TB, c *client, callers int) (counted *counter, stop func()) {
	counted = new(counter)
	end := make(chan struct{})
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for {
				select {
				case <-end:
					return
				default:
					_, err := c.Incr(context.Background(), counterKey)
					counted.add(err)
				}
			}
		})
	}
	var once sync.Once
	stop = func() {
		once.Do(func() { close(end) })
		all.Wait()
	}
	t.Cleanup(stop)
	return counted, stop
}

// requireCounted checks that the server has executed what was confirmed, nothing
// twice, and nothing that was not sent.
func (s *environment) requireCounted(server *servers.Server, counted *counter) {
	s.Helper()
	require.EventuallyWithT(s, func(c *assert.CollectT) {
		got, err := strconv.Atoi("0" + s.command(server, "GET", counterKey))
		require.NoError(c, err)
		require.GreaterOrEqual(c, got, counted.confirmed, "confirmed commands that were lost")
		require.LessOrEqual(c, got, counted.confirmed+counted.maybe, "commands that were executed twice, or though not sent")
	}, patience, pollInterval)
}

// repeating has one caller execute something over and over until stop is called.
func repeating(t testing.TB, execute func() error) (counted *counter, stop func()) {
	counted = new(counter)
	end := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		for {
			select {
			case <-end:
				return
			default:
				counted.add(execute())
			}
		}
	})
	var once sync.Once
	stop = func() {
		once.Do(func() { close(end) })
		running.Wait()
	}
	t.Cleanup(stop)
	return counted, stop
}
