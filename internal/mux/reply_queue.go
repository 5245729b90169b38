package mux

// expectedReplies is a place in the order of replies: the request that the next replies
// belong to and how many of them are still to come. A request that was canceled leaves
// its place behind without a call, so that its replies are dropped.
type expectedReplies struct {
	call      *Call
	replies   int
	prelude   bool // replies that belong to the next place, and are dropped
	canceled  bool // its request was canceled
	uncounted bool // it does not count towards the in-flight limit any more
	fenced    bool // its commands are answered by push messages; see SubmitFenced
}

// replyQueue is a first-in, first-out ring of places in the order of replies, which
// grows as needed. Its zero value is empty and ready.
type replyQueue struct {
	ring  []expectedReplies // its length is a power of two
	first int
	count int
	// popped counts the places that have left, so that a place keeps its number.
	popped uint64
}

const minRing = 16

// next returns the number of the place that is pushed next.
func (q *replyQueue) next() uint64 { return q.popped + uint64(q.count) }

// push adds a place at the end.
func (q *replyQueue) push(e expectedReplies) {
	if q.count == len(q.ring) {
		q.resize(max(minRing, 2*len(q.ring)))
	}
	q.ring[(q.first+q.count)&(len(q.ring)-1)] = e
	q.count++
}

// numbered returns the place with a number, which must still be in the queue.
func (q *replyQueue) numbered(number uint64) *expectedReplies { return q.at(int(number - q.popped)) }

// at returns the i-th place from the front. The pointer is good until the next
// push or pop.
func (q *replyQueue) at(i int) *expectedReplies {
	return &q.ring[(q.first+i)&(len(q.ring)-1)]
}

func (q *replyQueue) pop() {
	q.ring[q.first] = expectedReplies{}
	q.first = (q.first + 1) & (len(q.ring) - 1)
	q.count--
	q.popped++
}

// shrink gives memory back once a burst is over.
func (q *replyQueue) shrink() {
	if q.count == 0 && len(q.ring) > minRing {
		q.ring, q.first = nil, 0
	}
}

func (q *replyQueue) resize(size int) {
	ring := make([]expectedReplies, size)
	for i := range q.count {
		ring[i] = *q.at(i)
	}
	q.ring, q.first = ring, 0
}
