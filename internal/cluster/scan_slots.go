package cluster

import (
	"math/bits"

	"github.com/glissade-io/glissade/internal/slot"
)

// slotSet is a set of slots.
type slotSet [slot.Count / 64]uint64

func (s *slotSet) has(number int) bool { return s[number/64]&(1<<(number%64)) != 0 }

func (s *slotSet) add(number int) { s[number/64] |= 1 << (number % 64) }

func (s *slotSet) remove(number int) { s[number/64] &^= 1 << (number % 64) }

func (s *slotSet) addRange(from, to int) {
	for number := from; number <= to; number++ {
		s.add(number)
	}
}

func (s *slotSet) addAll(others *slotSet) {
	for i := range s {
		s[i] |= others[i]
	}
}

func (s *slotSet) removeAll(others *slotSet) {
	for i := range s {
		s[i] &^= others[i]
	}
}

// retain removes what is not in the others too.
func (s *slotSet) retain(others *slotSet) {
	for i := range s {
		s[i] &= others[i]
	}
}

func (s *slotSet) count() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// each yields the slots in order.
func (s *slotSet) each(yield func(number int) bool) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			if !yield(64*i + bits.TrailingZeros64(word)) {
				return
			}
		}
	}
}

// complement returns the slots that are not in the set.
func (s *slotSet) complement() *slotSet {
	var left slotSet
	for i, word := range s {
		left[i] = ^word
	}
	return &left
}
