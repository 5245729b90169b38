package core

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// WithLatencies has the client record how long its operations take, whatever their outcome,
// for [Connections.Latencies]. It is a middleware, outside of those that are given later.
func WithLatencies() Option {
	return func(c *clientOptions) {
		if c.latencies == nil {
			c.latencies = new(latencies)
			c.middleware = append(c.middleware, c.latencies.record)
		}
	}
}

// Latencies returns how long the client's operations took, retries and redirections
// included, by the name that [Operation.Name] has; commands that no server is known to have
// are together under "OTHER". It is empty without [WithLatencies].
func (c *Connections) Latencies() map[string]models.LatencyDistribution {
	all := map[string]models.LatencyDistribution{}
	if c.latencies != nil {
		c.latencies.each(func(name string, l *latency) { all[name] = l.load() })
	}
	return all
}

// latencies are how long operations took, by name.
type latencies struct {
	mu     sync.RWMutex
	byName map[string]*latency
}

type latency struct {
	buckets [models.LatencyBuckets]atomic.Uint64
	sum     atomic.Int64
}

func (l *latencies) record(next Handler) Handler {
	return func(ctx context.Context, o *Operation) error {
		start := time.Now()
		err := next(ctx, o)
		took := time.Since(start)
		recorded := l.latencyOf(o)
		recorded.buckets[models.LatencyBucketOf(took)].Add(1)
		recorded.sum.Add(int64(took))
		return err
	}
}

// latencyOf returns the record of an operation. Names that programs make up are not kept.
func (l *latencies) latencyOf(o *Operation) *latency {
	name := o.Name()
	if o.Kind() == CommandOperation {
		if _, known := command.Lookup(name); !known {
			name = "OTHER"
		}
	}
	l.mu.RLock()
	found := l.byName[name]
	l.mu.RUnlock()
	if found != nil {
		return found
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if found = l.byName[name]; found == nil {
		found = new(latency)
		if l.byName == nil {
			l.byName = map[string]*latency{}
		}
		l.byName[name] = found
	}
	return found
}

func (l *latencies) each(visit func(name string, l *latency)) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for name, recorded := range l.byName {
		visit(name, recorded)
	}
}

func (l *latency) load() models.LatencyDistribution {
	d := models.LatencyDistribution{Sum: time.Duration(l.sum.Load())}
	for i := range l.buckets {
		d.Buckets[i] = l.buckets[i].Load()
		d.Count += d.Buckets[i]
	}
	return d
}
