package main

import (
	"runtime"
	"sync"

	"github.com/glissade-io/glissade/wasm/internal/boundary"
)

// deliveryQueue collects records and delivers them together.
type deliveryQueue struct {
	deliver func(records []byte)

	mu         sync.Mutex
	records    boundary.Replies
	spare      boundary.Replies
	delivering bool
	toDeliver  chan struct{} // holds a token when there are records that nobody delivers yet
}

func newDeliveryQueue(deliver func(records []byte)) deliveryQueue {
	empty := boundary.Replies{Spelling: spelling{}}
	return deliveryQueue{deliver: deliver, records: empty, spare: empty}
}

// lock returns where to add records, for the caller alone until it calls unlock.
func (q *deliveryQueue) lock() *boundary.Replies {
	q.mu.Lock()
	return &q.records
}

// unlock has what was added delivered.
func (q *deliveryQueue) unlock() {
	start := !q.delivering
	q.delivering = true
	if q.toDeliver == nil {
		q.toDeliver = make(chan struct{}, 1)
		go q.serve()
	}
	q.mu.Unlock()
	if start {
		q.toDeliver <- struct{}{}
	}
}

// serve delivers what is added, until the program ends: a goroutine for each delivery would
// have to grow its stack first.
func (q *deliveryQueue) serve() {
	for range q.toDeliver {
		q.deliverAll()
	}
}

// deliverAll delivers the records once all other goroutines that were ready have run: on
// one thread, where this matters, the reader has then handled all that it had read.
func (q *deliveryQueue) deliverAll() {
	runtime.Gosched()
	for {
		q.mu.Lock()
		if q.records.Len() == 0 {
			q.delivering = false
			q.mu.Unlock()
			return
		}
		records := q.records
		q.records = q.spare
		q.mu.Unlock()

		q.deliver(records.Bytes())
		records.Reset()

		q.mu.Lock()
		q.spare = records
		q.mu.Unlock()
	}
}
