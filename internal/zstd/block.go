package zstd

// decoder has what blocks take over from those before them.
type decoder struct {
	start                    int    // of the content in what it is appended to
	offsets                  [3]int // that are named by 1 to 3
	literals                 tree
	lengths, matches, places table
	buffer                   []byte // of literals
}

// literals are the first section of a block that is compressed.
type literalsSection struct {
	kind       int
	size       int // of the literals
	fourStream bool
	data       []byte // what they are made of
}

const (
	literalsRaw = iota
	literalsRLE
	literalsCompressed
	literalsTreeless
)

// literalsOf takes the first section off a block.
func literalsOf(data []byte) (s literalsSection, rest []byte, err error) {
	if len(data) == 0 {
		return s, nil, errShort
	}
	s.kind = int(data[0]) & 3
	format := int(data[0]) >> 2 & 3
	header := 3
	switch {
	case s.kind <= literalsRLE && format&1 == 0:
		header = 1
	case s.kind <= literalsRLE && format == 1:
		header = 2
	case s.kind > literalsRLE && format >= 2:
		header = format + 2
	}
	if len(data) < header {
		return s, nil, errShort
	}
	var field uint64
	for i, b := range data[:header] {
		field |= uint64(b) << (8 * i)
	}
	rest = data[header:]
	length := 0
	switch {
	case s.kind <= literalsRLE:
		if header == 1 {
			s.size = int(field >> 3)
		} else {
			s.size = int(field >> 4)
		}
		if length = 1; s.kind == literalsRaw {
			length = s.size
		}
	default:
		width := [4]int{10, 10, 14, 18}[format]
		s.fourStream = format > 0
		s.size = int(field >> 4 & (1<<width - 1))
		length = int(field >> (4 + width) & (1<<width - 1))
	}
	switch {
	case s.size > maxBlock:
		return s, nil, errLiterals
	case length > len(rest):
		return s, nil, errShort
	}
	s.data = rest[:length]
	return s, rest[length:], nil
}

// literalsIn returns the literals of a section, in memory of d or of the section.
func (d *decoder) literalsIn(s *literalsSection) ([]byte, error) {
	data := s.data
	switch s.kind {
	case literalsRaw:
		return data, nil
	case literalsRLE:
		d.buffer = d.buffer[:0]
		for range s.size {
			d.buffer = append(d.buffer, data[0])
		}
		return d.buffer, nil
	case literalsCompressed:
		var err error
		if data, err = d.literals.read(data); err != nil {
			return nil, err
		}
	}
	if !d.literals.known {
		return nil, errLiterals
	}
	if cap(d.buffer) < s.size {
		d.buffer = make([]byte, 0, s.size)
	}
	var err error
	if s.fourStream {
		d.buffer, err = d.literals.decodeFour(d.buffer[:0], data, s.size)
	} else {
		d.buffer, err = d.literals.decode(d.buffer[:0], data, s.size)
	}
	return d.buffer, err
}

// measure returns the size of what a block is decompressed to.
func (d *decoder) measure(data []byte, most int) (int, error) {
	section, data, err := literalsOf(data)
	if err != nil {
		return 0, err
	}
	sequences, err := d.sequences(data)
	if err != nil {
		return 0, err
	}
	size, used := section.size, 0
	for sequences.left > 0 {
		s, ok := sequences.next()
		if !ok {
			return 0, errSequences
		}
		used += s.literals
		if size += s.match; size > most || used > section.size {
			return 0, errBlock
		}
	}
	if size > most {
		return 0, errBlock
	}
	return size, sequences.end()
}

// decode appends what a block is decompressed to.
func (d *decoder) decode(dst, data []byte, most int) ([]byte, error) {
	section, data, err := literalsOf(data)
	if err != nil {
		return dst, err
	}
	literals, err := d.literalsIn(&section)
	if err != nil {
		return dst, err
	}
	sequences, err := d.sequences(data)
	if err != nil {
		return dst, err
	}
	before := len(dst)
	for sequences.left > 0 {
		s, ok := sequences.next()
		if !ok || s.literals > len(literals) {
			return dst, errSequences
		}
		dst = append(dst, literals[:s.literals]...)
		literals = literals[s.literals:]
		offset := d.offset(s.place, s.literals == 0)
		switch {
		case offset <= 0 || offset > len(dst)-d.start:
			return dst, errOffset
		case len(dst)-before+s.match > most:
			return dst, errBlock
		}
		dst = appendMatch(dst, offset, s.match)
	}
	if len(dst)-before+len(literals) > most {
		return dst, errBlock
	}
	return append(dst, literals...), sequences.end()
}

// appendMatch appends what stands offset bytes before the end, which may be less than is to
// be appended: then it is repeated.
func appendMatch(dst []byte, offset, size int) []byte {
	for size > 0 {
		from := len(dst) - offset
		n := min(size, offset)
		dst = append(dst, dst[from:from+n]...)
		size -= n
		offset += n
	}
	return dst
}

// offset returns how far back a match stands, of which the place is what the sequence has:
// 1 to 3 name one of the last three.
func (d *decoder) offset(place int, noLiterals bool) int {
	o := &d.offsets
	if place > 3 {
		o[2], o[1], o[0] = o[1], o[0], place-3
		return o[0]
	}
	if noLiterals {
		place++
	}
	switch place {
	case 1:
	case 2:
		o[1], o[0] = o[0], o[1]
	case 3:
		o[2], o[1], o[0] = o[1], o[0], o[2]
	default:
		o[2], o[1], o[0] = o[1], o[0], o[0]-1
	}
	return o[0]
}
