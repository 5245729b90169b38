package main

import (
	"runtime"
	"sync"

	"github.com/glissade-io/glissade/wasm/internal/frame"
)

// outgoing collects records and delivers them together.
type outgoing struct {
	deliver func(records []byte)

	mu         sync.Mutex
	records    frame.Replies
	spare      frame.Replies
	delivering bool
}

func newOutgoing(deliver func(records []byte)) outgoing {
	empty := frame.Replies{Spelling: spelling{}}
	return outgoing{deliver: deliver, records: empty, spare: empty}
}

// begin locks and returns where to add records; end must follow.
func (o *outgoing) begin() *frame.Replies {
	o.mu.Lock()
	return &o.records
}

// end unlocks and sees to the delivery.
func (o *outgoing) end() {
	start := !o.delivering
	o.delivering = true
	o.mu.Unlock()
	if start {
		go o.run()
	}
}

// run delivers what there is once everything else that could run has run: on one
// thread, where this matters, the reader has then gone through all that it had read.
func (o *outgoing) run() {
	runtime.Gosched()
	for {
		o.mu.Lock()
		if o.records.Len() == 0 {
			o.delivering = false
			o.mu.Unlock()
			return
		}
		records := o.records
		o.records = o.spare
		o.mu.Unlock()

		o.deliver(records.Bytes())
		records.Reset()

		o.mu.Lock()
		o.spare = records
		o.mu.Unlock()
	}
}
