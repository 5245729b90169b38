package main

import (
	"context"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/queue"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/internal/submission"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// watch is what a client watches for its next transaction. Servers keep watched keys by
// connection: each slot has one, and without a cluster there is a single one, of slot 0.
type watch struct {
	turns
	inCluster bool
	// bySlot is touched only by whoever has its turn.
	bySlot map[uint16]submission.Dedicated
}

// release ends the watching of those slots that fit.
func (w *watch) release(fits func(slot uint16, c submission.Dedicated) bool) {
	for s, c := range w.bySlot {
		if fits(s, c) {
			_ = c.Unwatch(context.Background()) // If it fails, releasing the connection closes it.
			c.Release()
			delete(w.bySlot, s)
		}
	}
}

func every(uint16, submission.Dedicated) bool { return true }

// watch has the client's next transaction executed only if none of keys has changed.
func (d *dispatcher) watch(client client, request boundary.Request, in *boundary.Arguments) {
	keys := boundary.Slice(in, "keys", (*boundary.Arguments).String)
	in.End()
	if len(keys) == 0 {
		in.Refuse("keys", "is empty; give the keys that must not change")
	}
	if err := in.Err(); err != nil {
		d.fail(request.ID, err)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.watches[request.Client]
	if w == nil {
		_, inCluster := client.(*core.ClusterClient)
		w = &watch{inCluster: inCluster, bySlot: make(map[uint16]submission.Dedicated)}
		d.watches[request.Client] = w
	}
	w.after(func() {
		if err := w.add(client, keys); err != nil {
			d.fail(request.ID, err)
			return
		}
		d.acknowledge(request.ID, nil)
	})
}

// add watches keys, or none of the slots that nothing was watched of.
func (w *watch) add(client client, keys []string) error {
	ctx := context.Background()
	added := make(map[uint16]submission.Dedicated)
	var err error
	for s, keys := range w.keysBySlot(keys) {
		if c := w.bySlot[s]; c != nil {
			err = c.Watch(ctx, keys)
		} else if c, err = startWatching(ctx, client, keys); err == nil {
			added[s] = c
			w.bySlot[s] = c
		}
		if err != nil {
			w.release(func(s uint16, _ submission.Dedicated) bool { return added[s] != nil })
			return err
		}
	}
	return nil
}

func startWatching(ctx context.Context, client client, keys []string) (submission.Dedicated, error) {
	if cluster, ok := client.(*core.ClusterClient); ok {
		return submission.OfCluster(cluster).Watch(ctx, keys)
	}
	return submission.Of(client).Watch(ctx, keys)
}

func (w *watch) keysBySlot(keys []string) map[uint16][]string {
	if !w.inCluster {
		return map[uint16][]string{0: keys}
	}
	bySlot := make(map[uint16][]string)
	for _, key := range keys {
		s := slot.OfString(key)
		bySlot[s] = append(bySlot[s], key)
	}
	return bySlot
}

// unwatch ends the watching of all keys, or of those where a route leads.
func (d *dispatcher) unwatch(request boundary.Request, in *boundary.Arguments) {
	fits := every
	if !in.Absent() {
		fits = onRoute(readRoute(in, "options.route"))
	}
	in.End()
	if err := in.Err(); err != nil {
		d.fail(request.ID, err)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.watches[request.Client]
	if w == nil {
		d.acknowledge(request.ID, nil)
		return
	}
	w.after(func() {
		w.release(fits)
		d.acknowledge(request.ID, nil)
	})
}

// onRoute tells which watched slots lie where a route leads: all, where it names no server.
func onRoute(route options.Route) func(uint16, submission.Dedicated) bool {
	switch r := route.(type) {
	case options.SlotKeyRoute:
		return func(s uint16, _ submission.Dedicated) bool { return s == slot.OfString(r.Key) }
	case options.SlotIDRoute:
		return func(s uint16, _ submission.Dedicated) bool { return int(s) == r.SlotID }
	case options.ByAddressRoute:
		return func(_ uint16, c submission.Dedicated) bool { return c.Address() == r.Address() }
	default:
		return every
	}
}

// takeWatch returns what the client watches, which is the caller's from then on, or nil.
func (d *dispatcher) takeWatch(client uint32) *watch {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.watches[client]
	delete(d.watches, client)
	return w
}

// endWatch gives back the connections of what a client watches.
func (d *dispatcher) endWatch(client uint32) {
	if w := d.takeWatch(client); w != nil {
		w.after(func() { w.release(every) })
	}
}

// execute executes a transaction if no watched key has changed, after which none is watched
// any more. One whose watching has failed, or was ended, is executed by unwatched.
func (w *watch) execute(ctx context.Context, b *queue.Queue, o options.ClusterBatchOptions, records batchRecords, unwatched func()) {
	w.after(func() {
		defer w.release(every)
		if len(w.bySlot) == 0 {
			unwatched()
			return
		}
		c, err := w.connectionFor(b, o.Route)
		if err != nil {
			records.replies(nil, err)
			return
		}
		c.Execute(ctx, b, options.BatchOptions{Timeout: o.Timeout}, records.replies)
	})
}

// connectionFor returns the connection for a transaction. A server compares only keys that
// were watched on the connection of the transaction, so there must be no others.
func (w *watch) connectionFor(b *queue.Queue, route options.Route) (submission.Dedicated, error) {
	if route != nil {
		return nil, &boundary.Refusal{Path: "exec options.route", Message: "is set where keys are watched, which say where the transaction is executed; leave it out"}
	}
	for s, c := range w.bySlot {
		if len(w.bySlot) > 1 {
			break
		}
		for i := range b.Len() {
			if at, hasKeys, same := b.Slot(i); w.inCluster && hasKeys && (!same || at != s) {
				return nil, &boundary.Refusal{Path: "exec batch", Message: "has keys of other slots than the watched ones (" + b.Name(i) + "), of which no server knows both; give them the same {hash tag}"}
			}
		}
		return c, nil
	}
	return nil, &boundary.Refusal{Path: "exec batch", Message: "is to be executed only if keys of several slots have not changed, of which no server knows all; watch keys with the same {hash tag}"}
}
