package resp

// streamedString takes the chunks of a string after its header of size bytes.
func (d *Decoder) streamedString(t *Token, size int) error {
	total, _, err := d.measure(false, nil)
	if err != nil {
		return err
	}
	chunks := Decoder{frame: d.frame[d.pos+size : d.pos+total]}
	for {
		// The bytes have been measured, so there is no error to meet.
		line, n, _ := chunks.line(typeChunk)
		if n == 0 {
			break
		}
		start := chunks.pos + 1 + len(line) + 2
		chunk := chunks.frame[start : start+int(n) : start+int(n)]
		chunks.pos = start + int(n) + 2
		if t.Text == nil {
			t.Text = chunk
		} else {
			t.Text = append(t.Text, chunk...)
		}
	}
	d.pos += total
	d.pending--
	return nil
}

// endStreamed steps over the end of a streamed aggregate.
func (d *Decoder) endStreamed() error {
	if _, _, err := d.line(typeEnd); err != nil {
		return err
	}
	d.pos += 3
	d.open--
	return nil
}

// maxMeasuredDepth is how many streamed aggregates inside each other are measured one by
// one. Those within are measured all at once, which costs memory, but each byte is
// not looked at as often as there are aggregates around it.
const maxMeasuredDepth = 4

// streams are the streamed aggregates in a part of a frame, in the order of their
// beginnings.
type streams struct {
	found []streamed
	open  []int // those that have not ended, as places in found
	from  int   // where the part begins in the frame
	to    int   // and ends
}

type streamed struct {
	at       int // where it begins
	elements int
}

func (s *streams) begin(at int) {
	s.open = append(s.open, len(s.found))
	s.found = append(s.found, streamed{at: s.from + at})
}

func (s *streams) end(elements int) {
	last := len(s.open) - 1
	s.found[s.open[last]].elements = elements
	s.open = s.open[:last]
}

// elements returns how many elements the streamed aggregate has that begins at pos.
func (d *Decoder) elements(typ Type) (int, error) {
	attribute := typ == TypeAttribute
	if d.open < maxMeasuredDepth {
		_, elements, err := d.measure(attribute, nil)
		return elements, err
	}
	if d.streams == nil || d.pos >= d.streams.to {
		found := &streams{from: d.pos}
		size, _, err := d.measure(attribute, found)
		if err != nil {
			return 0, err
		}
		found.to = d.pos + size
		d.streams, d.nextStream = found, 0
	}
	// Those that were skipped are passed by.
	for d.streams.found[d.nextStream].at < d.pos {
		d.nextStream++
	}
	return d.streams.found[d.nextStream].elements, nil
}
