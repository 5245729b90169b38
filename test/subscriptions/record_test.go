package subscriptions

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
)

// record is all that a subscription was told, in order: numbers that were published, and
// where there were gaps.
type record struct {
	e    *environment
	mu   sync.Mutex
	all  []int // isGap stands for a gap
	gaps []*failure.GapError
}

const isGap = -1

func newRecord(e *environment, s *core.Subscription) *record {
	r := &record{e: e}
	var taking sync.WaitGroup
	taking.Go(func() {
		for message, err := range s.Messages(e.Context()) {
			r.add(message.Message, err)
		}
	})
	e.Cleanup(func() {
		s.Close()
		taking.Wait()
	})
	return r
}

func (r *record) add(message string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch told := err.(type) {
	case nil:
		number, err := strconv.Atoi(message)
		if err != nil {
			r.e.Errorf("%q was not published", message)
		}
		r.all = append(r.all, number)
	case *failure.GapError:
		r.all = append(r.all, isGap)
		r.gaps = append(r.gaps, told)
	case *failure.ClosingError:
	default:
		r.e.Errorf("%v", err)
	}
}

func (r *record) gapCount() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.gaps)
}

// last returns the last number that has come, or -1.
func (r *record) last() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return lastNumber(r.all)
}

func lastNumber(all []int) int {
	for _, number := range slices.Backward(all) {
		if number != isGap {
			return number
		}
	}
	return -1
}

// requireHonest ends the publishing, and checks what was told against what servers have said
// of the numbers: each came once, in order, and where one is missing there is a gap.
func (r *record) requireHonest(p *publisher) {
	r.e.Helper()
	p.stop()
	delivered := p.delivered
	require.NotEmpty(r.e, delivered)
	require.Eventually(r.e, func() bool { return r.last() >= delivered[len(delivered)-1] }, deadline, tick)
	r.mu.Lock()
	defer r.mu.Unlock()
	before, next := -1, 0
	gapped := false
	for _, number := range r.all {
		if number == isGap {
			gapped = true
			continue
		}
		require.Greater(r.e, number, before, "twice, or not in order")
		for ; next < len(delivered) && delivered[next] < number; next++ {
			require.True(r.e, gapped || delivered[next] <= before, "%d is missing without a gap", delivered[next])
		}
		before, gapped = number, false
	}
}

// publisher publishes numbers, one after the other, until it is stopped.
type publisher struct {
	stop      func()
	published atomic.Int64 // numbers
	delivered []int        // those that a server has had a receiver for; to be read when stopped
}

func newPublisher(e *environment, client *core.Client, channel string, pause time.Duration) *publisher {
	p := &publisher{}
	ctx, cancel := context.WithCancel(e.Context())
	var publishing sync.WaitGroup
	publishing.Go(func() {
		for ctx.Err() == nil {
			number := int(p.published.Load())
			receivers, err := client.Publish(context.WithoutCancel(ctx), channel, strconv.Itoa(number))
			if err == nil && receivers > 0 {
				p.delivered = append(p.delivered, number)
			}
			p.published.Add(1)
			select {
			case <-ctx.Done():
			case <-time.After(pause):
			}
		}
	})
	p.stop = func() {
		cancel()
		publishing.Wait()
	}
	e.Cleanup(p.stop)
	return p
}

// awaitMore waits until the record has numbers that are published from now on.
func awaitMore(e *environment, p *publisher, records ...*record) {
	e.Helper()
	now := int(p.published.Load())
	for _, r := range records {
		require.Eventually(e, func() bool { return r.last() > now }, deadline, tick)
	}
}
