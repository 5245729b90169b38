package zstd

import "sync"

// sequence is a step of decompression: so many literals, then a match.
type sequence struct {
	literals, match int
	place           int // of the match, see decoder.offset
}

// sequences are the second section of a block that is compressed.
type sequences struct {
	left                     int
	bits                     backward
	lengths, matches, places *table
	length, match, place     uint32 // states
}

// sequences starts the reading of a block's second section.
func (d *decoder) sequences(data []byte) (s sequences, err error) {
	if len(data) == 0 {
		return s, errShort
	}
	header := 1
	switch first := int(data[0]); {
	case first < 128:
		s.left = first
	case len(data) < 2:
		return s, errShort
	case first < 255:
		s.left, header = (first-128)<<8+int(data[1]), 2
	case len(data) < 3:
		return s, errShort
	default:
		s.left, header = int(data[1])+int(data[2])<<8+0x7f00, 3
	}
	data = data[header:]
	if s.left == 0 {
		if len(data) > 0 {
			return s, errSequences
		}
		return s, nil
	}
	if len(data) == 0 {
		return s, errShort
	}
	modes := data[0]
	if modes&3 != 0 {
		return s, errReserved
	}
	data = data[1:]
	for _, t := range []struct {
		table      *table
		mode       byte
		log, most  int
		predefined func() *table
	}{
		{&d.lengths, modes >> 6, 9, len(literalLengths) - 1, predefinedLengths},
		{&d.places, modes >> 4 & 3, 8, mostPlace, predefinedPlaces},
		{&d.matches, modes >> 2 & 3, 9, len(matchLengths) - 1, predefinedMatches},
	} {
		if data, err = t.table.choose(t.mode, data, t.log, t.most, t.predefined); err != nil {
			return s, err
		}
	}
	s.lengths, s.matches, s.places = &d.lengths, &d.matches, &d.places
	if !s.bits.open(data) {
		return s, errSequences
	}
	s.length, s.place, s.match = s.bits.read(s.lengths.log), s.bits.read(s.places.log), s.bits.read(s.matches.log)
	if s.bits.left < 0 {
		return s, errSequences
	}
	return s, nil
}

// choose makes t the table of a section, and returns what stands behind its description.
func (t *table) choose(mode byte, data []byte, log, most int, predefined func() *table) ([]byte, error) {
	switch mode {
	case 0:
		*t = *predefined()
		return data, nil
	case 1:
		if len(data) == 0 {
			return nil, errShort
		}
		if int(data[0]) > most {
			return nil, errTable
		}
		t.single(data[0])
		return data[1:], nil
	case 2:
		return t.read(data, log, most)
	default:
		if !t.known {
			return nil, errTable
		}
		return data, nil
	}
}

// next returns the next sequence, unless the bits are not enough for it.
func (s *sequences) next() (step sequence, ok bool) {
	length, match, place := &s.lengths.states[s.length], &s.matches.states[s.match], &s.places.states[s.place]
	step.place = 1<<place.symbol + int(s.bits.read(int(place.symbol)))
	m, l := matchLengths[match.symbol], literalLengths[length.symbol]
	step.match = int(m.base) + int(s.bits.read(int(m.bits)))
	step.literals = int(l.base) + int(s.bits.read(int(l.bits)))
	if s.left--; s.left > 0 {
		s.length = uint32(length.base) + s.bits.read(int(length.bits))
		s.match = uint32(match.base) + s.bits.read(int(match.bits))
		s.place = uint32(place.base) + s.bits.read(int(place.bits))
	}
	return step, s.bits.left >= 0
}

// end checks that all bits were used.
func (s *sequences) end() error {
	if s.bits.left != 0 {
		return errSequences
	}
	return nil
}

// mostPlace is the largest code of a place: its value has as many bits.
const mostPlace = 31

// length is what a code of a length stands for: a number, and bits to be added.
type length struct {
	base uint32
	bits uint8
}

var (
	literalLengths = lengthsFrom(0, 16, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
	matchLengths   = lengthsFrom(3, 32, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
)

// lengthsFrom returns lengths of which the first few have no bits: each begins where the
// one before it ends.
func lengthsFrom(base uint32, plain int, more ...uint8) []length {
	list := make([]length, 0, plain+len(more))
	for i := range plain + len(more) {
		l := length{base: base}
		if i >= plain {
			l.bits = more[i-plain]
		}
		list = append(list, l)
		base += 1 << l.bits
	}
	return list
}

// The tables that blocks use which describe none.
var (
	predefinedLengths = sync.OnceValue(func() *table {
		return predefined(6, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1)
	})
	predefinedMatches = sync.OnceValue(func() *table {
		return predefined(6, 1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
			1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1)
	})
	predefinedPlaces = sync.OnceValue(func() *table {
		return predefined(5, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1)
	})
)

func predefined(log int, counts ...int16) *table {
	t := new(table)
	if t.build(counts, log) != nil {
		panic("zstd: a table of the format itself")
	}
	return t
}
