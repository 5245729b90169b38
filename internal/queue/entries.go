package queue

import (
	"iter"
	"math/bits"
)

// entries is a list that grows without moving what it holds. Its zero value is empty.
type entries struct {
	chunks [][]entry // each twice as long as the one before
	count  int
}

const firstChunk = 8

func (l *entries) add(e entry) {
	last := len(l.chunks) - 1
	if last < 0 || len(l.chunks[last]) == cap(l.chunks[last]) {
		last++
		l.chunks = append(l.chunks, make([]entry, 0, firstChunk<<last))
	}
	l.chunks[last] = append(l.chunks[last], e)
	l.count++
}

func (l *entries) at(i int) *entry {
	chunk := bits.Len(uint(i/firstChunk+1)) - 1
	return &l.chunks[chunk][i-firstChunk*(1<<chunk-1)]
}

func (l *entries) all() iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		for _, chunk := range l.chunks {
			for i := range chunk {
				if !yield(&chunk[i]) {
					return
				}
			}
		}
	}
}
