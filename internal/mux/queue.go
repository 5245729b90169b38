package mux

// expected is a place in the order of replies: the request that the next replies
// belong to and how many of them are still to come. A request that was given up
// leaves its place behind without a call, so that its replies are dropped.
type expected struct {
	call      *Call
	replies   int
	prelude   bool // replies that belong to the next place, and are dropped
	abandoned bool // its request was given up
	uncounted bool // it does not count towards the in-flight limit any more
}

// queue is a first-in, first-out ring of places, which grows as needed. Its zero
// value is empty and ready.
type queue struct {
	ring  []expected // its length is a power of two
	first int
	count int
	// popped counts the places that have left, so that a place keeps its number.
	popped uint64
}

const smallestRing = 16

// next returns the number of the place that is pushed next.
func (q *queue) next() uint64 { return q.popped + uint64(q.count) }

// push adds a place at the end.
func (q *queue) push(e expected) {
	if q.count == len(q.ring) {
		q.resize(max(smallestRing, 2*len(q.ring)))
	}
	q.ring[(q.first+q.count)&(len(q.ring)-1)] = e
	q.count++
}

// numbered returns the place with a number, which must still be in the queue.
func (q *queue) numbered(number uint64) *expected { return q.at(int(number - q.popped)) }

// at returns the i-th place from the front. The pointer is good until the next
// push or pop.
func (q *queue) at(i int) *expected {
	return &q.ring[(q.first+i)&(len(q.ring)-1)]
}

func (q *queue) pop() {
	q.ring[q.first] = expected{}
	q.first = (q.first + 1) & (len(q.ring) - 1)
	q.count--
	q.popped++
}

// shrink gives memory back once a burst is over.
func (q *queue) shrink() {
	if q.count == 0 && len(q.ring) > smallestRing {
		q.ring, q.first = nil, 0
	}
}

func (q *queue) resize(size int) {
	ring := make([]expected, size)
	for i := range q.count {
		ring[i] = *q.at(i)
	}
	q.ring, q.first = ring, 0
}
