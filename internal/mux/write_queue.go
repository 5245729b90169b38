package mux

import "slices"

const (
	// writeBufferSize is how much is written at once, larger requests aside. Beyond it a
	// write costs as much a byte, and a buffer that had to grow in one piece would
	// be moved again and again.
	writeBufferSize = 64 << 10
	// So many buffers are kept for the next requests while a connection is busy,
	// unless a large request has made them larger than twice the usual size.
	maxFreeBuffers = 32
	// Buffers that are larger when a connection becomes idle are dropped.
	maxIdleBuffer = 16 << 10
)

// writeBuffer is what is written at once: requests back to back. One that is removed
// leaves its bytes behind, with a Call that has nothing but their size, until it is
// worth to move the others together: many may be removed at once.
type writeBuffer struct {
	bytes        []byte
	calls        []*Call
	first        uint64 // the number of calls[0]; a request keeps its number as long as it is here
	removed      int    // how many requests were removed,
	removedBytes int    // with how many bytes,
	removedFront int    // and how many of them are at the front
}

func (b *writeBuffer) add(call *Call, request []byte) {
	call.writeBuffer, call.position = b, b.first+uint64(len(b.calls))
	b.bytes = append(b.bytes, request...)
	b.calls = append(b.calls, call)
}

// removeFront takes the first n requests out, bytes and all.
func (b *writeBuffer) removeFront(n int) {
	b.bytes = append(b.bytes[:0], b.bytes[size(b.calls[:n]):]...)
	left := append(b.calls[:0], b.calls[n:]...)
	clear(b.calls[len(left):])
	b.calls = left
	b.first += uint64(n)
}

// compact takes out the bytes of what was removed.
func (b *writeBuffer) compact() {
	kept, end, start := b.calls[:0], 0, 0
	for _, call := range b.calls {
		if call.writeBuffer == b {
			end += copy(b.bytes[end:], b.bytes[start:start+call.size])
			call.position = b.first + uint64(len(kept))
			kept = append(kept, call)
		}
		start += call.size
	}
	clear(b.calls[len(kept):])
	b.calls, b.bytes, b.removed, b.removedBytes, b.removedFront = kept, b.bytes[:end], 0, 0, 0
}

func size(calls []*Call) (bytes int) {
	for _, call := range calls {
		bytes += call.size
	}
	return bytes
}

// writeQueue holds the requests that are not yet written, in their order. Its zero
// value is empty and ready.
type writeQueue struct {
	buffers []*writeBuffer // each holds a request at least; the last takes more
	count   int            // requests
	bytes   int
	free    []*writeBuffer
}

func (q *writeQueue) add(call *Call, request []byte) {
	last := len(q.buffers) - 1
	if last < 0 || len(q.buffers[last].bytes)+len(request) > writeBufferSize {
		q.buffers = append(q.buffers, q.newBuffer())
		last++
	}
	q.buffers[last].add(call, request)
	q.count++
	q.bytes += len(request)
}

// next returns the request that is to be written next. There must be one.
func (q *writeQueue) next() *Call {
	b := q.buffers[0]
	for b.calls[b.removedFront].writeBuffer != b {
		b.removedFront++
	}
	return b.calls[b.removedFront]
}

// take takes out what is to be written next: a buffer, or as much of it as fits. The
// first request always does. The buffer is to be recycled.
func (q *writeQueue) take(fits func(*Call) bool) *writeBuffer {
	b := q.buffers[0]
	if b.removed > 0 {
		b.compact()
	}
	n := 1
	for n < len(b.calls) && fits(b.calls[n]) {
		n++
	}
	if n == len(b.calls) {
		q.buffers = append(q.buffers[:0], q.buffers[1:]...)
	} else {
		front := q.newBuffer()
		front.calls = append(front.calls, b.calls[:n]...)
		front.bytes = append(front.bytes, b.bytes[:size(front.calls)]...)
		b.removeFront(n)
		b = front
	}
	q.count -= n
	q.bytes -= len(b.bytes)
	return b
}

// remove takes out a request that is pending.
func (q *writeQueue) remove(call *Call) {
	b := call.writeBuffer
	b.calls[call.position-b.first] = &Call{size: call.size}
	b.removed++
	b.removedBytes += call.size
	call.writeBuffer = nil
	q.count--
	q.bytes -= call.size
	switch {
	case b.removed == len(b.calls):
		i := slices.Index(q.buffers, b)
		q.buffers = slices.Delete(q.buffers, i, i+1)
		q.recycle(b)
	case b.removedBytes > len(b.bytes)/2:
		b.compact()
	}
}

// each calls the function for every request, in order.
func (q *writeQueue) each(f func(*Call)) {
	for _, b := range q.buffers {
		for _, call := range b.calls {
			if call.writeBuffer == b {
				f(call)
			}
		}
	}
}

func (q *writeQueue) newBuffer() *writeBuffer {
	last := len(q.free) - 1
	if last < 0 {
		return new(writeBuffer)
	}
	b := q.free[last]
	q.free = q.free[:last]
	return b
}

// recycle takes a buffer back that was written.
func (q *writeQueue) recycle(b *writeBuffer) {
	if cap(b.bytes) > 2*writeBufferSize || len(q.free) == maxFreeBuffers {
		return
	}
	clear(b.calls)
	*b = writeBuffer{bytes: b.bytes[:0], calls: b.calls[:0]}
	q.free = append(q.free, b)
}

// shrink gives memory back once a burst is over.
func (q *writeQueue) shrink() {
	if q.count > 0 {
		return
	}
	kept := q.newBuffer()
	if cap(kept.bytes) > maxIdleBuffer {
		kept = new(writeBuffer)
	}
	*q = writeQueue{free: []*writeBuffer{kept}}
}
