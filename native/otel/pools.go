package otel

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/dbconv"

	"github.com/glissade-io/glissade/models"
)

// pools are the metrics of connections.
type pools struct {
	count      dbconv.ClientConnectionCount
	max        dbconv.ClientConnectionMax
	idleMax    dbconv.ClientConnectionIdleMax
	pending    dbconv.ClientConnectionPendingRequests
	timeouts   dbconv.ClientConnectionTimeouts
	createTime dbconv.ClientConnectionCreateTime
	waitTime   dbconv.ClientConnectionWaitTime
	useTime    dbconv.ClientConnectionUseTime
	sets       cache[poolKey, poolSets]
}

// poolKey tells pools apart.
type poolKey struct {
	address string
	shared  bool
}

// poolSets are the attributes of a pool.
type poolSets struct{ all, idle, used attribute.Set }

func newPoolSets(key poolKey) poolSets {
	name := semconv.DBClientConnectionPoolName(key.address + "/dedicated")
	if key.shared {
		name = semconv.DBClientConnectionPoolName(key.address + "/shared")
	}
	return poolSets{
		all:  attribute.NewSet(name),
		idle: attribute.NewSet(name, semconv.DBClientConnectionStateIdle),
		used: attribute.NewSet(name, semconv.DBClientConnectionStateUsed),
	}
}

// instrument has an error of making an instrument handled, and returns the instrument.
func instrument[T any](i T, err error) T {
	if err != nil {
		otel.Handle(err)
	}
	return i
}

func (p *pools) init(meter metric.Meter) {
	times := metric.WithExplicitBucketBoundaries(buckets...)
	p.count = instrument(dbconv.NewClientConnectionCount(meter))
	p.max = instrument(dbconv.NewClientConnectionMax(meter))
	p.idleMax = instrument(dbconv.NewClientConnectionIdleMax(meter))
	p.pending = instrument(dbconv.NewClientConnectionPendingRequests(meter))
	p.timeouts = instrument(dbconv.NewClientConnectionTimeouts(meter))
	p.createTime = instrument(dbconv.NewClientConnectionCreateTime(meter, times))
	p.waitTime = instrument(dbconv.NewClientConnectionWaitTime(meter, times))
	p.useTime = instrument(dbconv.NewClientConnectionUseTime(meter, times))
}

// record takes in an event.
func (p *pools) record(e models.PoolEvent) {
	ctx := context.Background() // Whoever wanted the connection may not have waited for it.
	sets := p.sets.get(poolKey{e.Address, e.Shared}, newPoolSets)
	if e.Idle != 0 {
		p.count.AddSet(ctx, int64(e.Idle), sets.idle)
	}
	if e.Used != 0 {
		p.count.AddSet(ctx, int64(e.Used), sets.used)
	}
	if e.Max != 0 {
		p.max.AddSet(ctx, int64(e.Max), sets.all)
	}
	if e.MaxIdle != 0 {
		p.idleMax.AddSet(ctx, int64(e.MaxIdle), sets.all)
	}
	if e.Waiting != 0 {
		p.pending.AddSet(ctx, int64(e.Waiting), sets.all)
	}
	switch e.Kind {
	case models.ConnectionCreated:
		p.createTime.RecordSet(ctx, e.Took.Seconds(), sets.all)
	case models.ConnectionAcquired:
		p.waitTime.RecordSet(ctx, e.Took.Seconds(), sets.all)
	case models.ConnectionReleased:
		p.useTime.RecordSet(ctx, e.Took.Seconds(), sets.all)
	case models.WaitTimedOut:
		p.timeouts.AddSet(ctx, 1, sets.all)
	}
}
