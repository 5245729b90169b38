package main

import (
	"context"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// life returns the context of a request, which ends when JavaScript gives the request up, and
// what must be called before the request is answered.
func (d *dispatcher) life(request boundary.Request) (ctx context.Context, over func()) {
	if !request.Cancelable {
		return context.Background(), func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	d.mu.Lock()
	d.cancels[request.ID] = cancel
	d.mu.Unlock()
	return ctx, func() { d.cancel(request.ID) }
}

// cancel ends the context of a request, if it has one: what was not sent of it is not sent any
// more. It is answered all the same.
func (d *dispatcher) cancel(id uint32) {
	d.mu.Lock()
	cancel := d.cancels[id]
	delete(d.cancels, id)
	d.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}
