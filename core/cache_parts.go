package core

import (
	"slices"

	"github.com/glissade-io/glissade/internal/cache"
	"github.com/glissade-io/glissade/internal/slot"
)

// place is a key of an MGET, by its number, with its entry.
type place struct {
	key   int
	entry *cache.Entry
}

// mostFetched bounds the keys of one fetch, each of which has several commands.
const mostFetched = 512

// parts divides keys of an MGET into those that are sent in one command.
func (c *clientCache) parts(keys [][]byte, places []place) (parts [][]place) {
	if !c.slots || len(places) < 2 {
		return slices.Collect(slices.Chunk(places, mostFetched))
	}
	bySlot := map[uint16][]place{}
	for _, p := range places {
		number := slot.Of(keys[p.key])
		bySlot[number] = append(bySlot[number], p)
	}
	for _, part := range bySlot {
		parts = slices.AppendSeq(parts, slices.Chunk(part, mostFetched))
	}
	return parts
}
